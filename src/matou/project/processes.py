"""The processes of a running site, watched and ended together: web, worker, own database."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from matou.kit.errors import DomainError
from matou.project import paths
from matou.project.db import connect
from matou.project.db.errors import DatabaseUnavailable

_PR_SET_PDEATHSIG = 1
_ENDING = (signal.SIGINT, signal.SIGTERM)
_SITE_ENV = {
    "DJANGO_SETTINGS_MODULE": "matou.project.settings",
    # Each thread would else get a heap of its own, and keep what one large answer took.
    "MALLOC_ARENA_MAX": "2",
}
WEB_WORKERS = 2
"""How many web processes a demo gets; ``matou serve`` takes one a core."""
_STOP_WITHIN_S = 15
_RESTART_PAUSE_S = 1.0
_CHECK_DATABASE_EVERY_S = 2.0


class PortBusy(DomainError):
    """Something else listens where the site is to listen."""

    code = "port-busy"
    zh = "端口 {port} 已被占用。请换一个端口：MATOU_PORT=8010 make demo，或先停止占用它的程序。"
    en = "Port {port} is in use. Choose another: MATOU_PORT=8010 make demo, or stop what uses it."


class SiteNotReady(DomainError):
    """The site was started, but does not answer."""

    code = "site-not-ready"
    zh = "网站在 {seconds} 秒内没有就绪，请查看日志：{log}"
    en = "The site was not ready within {seconds} s; see its log: {log}"


@dataclass(slots=True)
class Child:
    """One process of the site, and how to start it again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    restarts: int = 0
    started_s: float = field(default_factory=time.monotonic)


class Site:
    """Web and worker on one port; started together, restarted when they die, ended together."""

    def __init__(
        self, *, port: int, say: Callable[[str], None], web_workers: int = WEB_WORKERS
    ) -> None:
        """Name the port and where to tell of restarts; ``web_workers`` is one a core."""
        self.port = port
        self.say = say
        self.web_workers = web_workers
        self.children: list[Child] = []
        self.log = paths.home() / "log"
        self._database_checked_s = 0.0
        self._database_trouble = ""

    @property
    def address(self) -> str:
        """The address of the front page."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the web server; raises PortBusy.

        The worker follows when pages answer: both import the whole house, and on two cores the
        first page would wait for the worker's start.
        """
        require_free_port(self.port)
        paths.private_folder(self.log)
        with _signals_later():
            self.children = [self._launch("web", self._web_command())]

    def wait_until_ready(self, *, within_s: int = 60) -> None:
        """Return when the site answers and its worker was started; raises SiteNotReady."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self._is_ready():
                command = [sys.executable, "-m", "matou.project.cli", "jobs", "work"]
                with _signals_later():
                    self.children.append(self._launch("worker", command))
                return
            self.check()
            time.sleep(0.1)
        raise SiteNotReady(seconds=within_s, log=self.log / "web.log")

    def check(self) -> None:
        """Start again what has died, the database included."""
        self._check_database()
        for index, child in enumerate(self.children):
            if child.process.poll() is None:
                continue
            if time.monotonic() - child.started_s < _RESTART_PAUSE_S:
                continue  # a process that dies at once must not spin
            _sweep(child)
            self.say(f"{child.name}: 进程退出 exited ({child.process.returncode})，重启 restarting")
            with _signals_later():
                fresh = self._launch(child.name, child.command)
                fresh.restarts = child.restarts + 1
                self.children[index] = fresh

    def run_until_interrupted(self) -> None:
        """Watch the processes until Ctrl-C or SIGTERM."""
        stopping: list[int] = []
        for number in _ENDING:
            signal.signal(number, lambda received, _frame: stopping.append(received))
        while not stopping:
            self.check()
            time.sleep(0.2)

    def stop(self) -> None:
        """End every process that was started here, politely first."""
        for child in self.children:
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + _STOP_WITHIN_S
        for child in self.children:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            _sweep(child)

    def _is_ready(self) -> bool:
        """Ask the readiness page; it answers 200 only when the database does too."""
        try:
            urllib.request.urlopen(f"{self.address}/readyz", timeout=5).close()  # noqa: S310  # our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def _launch(self, name: str, command: Sequence[str]) -> Child:
        with (self.log / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  # our own programs
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **_SITE_ENV},
                preexec_fn=die_with_parent,  # noqa: PLW1509  # only a system call between fork and exec
            )
        return Child(name, command, process)

    def _web_command(self) -> list[str]:
        threads = ("--workers", str(self.web_workers), "--blocking-threads", "3")
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        keep = ("--respawn-failed-workers", "--no-ws", "--log-level", "warning")
        app = "matou.project.wsgi:application"
        return [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            *where,
            *threads,
            *keep,
            app,
        ]

    def _check_database(self) -> None:
        if not connect.uses_own_cluster():
            return
        if time.monotonic() - self._database_checked_s < _CHECK_DATABASE_EVERY_S:
            return
        self._database_checked_s = time.monotonic()
        if connect.own_cluster().answers():
            return
        if not self._database_trouble:
            self.say("PostgreSQL: 无应答 no answer，重启 restarting")
        try:
            connect.own_cluster().ensure_running()
        except DatabaseUnavailable as error:  # tried again at the next check
            if str(error) != self._database_trouble:
                self.say(str(error))
            self._database_trouble = str(error)
            return
        if self._database_trouble:
            self.say("PostgreSQL: 已恢复 is back")
        self._database_trouble = ""


@contextmanager
def _signals_later() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM until a new child is in the books: else nobody would end it."""
    received: list[int] = []
    before = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        signal.signal(number, lambda number, _frame: received.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for held in received:
        signal.raise_signal(held)


def let_signals_interrupt() -> None:
    """Have Ctrl-C and SIGTERM raise KeyboardInterrupt from the first moment on.

    Started in the background by a shell, a program inherits that it ignores Ctrl-C; and SIGTERM
    alone would leave the database running.
    """
    for number in _ENDING:
        signal.signal(number, signal.default_int_handler)


def require_free_port(port: int) -> None:
    """Raise PortBusy when something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortBusy(port=port) from error


def _sweep(child: Child) -> None:
    """End what a dead process left in its group: a killed server's workers outlive it."""
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)


def die_with_parent() -> None:
    """Ask Linux to end this process with its parent, so that a killed run leaves none behind."""
    if Path("/proc/self").exists():
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
