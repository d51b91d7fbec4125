"""The synthetic Xijiang replay (西江模拟航次): made into a file, fed into the positions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from matou.modules.freight.rules import replay
from matou.modules.freight.services import feeds

FOLDER = Path(__file__).resolve().parent.parent / "replay"
OTHERS = FOLDER / "synthetic_xijiang.nmea"
RECORDING = FOLDER / "xijiang_demo.nmea"
SOURCE = "replay:xijiang"


def make_recording() -> Path:
    """Write the recording from its plan; the same bytes every time."""
    lines = replay.demo_lines(others=OTHERS.read_bytes().splitlines())
    RECORDING.write_bytes(b"".join(line + b"\n" for line in lines))
    return RECORDING


def feed(
    *,
    now: datetime,
    start_at: datetime | None = None,
    until_at: datetime | None = None,
    source: str = SOURCE,
) -> feeds.FeedRun:
    """Read the replay on, up to ``until_at`` or to the end.

    ``start_at`` is the instant of the first report; without it the voyage ends now. It counts
    when the replay is first fed and stands from then on.
    """
    begins_at = start_at or now - voyage_length()
    recording = feeds.Recording(path=RECORDING, source=source, start_at=begins_at)
    return feeds.read_recording(recording=recording, now=now, until_at=until_at)


def voyage_length() -> timedelta:
    """Return the span from the first report of the replay to the last."""
    plan = replay.milestones()
    return timedelta(seconds=plan.last_heard - plan.first_heard)


def milestones_at(*, start_at: datetime) -> dict[str, datetime]:
    """Return when the demo vessel comes where if the replay starts at that instant."""
    plan = replay.milestones()
    first = datetime.fromtimestamp(plan.first_heard, tz=UTC)
    return {
        name: start_at + (datetime.fromtimestamp(getattr(plan, name), tz=UTC) - first)
        for name in plan.__slots__
    }
