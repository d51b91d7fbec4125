"""Refunds after settlement: shared, once, bounded, and never out of an empty wallet."""

from collections.abc import Iterator

import pytest

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Lot, Receivable, Refund
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.refunds import GUARANTEE, RefundGround
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import disputes, write_offs
from matou.modules.freight.services.refunds import RefundAsked, ask_refund
from matou.modules.freight.tests.refunding import (
    AGENT,
    LATER,
    build,
    held,
    lot_in,
    pay_out,
    refund,
)
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, OPERATOR_ACTOR, SHIPPER
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import PostingKind

PAID = 7_800_000
"""What the shipper paid for the lot, in fen: 2,400 t at 32.50 yuan."""

CARRIERS = 7_800_000 - 62_400 - 137_000 - 76_006

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_river")]


@pytest.fixture(autouse=True)
def _river() -> Iterator[None]:
    """Build the river; after every test the books must be whole."""
    build()
    yield
    assert ledger.violations() == ()


@pytest.fixture
def settled() -> str:
    """Return a settled lot whose carrier still has the money."""
    return lot_in(LotState.SETTLED)


@pytest.fixture
def paid_out(settled: str) -> str:
    """Return a settled lot whose payees have drawn everything to the bank."""
    for party in (CARRIER.acts_for, AGENT.acts_for):
        pay_out(party)
    return settled


def test_everybody_gives_a_refund_back_in_proportion(settled: str) -> None:
    before = {name: held(name) for name in _SHARING}

    refund(settled, 100_000)

    given = {name: before[name] - held(name) for name in _SHARING}
    # 1 % of 62,400 and so on: 100,000 of 7,800,000 fen are a seventy-eighth of each share.
    assert given == {
        "platform:fee": 800,
        "platform:tax": 974,
        f"wallet:{AGENT.acts_for}": 1_756,
        "wallet:CARRIER": 96_470,
    }
    assert sum(given.values()) == 100_000


_SHARING = ("platform:fee", "platform:tax", f"wallet:{AGENT.acts_for}", "wallet:CARRIER")


def test_the_shipper_gets_the_refund_at_once(settled: str) -> None:
    before = held("wallet:SHIPPER")

    refund(settled, 100_000)

    assert held("wallet:SHIPPER") - before == 100_000
    assert not Receivable.objects.exists()


def test_many_small_refunds_end_exactly_where_one_whole_would(settled: str) -> None:
    before = {name: held(name) for name in _SHARING}

    for fen in (1, 2, 3, 333_333, 7, PAID - 333_346):
        refund(settled, fen)

    given = [before[name] - held(name) for name in _SHARING]
    assert given == [62_400, 76_006, 137_000, CARRIERS]


def test_the_same_key_refunds_once(settled: str) -> None:
    first = refund(settled, 5_000, key="K1")
    before = held("wallet:SHIPPER")

    again = refund(settled, 5_000, key="K1")

    assert again == first
    assert held("wallet:SHIPPER") == before
    assert Refund.objects.count() == 1


def test_a_key_stands_for_one_amount(settled: str) -> None:
    refund(settled, 5_000, key="K1")

    with pytest.raises(rules.RefundKeyReused):
        refund(settled, 5_001, key="K1")


@pytest.mark.parametrize("fen", [0, -1, PAID + 1])
def test_no_more_is_refunded_than_was_paid(settled: str, fen: int) -> None:
    with pytest.raises(rules.RefundTooHigh):
        refund(settled, fen)

    assert not Refund.objects.exists()


def test_a_refund_cannot_be_refunded(settled: str) -> None:
    refund(settled, PAID)

    with pytest.raises(rules.RefundTooHigh):
        refund(settled, 1)


def test_only_what_is_settled_can_be_refunded() -> None:
    code = lot_in(LotState.STATED)

    with pytest.raises(rules.NotRefundable):
        refund(code, 1)


def test_nothing_is_refunded_while_an_amount_is_in_dispute() -> None:
    code = lot_in(LotState.STATED)
    at = Lot.objects.get(code=code).state_since_at
    disputes.open_dispute(
        lot_code=code, amount=Money(1000), reason="数量不符", actor=SHIPPER, now=at
    )
    trip_to(LotState.SETTLED, code)

    with pytest.raises(rules.NotRefundable):
        refund(code, 1)


def test_only_operators_without_interest_ask_refunds(settled: str) -> None:
    own = Actor(code="X", name="X", acts_for=AGENT.acts_for, roles=frozenset({OPERATOR}))

    with pytest.raises(NotAllowed):
        refund(settled, 1, actor=SHIPPER)
    with pytest.raises(rules.RefunderHasInterest):
        refund(settled, 1, actor=own)


@pytest.mark.parametrize("reason", ["", "x", "x" * 501, "a\x00b"])
def test_a_refund_says_why(settled: str, reason: str) -> None:
    asked = RefundAsked(amount=Money(1), ground=RefundGround.CLAIM, reason=reason, key="K")

    with pytest.raises(InvalidInput):
        ask_refund(lot_code=settled, asked=asked, actor=OPERATOR_ACTOR, now=LATER)


def test_an_unknown_lot_is_not_found() -> None:
    with pytest.raises(NotFound):
        refund("NOSUCHLOT", 1)


def test_a_refund_leaves_the_lots_accounts_empty(settled: str) -> None:
    refund(settled, 1_000_000)

    assert balances_of(settled).is_empty
    assert ledger.group_sum(settled).is_settled


def test_after_the_payout_a_refund_is_owed_and_no_wallet_goes_below_zero(paid_out: str) -> None:
    refund(paid_out, PAID)

    assert held("wallet:CARRIER") == 0
    assert held("receivable:CARRIER") == CARRIERS
    assert held(f"receivable:{AGENT.acts_for}") == 137_000
    assert held("platform:claims") == CARRIERS + 137_000


def test_without_a_guarantee_the_shipper_waits_for_what_is_recovered(paid_out: str) -> None:
    before = held("wallet:SHIPPER")

    refund(paid_out, PAID)

    row = queries.refunds_of(code=paid_out, actor=SHIPPER)[0]
    assert held("wallet:SHIPPER") - before == 62_400 + 76_006
    assert row.waiting == Money(CARRIERS + 137_000)


def test_the_guarantee_pays_the_shipper_at_once(paid_out: str) -> None:
    write_offs.fund_guarantee(amount=Money(62_400), key="G", actor=OPERATOR_ACTOR, now=LATER)
    before = held("wallet:SHIPPER")

    refund(paid_out, 10_000)

    assert held("wallet:SHIPPER") - before == 10_000
    assert held(GUARANTEE) == 62_400 - held("platform:claims")
    assert {row.creditor for row in Receivable.objects.all()} == {GUARANTEE}


def test_beyond_the_guarantee_the_rest_waits(paid_out: str) -> None:
    write_offs.fund_guarantee(amount=Money(10_000), key="G", actor=OPERATOR_ACTOR, now=LATER)

    refund(paid_out, 1_000_000)

    backed = Receivable.objects.filter(creditor=GUARANTEE)
    assert sum(row.amount_fen for row in backed) == 10_000
    assert held(GUARANTEE) == 0
    assert queries.refunds_of(code=paid_out, actor=SHIPPER)[0].waiting > Money(0)


def test_one_debtor_never_uses_up_more_of_the_guarantee_than_its_limit() -> None:
    means = rules.Means(
        wallets={}, guarantee=Money.yuan(900_000), guaranteed={"CARRIER": Money.yuan(49_999)}
    )

    plan = rules.refund_plan(
        shipper="SHIPPER",
        paid={"wallet:CARRIER": 1_000_000},
        done=Money(0),
        amount=Money.yuan(3),
        means=means,
    )

    assert plan.owed == (
        ("CARRIER", GUARANTEE, Money.yuan(1)),
        ("CARRIER", "wallet:SHIPPER", Money.yuan(2)),
    )
    assert (plan.at_once, plan.later) == (Money.yuan(1), Money.yuan(2))


def test_money_held_for_a_payout_is_not_taken_back(settled: str) -> None:
    whole = Money(held("wallet:CARRIER"))
    pay_out("CARRIER", kind=PostingKind.PENDING)

    refund(settled, 100_000)

    assert held("wallet:CARRIER") == whole.fen
    assert held("receivable:CARRIER") == 96_470


def test_an_older_refund_keeps_its_weights(settled: str) -> None:
    refund(settled, 10)

    rows = {tuple(sorted(row.paid.items())) for row in _two_more(settled)}

    assert len(rows) == 1


def _two_more(code: str) -> list[Refund]:
    refund(code, 20)
    refund(code, 30)
    return list(Refund.objects.filter(lot__code=code))
