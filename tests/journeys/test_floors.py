"""The speed ratio that every machine clears; the others are for ``bench/run.sh`` on a quiet one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNFETCHED = 3
pytestmark = pytest.mark.slow


def test_a_batch_of_transfers_outruns_django_hordak_twentyfold() -> None:
    command = [sys.executable, str(ROOT / "bench/ledger.py"), "--check", "stable"]

    result = subprocess.run(
        [*command, "--rounds", "5", "--slice", "0.4", "--clients", "4"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )

    if result.returncode == UNFETCHED:
        pytest.skip(f"NO REFERENCE TO MEASURE AGAINST: {result.stdout}")
    assert result.returncode == 0, result.stdout + result.stderr
