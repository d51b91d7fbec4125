"""The hasty start: only for the bare command, and only where nothing is to be migrated."""

import socket
from pathlib import Path

import pytest

from matou.project import early, schema
from matou.project.processes import PortBusy


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATOU_HOME", str(tmp_path))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    return tmp_path


def test_a_first_start_waits_for_its_tables() -> None:
    assert early.begin(["demo"]) is None


def test_a_start_without_the_pages_files_waits_for_them(home: Path) -> None:
    schema.mark()
    (home / "static" / "staticfiles.json").unlink()

    assert early.begin(["demo"]) is None


@pytest.mark.parametrize("arguments", [["demo", "--once"], ["serve"], ["migrate"], []])
def test_other_commands_start_nothing(arguments: list[str]) -> None:
    schema.mark()

    assert early.begin(arguments) is None


def test_a_busy_port_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    schema.mark()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("MATOU_PORT", str(taken.getsockname()[1]))

        with pytest.raises(PortBusy):
            early.begin(["demo"])


def test_a_mark_of_another_database_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    schema.mark()

    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/matou")

    assert not schema.is_marked()
