"""Pages kept for guests: shared by guests alone, in their language, and never with a secret."""

from itertools import count
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory, override_settings
from django.utils import translation

from matou.kit.actor import SYSTEM
from matou.web.keeping import kept_for_guests

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "keeping"}
numbers = count()


@kept_for_guests(seconds=60)
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(next(numbers)))


@kept_for_guests(seconds=60)
def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{next(numbers)} {get_token(request)}")


@pytest.fixture(autouse=True)
def _local_cache(settings: Any) -> Any:
    with override_settings(CACHES={**settings.CACHES, "local": LOCAL}):
        caches["local"].clear()
        yield


def asked(path: str = "/freight/", actor: object = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    return request


def test_two_guests_share_a_page() -> None:
    assert page(asked()).content == page(asked()).content


def test_whoever_is_signed_in_gets_a_fresh_page() -> None:
    assert page(asked()).content != page(asked(actor=SYSTEM)).content


def test_another_address_is_another_page() -> None:
    assert page(asked()).content != page(asked("/freight/?q=1")).content


def test_another_language_is_another_page() -> None:
    with translation.override("en"):
        english = page(asked()).content

    assert page(asked()).content != english


def test_a_form_with_a_secret_is_not_kept() -> None:
    assert form_page(asked()).content != form_page(asked()).content
