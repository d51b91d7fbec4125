"""The site of ``make demo``: up, killed piece by piece, up again, and gone after Ctrl-C."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 300
RESULT = re.compile(r"main job: closed · ledger sum 0 · escrow 0 · (\w{4}-\w{4}-\w)")
pytestmark = [pytest.mark.slow, pytest.mark.crash]


class Demo:
    """A running ``matou demo`` with its output in a file."""

    def __init__(self, home: Path, *, prepare: Callable[[], object] | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.home = home
        self.output = home / "demo.txt"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.output.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "matou.project.cli", "demo"],  # as make demo calls it
                cwd=ROOT,
                env={
                    **kept,
                    "MATOU_HOME": str(home),
                    "MATOU_PORT": str(self.port),
                    "COLUMNS": "200",
                    "PYTHONUNBUFFERED": "1",
                },
                stdout=file,
                stderr=subprocess.STDOUT,
                preexec_fn=prepare,  # noqa: PLW1509  # only a signal's handling
            )

    def text(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def answers(self, path: str = "/readyz") -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def children(self, word: str) -> list[psutil.Process]:
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if word in command_line(child)]

    def is_mine(self, process: psutil.Process) -> bool:
        """Tell whether a process works for this home: by its port, or by its folder."""
        called = command_line(process)
        return str(self.home) in called or f"--port {self.port}" in called

    def postmaster(self) -> psutil.Process:
        text = (self.home / "postgres/data/postmaster.pid").read_text(encoding="utf-8")
        return psutil.Process(int(text.split()[0]))


def command_line(process: psutil.Process) -> str:
    """Return how a process was called, nothing for one that just died."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process runs; a zombie has ended and waits for its parent."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="matou-site-"))
    folder.chmod(0o755)
    prepare = [sys.executable, "-m", "matou.project.cli", "prepare"]
    subprocess.run(prepare, env={**os.environ, "MATOU_HOME": str(folder)}, check=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    running = Demo(home)
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.wait(timeout=240)


def test_killed_piece_by_piece_the_site_comes_back_and_the_job_closes(demo: Demo) -> None:
    dice = Random(20_261_122)
    assert until(lambda: "✓" in demo.text()), demo.text()

    for word in ("granian", "jobs work", "granian"):
        time.sleep(dice.uniform(0.2, 1.5))
        victims = demo.children(word)
        if victims:
            dice.choice(victims).kill()

    assert until(lambda: RESULT.search(demo.text()) is not None), demo.text()
    server = demo.postmaster()
    server.kill()
    # Who starts it again, the watch or a connection of the demo's own, is the first to notice.
    assert until(lambda: not is_alive(server) and demo.answers()), demo.text()
    assert until(lambda: demo.answers("/"))


def test_a_second_start_shows_the_same_cargo_and_ends_all_it_started(home: Path) -> None:
    told = (home / "demo.txt").read_text(encoding="utf-8")
    before = RESULT.findall(told)
    demo = Demo(home)
    assert until(lambda: "Ctrl-C" in demo.text()[len(told) :]), demo.text()
    started = psutil.Process(demo.process.pid).children(recursive=True)
    server = demo.postmaster()

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(timeout=240) == 0
    assert set(RESULT.findall(demo.text())) == set(before)
    assert [child for child in (*started, server) if is_alive(child)] == []


def test_ctrl_c_counts_from_the_first_moment_even_where_a_shell_hid_it(home: Path) -> None:
    told = len((home / "demo.txt").read_text(encoding="utf-8"))
    demo = Demo(home, prepare=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    assert until(lambda: bool(demo.children("granian")))

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(timeout=240) in {0, 1}
    assert until(lambda: not [one for one in psutil.process_iter() if demo.is_mine(one)])
    assert "Traceback" not in demo.text()[told:]


def test_a_busy_port_is_told_plainly(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [sys.executable, "-m", "matou.project.cli", "demo", "--port", port],
            env={**os.environ, "MATOU_HOME": str(home)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert "Traceback" not in result.stderr
