"""The reference network, taken in once a file of tests; whatever a test writes is undone.

Taking in nine hundred rows costs seconds. Tests with these fixtures go without the ``django_db``
mark, whose end closes the connection that the file's transaction lives on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from matou.kit.clock import utc_now
from matou.modules.planner.services.importing import ImportReport, import_network
from matou.modules.planner.tests.world import EDITOR, NOW, reference


@contextmanager
def taken_in(blocker: Any, now: datetime) -> Iterator[ImportReport]:
    with blocker.unblock(), transaction.atomic():
        yield import_network(files=reference(), actor=EDITOR, now=now)
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def network_of_june(django_db_setup: None, django_db_blocker: Any) -> Iterator[ImportReport]:
    with taken_in(django_db_blocker, NOW) as report:
        yield report


@pytest.fixture(scope="module")
def network_of_today(django_db_setup: None, django_db_blocker: Any) -> Iterator[ImportReport]:
    with taken_in(django_db_blocker, utc_now()) as report:
        yield report


@pytest.fixture
def network(network_of_june: ImportReport) -> Iterator[ImportReport]:
    """The network as of the tests' clock."""
    with undone():
        yield network_of_june


@pytest.fixture
def present(network_of_today: ImportReport) -> Iterator[ImportReport]:
    """The network as of the clock that pages and API read."""
    with undone():
        yield network_of_today
