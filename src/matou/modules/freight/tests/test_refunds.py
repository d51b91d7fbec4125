"""Refunds after settlement: shared, once, bounded; what a wallet lacks is owed and recovered."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Lot, Receivable, Recovery, Refund
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.flows import Flow
from matou.modules.freight.rules.refunds import GUARANTEE, RefundGround
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import disputes, write_offs
from matou.modules.freight.services.purse import WalletTooSmall
from matou.modules.freight.services.recovery import repay
from matou.modules.freight.services.refunds import RefundAsked, grant_refund
from matou.modules.freight.tests import world
from matou.modules.freight.tests.refunding import (
    AGENT,
    LATER,
    SECOND,
    build,
    held,
    lot_in,
    pay_out,
    refund,
)
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, OPERATOR_ACTOR, SHIPPER
from matou.spine.journal import queries as journal
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import LedgerRefused, PostingKind

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


def test_only_operators_without_interest_grant_refunds(settled: str) -> None:
    own = Actor(code="X", name="X", acts_for=AGENT.acts_for, roles=frozenset({OPERATOR}))

    with pytest.raises(NotAllowed):
        refund(settled, 1, actor=SHIPPER)
    with pytest.raises(rules.RefunderHasInterest):
        refund(settled, 1, actor=own)


@pytest.mark.parametrize("reason", ["", "x", "x" * 501, "a\x00b"])
def test_a_refund_says_why(settled: str, reason: str) -> None:
    asked = RefundAsked(amount=Money(1), ground=RefundGround.CLAIM, reason=reason, key="K")

    with pytest.raises(InvalidInput):
        grant_refund(lot_code=settled, asked=asked, actor=OPERATOR_ACTOR, now=LATER)


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


def test_the_next_settlement_recovers_half_in_its_own_chain(paid_out: str) -> None:
    refund(paid_out, PAID)
    world.fill_wallet("CARRIER", Money.yuan(7_800))
    following = lot_in(LotState.STATED, vessel="VESSEL-2")
    before = held("wallet:CARRIER")

    trip_to(LotState.SETTLED, following)

    rows = [
        row for row in ledger.transfers_of_group(following) if "CARRIER" in row.debit + row.credit
    ]
    lines = {row.purpose: row for row in rows}
    offset = lines["freight.offset"]
    assert offset.amount.fen == lines["freight.freight"].amount.fen // 2
    assert offset.memo == paid_out
    assert held("receivable:CARRIER") == CARRIERS - offset.amount.fen
    assert held("wallet:CARRIER") - before == offset.amount.fen + Money.yuan(7_800).fen
    assert balances_of(following).is_empty


def test_the_oldest_debt_is_recovered_first_and_never_below_zero() -> None:
    old, new = (
        rules.Debt(id=name, debtor="C", creditor=GUARANTEE, left=Money(fen), lot="L")
        for name, fen in (("old", 300), ("new", 900))
    )
    payment = Flow(part="freight", debit="escrow:L", credit="wallet:C", amount=Money(1_001))

    kept = rules.kept_back(flows=(payment,), debts=(old, new))

    assert kept == ((old, Money(300)), (new, Money(200)))


def test_neither_fuel_advance_nor_deposit_pays_old_debts() -> None:
    debt = rules.Debt(id="1", debtor="C", creditor=GUARANTEE, left=Money(300), lot="L")
    flows = tuple(
        Flow(part=part, debit="escrow:L", credit="wallet:C", amount=Money(1_000))
        for part in ("advance", "deposit_back", "cancel_charge", "refund")
    )

    assert rules.kept_back(flows=flows, debts=(debt,)) == ()


def test_a_debtor_repays_by_its_own_hand_once_a_key(paid_out: str) -> None:
    refund(paid_out, 100_000)
    world.fill_wallet("CARRIER", Money(50_000))

    paid = repay(amount=Money(50_000), key="R", actor=CARRIER, now=LATER)
    again = repay(amount=Money(50_000), key="R", actor=CARRIER, now=LATER)

    assert paid == again == Money(50_000)
    assert held("wallet:CARRIER") == 0
    assert held("receivable:CARRIER") == 96_470 - 50_000


def test_nobody_repays_more_than_is_owed_or_lies_in_the_wallet(paid_out: str) -> None:
    refund(paid_out, 100_000)

    with pytest.raises(InvalidInput):
        repay(amount=Money(96_471), key="A", actor=CARRIER, now=LATER)
    with pytest.raises(WalletTooSmall), transaction.atomic():
        repay(amount=Money(96_470), key="B", actor=CARRIER, now=LATER)

    assert not Recovery.objects.exists()


def test_what_is_met_is_closed_and_told(paid_out: str) -> None:
    refund(paid_out, 1_000)
    row = Receivable.objects.get(debtor="CARRIER")
    world.fill_wallet("CARRIER", Money(row.amount_fen))

    repay(amount=Money(row.amount_fen), key="R", actor=CARRIER, now=LATER)

    row.refresh_from_db()
    told = [entry.event for entry in journal.entries_of(paid_out)]
    assert row.closed_at == LATER
    assert "freight.RefundGranted" in told
    assert told[-1] == "freight.ReceivableRecovered"


def test_a_write_off_needs_two_operators(paid_out: str) -> None:
    refund(paid_out, 10_000)
    row = Receivable.objects.get(debtor="CARRIER")
    with pytest.raises(write_offs.NoWriteOffProposed):
        write_offs.confirm_write_off(receivable_id=row.pk, actor=SECOND, now=LATER)
    _propose(row)

    with pytest.raises(write_offs.SameEyes):
        write_offs.confirm_write_off(receivable_id=row.pk, actor=OPERATOR_ACTOR, now=LATER)
    with pytest.raises(write_offs.WriteOffUnderWay):
        _propose(row)

    assert held("receivable:CARRIER") == row.amount_fen


def _propose(row: Receivable) -> None:
    write_offs.propose_write_off(
        receivable_id=row.pk, reason="公司已注销", actor=OPERATOR_ACTOR, now=LATER
    )


def test_a_write_off_pays_the_waiting_shipper_from_the_guarantee(paid_out: str) -> None:
    refund(paid_out, 10_000)
    row = Receivable.objects.get(debtor="CARRIER")
    _propose(row)
    with pytest.raises(LedgerRefused), transaction.atomic():
        write_offs.confirm_write_off(receivable_id=row.pk, actor=SECOND, now=LATER)
    write_offs.fund_guarantee(amount=Money(20_000), key="G", actor=OPERATOR_ACTOR, now=LATER)
    before = held("wallet:SHIPPER")

    write_offs.confirm_write_off(receivable_id=row.pk, actor=SECOND, now=LATER)

    assert held("wallet:SHIPPER") - before == row.amount_fen
    assert held("receivable:CARRIER") == 0
    with pytest.raises(write_offs.ReceivableClosed):
        _propose(row)


def test_a_dropped_write_off_leaves_the_debt(paid_out: str) -> None:
    refund(paid_out, 10_000)
    row = Receivable.objects.get(debtor="CARRIER")
    _propose(row)

    write_offs.drop_write_off(receivable_id=row.pk, actor=SECOND, now=LATER)

    row.refresh_from_db()
    assert (row.proposed_by, row.write_off_reason, row.closed_at) == ("", "", None)


def test_the_guarantee_is_fed_by_earned_fees_only(settled: str) -> None:
    with pytest.raises(write_offs.FeeTooSmall):
        write_offs.fund_guarantee(amount=Money(62_401), key="G", actor=OPERATOR_ACTOR, now=LATER)
    with pytest.raises(NotAllowed):
        write_offs.fund_guarantee(amount=Money(1), key="G", actor=CARRIER, now=LATER)

    assert held(settled) == held(GUARANTEE) == 0


def test_the_database_keeps_receivables_whole(paid_out: str) -> None:
    refund(paid_out, 10_000)
    row = Receivable.objects.get(debtor="CARRIER")

    with pytest.raises(IntegrityError, match="never_negative"), transaction.atomic():
        Receivable.objects.filter(pk=row.pk).update(recovered_fen=-1)
    with pytest.raises(IntegrityError, match="closed_when_met"), transaction.atomic():
        Receivable.objects.filter(pk=row.pk).update(recovered_fen=row.amount_fen + 1)
    with pytest.raises(IntegrityError, match="closed_when_met"), transaction.atomic():
        Receivable.objects.filter(pk=row.pk).update(closed_at=LATER)
    with pytest.raises(IntegrityError, match="written_off_by_two"), transaction.atomic():
        Receivable.objects.filter(pk=row.pk).update(proposed_by="A", confirmed_by="A")
    with pytest.raises(IntegrityError, match="write_off_confirmed"), transaction.atomic():
        Receivable.objects.filter(pk=row.pk).update(written_off_fen=row.amount_fen, closed_at=LATER)


@pytest.mark.parametrize("table", ["freight_refund", "freight_recovery"])
def test_refunds_and_recoveries_only_grow(paid_out: str, table: str) -> None:
    refund(paid_out, 10_000)
    world.fill_wallet("CARRIER", Money(10))
    repay(amount=Money(10), key="R", actor=CARRIER, now=LATER)

    with (
        pytest.raises(DatabaseError, match="append"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET amount_fen = 1")  # noqa: S608 - two known tables


def test_what_is_owed_is_shown_to_its_debtor_alone(paid_out: str) -> None:
    refund(paid_out, 100_000)

    own = queries.owed_by(actor=CARRIER)

    assert own.total == Money(96_470)
    assert [row.lot for row in own.rows] == [paid_out]
    assert queries.owed_by(actor=SHIPPER).total == Money(0)


def test_the_desk_lists_open_receivables_page_by_page(paid_out: str) -> None:
    refund(paid_out, 100_000)
    refund(paid_out, 100_000)

    first, more = queries.receivables_page(actor=OPERATOR_ACTOR, is_open=True, limit=3)
    rest, end = queries.receivables_page(actor=OPERATOR_ACTOR, is_open=True, limit=3, after=more)
    found, _ = queries.receivables_page(actor=OPERATOR_ACTOR, is_open=True, debtors=("CARRIER",))
    none, _ = queries.receivables_page(actor=OPERATOR_ACTOR, is_open=True, lot="OTHERLOT1")

    assert (len(first), len(rest), end) == (3, 1, None)
    assert {row.debtor for row in found} == {"CARRIER"}
    assert none == ()
    with pytest.raises(NotAllowed):
        queries.receivables_page(actor=CARRIER, is_open=True)


def test_the_desk_sums_what_is_owed(paid_out: str) -> None:
    refund(paid_out, 100_000)

    means = queries.desk_means(actor=OPERATOR_ACTOR)

    assert means.owed.fen == held("platform:claims")
    assert means.fee.fen == held("platform:fee")


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
