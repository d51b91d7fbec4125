"""A log line says where something broke and never what the variables held."""

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from matou.project import logs, paths

SECRET = "440301199001011239"


def sign_in(password: str) -> None:
    """Fail with a secret among the local variables."""
    typed = password.encode()
    raise RuntimeError(f"the custodian hung up after {len(typed)} bytes")


def line_of(*, logger: str = "matou.test") -> str:
    """Return the line that the house writes for the exception at hand."""
    made: dict[str, Any] = dict(logs.configuration(debug=False)["formatters"]["line"])
    formatter = made.pop("()")(**made)
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, "broke", (), sys.exc_info())
    return str(formatter.format(record))


@pytest.fixture
def broken() -> Callable[[], str]:
    """Return a function that breaks and answers the log line of it."""

    def run() -> str:
        try:
            sign_in(SECRET)
        except RuntimeError:
            return line_of()
        raise AssertionError("sign_in always fails")

    return run


def test_a_traceback_for_people_shows_no_variable(broken: Callable[[], str]) -> None:
    line = broken()

    assert "hung up after 18 bytes" in line
    assert "in sign_in" in line
    assert SECRET not in line


def test_a_traceback_in_json_shows_no_variable(
    broken: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATOU_LOG", "json")

    line = json.loads(broken())

    assert "in sign_in" in line["exception"]
    assert SECRET not in json.dumps(line)


def test_the_library_left_alone_would_show_them() -> None:
    try:
        sign_in(SECRET)
    except RuntimeError:
        record = {"event": "broke", "exc_info": sys.exc_info()}

    assert SECRET in structlog.dev.ConsoleRenderer(colors=False)(None, "error", record)


def test_the_folder_of_logs_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir(mode=0o755)

    folder = paths.private_folder(tmp_path / "log")

    assert folder.stat().st_mode & 0o777 == 0o700
