"""The demo world, seeded once a module inside a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from matou.kit.clock import utc_now
from matou.project import operations
from matou.spine.parties import seeds as people
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.samples import GUEST


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, people.Handle]]:
    """Seed every room; returns the demo people by key."""
    with django_db_blocker.unblock(), transaction.atomic():
        operations.load_reference()
        operations.seed()
        yield people.seed(now=utc_now())
        transaction.set_rollback(True)


@pytest.fixture
def client_of(demo_world: dict[str, people.Handle]) -> Iterator[Callable[[str], Client]]:
    """Return a maker of signed-in clients; whatever a test writes is undone."""

    def make(key: str) -> Client:
        client = Client(raise_request_exception=True)
        if key != GUEST:
            user = User.objects.get(username=demo_world[key].username)
            sign_in(client, user)
        return client

    with transaction.atomic():
        yield make
        transaction.set_rollback(True)
