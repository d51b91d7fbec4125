"""The main job as the README's command runs it: whole, repeated, killed, on PostgreSQL 15."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULT = re.compile(
    r"^main job: closed · ledger sum 0 · escrow 0 · (\w{4}-\w{4}-\w)$", re.MULTILINE
)
MATOU = [sys.executable, "-m", "matou.project.cli"]
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
pytestmark = [pytest.mark.slow, pytest.mark.crash]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that knows nothing of this test's database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "MATOU_HOME": str(home), "COLUMNS": "200", "PYTHONUNBUFFERED": "1", **more}


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MATOU, *arguments],
        env=environment(home, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def books(home: Path, code: str, **more: str) -> dict[str, Any]:
    result = subprocess.run(
        [sys.executable, str(ROOT / "tests/journeys/books.py"), code.replace("-", "")],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def code_of(result: subprocess.CompletedProcess[str]) -> str:
    found = RESULT.search(result.stdout)
    assert found, result.stdout[-2000:] + result.stderr[-2000:]
    assert result.stdout.rstrip().endswith(found.group(0))
    return found.group(1)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Return a home of its own, with a durable cluster: fsync stays on here."""
    folder = Path(tempfile.mkdtemp(prefix="matou-main-job-"))
    folder.chmod(0o755)
    yield folder
    run(folder, "db", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def calm_run(home: Path) -> dict[str, Any]:
    """Run the main job undisturbed; returns its books."""
    result = run(home, "demo", "--once")
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return {"code": code_of(result), **books(home, code_of(result))}


def test_the_main_job_closes_with_even_books(calm_run: dict[str, Any]) -> None:
    assert calm_run["violations"] == []
    assert calm_run["versions"] == list(range(1, len(calm_run["versions"]) + 1))
    assert calm_run["events"][-1] == "freight.LotClosed"


def test_a_second_run_duplicates_nothing(home: Path, calm_run: dict[str, Any]) -> None:
    result = run(home, "demo", "--once")

    assert code_of(result) == calm_run["code"]
    assert books(home, calm_run["code"])["transfers"] == calm_run["transfers"]


def kill_somewhere(home: Path, dice: Random) -> bool:
    """Run the job, kill it (or its PostgreSQL) after a random step; tells whether it was killed."""
    process = subprocess.Popen(
        [*MATOU, "demo", "--once", "--run", "2"],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    wanted = dice.randint(1, 2)
    for line in process.stdout:
        if line.startswith("✓") and "before" not in line:
            wanted -= 1
        if wanted == 0:
            if dice.random() < 0.4:
                os.kill(postmaster(home), signal.SIGKILL)
            process.kill()
            break
    process.stdout.close()
    process.wait()
    return wanted == 0


def postmaster(home: Path) -> int:
    text = (home / "postgres" / "data" / "postmaster.pid").read_text(encoding="utf-8")
    return int(text.split()[0])


def test_killed_at_ten_points_it_ends_with_the_same_books(
    home: Path, calm_run: dict[str, Any]
) -> None:
    dice = Random(20_261_122)

    kills = sum(kill_somewhere(home, dice) for _ in range(10))
    result = run(home, "demo", "--once", "--run", "2")

    assert kills >= 5
    after = books(home, code_of(result))
    assert after["violations"] == []
    assert after["transfers"] == calm_run["transfers"]
    assert after["events"] == calm_run["events"]
    assert after["versions"] == calm_run["versions"]


@pytest.fixture
def debian_15() -> Iterator[str]:
    """Start Debian's PostgreSQL 15 in a folder of its own; yields its address."""
    if not (DEBIAN_15 / "initdb").exists():
        pytest.skip("!!! Debian's PostgreSQL 15 is missing: apt-get install postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="matou-pg15-"))
    folder.chmod(0o755)
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", 5900 + os.getpid() % 1000
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    where = ["-h", "127.0.0.1", "-p", str(port), "-U", "matou"]

    def tool(name: str, *arguments: str) -> None:
        subprocess.run(
            [DEBIAN_15 / name, *arguments],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    tool("initdb", "-D", str(data), "-A", "trust", "-U", "matou")
    tool("pg_ctl", "start", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options)
    tool("createdb", *where, "matou")
    yield f"postgresql://matou@127.0.0.1:{port}/matou"
    tool("pg_ctl", "stop", "-D", str(data), "-m", "fast")
    shutil.rmtree(folder, ignore_errors=True)


def test_the_main_job_closes_on_postgresql_15(
    debian_15: str, tmp_path: Path, calm_run: dict[str, Any]
) -> None:
    result = run(tmp_path, "demo", "--once", DATABASE_URL=debian_15)

    code = code_of(result)
    assert books(tmp_path, code, DATABASE_URL=debian_15)["transfers"] == calm_run["transfers"]
