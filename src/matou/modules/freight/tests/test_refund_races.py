"""Refunds at the same time: limits hold for all of them together, and consent counts once."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from matou.kit.actor import OPERATOR
from matou.kit.money import Money
from matou.modules.freight.models import Receivable, Refund
from matou.modules.freight.rules.refunds import GUARANTEE, GUARANTEE_A_DEBTOR, RefundGround
from matou.modules.freight.rules.requests import RefundDecidedAlready
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.receivables import ensure_house_accounts
from matou.modules.freight.services.refund_requests import confirm_refund
from matou.modules.freight.services.refunds import RefundAsked, ask_refund
from matou.modules.freight.services.write_offs import FeeTooSmall, fund_guarantee
from matou.modules.freight.tests import world
from matou.modules.freight.tests.refunding import (
    LATER,
    SECOND,
    build,
    held,
    lot_in,
    pay_out,
    post,
    refund,
)
from matou.modules.freight.tests.world import OPERATOR_ACTOR
from matou.spine.ledger import queries as ledger

LONGEST_WAIT_S = 30
PART = 4_000_000
"""Two of these exceed the guarantee's limit for one debtor, one does not."""

pytestmark = pytest.mark.django_db(transaction=True)


def _fill_guarantee(amount: Money) -> None:
    ensure_house_accounts(now=LATER)
    post("custody:clearing", GUARANTEE, amount.fen)


def _wait_until_somebody_waits(other: "Future[object]") -> None:
    """Return when another connection stands at a lock of ours, or has passed without one."""
    end = monotonic() + LONGEST_WAIT_S
    while monotonic() < end and not other.done():
        with connection.cursor() as cursor:
            # Within a transaction the server shows who was there when it was first asked.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
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


def test_two_operators_at_once_set_no_more_aside_than_was_earned() -> None:
    build()
    lot_in(LotState.SETTLED)
    ensure_house_accounts(now=LATER)
    earned = Money(held("platform:fee"))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            fund_guarantee(amount=earned, key="first", actor=OPERATOR_ACTOR, now=LATER)
            other = pool.submit(
                _elsewhere,
                lambda: fund_guarantee(amount=earned, key="second", actor=SECOND, now=LATER),
            )
            _wait_until_somebody_waits(other)
        refusal = other.exception()

    assert isinstance(refusal, FeeTooSmall)
    assert (held("platform:fee"), held(GUARANTEE)) == (0, earned.fen)


def _waiting(fen: int) -> UUID:
    asked = RefundAsked(
        amount=Money(fen), ground=RefundGround.OPERATOR, reason="磅单更正", key=str(uuid4())
    )
    code = lot_in(LotState.SETTLED)
    return ask_refund(lot_code=code, asked=asked, actor=OPERATOR_ACTOR, now=LATER).id


def test_two_operators_at_once_grant_a_waiting_refund_once() -> None:
    build()
    request = _waiting(6_000_000)
    before = held("wallet:SHIPPER")
    third = world.actor("THIRD", OPERATOR)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            confirm_refund(request_id=request, actor=SECOND, now=LATER)
            other = pool.submit(
                _elsewhere,
                lambda: confirm_refund(request_id=request, actor=third, now=LATER),
            )
            _wait_until_somebody_waits(other)
        refusal = other.exception()

    assert isinstance(refusal, RefundDecidedAlready)
    assert held("wallet:SHIPPER") - before == 6_000_000
    assert [row.granted_by for row in Refund.objects.all()] == [SECOND.code]
    assert ledger.violations() == ()


def test_a_consent_that_breaks_off_leaves_the_refund_waiting() -> None:
    build()
    request = _waiting(6_000_000)
    before = held("wallet:SHIPPER")

    with transaction.atomic():
        confirm_refund(request_id=request, actor=SECOND, now=LATER)
        transaction.set_rollback(True)
    confirm_refund(request_id=request, actor=SECOND, now=LATER)

    assert held("wallet:SHIPPER") - before == 6_000_000
    assert Refund.objects.count() == 1
