"""Money that cannot be lost: the torture run and the seven mutants, as their commands run them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS, KILLS = 50_000, 30
RESULT = re.compile(r"torture: (\d+) operations · (\d+) kills · (\d+) violations")
pytestmark = [pytest.mark.slow, pytest.mark.crash]


def dev(*arguments: str) -> list[str]:
    """Run a ``matou dev`` command and return its lines; it makes a home and a database itself."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    result = subprocess.run(
        [sys.executable, "-m", "matou.project.cli", "dev", *arguments],
        env={**kept, "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout.splitlines()


def test_nothing_is_lost_under_kills() -> None:
    *_, killed, _checks, _time, last = dev(
        "torture", f"--operations={OPERATIONS}", f"--kills={KILLS}"
    )

    found = RESULT.fullmatch(last)
    assert found, last
    operations, kills, violations = (int(number) for number in found.groups())
    assert (operations >= OPERATIONS, kills, violations) == (True, KILLS, 0)
    assert all(word in killed for word in ("client", "backend", "server", "web", "worker"))


def test_every_mutant_is_caught() -> None:
    assert dev("mutants")[-1] == "mutants: 7 of 7 caught"
