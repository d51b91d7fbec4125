"""Two running instances hand cases over while either is killed, as ``matou dev handovers`` does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNS, KILLS = 12, 5
RESULT = re.compile(
    r"handovers: (\d+) wanted · (\d+) begun · (\d+) ended · (\d+) kills · "
    r"corrected \d+ · lost (\d+) · doubled (\d+) · disagreeing (\d+) · \d+ s"
)
pytestmark = [pytest.mark.slow, pytest.mark.crash]


def test_no_hand_over_is_lost_or_doubled_under_kills_of_either_side() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    wanted = (f"--runs={RUNS}", f"--kills={KILLS}", "--minutes=8")

    done = subprocess.run(
        [sys.executable, "-m", "matou.project.cli", "dev", "handovers", *wanted],
        env={**kept, "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )

    found = RESULT.fullmatch(done.stdout.splitlines()[-1]) if done.stdout else None
    assert found, done.stdout[-3000:] + done.stderr[-3000:]
    _wanted, begun, ended, _kills, *wrong = (int(number) for number in found.groups())
    assert (begun, ended, wrong) == (RUNS, RUNS, [0, 0, 0])
