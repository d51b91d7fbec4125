"""Live feeds over UDP and TCP, and the commands that read them."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.modules.freight.commands import commands
from matou.modules.freight.models import AisFeed, PositionFix
from matou.modules.freight.services import live, replays

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
