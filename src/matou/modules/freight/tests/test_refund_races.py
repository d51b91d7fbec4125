"""Refunds at the same time: the guarantee's limit for a debtor holds for all of them together."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction

from matou.kit.money import Money
from matou.modules.freight.models import Receivable
from matou.modules.freight.rules.refunds import GUARANTEE, GUARANTEE_A_DEBTOR
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.refunds import ensure_house_accounts
from matou.modules.freight.tests.refunding import (
    LATER,
    build,
    held,
    lot_in,
    pay_out,
    refund,
)
from matou.spine.ledger import queries as ledger
from matou.spine.ledger import services as ledger_services
from matou.spine.ledger.contracts import Posting, PostingKind

LONGEST_WAIT_S = 30
PART = 4_000_000
"""Two of these exceed the guarantee's limit for one debtor, one does not."""

pytestmark = pytest.mark.django_db(transaction=True)


def _fill_guarantee(amount: Money) -> None:
    ensure_house_accounts(now=LATER)
    ledger_services.submit_or_refuse(
        [
            Posting(
                id=uuid4(),
                kind=PostingKind.POSTED,
                group="guarantee",
                purpose="freight.set_aside",
                event_at=LATER,
                debit="custody:clearing",
                credit=GUARANTEE,
                amount=amount,
            )
        ]
    )


def _wait_until_somebody_waits(other: "Future[object]") -> None:
    """Return when another connection stands at a lock of ours, or has passed without one."""
    end = monotonic() + LONGEST_WAIT_S
    while monotonic() < end and not other.done():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
                "AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone():
                return
        sleep(0.02)


def _elsewhere(act: Callable[[], object]) -> object:
    try:
        return act()
    finally:
        connection.close()


def test_two_refunds_at_once_keep_within_the_limit_of_their_debtor() -> None:
    build()
    first, second = lot_in(LotState.SETTLED), lot_in(LotState.SETTLED, vessel="VESSEL-2")
    pay_out("CARRIER")
    _fill_guarantee(Money.yuan(200_000))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            refund(first, PART)
            other = pool.submit(_elsewhere, lambda: refund(second, PART))
            _wait_until_somebody_waits(other)
        other.result()

    backed = Receivable.objects.filter(debtor="CARRIER", creditor=GUARANTEE)
    assert sum(row.amount_fen for row in backed) == GUARANTEE_A_DEBTOR.fen
    assert held("receivable:CARRIER") > GUARANTEE_A_DEBTOR.fen
    assert ledger.violations() == ()


def test_two_refunds_at_once_share_what_the_guarantee_has() -> None:
    build()
    first, second = lot_in(LotState.SETTLED), lot_in(LotState.SETTLED, vessel="VESSEL-2")
    pay_out("CARRIER")
    _fill_guarantee(Money(PART))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            refund(first, PART)
            other = pool.submit(_elsewhere, lambda: refund(second, PART))
            _wait_until_somebody_waits(other)
        other.result()

    assert held(GUARANTEE) == 0
    assert held("platform:claims") == held("receivable:CARRIER")
    assert ledger.violations() == ()
