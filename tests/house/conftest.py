"""The demo world, seeded once a module inside a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from rich.console import Console

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

_TROUBLE = """
UPDATE journal_delivery SET state = 'dead', attempts = 9, error = 'RuntimeError: test'
WHERE id = (SELECT min(id) FROM journal_delivery);
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)
VALUES ('default', 'journal.seal', '{}', 'failed', 3);
INSERT INTO custody_reconciliationbreak
(provider, "on", kind, subject, text, owner, found_at, explanation, explained_by)
VALUES ('simulator', current_date - 3, 'unknown_at_home', 'test', 'test', 'platform', now(), '', '')
"""
"""What a calm demo has not: a dead letter, a failed job, a break with the provider."""


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
            cursor.execute(_TROUBLE)
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
