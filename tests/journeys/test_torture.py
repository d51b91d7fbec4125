"""Money that cannot be lost: the torture run and the seven mutants, as their commands run them."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from matou.project.torture.commands import INTERRUPTED

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS, KILLS = 50_000, 30
ACTS = (
    "deposited", "paid_out", "not_paid_out", "closed", "ended", "refunded", "not_refunded",
    "guarantee_funded", "repaid", "written_off", "write_off_alone_refused", "payee_registered",
    "payee_changed", "cooling", "payee_ended", "payout_proposed", "same_eyes_refused",
    "payout_approved", "compared", "file_refused", "explained", "correction_proposed",
    "second_person_needed", "corrected",
)  # fmt: skip
"""What freight's clients must have come to while they were killed."""
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
    *_, acts, killed, _checks, _time, last = dev(
        "torture", f"--operations={OPERATIONS}", f"--kills={KILLS}"
    )

    found = RESULT.fullmatch(last)
    assert found, last
    operations, kills, violations = (int(number) for number in found.groups())
    assert (operations >= OPERATIONS, kills, violations) == (True, KILLS, 0)
    assert all(word in killed for word in ("client", "backend", "server", "web", "worker"))
    reached = {entry.rpartition(" ")[0] for entry in acts.partition(": ")[2].split(" · ")}
    assert set(ACTS) - reached == set()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder for homes through which the server's own account may pass."""
    made = Path(tempfile.mkdtemp(prefix="matou-interrupted-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize(
    "arguments",
    [("torture", "--operations=1000000", "--kills=1000"), ("custody", "--orders=1000000")],
    ids=["torture", "custody"],
)
def test_an_interrupted_run_tells_what_it_checked_and_leaves_nothing(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "matou.project.cli", "dev", *arguments],
        env={**kept, "PYTHONUNBUFFERED": "1", "TMPDIR": str(folder)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        progress = run.stdout.readline()
        run.send_signal(signal.SIGINT)
        rest = run.stdout.read()

    assert " of " in progress
    assert "interrupted" in rest
    assert run.returncode == INTERRUPTED
    assert (list(folder.iterdir()), processes_in(folder)) == ([], [])


def processes_in(folder: Path) -> list[str]:
    """Return the commands of processes that have to do with a home in the folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = " ".join([*process.cmdline(), process.environ().get("MATOU_HOME", "")])
            if str(folder) in words:
                found.append(words)
    return found


def test_every_mutant_is_caught() -> None:
    assert dev("mutants")[-1] == "mutants: 7 of 7 caught"
