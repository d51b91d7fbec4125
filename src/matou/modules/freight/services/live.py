"""Live AIS feeds over UDP and TCP: lines become reports at most a second after they came."""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, connection

from matou.kit.errors import InvalidInput
from matou.modules.freight.rules.ais import AisDecoder
from matou.modules.freight.rules.ais_reports import Report
from matou.modules.freight.services.feeds import BATCH_LINES, FeedRun, keep_reports

FLUSH_AFTER = timedelta(seconds=1)
RECEIVE_BYTES = 65_536
MAX_PARTIAL_BYTES = 16_384
"""More without a line end is not NMEA and is let go."""
RECONNECT_S = 5.0
DATABASE_RETRY_S = 1.0
LONGEST_WAIT_S = 60.0
SILENT_AFTER = timedelta(minutes=5)
"""On a river with one base station something is heard every few seconds."""
MAX_WAITING = 200_000
"""Reports held while the database is away: some 100 MB, over an hour of a city's 42 a second."""
_URL = re.compile(r"^(udp|tcp)://(\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How long to listen and how to tell the time: the surface owns both."""

    clock: Callable[[], datetime]
    goes_on: Callable[[], bool]
    told: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a live feed comes from; for UDP the address that we listen on."""

    scheme: str
    host: str
    port: int


def feed_address(url: str) -> Address:
    """Read ``udp://host:port`` or ``tcp://host:port``; raises InvalidInput."""
    match = _URL.match(url)
    if match is None or not 0 < int(match[3]) < 65_536:  # noqa: PLR2004 ports have 16 bits
        raise InvalidInput(
            field="数据源 feed",
            reason_zh="请写成 udp://主机:端口 或 tcp://主机:端口。",
            reason_en="Write udp://host:port or tcp://host:port.",
        )
    return Address(scheme=match[1], host=match[2].strip("[]"), port=int(match[3]))


def listen(*, url: str, listening: Listening) -> FeedRun:
    """Read a live feed until told to stop; a lost sender or database is sought again.

    What comes while the database is away is held and written when it is back. Raises
    InvalidInput for an address that cannot be read.
    """
    address = feed_address(url)
    desk = _Desk(run=FeedRun(source=url[:60]), told=listening.told, flushed_at=listening.clock())
    decoder = AisDecoder()
    for line in _received(address=address, listening=listening):
        now = listening.clock()
        if line:
            desk.waiting += decoder.read(line=line, received_at=now)
            desk.lines += 1
        if desk.lines >= BATCH_LINES or now - desk.flushed_at >= FLUSH_AFTER:
            desk.flush(now=now)
    desk.flush(now=listening.clock())
    return desk.run


@dataclass(slots=True, kw_only=True)
class _Desk:
    """Holds reports until they are kept, a database that is away included."""

    run: FeedRun
    told: Callable[[str], None]
    flushed_at: datetime
    waiting: list[Report] = field(default_factory=list)
    lines: int = 0
    failures: int = 0
    retry_at: datetime | None = None

    def flush(self, *, now: datetime) -> None:
        """Write what waits, unless the database was away a moment ago."""
        if not self.lines or (self.retry_at is not None and now < self.retry_at):
            return
        try:
            intake = keep_reports(
                source=self.run.source, reports=self.waiting, lines=self.lines, now=now
            )
        except (OperationalError, InterfaceError) as error:
            self._hold(error, now=now)
            return
        if self.failures:
            self.told(f"{self.run.source}: 数据库已恢复，补记 database is back, {self.lines}")
        self.run.add(intake=intake, lines=self.lines, last_at=now)
        self.waiting, self.lines, self.flushed_at = [], 0, now
        self.failures, self.retry_at = 0, None

    def _hold(self, error: Exception, *, now: datetime) -> None:
        # The batch may have been committed just before: written again, its positions find their
        # places taken. Django opens a new connection once the broken one is closed.
        connection.close()
        wait_s = backoff_s(failures=self.failures, first_s=DATABASE_RETRY_S)
        self.failures += 1
        self.retry_at = now + timedelta(seconds=wait_s)
        self.told(f"{self.run.source}: {str(error).strip().splitlines()[0]}; {wait_s:.0f} s …")
        if len(self.waiting) > MAX_WAITING:
            lost = len(self.waiting) - MAX_WAITING
            del self.waiting[:lost]
            self.told(f"{self.run.source}: 内存已满，丢弃最早的 given up, oldest first: {lost}")


def backoff_s(*, failures: int, first_s: float) -> float:
    """Return how long to wait after so many failures in a row: it doubles, up to a minute."""
    return min(first_s * float(2 ** min(failures, 20)), LONGEST_WAIT_S)


def _received(*, address: Address, listening: Listening) -> Iterator[bytes]:
    """Yield lines, and an empty one each second in which nothing came."""
    failures = 0
    while listening.goes_on():
        try:
            with _connected(address) as connected:
                for line in _lines_of(connected, address=address, listening=listening):
                    failures = 0 if line else failures
                    yield line
        except OSError as error:
            wait_s = backoff_s(failures=failures, first_s=RECONNECT_S)
            failures += 1
            listening.told(f"{address.host}:{address.port} {error}; {wait_s:.0f} s …")
            yield from _paused(wait_s, listening=listening)


def _paused(wait_s: float, *, listening: Listening) -> Iterator[bytes]:
    """Wait, but let what was read before be written meanwhile."""
    ends_at = monotonic() + wait_s
    yield b""
    while (left_s := ends_at - monotonic()) > 0 and listening.goes_on():
        sleep(min(left_s, 1.0))
        yield b""


def _connected(address: Address) -> socket.socket:
    if address.scheme == "tcp":
        connected = socket.create_connection((address.host, address.port), timeout=10)
    else:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        connected = socket.socket(family, socket.SOCK_DGRAM)
        connected.bind((address.host, address.port))
    connected.settimeout(FLUSH_AFTER.total_seconds())
    return connected


def _lines_of(
    connected: socket.socket, *, address: Address, listening: Listening
) -> Iterator[bytes]:
    partial = b""
    heard_at = listening.clock()
    while listening.goes_on():
        try:
            received = connected.recv(RECEIVE_BYTES)
        except TimeoutError:
            silent = listening.clock() - heard_at
            if silent >= SILENT_AFTER:
                # A sender that lost its power says no goodbye; a network card that came back
                # under another address hears nothing on the old socket.
                raise ConnectionAbortedError(f"silent for {silent}") from None
            yield b""
            continue
        heard_at = listening.clock()
        if address.scheme == "udp":
            # A datagram holds whole sentences; its last one often has no line end.
            yield from received.splitlines()
            continue
        if not received:
            raise ConnectionResetError("closed by the sender")
        *whole, partial = (partial + received).split(b"\n")
        yield from whole
        if len(partial) > MAX_PARTIAL_BYTES:
            partial = b""
