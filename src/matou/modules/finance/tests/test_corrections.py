"""Large counter-lines take two operators; nothing is applied before the second consent."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed
from matou.kit.money import Money
from matou.modules.finance.models import CorrectionProposal, LineVerdict, StatementLine
from matou.modules.finance.queries.corrections import waiting_proposals
from matou.modules.finance.rules.access import OwnStatement
from matou.modules.finance.rules.corrections import (
    ProposalDecided,
    ProposalStands,
    ProposalState,
    SecondOperatorNeeded,
    needs_second,
)
from matou.modules.finance.rules.states import StatementState
from matou.modules.finance.services import answering, confirming
from matou.modules.finance.services.answering import Answer, ObjectionSettled
from matou.modules.finance.services.issuing import issue_statement
from matou.modules.finance.tests.conftest import ClientOf, World, move, up_to_now
from matou.modules.finance.tests.test_pages import body
from matou.spine.custody import queries as custody
from matou.spine.ledger import queries as ledger


@pytest.fixture
def large(world: World) -> Money:
    """Return an amount one fen above what one person may give."""
    return Money(custody.limits().four_eyes_fen + 1)


@pytest.fixture
def contested(world: World, large: Money) -> str:
    """Return the statement whose large line the carrier contests."""
    move("custody:clearing", world.wallet, large.fen + 1_000_000, "deposit")
    wanted = up_to_now(world.since)
    code = issue_statement(
        party=world.party, wanted=wanted, actor=world.operator, now=wanted.period.until_at
    )
    number = _wallet_line(code)
    for one in (number, 1):
        confirming.object_line(
            code=code, number=one, reason="少付运费", actor=world.carrier, now=utc_now()
        )
    confirming.answer_statement(code=code, actor=world.carrier, now=utc_now())
    return code


@pytest.fixture
def second(world: World) -> Actor:
    """Return another operator."""
    return replace(world.operator, code="SECOND", acts_for="SECOND")


def _wallet_line(code: str) -> int:
    rows = StatementLine.objects.filter(statement__code=code, change_fen__gt=20_000_000)
    return rows.get().number


def correct(code: str, correction: Money, actor: Actor, number: int = 0) -> StatementState:
    return answering.answer_objection(
        code=code,
        number=number or _wallet_line(code),
        answer=Answer(text="补付运费差额", correction=correction),
        actor=actor,
        now=utc_now(),
    )


def approve(code: str, actor: Actor) -> StatementState:
    return answering.approve_correction(
        code=code, number=_wallet_line(code), actor=actor, now=utc_now()
    )


def drop(code: str, actor: Actor) -> ProposalState:
    return answering.drop_correction(
        code=code, number=_wallet_line(code), reason="金额与结算单不符", actor=actor, now=utc_now()
    )


@given(fen=st.integers(-(10**9), 10**9), before=st.integers(0, 10**9), most=st.integers(1, 10**9))
def test_two_are_needed_exactly_above_the_amount(fen: int, before: int, most: int) -> None:
    needed = needs_second(correction=Money(fen), before=Money(before), alone_up_to=Money(most))

    assert needed is (max(fen, -fen) + before > most)


@pytest.mark.django_db
def test_one_operator_is_enough_up_to_the_amount(
    world: World, contested: str, large: Money
) -> None:
    held = ledger.balance(world.wallet).posted

    correct(contested, large - Money(1), world.operator)

    assert ledger.balance(world.wallet).posted == held + large - Money(1)
    assert not CorrectionProposal.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [1, -1])
def test_nothing_moves_before_the_second_consent(
    world: World, contested: str, large: Money, second: Actor, sign: int
) -> None:
    held = ledger.balance(world.wallet).posted
    change = Money(sign * large.fen)

    state = correct(contested, change, world.operator)
    between = ledger.balance(world.wallet).posted
    verdict = LineVerdict.objects.get(number=_wallet_line(contested))
    approve(contested, second)

    assert (state, verdict.outcome, between) == (StatementState.OBJECTED, "open", held)
    assert ledger.balance(world.wallet).posted == held + change
    assert ledger.violations() == ()


@pytest.mark.django_db
def test_small_pieces_of_a_large_correction_take_two_as_well(
    world: World, contested: str, large: Money
) -> None:
    correct(contested, large - Money(1), world.operator)

    correct(contested, Money(100), world.operator, number=1)

    assert [row.number for row in waiting_proposals(actor=world.operator)] == [1]


@pytest.mark.django_db
def test_the_proposer_does_not_approve(world: World, contested: str, large: Money) -> None:
    correct(contested, large, world.operator)
    elsewhere = replace(world.operator, acts_for="OTHER")

    with pytest.raises(SecondOperatorNeeded):
        approve(contested, elsewhere)


@pytest.mark.django_db
def test_the_database_refuses_one_person_for_both(
    world: World, contested: str, large: Money
) -> None:
    correct(contested, large, world.operator)

    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        CorrectionProposal.objects.update(
            state="executed", decided_by=world.operator.code, decided_at=utc_now()
        )


@pytest.mark.django_db
def test_an_operator_of_the_company_and_an_auditor_do_not_approve(
    world: World, contested: str, large: Money
) -> None:
    correct(contested, large, world.operator)

    with pytest.raises(OwnStatement):
        approve(contested, replace(world.operator, code=world.carrier.code))
    with pytest.raises(NotAllowed):
        approve(contested, world.auditor)


@pytest.mark.django_db
def test_a_line_has_one_proposal_at_a_time(
    world: World, contested: str, large: Money, second: Actor
) -> None:
    correct(contested, large, world.operator)

    with pytest.raises(ProposalStands):
        correct(contested, Money(1), second)


@pytest.mark.django_db
def test_it_is_approved_once(world: World, contested: str, large: Money, second: Actor) -> None:
    correct(contested, large, world.operator)
    approve(contested, second)

    with pytest.raises(ProposalDecided):
        approve(contested, second)
    with pytest.raises(ObjectionSettled):
        correct(contested, large, world.operator)


@pytest.mark.django_db
def test_a_refused_or_withdrawn_proposal_leaves_the_objection_open(
    world: World, contested: str, large: Money, second: Actor
) -> None:
    correct(contested, large, world.operator)
    refused = drop(contested, second)
    correct(contested, large, world.operator)
    withdrawn = drop(contested, world.operator)

    verdict = LineVerdict.objects.get(number=_wallet_line(contested))
    assert (refused, withdrawn) == (ProposalState.REJECTED, ProposalState.WITHDRAWN)
    assert verdict.outcome == "open"
    assert waiting_proposals(actor=second) == ()


@pytest.mark.django_db
def test_the_page_shows_it_to_the_desk_and_the_party_sees_nothing_yet(
    world: World, as_: ClientOf, contested: str, large: Money
) -> None:
    correct(contested, large, world.operator)
    number = _wallet_line(contested)
    address = f"/finance/console/statements/{contested}/lines/{number}/correction"
    operator: Client = as_("operator")

    pages = [
        body(operator.get("/finance/console/")),
        body(operator.get(f"/finance/statements/{contested}/")),
    ]
    own = body(operator.get(address))
    party = body(as_("skipper").get(f"/finance/statements/{contested}/"))

    assert [address in page for page in pages] == [True, True]
    assert "须由另一位运营人员复核" in own
    assert "复核通过并入账" not in own
    assert "CounterLineProposed" not in party
    assert (address in party, as_("skipper").get(address).status_code) == (False, 403)
