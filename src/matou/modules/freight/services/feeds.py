"""Reading AIS feeds: a recording from a file, piece by piece, and what every feed writes down."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from matou.kit.errors import DomainError, InvalidInput
from matou.modules.freight.models import AisFeed
from matou.modules.freight.rules.ais import AisDecoder, PendingPart, first_instant
from matou.modules.freight.rules.ais_reports import Fix, Report
from matou.modules.freight.rules.geofence import Proposal
from matou.modules.freight.services import tracking

BATCH_LINES = 1000
"""One transaction: small enough to be seen within two seconds, large enough to be cheap."""
MAX_LINE_READ = 4096
"""A file without line ends is read in pieces of this size and refused line by line."""
_STAMP = re.compile(rb"^\\[^\\]*?\bc:(\d{9,10})\b")


class FeedReadElsewhere(DomainError):
    """Another process has read on in the same feed."""

    code = "freight.feed-read-elsewhere"
    zh = "数据源“{source}”正由另一进程读取。请停止其中一个后再继续。"
    en = "Another process is reading the feed “{source}”. Stop one of the two and go on."


class FeedIsAnotherFile(DomainError):
    """The file under this feed's name is not the one that was read before."""

    code = "freight.feed-is-another-file"
    zh = "名为“{source}”的数据源读过另一个文件，或文件已被截短。请用 --source 另取名称。"
    en = "The feed “{source}” has read another file, or this one was cut. Give another --source."


@dataclass(slots=True, kw_only=True)
class FeedRun:
    """What one run over a feed did."""

    source: str
    lines: int = 0
    fixes: int = 0
    doubles: int = 0
    statics: int = 0
    others: int = 0
    teleports: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    proposed: list[Proposal] = field(default_factory=list)
    taken: list[Proposal] = field(default_factory=list)
    last_at: datetime | None = None
    is_at_end: bool = False

    def add(self, *, intake: tracking.Intake, lines: int, last_at: datetime | None) -> None:
        """Add what one batch did."""
        self.lines += lines
        self.fixes += intake.fixes
        self.doubles += intake.doubles
        self.statics += intake.statics
        self.others += intake.others
        self.teleports += intake.teleports
        for reason, count in intake.rejects.items():
            self.rejects[reason] = self.rejects.get(reason, 0) + count
        self.proposed += intake.proposed
        self.taken += intake.taken
        self.last_at = last_at or self.last_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file of NMEA lines to be read as the feed ``source``.

    ``start_at`` moves the whole recording by whole seconds so that its first stamp falls there;
    it counts when the feed is first read and stands from then on.
    """

    path: Path
    source: str
    start_at: datetime | None = None


def read_recording(
    *, recording: Recording, now: datetime, until_at: datetime | None = None
) -> FeedRun:
    """Read on where the feed stopped, to the end or up to the first line after ``until_at``.

    Stopped or killed anywhere, it goes on there the next time: position in the file, counters
    and reports are one transaction. Raises InvalidInput when the file cannot be read,
    FeedIsAnotherFile, FeedReadElsewhere.
    """
    try:
        with recording.path.open("rb") as file:
            return _read(recording=recording, file=file, now=now, until_at=until_at)
    except OSError as error:
        raise InvalidInput(
            field=f"文件 file {recording.path}",
            reason_zh=f"无法读取：{error.strerror}",
            reason_en=f"It cannot be read: {error.strerror}",
        ) from error


def keep_reports(
    *, source: str, reports: Sequence[Report], lines: int, now: datetime
) -> tracking.Intake:
    """Write a batch of a live feed and add it to the feed's counters."""
    with transaction.atomic():
        AisFeed.objects.get_or_create(source=source)
        feed = AisFeed.objects.select_for_update().get(source=source)
        intake = _write(feed=feed, reports=reports, lines=lines, now=now)
        feed.save()
    return intake


def _read(
    *, recording: Recording, file: BinaryIO, now: datetime, until_at: datetime | None
) -> FeedRun:
    feed = _begun(recording=recording, file=file)
    decoder = AisDecoder(shift=timedelta(seconds=feed.shift_s))
    decoder.restore(
        PendingPart(at=datetime.fromisoformat(at), line=line.encode("ascii"))
        for at, line in feed.pending
    )
    run = FeedRun(source=recording.source)
    offset = feed.offset_bytes
    last_stamp = None if until_at is None else int(until_at.timestamp()) - feed.shift_s
    file.seek(offset)
    while batch := tuple(_lines(file=file, last_stamp=last_stamp)):
        reports = [report for line in batch for report in decoder.read(line=line, received_at=now)]
        _keep_batch(run=run, batch=batch, offset=offset, reports=reports, decoder=decoder, now=now)
        offset += sum(map(len, batch))
        file.seek(offset)
    run.is_at_end = not file.read(1)
    return run


def _begun(*, recording: Recording, file: BinaryIO) -> AisFeed:
    """Return the feed's place in its file, a new one at the start; raises FeedIsAnotherFile."""
    opening = sha256(file.readline(MAX_LINE_READ)).hexdigest()
    feed = AisFeed.objects.filter(source=recording.source).first()
    if feed is None:
        feed, _ = AisFeed.objects.get_or_create(
            source=recording.source,
            defaults={"opening_sha256": opening, "shift_s": _shift_s(recording, file)},
        )
    if not feed.offset_bytes and feed.opening_sha256 != opening:
        # Nothing was read yet: the file was still empty then.
        feed.opening_sha256 = opening
        feed.save(update_fields=["opening_sha256"])
    if feed.opening_sha256 != opening or feed.offset_bytes > file.seek(0, SEEK_END):
        raise FeedIsAnotherFile(source=recording.source)
    return feed


def _shift_s(recording: Recording, file: BinaryIO) -> int:
    if recording.start_at is None:
        return 0
    file.seek(0)
    first_at = first_instant(file)
    return 0 if first_at is None else round((recording.start_at - first_at).total_seconds())


def _lines(*, file: BinaryIO, last_stamp: int | None) -> Iterator[bytes]:
    for _ in range(BATCH_LINES):
        line = file.readline(MAX_LINE_READ)
        if not line:
            return
        if last_stamp is not None:
            stamped = _STAMP.match(line)
            if stamped and last_stamp < int(stamped[1]) <= last_stamp + _WITHIN_RECORDING_S:
                return
        yield line


_WITHIN_RECORDING_S = 30 * 86_400
"""A stamp further ahead than this is a broken one, not a reason to wait for its day."""


def _keep_batch(
    *,
    run: FeedRun,
    batch: Sequence[bytes],
    offset: int,
    reports: Sequence[Report],
    decoder: AisDecoder,
    now: datetime,
) -> None:
    with transaction.atomic():
        feed = AisFeed.objects.select_for_update().get(source=run.source)
        if feed.offset_bytes != offset:
            raise FeedReadElsewhere(source=run.source)
        intake = _write(feed=feed, reports=reports, lines=len(batch), now=now)
        feed.offset_bytes = offset + sum(map(len, batch))
        feed.pending = [
            [part.at.isoformat(), part.line.decode("ascii")] for part in decoder.pending()
        ]
        feed.save()
    run.add(intake=intake, lines=len(batch), last_at=_last_at(reports))


def _write(
    *, feed: AisFeed, reports: Sequence[Report], lines: int, now: datetime
) -> tracking.Intake:
    intake = tracking.record_reports(source=feed.source, reports=reports, received_at=now)
    tracking.sample_rejects(source=feed.source, reports=reports, seen=feed.rejects, received_at=now)
    feed.lines += lines
    feed.fixes += intake.fixes
    feed.doubles += intake.doubles
    feed.statics += intake.statics
    feed.others += intake.others
    for reason, count in intake.rejects.items():
        feed.rejects[reason] = feed.rejects.get(reason, 0) + count
    feed.last_at = max(filter(None, (feed.last_at, _last_at(reports))), default=None)
    feed.read_at = now
    return intake


def _last_at(reports: Sequence[Report]) -> datetime | None:
    return max((report.at for report in reports if isinstance(report, Fix)), default=None)
