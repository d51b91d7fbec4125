"""The track kernel against its plain twin: length and thinning of one voyage.

    python bench/track.py [--check] [--points 5000] [--rounds 5]

The rounds are interleaved and medians are printed; ``--check`` fails below the floor.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402  # the path above must stand first

from matou.kernels import track  # noqa: E402
from matou.kernels.tests.test_track import plain_thinned  # noqa: E402

FLOOR = 5.0
"""Least ratio of the kernel to the plain twin; 8 to 15 is usual."""
TOLERANCE_M = 50.0


def main() -> int:
    """Measure, print, and compare with the floor where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    latitude, longitude = _voyage(asked.points)
    x, y = track.flat_xy_m(latitude, longitude)
    flat = x.tolist(), y.tolist()
    kept = track.thinned(latitude, longitude, TOLERANCE_M)
    assert set(np.flatnonzero(kept)) == plain_thinned(*flat, TOLERANCE_M)
    plain, kernel = [], []
    for _ in range(asked.rounds):
        plain.append(_seconds(lambda: plain_thinned(*flat, TOLERANCE_M)))
        kernel.append(_seconds(lambda: track.thinned(latitude, longitude, TOLERANCE_M)))
    ratio = statistics.median(plain) / statistics.median(kernel)
    print(f"{asked.points} points to {kept.sum()} within {TOLERANCE_M:.0f} m")
    print(f"plain Python {statistics.median(plain) * 1000:8.2f} ms")
    print(f"kernel       {statistics.median(kernel) * 1000:8.2f} ms · x {ratio:.1f} ({FLOOR=})")
    return 1 if asked.check and ratio < FLOOR else 0


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _voyage(points: int) -> tuple[track.Floats, track.Floats]:
    """Return a winding way down a river with the noise of a receiver."""
    noise = np.random.default_rng(20_261_122)
    along = np.linspace(0.0, 1.0, points)
    latitude = 23.4 - 0.3 * along + 0.02 * np.sin(along * 60) + noise.normal(0, 1e-4, points)
    longitude = 111.0 + 1.9 * along + noise.normal(0, 1e-4, points)
    return latitude, longitude


if __name__ == "__main__":
    sys.exit(main())
