"""Bad input at each service: a clear refusal in two languages, and nothing half done."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.models import CargoDemand, Evidence, Lot, LotTransition, Offer
from matou.modules.freight.rules import demands as demand_rules
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.guards import NotReady
from matou.modules.freight.rules.states import DemandState, FlagAct, LotAct, LotState
from matou.modules.freight.rules.terms import MoneyTerms, PriceMode, VesselNeeds
from matou.modules.freight.rules.vessels import Particulars, VesselUnfit
from matou.modules.freight.services import awards, demands, disputes, lots, offers, statements
from matou.modules.freight.services.offers import ParticularsMissing, VesselAlreadyOffered
from matou.modules.freight.services.proof import EvidenceOutOfPlace
from matou.modules.freight.services.purse import WalletTooSmall
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, NOW, RIVAL, SHIPPER, STRANGER

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "P_SAN"},
        {"origin": "NOWHERE"},
        {"quantity": Tonnes(0)},
        {"quantity": Tonnes(-1)},
        {"quantity": Tonnes.of(20_001)},
        {"cargo": "dynamite"},
        {"cargo_name": " "},
        {"cargo_name": "砂\x00"},
        {"cargo_name": "砂" * 81},
        {"notes": "x" * 1001},
        {"consignee": ""},
        {"price": None},
        {"price": Money(0)},
        {"price": Money(-5)},
        {"price": Money.yuan(10_001)},
        {"mode": PriceMode.SEALED},
        {"mode": PriceMode.SEALED, "price": None},
        {"tolerance_permille": 201},
        {"loading": Period(NOW - timedelta(days=9), NOW)},
        {"loading": Period(NOW, NOW + timedelta(days=32))},
        {"loading": Period(NOW + timedelta(days=170), NOW + timedelta(days=181))},
        {"money": MoneyTerms(advance_percent=51)},
        {"money": MoneyTerms(deposit_percent=-1)},
        {"money": MoneyTerms(laytime_hours=0)},
        {"vessel": VesselNeeds(deadweight_min_kg=2, deadweight_max_kg=1)},
        {"vessel": VesselNeeds(vessel_type="submarine")},
    ],
)
def test_unsound_terms_are_refused_and_no_demand_is_kept(change: dict[str, object]) -> None:
    terms = replace(world.TERMS, **change)  # type: ignore[arg-type]  # each value is one field's type

    with pytest.raises(InvalidInput) as refusal:
        demands.draft_demand(terms=terms, actor=SHIPPER, now=NOW)

    assert refusal.value.message("zh") != refusal.value.message("en")
    assert not CargoDemand.objects.exists()


def test_a_carrier_cannot_post_a_demand() -> None:
    with pytest.raises(NotAllowed):
        demands.draft_demand(terms=world.TERMS, actor=CARRIER, now=NOW)


def test_another_shippers_draft_does_not_exist() -> None:
    code = demands.draft_demand(terms=world.TERMS, actor=SHIPPER, now=NOW)

    with pytest.raises(NotFound):
        demands.publish_demand(demand_code=code, actor=STRANGER, now=NOW)


def test_a_published_demand_cannot_be_published_or_changed_again() -> None:
    code = world.published()

    with pytest.raises(demand_rules.DemandNotOpen):
        demands.publish_demand(demand_code=code, actor=SHIPPER, now=NOW)
    with pytest.raises(demand_rules.DemandNotOpen):
        demands.change_draft(demand_code=code, terms=world.TERMS, actor=SHIPPER, now=NOW)


def test_an_awarded_demand_cannot_be_withdrawn() -> None:
    code = world.published()
    awards.accept_demand(demand_code=code, offer=world.offer_of(CARRIER), actor=CARRIER, now=NOW)

    with pytest.raises(demand_rules.DemandNotOpen):
        demands.withdraw_demand(demand_code=code, actor=SHIPPER, now=NOW)
    with pytest.raises(demand_rules.DemandAlreadyTaken):
        awards.accept_demand(demand_code=code, offer=world.offer_of(RIVAL), actor=RIVAL, now=NOW)


def test_an_expired_demand_cannot_be_taken() -> None:
    code = world.published()
    assert demands.expire_due_demands(now=NOW + timedelta(days=4)) == 1

    with pytest.raises(demand_rules.DemandNotOpen):
        awards.accept_demand(
            demand_code=code, offer=world.offer_of(CARRIER), actor=CARRIER, now=NOW
        )
    assert CargoDemand.objects.get().state == DemandState.EXPIRED


def test_a_demand_past_its_window_is_not_taken_before_the_job_ran() -> None:
    code = world.published()

    with pytest.raises(demand_rules.DemandNotOpen):
        awards.accept_demand(
            demand_code=code,
            offer=world.offer_of(CARRIER),
            actor=CARRIER,
            now=NOW + timedelta(days=4),
        )


@pytest.mark.parametrize(
    ("particulars", "refusal"),
    [
        (None, ParticularsMissing),
        (Particulars(name="小船", deadweight_kg=2_399_999), VesselUnfit),
        (Particulars(name="无吨位"), InvalidInput),
        (Particulars(name="", deadweight_kg=3_000_000), InvalidInput),
    ],
)
def test_a_vessel_that_cannot_carry_it_is_refused(
    particulars: Particulars | None, refusal: type[Exception]
) -> None:
    offer = replace(world.offer_of(CARRIER), particulars=particulars)

    with pytest.raises(refusal):
        awards.accept_demand(demand_code=world.published(), offer=offer, actor=CARRIER, now=NOW)

    assert not Lot.objects.exists()


def test_a_shipper_cannot_carry_its_own_demand() -> None:
    code = world.published()

    with pytest.raises(demand_rules.OwnDemand):
        awards.accept_demand(
            demand_code=code, offer=world.offer_of(CARRIER), actor=SHIPPER, now=NOW
        )


def test_sealed_offers_close_open_and_name_one_vessel_once() -> None:
    code = world.published(world.SEALED_TERMS)
    won = world.offered(code, CARRIER, Money.yuan(30))

    with pytest.raises(VesselAlreadyOffered):
        world.offered(code, CARRIER, Money.yuan(29))
    with pytest.raises(demand_rules.OffersStillSealed):
        awards.award_offer(offer_id=won, actor=SHIPPER, now=NOW)
    with pytest.raises(NotFound):
        awards.award_offer(offer_id=won, actor=STRANGER, now=LATER)
    with pytest.raises(demand_rules.OffersClosed):
        offers.make_offer(
            demand_code=code,
            offer=world.offer_of(RIVAL, price=Money.yuan(28)),
            actor=RIVAL,
            now=LATER,
        )


def test_the_wrong_door_for_the_price_mode_is_refused() -> None:
    fixed, sealed = world.published(), world.published(world.SEALED_TERMS)

    with pytest.raises(demand_rules.NoSealedOffers):
        world.offered(fixed, CARRIER, Money.yuan(30))
    with pytest.raises(demand_rules.NotFixedPrice):
        awards.accept_demand(
            demand_code=sealed, offer=world.offer_of(CARRIER), actor=CARRIER, now=NOW
        )


def test_another_carriers_offer_cannot_be_withdrawn() -> None:
    code = world.published(world.SEALED_TERMS)
    mine = world.offered(code, CARRIER, Money.yuan(30))

    with pytest.raises(NotFound):
        offers.withdraw_offer(offer_id=mine, actor=RIVAL, now=NOW)
    with pytest.raises(NotFound):
        offers.withdraw_offer(offer_id=uuid4(), actor=RIVAL, now=NOW)

    assert Offer.objects.get().state == "open"


def test_a_changed_contract_text_cannot_be_signed() -> None:
    code = trip_to(LotState.OFFERED)

    with pytest.raises(lots.OtherContractText):
        lots.sign_contract(lot_code=code, text_sha256="0" * 64, actor=SHIPPER, now=NOW)


def test_a_contract_waits_for_valid_licences() -> None:
    world.fill_wallet("NEWCOMER", Money.yuan(100_000))
    newcomer = world.actor("NEWCOMER", "freight.carrier")
    code = world.awarded(carrier=newcomer)
    text = Lot.objects.get(code=code).text_sha256
    lots.sign_contract(lot_code=code, text_sha256=text, actor=SHIPPER, now=NOW)

    with pytest.raises(NotReady) as refusal:
        lots.sign_contract(lot_code=code, text_sha256=text, actor=newcomer, now=NOW)

    assert refusal.value.facts["lacks"] == ("credentials",)


def test_an_empty_wallet_cannot_fund_and_nothing_moves() -> None:
    poor = world.actor("POOR", "freight.shipper")
    code = demands.draft_demand(terms=world.TERMS, actor=poor, now=NOW)
    demands.publish_demand(demand_code=code, actor=poor, now=NOW)
    lot = awards.accept_demand(
        demand_code=code, offer=world.offer_of(CARRIER), actor=CARRIER, now=NOW
    )
    text = Lot.objects.get(code=lot).text_sha256
    lots.sign_contract(lot_code=lot, text_sha256=text, actor=poor, now=NOW)
    lots.sign_contract(lot_code=lot, text_sha256=text, actor=CARRIER, now=NOW)

    with pytest.raises(WalletTooSmall):
        lots.advance_lot(lot_code=lot, act=LotAct.FUND, actor=poor, now=NOW)

    assert Lot.objects.get(code=lot).state == LotState.CONTRACTED


@pytest.mark.parametrize(
    ("payload", "at", "document", "refusal"),
    [
        (proof.Photo(), LATER, "", InvalidInput),
        (proof.Photo(), LATER + timedelta(hours=1), "DOC", InvalidInput),
        (proof.Seal(number=" "), LATER, "", InvalidInput),
        (proof.Seal(number="x" * 501), LATER, "", InvalidInput),
        (proof.Seal(number="\x00"), LATER, "", InvalidInput),
        (proof.ReceiptSignature(signed_by="某"), LATER, "", EvidenceOutOfPlace),
        (proof.CodeEntered(sent_to="CONSIGNEE"), LATER, "", EvidenceOutOfPlace),
    ],
)
def test_evidence_out_of_place_or_shape_is_not_kept(
    payload: proof.Payload, at: object, document: str, refusal: type[Exception]
) -> None:
    code = trip_to(LotState.LOADING)
    before = Evidence.objects.count()
    item = world.item(payload, at, document)  # type: ignore[arg-type]  # parametrised instant

    with pytest.raises(refusal):
        lots.record_evidence(lot_code=code, item=item, actor=CARRIER, now=LATER)

    assert Evidence.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("position", {"latitude": 91, "longitude": 0, "source": "ais"}),
        ("position", {"latitude": "north", "longitude": 0, "source": "ais"}),
        ("weighbridge", {"number": "1", "weight_kg": 0}),
        ("weighbridge", {"number": "1", "weight_kg": 10**9}),
        ("draft_survey", {"weight_kg": 1}),
        ("seal", {}),
    ],
)
def test_a_payload_that_does_not_read_names_its_field(kind: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        proof.read_payload(proof.EvidenceKind(kind), values)


def test_a_position_far_from_the_berth_is_no_arrival() -> None:
    code = trip_to(LotState.TO_LOAD)
    evidence = [
        world.item(world.MIDWAY, LATER),
        world.item(proof.ReadinessNotice(tendered_at=LATER), LATER),
    ]

    with pytest.raises(NotReady) as refusal:
        lots.advance_lot(
            lot_code=code,
            act=LotAct.ARRIVE_LOADING,
            actor=CARRIER,
            evidence=evidence,
            now=LATER,
        )

    assert refusal.value.facts["lacks"] == ("at_origin",)


def test_overloading_is_refused() -> None:
    code = trip_to(LotState.LOADING)
    signature = proof.LoadingSignature(signed_by="某", weight_kg=2_520_001)
    lots.record_evidence(lot_code=code, item=world.item(signature, LATER), actor=SHIPPER, now=LATER)
    evidence = [
        world.item(world.survey(2_520_001), LATER),
        world.item(proof.Seal(number="1"), LATER),
        world.item(signature, LATER),
    ]

    with pytest.raises(NotReady) as refusal:
        lots.advance_lot(
            lot_code=code,
            act=LotAct.CONFIRM_LOADED,
            actor=CARRIER,
            evidence=evidence,
            now=LATER,
        )

    assert refusal.value.facts["lacks"] == ("weight",)


def test_a_held_lot_stands_still_until_the_hold_is_lifted() -> None:
    code = trip_to(LotState.CONTRACTED)
    operator = world.OPERATOR_ACTOR
    lots.flag_lot(lot_code=code, act=FlagAct.PLACE_HOLD, actor=operator, now=LATER)

    with pytest.raises(NotReady):
        lots.advance_lot(lot_code=code, act=LotAct.FUND, actor=SHIPPER, now=LATER)
    with pytest.raises(lots.FlagUnchanged):
        lots.flag_lot(lot_code=code, act=FlagAct.PLACE_HOLD, actor=operator, now=LATER)
    lots.flag_lot(lot_code=code, act=FlagAct.LIFT_HOLD, actor=operator, now=LATER)

    assert trip_to(LotState.FUNDED, code) == code


def test_statements_and_disputes_of_nothing_are_refused() -> None:
    code = trip_to(LotState.FUNDED)

    with pytest.raises(statements.NoStatementYet):
        statements.accept_statement(lot_code=code, actor=SHIPPER, now=LATER)
    with pytest.raises(statements.NoStatementYet):
        statements.top_up_escrow(lot_code=code, actor=SHIPPER, now=LATER)
    with pytest.raises(NotFound):
        disputes.withdraw_dispute(dispute_id=uuid4(), actor=SHIPPER, now=LATER)


def test_the_database_refuses_a_state_without_its_transition() -> None:
    code = trip_to(LotState.CONTRACTED)

    refusal = pytest.raises(IntegrityError, match="freight_lot_state_needs_transition")
    with refusal, transaction.atomic():
        Lot.objects.filter(code=code).update(state=LotState.SETTLED)


def test_the_database_refuses_a_changed_past() -> None:
    trip_to(LotState.CONTRACTED)

    refusal = pytest.raises(IntegrityError, match="freight_append_only")
    with refusal, transaction.atomic():
        LotTransition.objects.update(actor="somebody")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM freight_evidence")
