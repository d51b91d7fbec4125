"""The demo people, seeded once a file of tests; whatever a test writes is undone.

Tests with these fixtures go without the ``django_db`` mark, whose end closes the connection that
the file's transaction lives on.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from matou.spine.credentials.tests.licences import NOW
from matou.spine.parties import seeds as people


@pytest.fixture(scope="module")
def office_of_june(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        people.seed(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(office_of_june: None) -> Iterator[None]:
    """The demo people at work, one of them in the issuing office."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
