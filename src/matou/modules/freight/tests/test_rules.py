"""Guards and lateness from both sides of each border, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matou.kit.actor import OPERATOR, SYSTEM, Actor
from matou.kit.geo import Position
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.queries import licences
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules import guards
from matou.modules.freight.rules.evidence import EvidenceFact
from matou.modules.freight.rules.guards import GUARDS
from matou.modules.freight.rules.lateness import due_at
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.statement import escrow_due
from matou.modules.freight.rules.states import Guard, LotState, Relation
from matou.modules.freight.rules.terms import lot_terms, text_sha256
from matou.modules.freight.rules.view import Balances, Claim, LotView
from matou.modules.freight.tests.world import NOW, TERMS, survey

BERTH = Position(23.42, 111.08)
LOT_TERMS = lot_terms(demand=TERMS, price=Money.yuan("32.50"))
NOTHING = Money(0)
VIEW = LotView(
    code="LOT",
    state=LotState.TO_LOAD,
    on_hold=False,
    incident=False,
    shipper="S",
    carrier="C",
    consignee="E",
    terms=LOT_TERMS,
    text_sha256="f" * 64,
    is_return=False,
    window=Period(NOW, NOW + timedelta(days=3)),
    origin=BERTH,
    destination=Position(23.17, 112.85),
    deadweight_kg=2_500_000,
    loaded_kg=None,
    delivered_kg=None,
    is_refused=False,
    evidence=(),
    claims=(),
    balances=Balances(escrow=escrow_due(LOT_TERMS), deposit=NOTHING, disputed=NOTHING),
    credentials_missing=(),
    reached_at={LotState.OFFERED: NOW, LotState.CONTRACTED: NOW, LotState.STATED: NOW},
    accepted_by=frozenset(),
)

A_FEN_SHORT = replace(VIEW.balances, escrow=escrow_due(LOT_TERMS) - Money(1))


def fact(payload: proof.Payload, by: Relation, reference: int = 1) -> EvidenceFact:
    """Return evidence recorded now in the view's state."""
    return EvidenceFact(
        payload=payload,
        relation=by,
        state=VIEW.state,
        taken_at=NOW,
        recorded_at=NOW,
        reference=reference,
    )


def passes(guard: Guard, view: LotView, hours: float = 0) -> bool:
    """Tell whether a guard lets the view through so many hours from now."""
    return GUARDS[guard](view, NOW + timedelta(hours=hours)) is None


@pytest.mark.parametrize(
    ("guard", "hours", "is_over"),
    [
        (Guard.SIGNING_OVERDUE, 23.99, False),
        (Guard.SIGNING_OVERDUE, 24, True),
        (Guard.FUNDING_OVERDUE, 23.99, False),
        (Guard.FUNDING_OVERDUE, 24, True),
        (Guard.WINDOW_OVER, 71.99, False),
        (Guard.WINDOW_OVER, 72, True),
        (Guard.OBJECTION_OVER, 23.99, False),
        (Guard.OBJECTION_OVER, 24, True),
    ],
)
def test_a_time_border_opens_at_its_instant(guard: Guard, hours: float, is_over: bool) -> None:  # noqa: FBT001 - parametrised
    assert passes(guard, VIEW, hours) is is_over


@pytest.mark.parametrize(("hours", "is_over"), [(47.99, False), (48, True)])
def test_silence_counts_from_the_recorded_survey(hours: float, is_over: bool) -> None:  # noqa: FBT001 - parametrised
    backdated = replace(fact(survey(2_400_000), Relation.CARRIER), taken_at=NOW - timedelta(days=9))

    assert passes(Guard.SILENT_48H, replace(VIEW, evidence=(backdated,)), hours) is is_over


@pytest.mark.parametrize(("longitude", "is_near"), [(111.0897, True), (111.0899, False)])
def test_a_kilometre_divides_at_the_berth_from_under_way(longitude: float, is_near: bool) -> None:  # noqa: FBT001 - parametrised
    here = proof.VesselPosition(latitude=23.42, longitude=longitude, source="ais")
    view = replace(VIEW, evidence=(fact(here, Relation.CARRIER),))

    assert passes(Guard.AT_ORIGIN, view) is is_near
    assert passes(Guard.LEFT_ORIGIN, view) is not is_near


@pytest.mark.parametrize(
    ("weight_kg", "is_allowed"), [(2_500_000, True), (2_500_001, False), (1, True)]
)
def test_the_vessels_deadweight_limits_what_is_loaded(weight_kg: int, is_allowed: bool) -> None:  # noqa: FBT001 - parametrised
    view = replace(VIEW, evidence=(fact(survey(weight_kg), Relation.CARRIER),))

    assert passes(Guard.WEIGHT_LOADABLE, view) is is_allowed


def test_both_must_sign_the_weight_that_was_measured() -> None:
    measured = fact(survey(2_400_000), Relation.CARRIER)
    other = proof.LoadingSignature(signed_by="某", weight_kg=2_399_000)
    view = replace(VIEW, evidence=(measured, fact(other, Relation.SHIPPER)))

    assert not passes(Guard.WEIGHT_LOADABLE, view)


@pytest.mark.parametrize(
    ("weight_kg", "blamed", "by", "is_told"),
    [
        (2_280_000, None, None, True),
        (2_279_999, None, None, False),
        (2_279_999, Relation.SHIPPER, Relation.SHIPPER, True),
        (2_279_999, Relation.SHIPPER, Relation.CARRIER, False),
        (2_279_999, Relation.CARRIER, Relation.CARRIER, True),
        (2_279_999, Relation.SHIPPER, Relation.OPERATOR, True),
    ],
)
def test_nobody_blames_the_other_side_for_a_short_load(
    weight_kg: int,
    blamed: Relation | None,
    by: Relation | None,
    is_told: bool,  # noqa: FBT001 - parametrised
) -> None:
    notes = (fact(proof.ShortLoad(fault=blamed, reason="货不够"), by),) if blamed and by else ()
    view = replace(VIEW, evidence=(fact(survey(weight_kg), Relation.CARRIER), *notes))

    assert passes(Guard.SHORT_LOAD_EXPLAINED, view) is is_told


@pytest.mark.parametrize(
    ("intact", "accepted", "by", "is_taken"),
    [
        (True, False, Relation.CARRIER, True),
        (False, False, Relation.CONSIGNEE, False),
        (False, True, Relation.CARRIER, False),
        (False, True, Relation.CONSIGNEE, True),
    ],
)
def test_a_broken_seal_needs_the_consignees_word(
    intact: bool,  # noqa: FBT001 - parametrised
    accepted: bool,  # noqa: FBT001 - parametrised
    by: Relation,
    is_taken: bool,  # noqa: FBT001 - parametrised
) -> None:
    check = fact(proof.SealCheck(intact=intact, accepted=accepted), by)

    assert passes(Guard.SEAL_ACCEPTED, replace(VIEW, evidence=(check,))) is is_taken


@pytest.mark.parametrize(("signed", "is_good"), [(3, True), (1, False)])
def test_a_receipt_signed_before_the_last_weighing_does_not_count(
    signed: int,
    is_good: bool,  # noqa: FBT001 - parametrised
) -> None:
    weighed = fact(survey(2_390_000), Relation.CARRIER, reference=2)
    receipt = fact(proof.ReceiptSignature(signed_by="某"), Relation.CONSIGNEE, reference=signed)
    view = replace(VIEW, evidence=(weighed, receipt))

    assert passes(Guard.SIGNED_AFTER_WEIGHING, view) is is_good


@pytest.mark.parametrize(
    ("guard", "view"),
    [
        (Guard.NOT_ON_HOLD, replace(VIEW, on_hold=True)),
        (Guard.NO_INCIDENT, replace(VIEW, incident=True)),
        (Guard.OUTWARD, replace(VIEW, is_return=True)),
        (Guard.RETURNING, VIEW),
        (Guard.CREDENTIALS_VALID, replace(VIEW, credentials_missing=("carrier_permit",))),
        (Guard.WITHIN_CAPACITY, replace(VIEW, deadweight_kg=2_399_999)),
        (Guard.ESCROW_FUNDED, replace(VIEW, balances=A_FEN_SHORT)),
        (Guard.ACCOUNTS_EMPTY, VIEW),
        (
            Guard.NO_OPEN_DISPUTE,
            replace(
                VIEW,
                claims=(Claim(claimant=Relation.SHIPPER, amount=Money(1), is_open=True),),
            ),
        ),
    ],
)
def test_what_is_wrong_stops_the_act_with_words_in_both_languages(
    guard: Guard, view: LotView
) -> None:
    lack = GUARDS[guard](view, NOW)

    assert lack is not None
    assert lack.code
    assert lack.zh
    assert lack.en


def test_the_contract_text_is_one_hash_of_terms_and_facts() -> None:
    facts = {"shipper": "S", "carrier": "C"}
    same = text_sha256(terms=LOT_TERMS, facts=dict(reversed(facts.items())))

    assert same == text_sha256(terms=LOT_TERMS, facts=facts)
    assert same != text_sha256(terms=replace(LOT_TERMS, price_fen=3251), facts=facts)


@pytest.mark.parametrize(
    ("acts_for", "roles", "sides"),
    [
        ("S", {SHIPPER_ROLE}, {Relation.SHIPPER}),
        ("S", set(), set()),
        ("S", {CARRIER_ROLE}, set()),
        ("C", {CARRIER_ROLE}, {Relation.CARRIER}),
        ("E", {SHIPPER_ROLE}, {Relation.CONSIGNEE}),
        ("X", {SHIPPER_ROLE, CARRIER_ROLE}, set()),
        ("X", {OPERATOR}, {Relation.OPERATOR}),
        ("S", {OPERATOR}, set()),
        ("S", {OPERATOR, SHIPPER_ROLE}, {Relation.SHIPPER}),
    ],
)
def test_a_side_needs_the_party_and_the_role(
    acts_for: str, roles: set[str], sides: set[Relation]
) -> None:
    parties = {Relation.SHIPPER: "S", Relation.CARRIER: "C", Relation.CONSIGNEE: "E"}
    actor = Actor(code="P", name="某", acts_for=acts_for, roles=frozenset(roles))

    assert relations_of(actor, parties=parties) == sides
    assert relations_of(SYSTEM, parties=parties) == {Relation.SYSTEM}


@pytest.mark.parametrize(
    ("state", "hours"),
    [
        (LotState.OFFERED, 24),
        (LotState.FUNDED, 72),
        (LotState.IN_TRANSIT, 240),
        (LotState.STATED, 25),
        (LotState.CLOSED, None),
    ],
)
def test_each_state_has_its_hour(state: LotState, hours: int | None) -> None:
    due = due_at(
        state=state,
        since=NOW,
        window_until=NOW + timedelta(hours=72),
        promised_until=NOW + timedelta(hours=240),
    )

    assert due == (None if hours is None else NOW + timedelta(hours=hours))


def test_each_licence_that_carriage_needs_has_a_name() -> None:
    assert set(guards.LICENCE_NAMES) == {*licences.CARRIER_KINDS, *licences.VESSEL_KINDS}
