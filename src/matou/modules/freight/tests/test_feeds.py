"""Feeds into the database: resume, doubles, teleports, samples, races and kills."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.errors import InvalidInput
from matou.modules.freight.models import (
    AisFeed,
    AisReject,
    PositionFix,
    ShipStatic,
    VesselTrack,
)
from matou.modules.freight.rules import replay
from matou.modules.freight.rules.ais_reports import Fix, Reject, RejectReason, ShipData
from matou.modules.freight.services import feeds, replays, tracking
from matou.spine.places import services as places

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MMSI = "413800099"
T0 = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def basin() -> None:
    places.load_basin(now=NOW)


def fix(minutes: float, latitude: float = 23.42, longitude: float = 111.08, **more: object) -> Fix:
    values = {"mmsi": MMSI, "speed_kn": 6.0, **more}
    return Fix(
        at=T0 + timedelta(minutes=minutes),
        latitude=latitude,
        longitude=longitude,
        **values,  # type: ignore[arg-type]
    )


def keep(*reports: Fix | ShipData | Reject) -> tracking.Intake:
    return tracking.record_reports(source="test", reports=reports, received_at=NOW)


def counts() -> tuple[int, int, int]:
    return PositionFix.objects.count(), ShipStatic.objects.count(), AisReject.objects.count()


def test_the_whole_replay_is_read_with_every_fault_counted() -> None:
    run = replays.feed(now=NOW)

    assert run.is_at_end
    assert run.fixes - run.doubles == PositionFix.objects.count() == 1940
    assert run.teleports == 1
    assert run.rejects == {
        "bad_checksum": 2,
        "bad_sentence": 1,
        "not_nmea": 4,
        "empty_payload": 1,
        "orphan_part": 1,
        "bad_tag_block": 1,
        "bad_instant": 1,
    }


def test_the_replay_ends_now_when_nobody_says_otherwise() -> None:
    run = replays.feed(now=NOW)

    assert run.last_at is not None
    assert NOW - timedelta(minutes=10) < run.last_at <= NOW


def test_a_shift_moves_every_position_by_whole_seconds() -> None:
    start_at = T0 + timedelta(milliseconds=400)

    replays.feed(now=NOW + timedelta(days=9), start_at=start_at)

    first = PositionFix.objects.order_by("at").first()
    assert first is not None
    assert first.at == T0


def test_stopping_at_every_milestone_and_going_on_gives_the_same_rows() -> None:
    at_once = replays.feed(now=NOW, source="at once")
    rows = list(PositionFix.objects.order_by("mmsi", "at").values_list("mmsi", "at", "latitude"))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE freight_positionfix, freight_vesseltrack, freight_shipstatic")

    marks = replays.milestones_at(start_at=NOW - replays.voyage_length())
    for mark in sorted(marks.values()):
        replays.feed(now=NOW, until_at=mark, source="in steps")
    replays.feed(now=NOW, source="in steps")

    feed = AisFeed.objects.get(source="in steps")
    again = list(PositionFix.objects.order_by("mmsi", "at").values_list("mmsi", "at", "latitude"))
    assert again == rows
    assert (feed.lines, feed.fixes) == (at_once.lines, at_once.fixes)


def test_reading_a_finished_recording_again_does_nothing() -> None:
    replays.feed(now=NOW)
    before = counts()

    run = replays.feed(now=NOW)

    assert (run.lines, counts()) == (0, before)


def test_the_same_recording_under_another_name_doubles_no_position() -> None:
    replays.feed(now=NOW, start_at=T0)
    before = PositionFix.objects.count()

    run = replays.feed(now=NOW, start_at=T0, source="again")

    assert PositionFix.objects.count() == before
    assert run.doubles == run.fixes


def test_feeding_stops_before_the_first_line_after_the_instant() -> None:
    marks = replays.milestones_at(start_at=T0)

    run = replays.feed(now=NOW, start_at=T0, until_at=marks["alongside"])

    assert not run.is_at_end
    assert run.last_at is not None
    assert run.last_at <= marks["alongside"]
    demo = VesselTrack.objects.get(mmsi=replay.DEMO_MMSI)
    assert demo.at == marks["alongside"]


def test_a_recording_that_grows_is_read_on(tmp_path: Path) -> None:
    lines = replays.RECORDING.read_bytes().splitlines(keepends=True)
    growing = tmp_path / "growing.nmea"
    growing.write_bytes(b"".join(lines[:7]))
    recording = feeds.Recording(path=growing, source="growing")
    feeds.read_recording(recording=recording, now=NOW)

    growing.write_bytes(b"".join(lines[:40]))
    run = feeds.read_recording(recording=recording, now=NOW)

    assert run.lines == 33
    assert AisFeed.objects.get(source="growing").rejects == {}


def test_parts_of_a_message_are_joined_across_a_stop(tmp_path: Path) -> None:
    lines = replays.RECORDING.read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.nmea"
    recording = feeds.Recording(path=cut, source="cut")
    cut.write_bytes(lines[0])
    feeds.read_recording(recording=recording, now=NOW)

    cut.write_bytes(lines[0] + lines[1])
    run = feeds.read_recording(recording=recording, now=NOW)

    assert run.statics == 1


def test_a_file_that_was_empty_at_first_is_read_when_it_fills(tmp_path: Path) -> None:
    file = tmp_path / "ais.nmea"
    recording = feeds.Recording(path=file, source="ais.nmea")
    file.write_bytes(b"")
    feeds.read_recording(recording=recording, now=NOW)

    file.write_bytes(replays.OTHERS.read_bytes())

    assert feeds.read_recording(recording=recording, now=NOW).lines == 384


def test_another_file_under_the_same_name_is_refused(tmp_path: Path) -> None:
    lines = replays.RECORDING.read_bytes().splitlines(keepends=True)
    file = tmp_path / "ais.nmea"
    recording = feeds.Recording(path=file, source="ais.nmea")
    file.write_bytes(b"".join(lines[:30]))
    feeds.read_recording(recording=recording, now=NOW)

    file.write_bytes(b"".join(lines[30:90]))

    with pytest.raises(feeds.FeedIsAnotherFile):
        feeds.read_recording(recording=recording, now=NOW)


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    lines = replays.RECORDING.read_bytes().splitlines(keepends=True)
    file = tmp_path / "ais.nmea"
    recording = feeds.Recording(path=file, source="ais.nmea")
    file.write_bytes(b"".join(lines[:30]))
    feeds.read_recording(recording=recording, now=NOW)

    file.write_bytes(b"".join(lines[:20]))

    with pytest.raises(feeds.FeedIsAnotherFile):
        feeds.read_recording(recording=recording, now=NOW)


def test_a_missing_file_is_a_clear_refusal(tmp_path: Path) -> None:
    recording = feeds.Recording(path=tmp_path / "nowhere.nmea", source="nowhere")

    with pytest.raises(InvalidInput) as refusal:
        feeds.read_recording(recording=recording, now=NOW)

    assert "nowhere.nmea" in refusal.value.message("zh")


def test_a_batch_that_fails_leaves_the_feed_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_the_disk(**_facts: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(tracking, "sample_rejects", lose_the_disk)
        with pytest.raises(DatabaseError), transaction.atomic():
            replays.feed(now=NOW)

    assert replays.feed(now=NOW).fixes == AisFeed.objects.get().fixes == 1941


def test_reports_out_of_order_are_kept_but_do_not_turn_the_vessel_back() -> None:
    keep(fix(10, 23.43))

    keep(fix(5, 23.42))

    assert PositionFix.objects.count() == 2
    assert VesselTrack.objects.get(mmsi=MMSI).latitude == 23.43


def test_a_teleport_is_kept_flagged_and_does_not_move_the_vessel() -> None:
    keep(fix(0), fix(1, 0.0, 0.0), fix(2, 23.421))

    flags = PositionFix.objects.order_by("at").values_list("is_teleport", flat=True)
    assert list(flags) == [False, True, False]
    assert VesselTrack.objects.get(mmsi=MMSI).latitude == 23.421


def test_positions_that_agree_with_each_other_are_believed_in_the_end() -> None:
    keep(fix(0, 0.0, 0.0))

    keep(fix(1), fix(2, 23.421), fix(3, 23.422), fix(4, 23.423))

    flags = PositionFix.objects.order_by("at").values_list("is_teleport", flat=True)
    assert list(flags) == [False, True, True, False, False]
    assert VesselTrack.objects.get(mmsi=MMSI).latitude == 23.423


@pytest.mark.parametrize(("degrees", "flagged"), [(0.0224, False), (0.0226, True)])
def test_beyond_150_kilometres_an_hour_is_a_teleport(*, degrees: float, flagged: bool) -> None:
    # 2.5 km in a minute: 0.02248 degrees of latitude.
    intake = keep(fix(0), fix(1, 23.42 + degrees))

    assert bool(intake.teleports) is flagged


def test_ship_data_is_kept_only_where_it_changed() -> None:
    said = ShipData(mmsi=MMSI, at=T0, name="ONE", draught_dm=12)
    later = ShipData(mmsi=MMSI, at=T0 + timedelta(hours=1), name="ONE", draught_dm=12)
    laden = ShipData(mmsi=MMSI, at=T0 + timedelta(hours=2), draught_dm=32)

    keep(said, later, laden)

    rows = list(ShipStatic.objects.order_by("at").values_list("name", "draught_dm"))
    assert rows == [("ONE", 12), ("ONE", 32)]


def test_a_vessel_lying_at_the_lock_is_seen_waiting(basin: None) -> None:
    replays.feed(now=NOW, start_at=T0, until_at=T0 + timedelta(hours=14))

    track = VesselTrack.objects.get(mmsi=replay.DEMO_MMSI)
    assert track.stay_place == "L_CHZ"
    assert track.lying_since is not None


def test_the_first_refused_lines_are_all_kept_then_one_in_a_hundred() -> None:
    refused = [Reject(reason=RejectReason.NOT_NMEA, line=b"\x00\xff")] * 250

    feeds.keep_reports(source="noisy", reports=refused, lines=250, now=NOW)

    assert AisReject.objects.count() == 22
    assert AisFeed.objects.get().rejects == {"not_nmea": 250}


def test_positions_cannot_be_changed() -> None:
    keep(fix(0))

    with pytest.raises(DatabaseError), transaction.atomic():
        PositionFix.objects.update(latitude=0)


def test_many_positions_take_few_statements(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        keep(*(fix(minute, mmsi=f"4138{minute:05d}") for minute in range(300)))


@pytest.mark.slow
@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_a_reader_killed_in_the_middle_goes_on_without_loss_or_doubling(tmp_path: Path) -> None:
    large = tmp_path / "large.nmea"
    large.write_bytes(replays.RECORDING.read_bytes() * 6)
    recording = feeds.Recording(path=large, source="large")
    total = len(large.read_bytes().splitlines())

    for _ in range(3):
        _read_and_kill(large)
    assert 0 < AisFeed.objects.get(source="large").lines < total
    feeds.read_recording(recording=recording, now=NOW)

    feed = AisFeed.objects.get(source="large")
    assert feed.lines == total
    assert feed.fixes == 6 * 1941
    assert feed.fixes - feed.doubles == PositionFix.objects.count() == 1940


_READER = """
import django
django.setup()
from pathlib import Path
from datetime import datetime, UTC
from matou.modules.freight.services import feeds
print("reading", flush=True)
feeds.BATCH_LINES = 50
feeds.read_recording(
    recording=feeds.Recording(path=Path({path!r}), source="large"),
    now=datetime(2026, 11, 22, tzinfo=UTC),
)
"""


def _read_and_kill(path: Path) -> None:
    script = _READER.format(path=str(path))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "matou.project.settings"}
    reader = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE
    )
    assert reader.stdout is not None
    reader.stdout.readline()
    time.sleep(0.4)
    reader.send_signal(signal.SIGKILL)
    reader.wait()
    reader.stdout.close()
