"""Receivables: recovered from settlements, repaid, written off by two, shown to the right eyes."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from matou.kit.errors import InvalidInput, NotAllowed
from matou.kit.money import Money
from matou.modules.freight.models import Receivable, Recovery
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.flows import Flow
from matou.modules.freight.rules.refunds import GUARANTEE
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import write_offs
from matou.modules.freight.services.purse import WalletTooSmall
from matou.modules.freight.services.recovery import repay
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
from matou.spine.ledger.contracts import LedgerRefused

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


def test_the_guarantee_is_fed_once_a_key_and_told_once(settled: str) -> None:
    for _ in range(2):
        # The second time less is left of the fees than is asked: it happened all the same.
        write_offs.fund_guarantee(amount=Money(40_000), key="G", actor=OPERATOR_ACTOR, now=LATER)

    assert held(GUARANTEE) == 40_000
    assert [row.event for row in journal.entries_of(GUARANTEE)] == ["freight.GuaranteeFunded"]
    with pytest.raises(LedgerRefused):
        write_offs.fund_guarantee(amount=Money(1), key="G", actor=OPERATOR_ACTOR, now=LATER)


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
