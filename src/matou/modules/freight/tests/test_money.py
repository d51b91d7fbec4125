"""What a trip costs whom, to the fen: statement, short loads, shortages, disputes, top-ups."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import NotAllowed
from matou.kit.money import Money
from matou.modules.freight.contracts import SHIPPER_ROLE
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import balances_of, lot_view
from matou.modules.freight.rules import disputes as dispute_rules
from matou.modules.freight.rules.guards import NotReady
from matou.modules.freight.rules.money import price_of, share
from matou.modules.freight.rules.statement import (
    advance_of,
    dead_freight,
    escrow_due,
    freight_of,
    settlement,
    shortage_kg,
)
from matou.modules.freight.rules.states import LotAct, LotState, Relation
from matou.modules.freight.rules.terms import lot_terms
from matou.modules.freight.services import disputes, lots, rulings, statements
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import Figures, trip_to
from matou.modules.freight.tests.world import CARRIER, NOW, OPERATOR_ACTOR, SHIPPER
from matou.spine.ledger import queries as ledger

TERMS = lot_terms(demand=world.TERMS, price=Money.yuan("32.50"))
LATER = NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("mass_kg", "fen_per_tonne", "fen"),
    [(1000, 3250, 3250), (1, 499, 0), (1, 500, 1), (2_399_999, 3250, 7_799_997)],
)
def test_a_price_is_rounded_half_up_once(mass_kg: int, fen_per_tonne: int, fen: int) -> None:
    assert price_of(mass_kg=mass_kg, fen_per_tonne=fen_per_tonne) == Money(fen)


@pytest.mark.parametrize(
    ("delivered_kg", "missing_kg"),
    [(2_400_000, 0), (2_392_800, 0), (2_392_799, 1), (2_380_000, 12_800), (2_410_000, 0)],
)
def test_only_what_is_short_beyond_three_permille_is_charged(
    delivered_kg: int, missing_kg: int
) -> None:
    found = shortage_kg(terms=TERMS, loaded_kg=2_400_000, delivered_kg=delivered_kg)

    assert found == missing_kg


@pytest.mark.parametrize(
    ("loaded_kg", "fault", "charge"),
    [
        (2_280_000, Relation.SHIPPER, Money(0)),
        (2_279_999, Relation.SHIPPER, Money(3)),
        (2_000_000, Relation.SHIPPER, Money.yuan(9_100)),
        (2_000_000, Relation.CARRIER, Money(0)),
        (2_000_000, None, Money(0)),
    ],
)
def test_empty_space_is_charged_below_tolerance_by_the_shippers_fault(
    loaded_kg: int, fault: Relation | None, charge: Money
) -> None:
    assert dead_freight(terms=TERMS, loaded_kg=loaded_kg, fault=fault) == charge


@given(fen=st.integers(0, 10**12), part=st.integers(0, 1000), whole=st.integers(1, 1000))
def test_a_share_lies_within_half_a_fen_of_the_exact_one(fen: int, part: int, whole: int) -> None:
    found = share(Money(fen), part, whole)

    assert abs(2 * (found.fen * whole - fen * part)) <= whole


@given(kg=st.integers(1, TERMS.most_kg))
def test_escrow_always_covers_freight_and_advance(kg: int) -> None:
    assert advance_of(TERMS, kg) <= freight_of(TERMS, kg) <= escrow_due(TERMS)


@pytest.fixture
def _river() -> None:
    world.build()


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_the_statement_of_a_good_trip() -> None:
    code = trip_to(LotState.DELIVERED)

    split = settlement(lot_view(Lot.objects.get(code=code)))

    assert split.charges.freight == Money.yuan(78_000)
    assert split.charges.advance == Money.yuan(23_400)
    assert split.charges.fee == Money.yuan(624)
    assert split.payable == Money.yuan(53_976)
    assert split.refund == Money.yuan(3_900)
    assert split.charges.demurrage == split.charges.shortage == Money(0)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_everything_paid_adds_up_over_all_wallets() -> None:
    code = trip_to(LotState.CLOSED)

    start = Money.yuan(500_000)

    assert ledger.balance("wallet:CARRIER").posted - start == Money.yuan(77_376)
    assert ledger.balance("wallet:SHIPPER").posted - start == -Money.yuan(78_000)
    assert ledger.balance("platform:fee").posted == Money.yuan(624)
    assert balances_of(code).is_empty


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_short_load_needs_the_word_of_the_side_at_fault() -> None:
    code = trip_to(LotState.LOADING)

    with pytest.raises(NotReady) as refusal:
        trip_to(LotState.LOADED, code, Figures(loaded_kg=2_000_000))

    assert refusal.value.facts["lacks"] == ("short_load",)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_short_load_by_the_shipper_pays_the_empty_space() -> None:
    figures = Figures(
        loaded_kg=2_000_000, delivered_kg=2_000_000, short_load_fault=Relation.SHIPPER
    )
    code = trip_to(LotState.DELIVERED, figures=figures)

    split = settlement(lot_view(Lot.objects.get(code=code)))

    assert split.charges.dead_freight == Money.yuan(9_100)
    assert split.charges.freight == Money.yuan(65_000)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_huge_shortage_eats_the_deposit_and_shows_the_rest() -> None:
    code = trip_to(LotState.DELIVERED, figures=Figures(delivered_kg=1_000_000))

    split = settlement(lot_view(Lot.objects.get(code=code)))

    assert split.payable == Money(0)
    assert split.from_deposit == Money.yuan(7_800)
    # 1,392.8 t at 80 yuan, less what freight, deposit bring.
    assert split.unpaid_claim == Money.yuan("111424") - Money.yuan(53_976) - Money.yuan(7_800)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_long_laytime_costs_demurrage_that_the_shipper_tops_up() -> None:
    code = trip_to(LotState.STATED, figures=Figures(hours_between=96))
    at = Lot.objects.get(code=code).state_since_at + timedelta(hours=25)

    with pytest.raises(NotReady) as refusal:
        lots.advance_lot(lot_code=code, act=LotAct.SETTLE, actor=OPERATOR_ACTOR, now=at)
    paid = statements.top_up_escrow(lot_code=code, actor=SHIPPER, now=at)
    lots.advance_lot(lot_code=code, act=LotAct.SETTLE, actor=OPERATOR_ACTOR, now=at)

    # 16 days used, 5 allowed: 11 × 2,400 t × 0.60 yuan, of which 3,900 lay in escrow.
    assert paid == Money.yuan(15_840) - Money.yuan(3_900)
    assert refusal.value.facts["lacks"] == ("escrow_due",)
    assert balances_of(code).is_empty


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_dispute_freezes_its_amount_and_the_rest_is_paid() -> None:
    code = trip_to(LotState.STATED)
    claim = Money.yuan(5_000)
    disputes.open_dispute(
        lot_code=code, amount=claim, reason="含泥量超标，扣款", actor=SHIPPER, now=LATER
    )

    trip_to(LotState.SETTLED, code)

    held = balances_of(code)
    assert (held.escrow, held.deposit, held.disputed) == (Money(0), Money(0), claim)
    gain = ledger.balance("wallet:CARRIER").posted - Money.yuan(500_000)
    assert gain == Money.yuan(77_376) - claim


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_final_ruling_splits_the_frozen_amount_and_lets_the_lot_close() -> None:
    code = trip_to(LotState.STATED)
    dispute = disputes.open_dispute(
        lot_code=code, amount=Money.yuan(5_000), reason="含泥量超标", actor=SHIPPER, now=LATER
    )
    trip_to(LotState.SETTLED, code)
    disputes.reply_to_dispute(dispute_id=dispute, reply="合格", actor=CARRIER, now=LATER)
    rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money.yuan(2_000),
        ruling="按检测报告扣款",
        actor=OPERATOR_ACTOR,
        now=LATER,
    )
    with pytest.raises(NotReady):
        lots.advance_lot(lot_code=code, act=LotAct.CLOSE, actor=CARRIER, now=LATER)

    disputes.accept_ruling(dispute_id=dispute, actor=SHIPPER, now=LATER)
    disputes.accept_ruling(dispute_id=dispute, actor=CARRIER, now=LATER)
    lots.advance_lot(lot_code=code, act=LotAct.CLOSE, actor=CARRIER, now=LATER)

    start = Money.yuan(500_000)
    assert ledger.balance("wallet:SHIPPER").posted - start == -Money.yuan(76_000)
    assert ledger.balance("wallet:CARRIER").posted - start == Money.yuan(75_392)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
@pytest.mark.parametrize("fen", [0, -1, 5_397_601])
def test_a_claim_must_lie_within_what_the_other_side_gets(fen: int) -> None:
    code = trip_to(LotState.STATED)

    with pytest.raises(dispute_rules.ClaimTooHigh):
        disputes.open_dispute(
            lot_code=code, amount=Money(fen), reason="数量不符", actor=SHIPPER, now=LATER
        )

    assert not Dispute.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_an_operator_with_an_interest_may_not_rule() -> None:
    code = trip_to(LotState.STATED)
    dispute = disputes.open_dispute(
        lot_code=code, amount=Money(1), reason="数量不符合", actor=SHIPPER, now=LATER
    )
    interested = Actor(
        code="X", name="X", acts_for="SHIPPER", roles=frozenset({OPERATOR, SHIPPER_ROLE})
    )

    with pytest.raises(dispute_rules.RulerHasInterest):
        rulings.rule_dispute(
            dispute_id=dispute, to_claimant=Money(1), ruling="归我所有", actor=interested, now=LATER
        )
    with pytest.raises(NotAllowed):
        rulings.rule_dispute(
            dispute_id=dispute, to_claimant=Money(1), ruling="归我所有", actor=SHIPPER, now=LATER
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_a_withdrawn_claim_goes_to_the_other_side() -> None:
    code = trip_to(LotState.STATED)
    dispute = disputes.open_dispute(
        lot_code=code, amount=Money.yuan(100), reason="数量不符合", actor=CARRIER, now=LATER
    )
    disputes.reply_to_dispute(dispute_id=dispute, reply="以磅单为准", actor=SHIPPER, now=LATER)

    disputes.withdraw_dispute(dispute_id=dispute, actor=CARRIER, now=LATER)
    trip_to(LotState.CLOSED, code)

    start = Money.yuan(500_000)
    assert ledger.balance("wallet:SHIPPER").posted - start == -Money.yuan(78_000)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
def test_both_accepting_ends_the_objection_window_at_once() -> None:
    code = trip_to(LotState.STATED)
    at = Lot.objects.get(code=code).state_since_at
    statements.accept_statement(lot_code=code, actor=SHIPPER, now=at)
    with pytest.raises(NotReady):
        lots.advance_lot(lot_code=code, act=LotAct.SETTLE, actor=OPERATOR_ACTOR, now=at)

    statements.accept_statement(lot_code=code, actor=CARRIER, now=at)

    state = lots.advance_lot(lot_code=code, act=LotAct.SETTLE, actor=OPERATOR_ACTOR, now=at)
    assert state is LotState.SETTLED
