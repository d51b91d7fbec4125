"""AIS messages read per second: into reports, and all the way into PostgreSQL.

Reference, in the same run: bare ``pyais`` decoding the same lines and keeping nothing. Our reader
also checks sums and stamps, refuses what is broken, and (second figure) writes positions, moves
each vessel, looks for teleports, locks and lots, and keeps its place in the file.

    python bench/ais.py [--check] [--vessels 500] [--reports 40] [--rounds 3]

The rounds are interleaved and medians are printed; ``--check`` fails below the floors.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
os.environ.setdefault("MATOU_HOME", str(ROOT / ".run" / "bench"))
os.environ.setdefault("MATOU_DB_ROLE", "owner")

import django  # noqa: E402  # the environment above must stand first

django.setup()

from django.db import connection  # noqa: E402
from pyais.encode import encode_dict  # noqa: E402
from pyais.messages import TagBlock  # noqa: E402
from pyais.stream import IterMessages  # noqa: E402

from matou.kit.clock import utc_now  # noqa: E402
from matou.modules.freight.rules.ais import AisDecoder  # noqa: E402
from matou.modules.freight.services import feeds  # noqa: E402
from matou.project import operations  # noqa: E402
from matou.spine.places import services as places  # noqa: E402

FLOOR_READ = 0.4
"""Least share of bare pyais for reading into reports; 0.55 to 0.8 is usual."""
FLOOR_KEPT = 0.04
"""Least share of bare pyais with everything kept in PostgreSQL; 0.07 to 0.1 is usual."""
START = datetime(2026, 11, 1, tzinfo=UTC)
_TABLES = "freight_positionfix, freight_vesseltrack, freight_shipstatic, freight_aisfeed"


def main() -> int:
    """Measure, print, and compare with the floors where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--vessels", type=int, default=500)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    operations.migrate()
    places.load_basin(now=utc_now())
    lines = _recording(vessels=asked.vessels, reports=asked.reports)
    bare, read, kept = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.nmea"
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        for _ in range(asked.rounds):
            bare.append(_rate(lambda: _decode_bare(lines), len(lines)))
            read.append(_rate(lambda: _read(lines), len(lines)))
            _empty()
            kept.append(_rate(lambda: _keep(path), len(lines)))
    return _report(bare=bare, read=read, kept=kept, check=asked.check)


def _report(
    *, bare: Sequence[float], read: Sequence[float], kept: Sequence[float], check: bool
) -> int:
    base, reading, keeping = (statistics.median(rates) for rates in (bare, read, kept))
    print(f"bare pyais, decoded and dropped:  {base:9,.0f}/s")
    print(f"read into checked reports:        {reading:9,.0f}/s · x {reading / base:.2f}")
    print(f"kept in PostgreSQL, tracks moved: {keeping:9,.0f}/s · x {keeping / base:.2f}")
    print(f"floors x {FLOOR_READ} and x {FLOOR_KEPT}")
    is_low = reading / base < FLOOR_READ or keeping / base < FLOOR_KEPT
    return 1 if check and is_low else 0


def _rate(act: Callable[[], None], amount: int) -> float:
    began = time.perf_counter()
    act()
    return amount / (time.perf_counter() - began)


def _decode_bare(lines: Sequence[bytes]) -> None:
    for message in IterMessages(lines):
        message.decode()


def _read(lines: Sequence[bytes]) -> None:
    decoder, now = AisDecoder(), START + timedelta(days=9)
    for line in lines:
        decoder.read(line=line, received_at=now)


def _keep(path: Path) -> None:
    recording = feeds.Recording(path=path, source="bench")
    run = feeds.read_recording(recording=recording, now=START + timedelta(days=9))
    assert run.fixes == run.lines
    assert run.doubles == 0


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_TABLES}")  # names of our own


def _recording(*, vessels: int, reports: int) -> list[bytes]:
    """Return reports of a river full of vessels, each moving 200 m between two reports."""
    lines = []
    for minute in range(reports):
        stamp = int((START + timedelta(minutes=minute)).timestamp())
        tag = TagBlock.create(source_station="bench", receiver_timestamp=stamp)  # type: ignore[arg-type]
        for number in range(vessels):
            (sentence,) = encode_dict(
                {
                    "type": 1,
                    "mmsi": 413_000_000 + number,
                    "lat": 23.0 + number / 1000,
                    "lon": 110.5 + number / 200 + minute / 500,
                    "speed": 6.5,
                    "course": 91.0,
                },
                talker_id="AI",
                sentence_type="VDM",
            )
            lines.append(b"\\" + tag + b"\\" + sentence.encode("ascii"))
    return lines


if __name__ == "__main__":
    sys.exit(main())
