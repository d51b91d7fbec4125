"""Decisions on cases: proposed by a clerk, signed by a person, two where the item says so."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.models import Case
from matou.modules.affairs.rules import case_decisions, case_steps
from matou.modules.affairs.rules.case_decisions import DECLINED, GRANTED, Decision
from matou.modules.affairs.services.case_writing import checked_move, finish, locked_case


class TakenInByYou(DomainError):
    """Where two decide, whoever filled in the facts at the window judges none of them."""

    code = "affairs.taken-in-by-you"
    zh = "这件办件由您在窗口代办，事项要求两人决定，您不能提出意见或签发。请转给同事。"
    en = "You took this case in at the window, and two must decide it. Give it to a colleague."


@transaction.atomic
def propose_decision(*, code: str, decision: Decision, actor: Actor, now: datetime) -> None:
    """Propose what to decide; a grant only after every step of the item.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, TakeItFirst, StepsUnfinished,
    RefusalSaysWhy, TakenInByYou and InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="propose", actor=actor, now=now)
    _check_not_taken_in(case, actor)
    told = case_decisions.checked_decision(decision)
    if told.outcome == GRANTED:
        case_steps.check_steps_done(case.version.content, case.steps_done)
    case.outcome, case.reason, case.remedy = told.outcome, told.reason, told.remedy
    case.proposed_by = actor.code
    finish(case, move=move, actor=actor, now=now, reason=told.reason,
           facts={"outcome": told.outcome, "remedy": told.remedy})  # fmt: skip


@transaction.atomic
def sign_decision(*, code: str, actor: Actor, now: datetime) -> None:
    """Sign what was proposed; the clocks end.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, SignedByAPerson, TakenInByYou
    and AnotherSigns.
    """
    case = locked_case(code)
    move = checked_move(case, key="sign", actor=actor, now=now)
    _check_not_taken_in(case, actor)
    case_decisions.check_signer(actor=actor, proposed_by=case.proposed_by, needs_two=case.needs_two)
    case.signed_by, case.decided_at = actor.code, now
    finish(case, move=move, actor=actor, now=now, reason=case.reason,
           facts={"outcome": case.outcome, "remedy": case.remedy})  # fmt: skip


@transaction.atomic
def decline_case(*, code: str, reason: str, remedy: str, actor: Actor, now: datetime) -> None:
    """Decline to accept a case, signed, with reason and remedy (行政许可法 article 32).

    Raises NotFound, NotAllowed, CaseMoveNotPossible, SignedByAPerson, TakenInByYou,
    RefusalSaysWhy and InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="decline", actor=actor, now=now)
    _check_not_taken_in(case, actor)
    case_decisions.check_signer(actor=actor, proposed_by="", needs_two=False)
    told = case_decisions.checked_decision(Decision(outcome=DECLINED, reason=reason, remedy=remedy))
    case.outcome, case.reason, case.remedy = told.outcome, told.reason, told.remedy
    case.signed_by, case.decided_at = actor.code, now
    finish(case, move=move, actor=actor, now=now, reason=told.reason,
           facts={"outcome": DECLINED, "remedy": told.remedy})  # fmt: skip


def _check_not_taken_in(case: Case, actor: Actor) -> None:
    if case.needs_two and case.visits.filter(clerk=actor.code).exists():
        raise TakenInByYou
