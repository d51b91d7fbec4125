"""A database that is away: the page says so, where a programmer's error would say nothing."""

from http import HTTPStatus

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory

from matou.project import cli
from matou.project.db.errors import DatabaseUnavailable
from matou.web.middleware import RefusalMiddleware


@pytest.mark.parametrize(
    "error", [OperationalError("No space left on device"), InterfaceError("closed")]
)
def test_a_page_without_its_database_asks_to_come_again(error: Exception) -> None:
    layer = RefusalMiddleware(lambda _: HttpResponse())

    answer = layer.process_exception(RequestFactory().get("/"), error)

    assert answer is not None
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer["Retry-After"] == "60"


def test_a_programmers_error_stays_one() -> None:
    layer = RefusalMiddleware(lambda _: HttpResponse())

    assert layer.process_exception(RequestFactory().get("/"), ValueError("x")) is None


def test_a_step_given_up_says_that_nothing_was_kept() -> None:
    told = str(DatabaseUnavailable.at_work("连接断开", "the connection is lost"))

    assert "没有留下任何内容" in told
    assert "Nothing of it was kept" in told


def test_a_database_without_tables_says_what_makes_them() -> None:
    error = ProgrammingError("relation does not exist")
    error.__cause__ = psycopg.errors.UndefinedTable()

    told = str(cli.lacking(error))

    assert "matou migrate" in told.splitlines()[0]
    assert "Run matou migrate first" in told.splitlines()[1]


@pytest.mark.parametrize("cause", [psycopg.errors.SyntaxError(), None])
def test_another_programming_error_stays_one(cause: Exception | None) -> None:
    error = ProgrammingError("syntax")
    error.__cause__ = cause

    assert cli.lacking(error) is None
