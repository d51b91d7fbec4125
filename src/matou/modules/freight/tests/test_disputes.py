"""Disputes from claim to end: who may do what when, and where the frozen amount goes."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from matou.kit.actor import ADMIN, OPERATOR, SYSTEM, Actor
from matou.kit.errors import NotAllowed
from matou.kit.money import Money
from matou.kit.workdays import add_work_hours
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import disputes as rules
from matou.modules.freight.rules.moves import NotYourAct
from matou.modules.freight.rules.states import FlagAct, LotState
from matou.modules.freight.services import disputes, lots, rulings, timers
from matou.modules.freight.services.dispute_clock import advance_due_disputes
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, OPERATOR_ACTOR, SHIPPER
from matou.spine.journal.models import JournalEntry
from matou.spine.journal.services import deliver_due
from matou.spine.ledger import queries as ledger
from matou.spine.notices.models import Notice
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import NewCompany, NewPerson
from matou.spine.parties.seeds import demo_uscc

CLAIM = Money.yuan(5_000)
OPENED = datetime.fromisoformat("2026-03-04T16:00+08:00")  # a Wednesday
REPLY_DUE = datetime.fromisoformat("2026-03-05T16:00+08:00")
RULING_DUE = datetime.fromisoformat("2026-03-09T16:00+08:00")  # over the weekend
SECOND = world.actor("SECOND", OPERATOR)
CHIEF = world.actor("CHIEF", ADMIN)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


def _opened(state: LotState = LotState.STATED) -> UUID:
    return disputes.open_dispute(
        lot_code=trip_to(state), amount=CLAIM, reason="含泥量超标", actor=SHIPPER, now=OPENED
    )


def _rule(dispute: UUID, *, yuan: int = 2_000, by: Actor = OPERATOR_ACTOR, at: datetime) -> None:
    rulings.rule_dispute(
        dispute_id=dispute, to_claimant=Money.yuan(yuan), ruling="按检测报告", actor=by, now=at
    )


def _ruled() -> UUID:
    dispute = _opened()
    disputes.reply_to_dispute(dispute_id=dispute, reply="合格", actor=CARRIER, now=OPENED)
    _rule(dispute, at=OPENED)
    return dispute


def _appealed() -> UUID:
    dispute = _ruled()
    disputes.appeal_ruling(dispute_id=dispute, reason="未采信磅单", actor=CARRIER, now=OPENED)
    return dispute


def _second_ruling(dispute: UUID, *, by: Actor) -> None:
    rulings.rule_appeal(
        dispute_id=dispute, to_claimant=Money.yuan(500), ruling="改判", actor=by, now=OPENED
    )


def _gains() -> tuple[Money, Money]:
    """Return what shipper and carrier have got since the river was made."""
    start = Money.yuan(500_000)
    shipper, carrier = ledger.balance("wallet:SHIPPER"), ledger.balance("wallet:CARRIER")
    return shipper.posted - start, carrier.posted - start


def test_deadlines_count_working_days_alone() -> None:
    found = Dispute.objects.get(pk=_opened())

    assert (found.reply_due_at, found.ruling_due_at) == (REPLY_DUE, RULING_DUE)


@pytest.mark.parametrize("state", [LotState.DELIVERED, LotState.STATED])
@pytest.mark.parametrize("stage", ["open", "ruled", "appealed"])
def test_the_rest_is_paid_while_the_dispute_lives(state: LotState, stage: str) -> None:
    dispute = _opened(state)
    if stage != "open":
        disputes.reply_to_dispute(dispute_id=dispute, reply="合格", actor=CARRIER, now=OPENED)
        _rule(dispute, at=OPENED)
    if stage == "appealed":
        disputes.appeal_ruling(dispute_id=dispute, reason="未采信磅单", actor=CARRIER, now=OPENED)
    code = Dispute.objects.get(pk=dispute).lot.code

    timers.carry_on(lot_code=code, now=OPENED)
    timers.carry_on(lot_code=code, now=OPENED + timedelta(days=2))

    held = balances_of(code)
    assert Lot.objects.get(code=code).state == LotState.SETTLED
    assert (held.escrow, held.deposit, held.disputed) == (Money(0), Money(0), CLAIM)
    assert _gains()[1] == Money.yuan(77_376) - CLAIM


def test_a_ruling_waits_for_the_reply_or_its_deadline() -> None:
    dispute = _opened()

    with pytest.raises(rules.ReplyStillDue):
        _rule(dispute, at=REPLY_DUE - timedelta(seconds=1))
    _rule(dispute, at=REPLY_DUE)

    assert Dispute.objects.get(pk=dispute).state == "ruled"


def test_the_ruled_amount_stays_frozen_until_the_appeal_time_is_over() -> None:
    dispute = _ruled()
    row = Dispute.objects.get(pk=dispute)
    until = row.appeal_until_at
    assert until == add_work_hours(OPENED, rules.APPEAL_HOURS)

    advance_due_disputes(now=until - timedelta(seconds=1))
    frozen = balances_of(row.lot.code).disputed
    advance_due_disputes(now=until)

    assert frozen == CLAIM
    assert not balances_of(row.lot.code).disputed
    assert Dispute.objects.get(pk=dispute).state == "final"


def test_both_accepting_pays_at_once() -> None:
    dispute = _ruled()
    before = _gains()

    disputes.accept_ruling(dispute_id=dispute, actor=SHIPPER, now=OPENED)
    disputes.accept_ruling(dispute_id=dispute, actor=SHIPPER, now=OPENED)
    half_way = _gains()
    disputes.accept_ruling(dispute_id=dispute, actor=CARRIER, now=OPENED)

    after = _gains()
    assert half_way == before
    assert (after[0] - before[0], after[1] - before[1]) == (Money.yuan(2_000), Money.yuan(3_000))


def test_an_appeal_is_ruled_by_another_operator_and_final() -> None:
    dispute = _appealed()
    before = _gains()
    with pytest.raises(rules.SameRulerTwice):
        _second_ruling(dispute, by=OPERATOR_ACTOR)

    _second_ruling(dispute, by=SECOND)

    after = _gains()
    assert (after[0] - before[0], after[1] - before[1]) == (Money.yuan(500), Money.yuan(4_500))
    with pytest.raises(disputes.DisputeNotOpen):
        _second_ruling(dispute, by=SECOND)
    with pytest.raises(disputes.DisputeNotOpen):
        disputes.appeal_ruling(dispute_id=dispute, reason="再诉", actor=SHIPPER, now=OPENED)


def test_nobody_appeals_twice_late_or_after_accepting() -> None:
    dispute = _ruled()
    disputes.accept_ruling(dispute_id=dispute, actor=SHIPPER, now=OPENED)
    until = Dispute.objects.get(pk=dispute).appeal_until_at
    assert until is not None

    with pytest.raises(disputes.RulingAcceptedAlready):
        disputes.appeal_ruling(dispute_id=dispute, reason="不服", actor=SHIPPER, now=OPENED)
    with pytest.raises(rules.AppealTooLate):
        disputes.appeal_ruling(dispute_id=dispute, reason="不服", actor=CARRIER, now=until)
    with pytest.raises(NotYourAct):
        disputes.appeal_ruling(dispute_id=dispute, reason="不服", actor=OPERATOR_ACTOR, now=OPENED)


def test_a_living_dispute_keeps_its_side_from_another() -> None:
    code = Dispute.objects.get(pk=_ruled()).lot.code

    with pytest.raises(disputes.DisputeOpenAlready):
        disputes.open_dispute(
            lot_code=code, amount=Money(1), reason="再来一次", actor=SHIPPER, now=OPENED
        )


def test_what_is_ruled_is_not_withdrawn_or_answered() -> None:
    dispute = _ruled()

    with pytest.raises(disputes.DisputeNotOpen):
        disputes.withdraw_dispute(dispute_id=dispute, actor=SHIPPER, now=OPENED)
    with pytest.raises(disputes.DisputeNotOpen):
        disputes.reply_to_dispute(dispute_id=dispute, reply="晚了", actor=CARRIER, now=OPENED)


def _member_of_shipper(person: str) -> None:
    """Register the shipper's company with an operator among its members."""
    parties.register_person(person=NewPerson(code=person, name="某"), actor=SYSTEM, now=world.NOW)
    company = NewCompany(code="SHIPPER", name="梧州砂石", uscc=demo_uscc(711))
    parties.register_company(
        company=company, manager=person, member_roles=(), actor=SYSTEM, now=world.NOW
    )


def test_an_operator_who_belongs_to_a_side_elsewhere_may_not_rule() -> None:
    dispute = _opened()
    _member_of_shipper(SECOND.code)

    with pytest.raises(rules.RulerHasInterest):
        _rule(dispute, by=SECOND, at=REPLY_DUE)
    _rule(dispute, at=REPLY_DUE)


def test_an_operator_who_acted_on_the_lot_may_not_rule() -> None:
    dispute = _opened()
    lot = Dispute.objects.get(pk=dispute).lot.code
    for act in (FlagAct.PLACE_HOLD, FlagAct.LIFT_HOLD):
        lots.flag_lot(lot_code=lot, act=act, actor=OPERATOR_ACTOR, now=OPENED)

    with pytest.raises(rules.RulerHasInterest):
        _rule(dispute, at=REPLY_DUE)


def test_an_operator_acting_for_a_side_may_not_rule() -> None:
    dispute = _opened()

    with pytest.raises(rules.RulerHasInterest):
        _rule(dispute, by=replace(SECOND, acts_for="CARRIER"), at=REPLY_DUE)
    with pytest.raises(NotAllowed):
        _rule(dispute, by=SHIPPER, at=REPLY_DUE)


def test_an_administrator_rules_only_after_escalation() -> None:
    dispute = _opened()
    with pytest.raises(rules.NotEscalated):
        _rule(dispute, by=CHIEF, at=REPLY_DUE)
    advance_due_disputes(now=RULING_DUE)

    _rule(dispute, by=CHIEF, at=RULING_DUE)

    assert Dispute.objects.get(pk=dispute).ruled_by == CHIEF.code


def test_time_reminds_and_escalates_once_each() -> None:
    dispute = _opened()

    moments = [OPENED + timedelta(hours=hour) for hour in range(0, 24 * 7, 2)]
    for moment in moments + moments[-3:]:
        advance_due_disputes(now=moment)

    events = JournalEntry.objects.filter(payload__dispute=str(dispute)).order_by("seq")
    told = [(entry.event.split(".")[-1], entry.payload.get("turn")) for entry in events]
    assert told == [
        ("DisputeOpened", None),
        ("DisputeReminded", "reply_near"),
        ("DisputeEscalated", "reply_overdue"),
        ("DisputeReminded", "ruling_near"),
        ("DisputeEscalated", "ruling_overdue"),
    ]


def test_a_reminder_that_comes_too_late_is_left_out() -> None:
    dispute = _opened()

    advance_due_disputes(now=RULING_DUE + timedelta(days=1))

    assert Dispute.objects.get(pk=dispute).turns == ["reply_overdue", "ruling_overdue"]


def test_an_appeal_left_lying_is_escalated() -> None:
    dispute = _appealed()
    due = Dispute.objects.get(pk=dispute).appeal_due_at
    assert due is not None

    advance_due_disputes(now=due)
    _second_ruling(dispute, by=CHIEF)

    assert Dispute.objects.get(pk=dispute).state == "final"


def test_sides_and_house_are_told_each_turn_once() -> None:
    for code, role in (("DESK-P", OPERATOR), ("CHIEF-P", ADMIN)):
        parties.register_person(person=NewPerson(code=code, name="某"), actor=SYSTEM, now=world.NOW)
        parties.grant_role(person=code, role=role, actor=SYSTEM, now=world.NOW)
    _opened()
    advance_due_disputes(now=RULING_DUE)

    deliver_due(now=RULING_DUE)
    deliver_due(now=RULING_DUE)

    notices = Notice.objects.filter(template__startswith="freight.dispute")
    told = sorted(f"{one.party} {one.template.split('_', 1)[1]}" for one in notices)
    assert told == [
        "CARRIER opened",
        "CARRIER reply_overdue",
        "CARRIER ruling_overdue",
        "CHIEF-P ruling_overdue_desk",
        "DESK-P opened_desk",
        "DESK-P reply_overdue_desk",
        "DESK-P ruling_overdue_desk",
        "SHIPPER reply_overdue",
        "SHIPPER ruling_overdue",
    ]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"appeal_ruled_by": OPERATOR_ACTOR.code}, "appeal_ruled_by_another"),
        ({"appeal_to_claimant_fen": 500_001}, "appeal_within_amount"),
        ({"to_claimant_fen": None}, "ruled_says_how"),
        ({"appeal_until_at": None}, "ruled_may_be_appealed"),
        ({"state": "appealed"}, "appealed_by_a_side"),
        ({"state": "final"}, "ended_when_over"),
    ],
)
def test_the_database_refuses_what_no_ruling_may_be(change: dict[str, object], name: str) -> None:
    dispute = Dispute.objects.filter(pk=_ruled())

    with pytest.raises(IntegrityError, match=f"freight_dispute_{name}"), transaction.atomic():
        dispute.update(**change)
