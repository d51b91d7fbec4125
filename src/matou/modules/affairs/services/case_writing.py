"""What every act on a case shares: the lock, the check, the clock's columns, the trace."""

from collections.abc import Mapping
from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.contracts import CaseMoved
from matou.modules.affairs.models import Case, CaseAct
from matou.modules.affairs.queries.case_clocks import clocks_of, standing_of
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_marks import PROMISED, STATUTORY, WHOLE, next_mark_at
from matou.modules.affairs.rules.case_states import CaseMove
from matou.modules.affairs.services.rating_asking import ensure_asked
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices

CASE_MOVED = "affairs.case_moved"
TOLD_TO_APPLICANT = frozenset({"ask", "accept", "decline", "transfer", "suspend", "resume", "sign",
                               "deliver", "reopen"})  # fmt: skip


def locked_case(code: str) -> Case:
    """Return a case, locked until the transaction ends; raises NotFound."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("version__item")
    case = rows.filter(code=code).first()
    if case is None:
        raise NotFound(what=code)
    return case


def checked_move(case: Case, *, key: str, actor: Actor, now: datetime) -> CaseMove:
    """Return the move if it may be made; strangers do not learn that there is such a case.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, AskedAlready and TakeItFirst.
    """
    standing = standing_of(case, actor=actor, now=now)
    if not standing.is_applicant and not actor.roles & case_states.DESK:
        raise NotFound(what=case.code)
    if not standing.is_applicant and case.state == case_states.DRAFTED:
        raise NotFound(what=case.code)
    return case_states.check_case_move(key=key, standing=standing, actor=actor)


def put_state(case: Case, state: str) -> None:
    """Set the state, and with it the one queue."""
    case.state, case.queue = state, case_states.queue_of(state).key


def put_clock(case: Case, *, now: datetime) -> None:
    """Set the columns that follow from the clock: ends, the next mark, the place in the queue."""
    clocks = clocks_of(case)
    if clocks is None:
        case.promised_due_at = case.statutory_due_at = case.next_mark_at = None
        case.sort_at = now
        return
    marks = clocks.marks()
    ends = {one.clock: one.at for one in marks if one.per_cent == WHOLE}
    case.promised_due_at, case.statutory_due_at = ends[PROMISED], ends[STATUTORY]
    case.is_provisional = clocks.is_provisional
    runs = case.state in case_states.RUNNING
    told = set(case.marks.filter(round=case.round).values_list("clock", "per_cent"))
    case.next_mark_at = next_mark_at(marks, told=told) if runs else None
    case.sort_at = (case.promised_due_at if runs else None) or now


def finish(
    case: Case,
    *,
    move: CaseMove,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Put a case where a move leads, save it, and leave the trace; tells the applicant."""
    put_state(case, move.target)
    put_clock(case, now=now)
    case.save()
    record(case, act=move.key, actor=actor, now=now, reason=reason, facts=facts)
    journal.publish(
        CaseMoved(
            aggregate=case.code, actor=actor.code, occurred_at=now, item=case.version.item.code,
            move=move.key, state=case.state, applicant=case.applicant,
        )
    )  # fmt: skip
    ensure_asked(case, now=now)
    if move.key in TOLD_TO_APPLICANT:
        _tell_applicant(case, move=move, reason=reason, now=now)


def record(
    case: Case,
    *,
    act: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> CaseAct:
    """Add a line to the history; who typed at a window stands beside who applies."""
    told = {**(facts or {}), **({"window_by": actor.through} if actor.through else {})}
    return CaseAct.objects.create(
        case=case, act=act, target=case.state, reason=reason,
        facts=told, actor=actor.code, recorded_at=now,
    )  # fmt: skip


def _tell_applicant(case: Case, *, move: CaseMove, reason: str, now: datetime) -> None:
    number = case.acts.count()
    notices.notify(
        party=case.applied_by,
        template=CASE_MOVED,
        facts={
            "case": case.code, "item_zh": case.version.name_zh,
            "item_en": case.version.name_en or case.version.name_zh,
            "move_zh": move.zh, "move_en": move.en, "reason": reason,
        },
        key=f"{case.code}:{number}",
        now=now,
    )  # fmt: skip
