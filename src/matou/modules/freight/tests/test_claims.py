"""A claim that a statement leaves open: met from the wallet, or owed like a refund after payout."""

from collections.abc import Iterator

import pytest

from matou.kit.money import Money
from matou.modules.freight.models import Lot, LotTransition, Receivable
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of, lot_view
from matou.modules.freight.rules.refunds import GUARANTEE, ReceivableCause
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.receivables import ensure_house_accounts
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.api_people import read
from matou.modules.freight.tests.people import body, chinese_left, client_of
from matou.modules.freight.tests.refunding import LATER, held, lot_in, pay_out, post
from matou.modules.freight.tests.trip import Figures, trip_to
from matou.modules.freight.tests.world import CARRIER
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger

SHORT = Figures(delivered_kg=1_000_000)
"""So much is missing that neither freight nor deposit covers it."""

pytestmark = pytest.mark.usefixtures("db", "_river")


@pytest.fixture(autouse=True)
def _river(db: None) -> Iterator[None]:
    """Build the river; after every test the books must be whole."""
    world.build()
    people.settle()
    yield
    assert ledger.violations() == ()


@pytest.fixture
def stated() -> str:
    """Return a stated lot whose shortage leaves a claim open."""
    return trip_to(LotState.STATED, lot_in(LotState.DISCHARGING), SHORT)


def _open_fen(code: str) -> int:
    return settlement(lot_view(Lot.objects.get(code=code))).unpaid_claim.fen


def test_a_wallet_that_has_the_money_meets_the_claim_at_the_settlement(stated: str) -> None:
    claim, before = _open_fen(stated), held("wallet:SHIPPER")
    split = settlement(lot_view(Lot.objects.get(code=stated)))

    trip_to(LotState.SETTLED, stated)

    gained = held("wallet:SHIPPER") - before
    assert claim > 0
    assert gained == (split.refund + split.from_deposit).fen + claim
    assert not Receivable.objects.exists()


def test_what_the_wallet_lacks_is_owed_to_the_shipper(stated: str) -> None:
    claim = _open_fen(stated)
    pay_out(CARRIER.acts_for, keep_fen=1_000)

    trip_to(LotState.SETTLED, stated)

    row = Receivable.objects.get()
    assert (row.debtor, row.creditor, row.cause) == ("CARRIER", "wallet:SHIPPER", "claim")
    assert row.amount_fen == claim - 1_000
    assert held("wallet:CARRIER") == 0
    assert held("receivable:CARRIER") == held("platform:claims") == claim - 1_000
    assert balances_of(stated).is_empty


def test_the_guarantee_stands_behind_a_claim_up_to_its_limit(stated: str) -> None:
    pay_out(CARRIER.acts_for)
    claim, before = _open_fen(stated), held("wallet:SHIPPER")
    from_deposit = settlement(lot_view(Lot.objects.get(code=stated))).from_deposit.fen
    ensure_house_accounts(now=LATER)
    post("custody:clearing", GUARANTEE, 10_000)

    trip_to(LotState.SETTLED, stated)

    sums = {row.creditor: row.amount_fen for row in Receivable.objects.all()}
    assert sums == {GUARANTEE: 10_000, "wallet:SHIPPER": claim - 10_000}
    assert held("wallet:SHIPPER") - before >= from_deposit + 10_000


def test_the_next_settlement_recovers_the_claim(stated: str) -> None:
    pay_out(CARRIER.acts_for)
    trip_to(LotState.SETTLED, stated)
    world.fill_wallet("CARRIER", Money.yuan(7_800))
    following = lot_in(LotState.STATED, vessel="VESSEL-2")
    shipper = held("wallet:SHIPPER")

    trip_to(LotState.SETTLED, following)

    row = Receivable.objects.get()
    assert row.recovered_fen > 0
    assert held("wallet:SHIPPER") - shipper >= row.recovered_fen


def test_the_claims_money_moves_in_the_settlements_own_chain(stated: str) -> None:
    pay_out(CARRIER.acts_for, keep_fen=1_000)

    trip_to(LotState.SETTLED, stated)

    step = LotTransition.objects.get(lot__code=stated, to_state=LotState.SETTLED)
    purposes = {row.purpose for row in ledger.transfers_of_group(stated)
                if str(row.id) in step.transfers}  # fmt: skip
    assert {"freight.claim", "freight.owed"} <= purposes
    assert "freight.ReceivableOpened" in [entry.event for entry in entries_of(stated)]


def test_a_claim_that_is_covered_leaves_nothing_owed() -> None:
    lot_in(LotState.SETTLED)

    assert not Receivable.objects.exists()


def test_the_carrier_and_the_desk_read_why_it_is_owed(stated: str) -> None:
    pay_out(CARRIER.acts_for)
    trip_to(LotState.SETTLED, stated)
    row = Receivable.objects.get()

    own = body(client_of("CARRIER").get("/freight/money/owed/"))
    english = body(client_of("CARRIER", "en").get("/freight/money/owed/"))
    desk = body(client_of("OPERATOR", "en").get(f"/freight/console/receivables/{row.pk}/"))

    assert "结算单未获偿付的索赔" in own
    assert "Claim left open by the statement" in english
    assert "Claim left open by the statement" in desk
    assert chinese_left(english) == chinese_left(desk) == []
    assert read("CARRIER", "/money/owed")["items"][0]["cause"] == ReceivableCause.CLAIM
    assert queries.owed_by(actor=CARRIER).total == Money(row.amount_fen)
