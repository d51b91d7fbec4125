"""The project's own PostgreSQL: odd paths, races, kills, and clear words when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from matou.project.db import account
from matou.project.db.cluster import APPLICATION, OWNER, Cluster, ServerAddress
from matou.project.db.errors import DatabaseUnavailable

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose name has a space and Chinese characters, open to all."""
    base = ROOT / ".run" / "cluster tests 码头"
    base.mkdir(parents=True, exist_ok=True)
    return base / f"{os.getpid()}-{time.monotonic_ns()}"


@pytest.fixture
def server(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder)
    yield made
    made.stop()
    subprocess.run(["/bin/rm", "-rf", str(made.folder)], check=True)


def connect(address: ServerAddress, role: str = OWNER) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(**address.parameters(role, "matou"), autocommit=True)


def count(address: ServerAddress) -> int:
    with connect(address) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
        assert row is not None
        return int(str(row[0]))


def test_a_server_starts_in_a_folder_with_spaces_and_chinese(server: Cluster) -> None:
    address = server.ensure_running()

    with connect(address) as connection:
        row = connection.execute("SHOW data_checksums").fetchone()
    assert row == ("on",)


def test_a_running_server_is_used_again(server: Cluster) -> None:
    first = server.ensure_running()

    assert Cluster(server.folder).ensure_running() == first


def test_a_server_that_recovers_is_waited_for_and_keeps_its_port(server: Cluster) -> None:
    first = server.ensure_running()

    with connect(first) as connection:
        # Work to recover from, so that the server refuses for a while after the kill.
        connection.execute("CREATE TABLE much AS SELECT n FROM generate_series(1, 300000) n")
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        time.sleep(0.05)
        again = [server.ensure_running() for _ in range(3)]

    assert again == [first] * 3


def test_the_application_role_owns_nothing(server: Cluster) -> None:
    address = server.ensure_running()

    with connect(address, APPLICATION) as connection, pytest.raises(psycopg.Error):
        connection.execute("CREATE TABLE mine (id int)")


def test_a_wrong_password_is_refused(server: Cluster) -> None:
    address = server.ensure_running()
    parameters = {**address.parameters(OWNER), "password": "guess"}

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**parameters)


def test_many_that_start_at_once_share_one_server(server: Cluster) -> None:
    with ThreadPoolExecutor(4) as pool:
        addresses = set(pool.map(lambda _: Cluster(server.folder).ensure_running(), range(4)))

    assert len(addresses) == 1


@pytest.mark.crash
def test_committed_rows_survive_three_kills(server: Cluster) -> None:
    address = server.ensure_running()
    with connect(address) as connection:
        connection.execute("CREATE TABLE kept (id int)")

    for round_number in range(1, 4):
        with connect(address) as connection:
            connection.execute("INSERT INTO kept SELECT generate_series(1, 10000)")
        os.kill(server.postmaster_pid(), signal.SIGKILL)
        address = server.ensure_running()
        assert count(address) == round_number * 10_000


def test_a_killed_initialisation_leaves_no_half_cluster(server: Cluster, folder: Path) -> None:
    server._make_folder()
    draft = server.folder / "data.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18", encoding="ascii")

    assert server.ensure_running().port > 0


def test_a_taken_port_is_replaced(server: Cluster) -> None:
    address = server.ensure_running()
    server.stop()
    with socket.socket() as taken:
        # The server's own ended connections still linger on the port.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", address.port))
        taken.listen()
        moved = server.ensure_running()

    assert moved.port != address.port


def test_a_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    lost = Cluster(tmp_path)
    lost.folder = blocked / "below"

    with pytest.raises(DatabaseUnavailable, match="cannot start"):
        lost.ensure_running()


def test_a_full_disk_is_told_in_both_languages() -> None:
    told = str(DatabaseUnavailable.because("x", "initdb: No space left on device"))

    assert "磁盘已满" in told
    assert "the disk is full" in told


def test_a_closed_folder_is_recognised(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert not account._is_open(closed)


def test_a_malformed_database_url_is_told_plainly() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "matou.project.cli", "migrate"],
        env={**os.environ, "DATABASE_URL": "not a url"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr
