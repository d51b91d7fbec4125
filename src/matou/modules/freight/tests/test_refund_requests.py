"""Refunds above the amount: one operator asks, another grants, and nothing moves between."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django.fixtures import Settings

from matou.kit.actor import OPERATOR, SYSTEM, Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Refund, RefundRequest
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.refunds import RefundGround
from matou.modules.freight.rules.requests import (
    RefundAskedByYou,
    RefundDecidedAlready,
    RequestState,
    needs_second,
)
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.refund_requests import confirm_refund, drop_refund
from matou.modules.freight.services.refunds import RefundAnswer, RefundAsked, ask_refund
from matou.modules.freight.tests import world
from matou.modules.freight.tests.refunding import LATER, SECOND, build, held, lot_in, refund
from matou.modules.freight.tests.world import OPERATOR_ACTOR, SHIPPER
from matou.spine.journal.queries import entries_of
from matou.spine.journal.services import deliver_due
from matou.spine.ledger import queries as ledger
from matou.spine.notices.models import Notice
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import NewCompany, NewPerson
from matou.spine.parties.seeds import demo_uscc

LIMIT = 5_000_000
"""The amount from which on two operators must agree, in fen."""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_river")]


@pytest.fixture(autouse=True)
def _river() -> Iterator[None]:
    """Build the river; after every test the books must be whole."""
    build()
    yield
    assert ledger.violations() == ()


@pytest.fixture
def settled() -> str:
    """Return a settled lot whose payees still have the money."""
    return lot_in(LotState.SETTLED)


def _ask(code: str, fen: int, key: str = "", *, actor: Actor = OPERATOR_ACTOR) -> RefundAnswer:
    asked = RefundAsked(
        amount=Money(fen), ground=RefundGround.OPERATOR, reason="磅单更正", key=key or str(uuid4())
    )
    return ask_refund(lot_code=code, asked=asked, actor=actor, now=LATER)


@pytest.mark.parametrize(
    ("done", "amount", "is_needed"),
    [(0, LIMIT, False), (0, LIMIT + 1, True), (LIMIT, 1, True), (1, LIMIT - 1, False)],
)
def test_above_the_amount_and_not_at_it_two_must_agree(
    done: int, amount: int, *, is_needed: bool
) -> None:
    found = needs_second(done=Money(done), amount=Money(amount), four_eyes=Money(LIMIT))

    assert found is is_needed


def test_up_to_the_amount_one_operator_is_enough(settled: str) -> None:
    answer = _ask(settled, LIMIT)

    assert answer.state is RequestState.GRANTED
    assert not RefundRequest.objects.exists()


def test_nothing_moves_before_the_second_consent(settled: str) -> None:
    before = len(ledger.transfers_of_group(settled))

    answer = _ask(settled, LIMIT + 1)

    assert answer.state is RequestState.WAITING
    assert len(ledger.transfers_of_group(settled)) == before
    assert not Refund.objects.exists()


def test_the_second_operator_grants_the_refund_that_was_asked_for(settled: str) -> None:
    before = held("wallet:SHIPPER")
    asked = _ask(settled, LIMIT + 1)

    confirm_refund(request_id=asked.id, actor=SECOND, now=LATER)

    row, request = Refund.objects.get(), RefundRequest.objects.get()
    assert (row.pk, row.granted_by) == (asked.id, SECOND.code)
    assert (request.state, request.asked_by) == ("granted", OPERATOR_ACTOR.code)
    assert held("wallet:SHIPPER") - before == LIMIT + 1


def test_small_refunds_do_not_add_up_past_the_amount_alone(settled: str) -> None:
    _ask(settled, LIMIT - 10)

    assert _ask(settled, 10).state is RequestState.GRANTED
    assert _ask(settled, 1).state is RequestState.WAITING


def test_the_amount_is_a_setting(settled: str, settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"refund_four_eyes_fen": 100}

    assert _ask(settled, 101).state is RequestState.WAITING


def test_the_same_key_is_the_same_refund_while_it_waits_and_after(settled: str) -> None:
    first = _ask(settled, LIMIT + 1, key="K")
    again = _ask(settled, LIMIT + 1, key="K")
    confirm_refund(request_id=first.id, actor=SECOND, now=LATER)
    late = _ask(settled, LIMIT + 1, key="K")

    assert again == first
    assert late == RefundAnswer(id=first.id, state=RequestState.GRANTED)
    assert Refund.objects.count() == RefundRequest.objects.count() == 1
    with pytest.raises(rules.RefundKeyReused):
        _ask(settled, LIMIT + 2, key="K")


def test_who_asked_does_not_grant(settled: str) -> None:
    asked = _ask(settled, LIMIT + 1)

    with pytest.raises(RefundAskedByYou):
        confirm_refund(request_id=asked.id, actor=OPERATOR_ACTOR, now=LATER)
    with pytest.raises(NotAllowed):
        confirm_refund(request_id=asked.id, actor=SHIPPER, now=LATER)

    assert not Refund.objects.exists()


def test_who_belongs_to_a_side_elsewhere_does_not_grant_or_ask(settled: str) -> None:
    asked = _ask(settled, LIMIT + 1)
    _join_shipper(SECOND.code)

    with pytest.raises(rules.RefunderHasInterest):
        confirm_refund(request_id=asked.id, actor=SECOND, now=LATER)
    with pytest.raises(rules.RefunderHasInterest):
        refund(settled, 1, actor=SECOND)


def _join_shipper(person: str) -> None:
    parties.register_person(person=NewPerson(code=person, name="某"), actor=SYSTEM, now=world.NOW)
    company = NewCompany(code="SHIPPER", name="梧州砂石", uscc=demo_uscc(711))
    parties.register_company(
        company=company, manager=person, member_roles=(), actor=SYSTEM, now=world.NOW
    )


def test_a_dropped_refund_moves_nothing_and_stays_dropped(settled: str) -> None:
    asked = _ask(settled, LIMIT + 1, key="K")

    drop_refund(request_id=asked.id, actor=OPERATOR_ACTOR, now=LATER)

    assert _ask(settled, LIMIT + 1, key="K").state is RequestState.DROPPED
    with pytest.raises(RefundDecidedAlready):
        confirm_refund(request_id=asked.id, actor=SECOND, now=LATER)
    assert not Refund.objects.exists()


def test_what_was_refunded_meanwhile_is_not_refunded_again(settled: str) -> None:
    first, second = _ask(settled, LIMIT + 1), _ask(settled, LIMIT + 1)
    confirm_refund(request_id=first.id, actor=SECOND, now=LATER)

    with pytest.raises(rules.RefundTooHigh):
        confirm_refund(request_id=second.id, actor=SECOND, now=LATER)

    assert RefundRequest.objects.get(pk=second.id).state == "waiting"


def test_an_unknown_request_is_not_found() -> None:
    with pytest.raises(NotFound):
        confirm_refund(request_id=uuid4(), actor=SECOND, now=LATER)


def test_the_journal_tells_who_asked_and_who_granted(settled: str) -> None:
    asked = _ask(settled, LIMIT + 1)
    confirm_refund(request_id=asked.id, actor=SECOND, now=LATER)

    told = [(entry.event, entry.actor) for entry in entries_of(settled)]
    assert told[-2:] == [
        ("freight.RefundRequested", OPERATOR_ACTOR.code),
        ("freight.RefundGranted", SECOND.code),
    ]


def test_the_other_operators_are_told_once(settled: str) -> None:
    desk = world.actor("DESK", OPERATOR)
    for code in (desk.code, SECOND.code):
        parties.register_person(person=NewPerson(code=code, name="某"), actor=SYSTEM, now=world.NOW)
        parties.grant_role(person=code, role=OPERATOR, actor=SYSTEM, now=world.NOW)
    _ask(settled, LIMIT + 1, actor=desk)

    deliver_due(now=LATER)
    deliver_due(now=LATER)

    notices = Notice.objects.filter(template="freight.RefundRequested")
    assert [one.party for one in notices] == [SECOND.code]


@pytest.mark.parametrize(
    "change",
    [{"amount_fen": 1}, {"asked_by": "X"}, {"reason": "改"}, {"key": "X"}],
)
def test_the_database_keeps_what_was_asked(settled: str, change: dict[str, object]) -> None:
    row = RefundRequest.objects.filter(pk=_ask(settled, LIMIT + 1).id)

    with pytest.raises(DatabaseError, match="decided_once"), transaction.atomic():
        row.update(**change)


def test_the_database_grants_nothing_by_one_person_alone(settled: str) -> None:
    row = RefundRequest.objects.filter(pk=_ask(settled, LIMIT + 1).id)

    with pytest.raises(IntegrityError, match="granted_by_another"), transaction.atomic():
        row.update(state="granted", decided_by=OPERATOR_ACTOR.code, decided_at=LATER)
