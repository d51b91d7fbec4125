"""The demo people and one issued licence, made once a file of tests; what a test writes is undone.

Tests with these fixtures go without the ``django_db`` mark, whose end closes the connection that
the file's transaction lives on.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.tests import licences as world
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties.tests.signed_in import sign_in


@pytest.fixture(scope="module")
def licence_of_june(django_db_setup: None, django_db_blocker: Any) -> Iterator[LicenceCard]:
    with django_db_blocker.unblock(), transaction.atomic():
        people.seed(now=world.NOW)
        yield world.issued()
        transaction.set_rollback(True)


@pytest.fixture
def card(licence_of_june: LicenceCard) -> Iterator[LicenceCard]:
    """A port licence of the demo shipper's company."""
    with transaction.atomic():
        yield licence_of_june
        transaction.set_rollback(True)


@pytest.fixture
def as_person(card: LicenceCard) -> Callable[[str], Client]:
    """Return a maker of clients who are signed in."""

    def make(key: str) -> Client:
        client = Client()
        sign_in(client, parties.user_by_name(username=f"demo-{key}"))
        return client

    return make
