"""The demo world, seeded once a module inside a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from rich.console import Console

from house_trouble import TROUBLE
from matou.kit.clock import utc_now
from matou.project import operations
from matou.project.demo.run import run_main_job
from matou.project.demo.screen import Screen
from matou.spine.journal import services as journal
from matou.spine.parties import seeds as people
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in
from matou.web import messages
from matou.web.samples import GUEST


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, people.Handle]]:
    """Seed every room and carry one cargo through; returns the demo people by key."""
    messages.compile_all()
    with django_db_blocker.unblock(), transaction.atomic():
        operations.load_reference()
        operations.seed()
        screen = Screen(Console(file=StringIO()))
        assert run_main_job(screen=screen, number=1, now=utc_now())
        journal.deliver_due(now=utc_now())
        with connection.cursor() as cursor:
            cursor.execute(TROUBLE)
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
