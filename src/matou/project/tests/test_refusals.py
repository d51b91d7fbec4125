"""A database that is away: the page says so, where a programmer's error would say nothing."""

from http import HTTPStatus

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

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
