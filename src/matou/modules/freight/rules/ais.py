"""Reading AIS (船舶自动识别系统): NMEA 0183 lines in, positions, ship data and refusals out.

Sentences follow IEC 61162-1, tag blocks NMEA 4.10, messages ITU-R M.1371-5. ``pyais`` reads the
bits; this file decides what may be believed. Nothing here raises on input: a line that cannot be
used becomes a Reject with its reason, so that one broken message never stops a stream.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pyais.exceptions import AISBaseException, UnknownMessageException
from pyais.messages import AISSentence, NMEASentence, NMEASentenceFactory, TagBlock

from matou.modules.freight.rules.ais_reports import (
    Fix,
    Other,
    Reject,
    RejectReason,
    Report,
    ShipData,
)

MAX_LINE_BYTES = 512
"""A tag block and a sentence of 82 characters (IEC 61162-1, 7.3) fit four times over."""
MAX_PENDING = 256
"""Unfinished multi-part messages kept; older ones are given up."""
MAX_FUTURE = timedelta(minutes=10)
"""How far a receiver's clock may run ahead before its stamps are refused."""
FIRST_STAMP = datetime(2000, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 100_000_000_000
"""Tag-block stamps above this are milliseconds: some receivers write them (NMEA 4.10 allows it)."""

POSITION_TYPES = frozenset({1, 2, 3, 9, 18, 19, 27})
STATIC_TYPES = frozenset({5, 19, 24})
MAX_SPEED_KN = 102.2
"""ITU-R M.1371-5, table 48: 102.2 means this or more, 102.3 not available."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPart:
    """One sentence of a message whose other parts have not come yet."""

    at: datetime
    line: bytes


class AisDecoder:
    """Turns lines of one feed into reports; keeps the parts of unfinished messages between lines.

    ``shift`` is added to tag-block instants: a replay moves its voyage to another day by it.
    """

    def __init__(self, *, shift: timedelta = timedelta(0)) -> None:
        """Start with nothing pending."""
        self._shift = shift
        self._pending: OrderedDict[_Slot, list[_Part]] = OrderedDict()
        self._tag = b""
        self._tag_at: datetime | RejectReason | None = None

    def read(self, *, line: bytes, received_at: datetime) -> tuple[Report, ...]:
        """Return the reports that this line completes: none for a comment or a first part."""
        text = line.strip()
        if not text or text.startswith((b"#", b"$")):
            # Comments, and other instruments' sentences ($GPGGA …) that share the wire.
            return ()
        if len(text) > MAX_LINE_BYTES:
            return (Reject(reason=RejectReason.TOO_LONG, line=text[:MAX_LINE_BYTES]),)
        sentence = _sentence(text)
        if isinstance(sentence, Reject):
            return (sentence,)
        at = self._instant(tag_block=sentence.tag_block, received_at=received_at)
        if isinstance(at, RejectReason):
            return (Reject(reason=at, line=text),)
        if sentence.frag_cnt == 1:
            return _reports(sentence=sentence, at=at, line=text)
        return self._join(_Part(sentence=sentence, line=text, at=at))

    def pending(self) -> tuple[PendingPart, ...]:
        """Return the parts of unfinished messages, to be kept with a checkpoint."""
        return tuple(
            PendingPart(at=part.at, line=part.line)
            for parts in self._pending.values()
            for part in parts
        )

    def restore(self, parts: Iterable[PendingPart]) -> None:
        """Take back what ``pending`` gave before a stop."""
        for part in parts:
            sentence = _sentence(part.line)
            assert isinstance(sentence, AISSentence), "only sound ones are kept"  # noqa: S101
            self._join(_Part(sentence=sentence, line=part.line, at=part.at))

    def _instant(
        self, *, tag_block: TagBlock | None, received_at: datetime
    ) -> datetime | RejectReason:
        if tag_block is None:
            return received_at
        if tag_block.raw != self._tag:
            # A busy receiver writes the same tag many times a second.
            self._tag, self._tag_at = tag_block.raw, _tagged_instant(tag_block)
        at = self._tag_at
        if at is None:
            return received_at
        if isinstance(at, RejectReason):
            return at
        shifted_at = at + self._shift
        return shifted_at if shifted_at <= received_at + MAX_FUTURE else RejectReason.BAD_INSTANT

    def _join(self, part: "_Part") -> tuple[Report, ...]:
        sentence = part.sentence
        slot = (sentence.seq_id, sentence.channel, sentence.talker_id, sentence.frag_cnt)
        if sentence.frag_num == 1:
            # A new first part with the same number replaces an unfinished message.
            given_up = self._pending.pop(slot, [])
            self._pending[slot] = [part]
            return (*_orphans(given_up), *self._shed())
        parts = self._pending.get(slot, [])
        if sentence.frag_num != len(parts) + 1:
            return (Reject(reason=RejectReason.ORPHAN_PART, line=part.line),)
        parts.append(part)
        if sentence.frag_num < sentence.frag_cnt:
            return ()
        del self._pending[slot]
        whole = AISSentence.assemble_from_iterable([one.sentence for one in parts])
        return _reports(sentence=whole, at=parts[0].at, line=parts[0].line)

    def _shed(self) -> tuple[Reject, ...]:
        if len(self._pending) <= MAX_PENDING:
            return ()
        _, parts = self._pending.popitem(last=False)
        return _orphans(parts)


@dataclass(frozen=True, slots=True)
class _Part:
    sentence: AISSentence
    line: bytes
    at: datetime


_Slot = tuple[int | None, str, Any, int]


def first_instant(lines: Iterable[bytes]) -> datetime | None:
    """Return the first tag-block instant of a recording, from which a replay is shifted."""
    for line in lines:
        sentence = _sentence(line.strip()[:MAX_LINE_BYTES])
        if isinstance(sentence, Reject) or sentence.tag_block is None:
            continue
        sentence.tag_block.init()
        stamp = sentence.tag_block.receiver_timestamp if sentence.tag_block.is_valid else None
        if stamp is not None and (at := _stamp(stamp)) is not None:
            return at
    return None


def line_instant(line: bytes) -> datetime | None:
    """Return the instant in a line's tag block, None where there is none that can be read."""
    return first_instant((line,))


def _sentence(text: bytes) -> AISSentence | Reject:
    if not text.startswith((b"!", b"\\")) or not text.isascii():
        return Reject(reason=RejectReason.NOT_NMEA, line=text)
    try:
        sentence: NMEASentence = NMEASentenceFactory.produce(text)
    except UnknownMessageException:
        return Reject(reason=RejectReason.NOT_NMEA, line=text)
    except (AISBaseException, ValueError, IndexError):
        # ValueError and IndexError: torn tag blocks and cut sentences reach pyais' int().
        return Reject(reason=RejectReason.BAD_SENTENCE, line=text)
    if not isinstance(sentence, AISSentence):
        return Reject(reason=RejectReason.NOT_NMEA, line=text)
    if not sentence.is_valid:
        return Reject(reason=RejectReason.BAD_CHECKSUM, line=text)
    return sentence


def _tagged_instant(tag_block: TagBlock) -> datetime | RejectReason | None:
    tag_block.init()
    if not tag_block.is_valid:
        return RejectReason.BAD_TAG_BLOCK
    if tag_block.receiver_timestamp is None:
        return None
    return _stamp(tag_block.receiver_timestamp) or RejectReason.BAD_INSTANT


def _stamp(text: str) -> datetime | None:
    if not (text.isdecimal() and len(text) <= len("1793000000000")):
        return None
    number = int(text)
    seconds = number / 1000 if number >= MILLISECONDS_FROM else float(number)
    at = datetime.fromtimestamp(seconds, tz=UTC)
    return at if at >= FIRST_STAMP else None


def _orphans(parts: Iterable[_Part]) -> tuple[Reject, ...]:
    return tuple(Reject(reason=RejectReason.ORPHAN_PART, line=part.line) for part in parts)


def _reports(*, sentence: AISSentence, at: datetime, line: bytes) -> tuple[Report, ...]:
    if not sentence.payload:
        return (Reject(reason=RejectReason.EMPTY_PAYLOAD, line=line),)
    try:
        message: Any = sentence.decode()
    except (AISBaseException, ValueError, IndexError, TypeError, KeyError):
        # Cut payloads surface in pyais as any of these, by which field the cut went through.
        return (Reject(reason=RejectReason.UNDECODABLE, line=line),)
    kind = message.msg_type
    if kind not in POSITION_TYPES and kind not in STATIC_TYPES:
        return (Other(kind),)
    if message.mmsi is None or not 0 < message.mmsi <= 999_999_999:  # noqa: PLR2004 nine digits
        return (Reject(reason=RejectReason.BAD_MMSI, line=line),)
    reports: list[Report] = []
    if kind in POSITION_TYPES:
        reports.append(_fix(message=message, at=at, line=line))
    if kind in STATIC_TYPES:
        reports.append(_ship_data(message=message, at=at))
    return tuple(reports)


def _fix(*, message: Any, at: datetime, line: bytes) -> Report:
    latitude, longitude = message.lat, message.lon
    if latitude is None or longitude is None:
        return Reject(reason=RejectReason.UNDECODABLE, line=line)
    if latitude == 91 or longitude == 181:  # noqa: PLR2004 "not available", ITU-R M.1371-5
        return Other(message.msg_type)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 degrees
        return Reject(reason=RejectReason.BAD_POSITION, line=line)
    status = getattr(message, "status", None)
    return Fix(
        mmsi=f"{message.mmsi:09d}",
        at=at,
        latitude=latitude,
        longitude=longitude,
        speed_kn=_known(message.speed, below=MAX_SPEED_KN + 0.05),
        course_deg=_known(message.course, below=360),
        heading_deg=_whole(_known(getattr(message, "heading", None), below=360)),
        nav_status=None if status is None else int(status),
    )


def _ship_data(*, message: Any, at: datetime) -> ShipData:
    def said(field: str) -> Any:
        return getattr(message, field, None)

    draught_m = said("draught")
    return ShipData(
        mmsi=f"{message.mmsi:09d}",
        at=at,
        name=_words(said("shipname")),
        call_sign=_words(said("callsign")),
        ship_type=_whole(said("ship_type")) or None,
        length_m=_sum(said("to_bow"), said("to_stern")),
        beam_m=_sum(said("to_port"), said("to_starboard")),
        draught_dm=round(draught_m * 10) if draught_m else None,
        destination=_words(said("destination")),
    )


def _known(value: float | None, *, below: float) -> float | None:
    return value if value is not None and 0 <= value < below else None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _sum(one: int | None, other: int | None) -> int | None:
    return (one or 0) + (other or 0) or None


def _words(text: str | None) -> str | None:
    # '@' fills unused characters (ITU-R M.1371-5, table 47); control characters never belong.
    kept = "".join(c for c in (text or "").split("@")[0] if c.isprintable()).strip()
    return kept or None
