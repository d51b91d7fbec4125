"""Live feeds over UDP and TCP, and the commands that read them."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.modules.freight.commands import commands
from matou.modules.freight.models import AisFeed, PositionFix
from matou.modules.freight.rules.ais_reports import Other
from matou.modules.freight.services import live, replays
from matou.modules.freight.services.feeds import FeedRun

LINES = [
    line for line in replays.OTHERS.read_bytes().splitlines(keepends=True) if b"AIVDM,1,1" in line
][:40]


class Waiting:
    """Goes on until so many positions are kept, ten seconds at most."""

    def __init__(self, fixes: int) -> None:
        self.fixes = fixes
        self.until_at = utc_now().timestamp() + 10
        self.told: list[str] = []

    def goes_on(self) -> bool:
        return PositionFix.objects.count() < self.fixes and utc_now().timestamp() < self.until_at

    def listening(self) -> live.Listening:
        return live.Listening(clock=utc_now, goes_on=self.goes_on, told=self.told.append)


def in_background(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.django_db
def test_datagrams_become_positions() -> None:
    port = free_port()
    stop = threading.Event()

    def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while not stop.wait(0.1):
                for line in [b"\xff broken", *LINES]:
                    sender.sendto(line, ("127.0.0.1", port))

    sending = in_background(send)
    run = live.listen(url=f"udp://127.0.0.1:{port}", listening=Waiting(40).listening())
    stop.set()
    sending.join()

    assert PositionFix.objects.count() == 40
    assert run.rejects["not_nmea"] >= 1


@pytest.mark.django_db
def test_a_torn_stream_is_joined_and_a_lost_connection_is_sought_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "RECONNECT_S", 0.05)
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    stream = b"".join(LINES)

    def serve() -> None:
        for part in (stream[: len(stream) // 2 + 7], stream):
            connection, _ = server.accept()
            with connection:
                connection.sendall(part[:333])
                connection.sendall(part[333:])

    serving = in_background(serve)
    waiting = Waiting(40)
    live.listen(url=f"tcp://127.0.0.1:{port}", listening=waiting.listening())
    serving.join()
    server.close()

    assert PositionFix.objects.count() == 40
    assert waiting.told


def sent_again_and_again(port: int, stop: threading.Event) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while not stop.wait(0.1):
            for line in LINES:
                sender.sendto(line, ("127.0.0.1", port))


class Restarting(Waiting):
    """Kills the feed's own database connection once the first positions are kept."""

    killed_at_s = 0.0

    def goes_on(self) -> bool:
        if utc_now().timestamp() > self.until_at:
            return False
        if not self.killed_at_s:
            if PositionFix.objects.exists():
                self.kill()
            return True
        # Asking again would mend the connection by itself: the feed must do it.
        return not any("补记" in line for line in self.told)

    def kill(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            victim = cursor.fetchone()[0]
        with psycopg.connect(**psycopg_parameters(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [victim])
            other.execute("TRUNCATE freight_positionfix")
        self.killed_at_s = utc_now().timestamp()


def psycopg_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("host", "port", "user", "password", "dbname")}


@pytest.mark.django_db(transaction=True)
def test_a_feed_outlives_its_database_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "DATABASE_RETRY_S", 0.05)
    port, stop = free_port(), threading.Event()
    sending = in_background(lambda: sent_again_and_again(port, stop))
    waiting = Restarting(40)

    live.listen(url=f"udp://127.0.0.1:{port}", listening=waiting.listening())
    stop.set()
    sending.join()

    assert waiting.killed_at_s
    assert PositionFix.objects.count() == 40
    assert "terminating connection" in waiting.told[0]
    assert "database is back" in waiting.told[-1]


@pytest.mark.django_db
def test_a_silent_sender_is_dialled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RECONNECT_S", 0.05)
    monkeypatch.setattr(live, "SILENT_AFTER", timedelta(seconds=1))
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def serve() -> None:
        silent, _ = server.accept()
        speaking, _ = server.accept()
        with silent, speaking:
            speaking.sendall(b"".join(LINES))

    serving = in_background(serve)
    waiting = Waiting(40)
    live.listen(url=f"tcp://127.0.0.1:{port}", listening=waiting.listening())
    serving.join()
    server.close()

    assert PositionFix.objects.count() == 40
    assert "silent for" in waiting.told[0]


@pytest.mark.parametrize(("failures", "wait_s"), [(0, 5), (1, 10), (3, 40), (4, 60), (99, 60)])
def test_waits_double_up_to_a_minute(failures: int, wait_s: int) -> None:
    assert live.backoff_s(failures=failures, first_s=5) == wait_s


def test_the_oldest_reports_are_given_up_first_when_memory_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "MAX_WAITING", 2)
    told: list[str] = []
    now = utc_now()
    desk = live._Desk(run=FeedRun(source="x"), told=told.append, flushed_at=now)
    desk.waiting = [Other(1), Other(2), Other(3)]

    desk._hold(OperationalError("away"), now=now)

    assert desk.waiting == [Other(2), Other(3)]
    assert desk.retry_at == now + timedelta(seconds=1)


@pytest.mark.parametrize(
    "url", ["http://host:1", "udp://host", "udp://host:0", "tcp://host:65536", "tcp://:1", "udp"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        live.feed_address(url)


def test_addresses_of_both_kinds_are_read() -> None:
    assert live.feed_address("tcp://[::1]:4001").host == "::1"
    assert live.feed_address("udp://0.0.0.0:10110").port == 10110


@pytest.mark.django_db
def test_the_command_reads_a_file_and_says_what_it_found(tmp_path: Path) -> None:
    file = tmp_path / "some.nmea"
    file.write_bytes(b"".join(LINES) + b"broken\n")

    result = CliRunner().invoke(commands, ["ais", str(file)])

    assert result.exit_code == 0
    assert "41 lines · 40 positions" in result.output
    assert "refused not_nmea: 1" in result.output
    assert AisFeed.objects.get().source == "some.nmea"


@pytest.mark.django_db
def test_the_command_refuses_a_missing_file_in_both_languages() -> None:
    result = CliRunner().invoke(commands, ["ais", "/nowhere/at.all"])

    assert result.exit_code == 1
    assert "无法读取" in result.output
    assert "cannot be read" in result.output


@pytest.mark.django_db
def test_the_replay_command_feeds_the_voyage_up_to_now() -> None:
    result = CliRunner().invoke(commands, ["replay"])

    assert result.exit_code == 0
    assert "1941 positions" in result.output
    assert AisFeed.objects.get().source == replays.SOURCE
