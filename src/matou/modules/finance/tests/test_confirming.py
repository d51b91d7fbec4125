"""Checking line by line: objections, answers, counter-lines of the next period, signatures."""

from dataclasses import replace

import pytest

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.modules.finance.models import LineVerdict, PeriodStatement, StatementLine
from matou.modules.finance.queries import seals
from matou.modules.finance.rules.access import OwnStatement
from matou.modules.finance.rules.corrections import LineNotCorrectable
from matou.modules.finance.rules.states import StatementNotReady, StatementState
from matou.modules.finance.services import answering, confirming
from matou.modules.finance.services.answering import Answer, ObjectionSettled
from matou.modules.finance.services.confirming import SealDiffers
from matou.modules.finance.services.issuing import issue_statement
from matou.modules.finance.services.opened import LineCorrected
from matou.modules.finance.services.telling import remind_late
from matou.modules.finance.tests.conftest import World, up_to_now
from matou.spine.ledger import queries as ledger
from matou.spine.notices import queries as notices

pytestmark = pytest.mark.django_db
FREIGHT = 4
"""The number of the line by which the rest of the freight came."""


def objected(world: World, code: str, number: int = FREIGHT) -> StatementState:
    confirming.object_line(
        code=code, number=number, reason="少付 100 元", actor=world.carrier, now=utc_now()
    )
    return confirming.answer_statement(code=code, actor=world.carrier, now=utc_now())


def answered(world: World, code: str, answer: Answer, number: int = FREIGHT) -> StatementState:
    return answering.answer_objection(
        code=code, number=number, answer=answer, actor=world.operator, now=utc_now()
    )


def signed(world: World, code: str) -> PeriodStatement:
    row = PeriodStatement.objects.get(code=code)
    confirming.answer_statement(code=code, actor=world.carrier, now=utc_now())
    for actor in (world.carrier, world.operator):
        confirming.sign_statement(code=code, sha256=row.sha256, actor=actor, now=utc_now())
    return row


def test_a_statement_without_objections_is_confirmed_at_once(world: World, statement: str) -> None:
    confirming.confirm_line(code=statement, number=1, actor=world.carrier, now=utc_now())

    state = confirming.answer_statement(code=statement, actor=world.carrier, now=utc_now())

    assert state is StatementState.CONFIRMED


def test_an_objection_waits_for_the_operator(world: World, statement: str) -> None:
    state = objected(world, statement)

    verdict = LineVerdict.objects.get(statement__code=statement)
    assert state is StatementState.OBJECTED
    assert (verdict.outcome, verdict.reason) == ("open", "少付 100 元")


def test_an_objection_can_be_taken_back_before_it_is_handed_in(
    world: World, statement: str
) -> None:
    now = utc_now()
    confirming.object_line(
        code=statement, number=2, reason="不认识这笔", actor=world.carrier, now=now
    )
    confirming.confirm_line(code=statement, number=2, actor=world.carrier, now=now)

    state = confirming.answer_statement(code=statement, actor=world.carrier, now=now)

    assert state is StatementState.CONFIRMED


def test_an_explained_objection_may_be_accepted_or_renewed(world: World, statement: str) -> None:
    objected(world, statement)
    state = answered(world, statement, Answer(text="已按合同扣除服务费"))

    again = objected(world, statement)

    assert state is StatementState.ANSWERED
    assert again is StatementState.OBJECTED


def test_a_correction_is_a_line_of_the_next_period(world: World, statement: str) -> None:
    before = PeriodStatement.objects.get(code=statement)
    objected(world, statement)
    answered(world, statement, Answer(text="补付运费差额", correction=Money(10_000)))
    wanted = up_to_now(before.until_at)

    code = issue_statement(
        party=world.party, wanted=wanted, actor=world.operator, now=wanted.period.until_at
    )

    line = StatementLine.objects.get(statement__code=code)
    verdict = LineVerdict.objects.get(statement=before)
    assert (line.purpose, line.change_fen, line.group_code) == (
        "finance.correction", 10_000, statement,
    )  # fmt: skip
    assert line.transfer_id == verdict.correction_id
    assert getattr(seals.verify(statement), "holds", False)


def test_a_correction_takes_back_as_well(world: World, statement: str) -> None:
    held = ledger.balance(world.wallet).posted
    objected(world, statement)

    answered(world, statement, Answer(text="多付运费收回", correction=Money(-10_000)))

    assert ledger.balance(world.wallet).posted == held - Money(10_000)
    assert ledger.violations() == ()


@pytest.mark.parametrize("fen", [0, 553_601, -553_601])
def test_a_correction_never_exceeds_its_line(world: World, statement: str, fen: int) -> None:
    objected(world, statement)

    with pytest.raises(InvalidInput):
        answered(world, statement, Answer(text="补付运费差额", correction=Money(fen)))

    assert LineVerdict.objects.get(statement__code=statement).outcome == "open"


def test_lines_of_escrow_and_deposit_are_not_corrected_here(world: World, statement: str) -> None:
    deposit = 6
    objected(world, statement, deposit)

    with pytest.raises(LineNotCorrectable):
        answered(world, statement, Answer(text="退回定金差额", correction=Money(1)), deposit)


def test_a_corrected_line_is_not_contested_again(world: World, statement: str) -> None:
    objected(world, statement)
    answered(world, statement, Answer(text="补付运费差额", correction=Money(10_000)))

    with pytest.raises(LineCorrected):
        objected(world, statement)


def test_an_objection_is_answered_once(world: World, statement: str) -> None:
    confirming.object_line(
        code=statement, number=1, reason="不认识这笔", actor=world.carrier, now=utc_now()
    )
    objected(world, statement)
    answered(world, statement, Answer(text="已按合同扣除服务费"))

    with pytest.raises(ObjectionSettled):
        answered(world, statement, Answer(text="已按合同扣除服务费"))


def test_both_sides_sign_the_seal_that_they_read(world: World, statement: str) -> None:
    row = signed(world, statement)

    sides = list(row.signatures.order_by("id").values_list("side", "sha256"))
    assert sides == [("party", row.sha256), ("operator", row.sha256)]
    assert row.progress.state == "signed"


def test_another_seal_is_not_signed(world: World, statement: str) -> None:
    confirming.answer_statement(code=statement, actor=world.carrier, now=utc_now())

    with pytest.raises(SealDiffers):
        confirming.sign_statement(
            code=statement, sha256="0" * 64, actor=world.carrier, now=utc_now()
        )


def test_the_platform_does_not_sign_first(world: World, statement: str) -> None:
    row = PeriodStatement.objects.get(code=statement)
    confirming.answer_statement(code=statement, actor=world.carrier, now=utc_now())

    with pytest.raises(StatementNotReady):
        confirming.sign_statement(
            code=statement, sha256=row.sha256, actor=world.operator, now=utc_now()
        )


def test_a_stranger_does_not_learn_that_a_statement_exists(world: World, statement: str) -> None:
    with pytest.raises(NotFound):
        confirming.confirm_line(code=statement, number=1, actor=world.shipper, now=utc_now())


def test_a_member_without_the_role_is_a_stranger_too(world: World, statement: str) -> None:
    hand = replace(world.carrier, code="SOMEBODY", roles=frozenset({"freight.carrier"}))

    with pytest.raises(NotFound):
        confirming.answer_statement(code=statement, actor=hand, now=utc_now())


def test_an_auditor_reads_and_does_nothing(world: World, statement: str) -> None:
    with pytest.raises(NotAllowed):
        confirming.answer_statement(code=statement, actor=world.auditor, now=utc_now())


def test_an_operator_of_the_company_does_not_decide(world: World, statement: str) -> None:
    objected(world, statement)
    both = replace(world.operator, code=world.carrier.code)

    with pytest.raises(OwnStatement):
        answering.answer_objection(
            code=statement,
            number=FREIGHT,
            answer=Answer(text="没有问题"),
            actor=both,
            now=utc_now(),
        )


def test_the_party_is_told_when_issued_and_reminded_once(world: World, statement: str) -> None:
    late = PeriodStatement.objects.get(code=statement).progress.due_at

    told = [remind_late(now=late), remind_late(now=late)]

    subjects = [card.zh_subject for card in notices.inbox(party=world.party)]
    assert told == [1, 0]
    assert sorted(subjects) == ["对账单即将到期", "对账单待核对"]
