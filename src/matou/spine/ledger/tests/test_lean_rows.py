"""Moving a transfer's texts behind its numbers loses none of them, and no seal breaks."""

import pytest
from django.core.management import call_command
from django.db import connection

from matou.spine.ledger import queries, services
from matou.spine.ledger.models import Transfer
from matou.spine.ledger.tests.conftest import NOW, hold, move, open_accounts, posting
from matou.spine.ledger.tests.test_seals import sealed

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0006"


def rows() -> list[str]:
    """Return every transfer as text, whatever the order of its columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM ledger_transfer t ORDER BY seq")
        return [row for (row,) in cursor.fetchall()]


def test_rows_written_before_read_the_same_after() -> None:
    open_accounts()
    promise = hold("custody:clearing", "wallet:ann", 10)
    services.submit([promise, posting("post", pending_id=promise.id), move("wallet:ann", "x", 1)])
    sealed()
    kept = rows()

    try:
        call_command("migrate", "ledger", BEFORE, verbosity=0)
    finally:
        # To the newest: the tests after this one share the database.
        call_command("migrate", "ledger", verbosity=0)

    assert rows() == kept
    assert queries.check_seals().broken == ()
    assert queries.violations() == ()
    assert services.submit([posting("post", pending_id=promise.id)])[0].status != "ok"


def test_nothing_held_is_written_as_nothing_and_read_as_zero() -> None:
    open_accounts()
    services.submit([move("custody:clearing", "wallet:ann", 5)])

    line = queries.statement_page("wallet:ann")[0]

    assert Transfer.objects.get().credit_held_after is None
    assert line.held == queries.balance_at("wallet:ann", NOW.replace(year=2100)).held
    assert line.held is not None
    assert not line.held
