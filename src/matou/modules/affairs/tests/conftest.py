"""The first stock of items, taken in once a file of tests; whatever a test writes is undone.

Tests with these fixtures go without the ``django_db`` mark, whose end closes the connection that
the file's transaction lives on.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from matou.modules.affairs.services.starting import ensure_first_stock
from matou.modules.affairs.tests.world import NOW
from matou.spine.parties import seeds as people


@pytest.fixture(scope="module")
def stock_of_june(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with django_db_blocker.unblock(), transaction.atomic():
        people.seed(now=NOW)
        yield ensure_first_stock(now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def stock(stock_of_june: int) -> Iterator[int]:
    """How many items the first stock holds, as of the tests' clock."""
    with transaction.atomic():
        yield stock_of_june
        transaction.set_rollback(True)
