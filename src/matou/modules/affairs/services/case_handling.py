"""The desk's acts on a case: accept, ask once, steps, procedures, delivery, transfer, reopening."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput
from matou.modules.affairs.models import CaseStop
from matou.modules.affairs.queries.case_forms import askable
from matou.modules.affairs.rules import case_steps
from matou.modules.affairs.rules.case_asking import asked_items
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.services.case_licences import settle_licence
from matou.modules.affairs.services.case_writing import (
    checked_move,
    finish,
    locked_case,
)

_PLAIN = frozenset({"transfer", "return", "send_back", "deliver", "archive"})
"""Moves that change nothing but the state."""
_MOST_BASIS = 300


@transaction.atomic
def accept_case(*, code: str, actor: Actor, now: datetime) -> None:
    """Accept a case; its clocks start, see ``rules.clock``.

    Raises NotFound, NotAllowed, CaseMoveNotPossible and TakeItFirst.
    """
    case = locked_case(code)
    move = checked_move(case, key="accept", actor=actor, now=now)
    case.accepted_at = now
    finish(case, move=move, actor=actor, now=now)


@transaction.atomic
def ask_correction(
    *,
    code: str,
    missing: str,
    items: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell the applicant once, and all together, what is missing.

    ``items`` names questions and materials by key, each with words of its own where it needs them.
    Raises NotFound, NotAllowed, CaseMoveNotPossible, AskedAlready, TakeItFirst, InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="ask", actor=actor, now=now)
    reason = checked_reason(missing)
    listed = asked_items(askable(case, now=now), items or {})
    case.corrections += 1
    finish(case, move=move, actor=actor, now=now, reason=reason, facts={"items": listed})


@transaction.atomic
def finish_step(*, code: str, actor: Actor, now: datetime) -> None:
    """Finish the step of the item that is in hand.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, TakeItFirst and NoMoreSteps.
    """
    case = locked_case(code)
    move = checked_move(case, key="step", actor=actor, now=now)
    step = case_steps.check_next_step(case.version.content, case.steps_done)
    case.steps_done += 1
    facts = {"step_zh": step.name_zh, "step_en": step.name_en}
    finish(case, move=move, actor=actor, now=now, facts=facts)


@transaction.atomic
def suspend_case(*, code: str, procedure: str, basis: str, actor: Actor, now: datetime) -> None:
    """Begin a special procedure; the clocks stand until it ends.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, TakeItFirst, ProcedureNotLawful and
    InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="suspend", actor=actor, now=now)
    found = case_steps.checked_procedure(case.version.content, procedure)
    told = checked_reason(basis or found.basis)
    if len(told) > _MOST_BASIS:
        raise InvalidInput(field="basis", reason_zh=f"依据请写 {_MOST_BASIS} 字以内。",
                           reason_en=f"Give the basis in {_MOST_BASIS} characters.")  # fmt: skip
    CaseStop.objects.create(
        case=case, round=case.round, kind=found.key, name=found.zh, basis=told, from_at=now
    )
    facts = {"procedure_zh": found.zh, "procedure_en": found.en}
    finish(case, move=move, actor=actor, now=now, reason=told, facts=facts)


@transaction.atomic
def resume_case(*, code: str, actor: Actor, now: datetime) -> None:
    """End the special procedure; the clocks run on.

    Raises NotFound, NotAllowed, CaseMoveNotPossible and TakeItFirst.
    """
    case = locked_case(code)
    move = checked_move(case, key="resume", actor=actor, now=now)
    case.stops.filter(until_at__isnull=True).update(until_at=now)
    finish(case, move=move, actor=actor, now=now)


@transaction.atomic
def move_case(
    *, code: str, key: str, reason: str, actor: Actor, now: datetime, vessel: str = ""
) -> None:
    """Deliver, archive, transfer, take back or send back; with a reason where a move needs it.

    A delivery issues the e-licence that the item names in the same transaction; ``vessel`` says
    who holds a vessel's. Raises NotFound, NotAllowed, CaseMoveNotPossible, TakeItFirst and
    InvalidInput.
    """
    assert key in _PLAIN, "others have acts of their own"  # noqa: S101
    case = locked_case(code)
    move = checked_move(case, key=key, actor=actor, now=now)
    told = checked_reason(reason) if move.needs_reason else ""
    if key == "send_back":
        case.outcome = case.reason = case.remedy = case.proposed_by = ""
    facts = settle_licence(case=case, vessel=vessel, now=now) if key == "deliver" else None
    finish(case, move=move, actor=actor, now=now, reason=told, facts=facts)


@transaction.atomic
def reopen_case(*, code: str, reason: str, actor: Actor, now: datetime) -> None:
    """Handle a decided case again, with a new clock; what was decided stays in the history.

    Raises NotFound, NotAllowed, CaseMoveNotPossible and InvalidInput.
    """
    case = locked_case(code)
    move = checked_move(case, key="reopen", actor=actor, now=now)
    told = checked_reason(reason)
    before = {"outcome": case.outcome, "signed_by": case.signed_by, "round": case.round}
    case.round, case.steps_done, case.accepted_at, case.decided_at = case.round + 1, 0, now, None
    case.outcome = case.reason = case.remedy = case.proposed_by = case.signed_by = ""
    finish(case, move=move, actor=actor, now=now, reason=told, facts=before)
