"""Live AIS feeds over UDP and TCP: lines become reports at most a second after they came."""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from matou.kit.errors import InvalidInput
from matou.modules.freight.rules.ais import AisDecoder, Report
from matou.modules.freight.services.feeds import BATCH_LINES, FeedRun, keep_reports

FLUSH_AFTER = timedelta(seconds=1)
RECEIVE_BYTES = 65_536
MAX_PARTIAL_BYTES = 16_384
"""More without a line end is not NMEA and is let go."""
RECONNECT_S = 5.0
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
    """Read a live feed until told to stop; a lost connection is sought again.

    Raises InvalidInput for an address that cannot be read.
    """
    address = feed_address(url)
    run = FeedRun(source=url[:60])
    decoder = AisDecoder()
    waiting: list[Report] = []
    lines = 0
    flushed_at = listening.clock()
    for line in _received(address=address, listening=listening):
        now = listening.clock()
        if line:
            waiting += decoder.read(line=line, received_at=now)
            lines += 1
        if lines and (lines >= BATCH_LINES or now - flushed_at >= FLUSH_AFTER):
            intake = keep_reports(source=run.source, reports=waiting, lines=lines, now=now)
            run.add(intake=intake, lines=lines, last_at=now)
            waiting, lines, flushed_at = [], 0, now
    if lines:
        now = listening.clock()
        intake = keep_reports(source=run.source, reports=waiting, lines=lines, now=now)
        run.add(intake=intake, lines=lines, last_at=now)
    return run


def _received(*, address: Address, listening: Listening) -> Iterator[bytes]:
    """Yield lines, and an empty one each second in which nothing came."""
    while listening.goes_on():
        try:
            with _connected(address) as connected:
                yield from _lines_of(connected, address=address, listening=listening)
        except OSError as error:
            listening.told(f"{address.host}:{address.port} {error}; {RECONNECT_S:.0f} s …")
            yield b""
            sleep(RECONNECT_S if listening.goes_on() else 0)


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
    while listening.goes_on():
        try:
            received = connected.recv(RECEIVE_BYTES)
        except TimeoutError:
            yield b""
            continue
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
