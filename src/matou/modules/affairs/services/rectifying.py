"""Work that a bad rating opens: given to a supervisor without a hand in it, led to its end."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from matou.kit.actor import AUDITOR, SYSTEM, Actor
from matou.kit.codes import new_code
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.contracts import (
    SUPERVISOR_ROLE,
    RectificationMarkReached,
    RectificationMoved,
)
from matou.modules.affairs.models import (
    Case,
    Rating,
    Rectification,
    RectificationAct,
    RectificationMark,
)
from matou.modules.affairs.queries.rated import hands_in, may_follow, terms_in_force
from matou.modules.affairs.queries.rating_codes import CONFIRM, rating_code, read_code
from matou.modules.affairs.rules import rectification
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.rules.rectification import WorkMove
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties

WORK_OPENED, WORK_MARK, WORK_DONE = (
    "affairs.work_opened", "affairs.work_mark", "affairs.work_done",
)  # fmt: skip
WAYS = ("phone", "visit", "letter", "unreached")
_BATCH = 200


def open_work(rating: Rating, *, now: datetime) -> Rectification:
    """Open the work of a bad rating in the rating's own transaction, with its two limits."""
    terms = terms_in_force()
    case = rating.case
    involved = hands_in(case) | {case.applied_by, case.applicant}
    work = Rectification(
        code=new_code(), rating=rating, state=rectification.OPENED, opened_at=now,
        assignee=rectification.chosen_supervisor(_loads(now=now), involved=involved),
        call_back_due_at=rectification.due_after(now, terms.call_back_days),
        due_at=rectification.due_after(now, terms.rectify_days),
    )  # fmt: skip
    _put_next_mark(work, told=())
    work.save()
    _trace(work, act="open", actor=SYSTEM, now=now)
    told = {work.assignee} if work.assignee else _supervisors(case, now=now)
    for party in sorted(told):
        notices.notify(party=party, template=WORK_OPENED, facts={"work": work.code},
                       key=work.code, now=now)  # fmt: skip
    return work


@transaction.atomic
def call_back(*, code: str, way: str, note: str, actor: Actor, now: datetime) -> None:
    """Record that the rater was called back, how, and what was said.

    Raises NotFound, NotAllowed, InvalidInput, WorkMoveNotPossible and NotYourWork.
    """
    if way not in WAYS:
        raise InvalidInput(field="way", reason_zh="请选择回访方式。",
                           reason_en="Choose how they were called back.")  # fmt: skip
    work, move = _checked(code, key="call_back", actor=actor)
    work.called_back_at = now
    _finish(work, move, note=note, facts={"way": way}, actor=actor, now=now)


@transaction.atomic
def rectify(*, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Record what was put right; the rater is asked whether it is.

    Raises NotFound, NotAllowed, InvalidInput, WorkMoveNotPossible and NotYourWork.
    """
    work, move = _checked(code, key="rectify", actor=actor)
    work.rectified_at = now
    _finish(work, move, note=note, facts={}, actor=actor, now=now)
    case = work.rating.case
    facts = {"item_zh": case.version.name_zh, "item_en": case.version.name_en or
             case.version.name_zh, "code": rating_code(case.code, CONFIRM)}  # fmt: skip
    notices.notify(party=case.applied_by, template=WORK_DONE, facts=facts,
                   key=f"{work.code}:{work.acts.count()}", now=now)  # fmt: skip


@transaction.atomic
def close_work(*, code: str, reason: str, actor: Actor, now: datetime) -> None:
    """Close the work as the second person, with a reason.

    Raises NotFound, NotAllowed, InvalidInput, WorkMoveNotPossible and SecondPersonCloses.
    """
    work, move = _checked(code, key="close", actor=actor)
    work.ended_at, work.ended_by = now, actor.code
    _finish(work, move, note=reason, facts={}, actor=actor, now=now)


@transaction.atomic
def take_work(*, code: str, actor: Actor, now: datetime) -> None:
    """Take work over; one's own again changes nothing. Raises NotFound and NotAllowed."""
    work = _followed(code, actor)
    if work.state not in rectification.OPEN:
        raise NotFound(what=code[:20])
    if work.assignee == actor.code:
        return
    before, work.assignee = work.assignee, actor.code
    work.save(update_fields=["assignee"])
    _trace(work, act="take", actor=actor, facts={"from": before}, now=now)


@transaction.atomic
def answer_by_code(*, text: str, key: str, note: str, now: datetime) -> None:
    """Let the rater confirm that it is put right, or say that it is not.

    Raises NotFound, InvalidInput and WorkMoveNotPossible.
    """
    code = read_code(text)
    rows = Rectification.objects.select_for_update(of=("self",))
    work = rows.filter(rating__case__code=code.case).first() if code.way == CONFIRM else None
    if work is None or key not in {"confirm", "reject"}:
        raise NotFound(what=text[:20])
    move = rectification.check_work_move(key=key, state=work.state, is_assignee=False)
    if key == "confirm":
        work.ended_at = now
    else:
        work.rectified_at = None
    told = note if key == "reject" else note or move.zh
    _finish(work, move, note=told, facts={}, actor=SYSTEM, now=now)


def sweep_work(*, now: datetime) -> int:
    """Tell every mark of open work that is reached, once each; returns how many."""
    due = Rectification.objects.filter(next_mark_at__lte=now).order_by("next_mark_at", "pk")
    codes = list(due.values_list("code", flat=True)[:_BATCH])
    return sum(_sweep_one(code, now=now) for code in codes)


@transaction.atomic
def _sweep_one(code: str, *, now: datetime) -> int:
    work = Rectification.objects.select_for_update(of=("self",)).get(code=code)
    told = set(work.marks.values_list("clock", "per_cent"))
    due = rectification.marks_due(_times(work), state=work.state, told=told, now=now)
    for clock, per_cent in due:
        RectificationMark.objects.create(work=work, clock=clock, per_cent=per_cent, told_at=now)
        journal.publish(
            RectificationMarkReached(
                aggregate=work.code, actor=SYSTEM.code, occurred_at=now, clock=clock,
                per_cent=per_cent,
            )
        )  # fmt: skip
        _tell_mark(work, clock=clock, per_cent=per_cent, now=now)
    _put_next_mark(work, told=told | set(due))
    work.save(update_fields=["next_mark_at"])
    return len(due)


def _tell_mark(work: Rectification, *, clock: str, per_cent: int, now: datetime) -> None:
    zh, en = next((zh, en) for key, zh, en in rectification.CLOCKS if key == clock)
    everyone = _supervisors(work.rating.case, now=now)
    is_whole = per_cent == 100 or not work.assignee  # noqa: PLR2004 - the whole limit
    for party in sorted(everyone if is_whole else {work.assignee}):
        notices.notify(
            party=party, template=WORK_MARK,
            facts={"work": work.code, "clock_zh": zh, "clock_en": en, "per_cent": per_cent},
            key=f"{work.code}:{clock}:{per_cent}", now=now,
        )  # fmt: skip


def _followed(code: str, actor: Actor) -> Rectification:
    """Return work, locked, to a supervisor who had no hand in the case; to others there is none."""
    rows = Rectification.objects.select_for_update(of=("self",))
    work = rows.select_related("rating__case__version").filter(code=code).first()
    if work is None or not may_follow(work.rating.case, actor):
        raise NotFound(what=code[:20])
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    return work


def _checked(code: str, *, key: str, actor: Actor) -> tuple[Rectification, WorkMove]:
    work = _followed(code, actor)
    is_assignee = work.assignee == actor.code
    return work, rectification.check_work_move(key=key, state=work.state, is_assignee=is_assignee)


def _finish(
    work: Rectification,
    move: WorkMove,
    *,
    note: str,
    facts: dict[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    told = checked_reason(note)
    work.state = move.target
    _put_next_mark(work, told=set(work.marks.values_list("clock", "per_cent")))
    work.save()
    _trace(work, act=move.key, actor=actor, note=told, facts=facts, now=now)


def _trace(
    work: Rectification,
    *,
    act: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    facts: dict[str, str] | None = None,
) -> None:
    RectificationAct.objects.create(work=work, act=act, note=note, facts=facts or {},
                                    actor=actor.code, recorded_at=now)  # fmt: skip
    journal.publish(
        RectificationMoved(
            aggregate=work.code, actor=actor.code, occurred_at=now, move=act, state=work.state
        )
    )


def _put_next_mark(work: Rectification, *, told: Collection[tuple[str, int]]) -> None:
    times = _times(work)
    left = rectification.marks_due(times, state=work.state, told=told, now=max(times.values()))
    work.next_mark_at = min((times[mark] for mark in left), default=None)


def _times(work: Rectification) -> dict[tuple[str, int], datetime]:
    return dict(
        rectification.mark_times(
            opened_at=work.opened_at, call_back_due_at=work.call_back_due_at, due_at=work.due_at
        )
    )


def _loads(*, now: datetime) -> dict[str, int]:
    """Return the supervisors with how much open work each has."""
    rows = Rectification.objects.filter(state__in=sorted(rectification.OPEN))
    counted = dict(rows.values_list("assignee").annotate(count=Count("pk")))
    return {code: counted.get(code, 0)
            for code in parties.holders_of(role=SUPERVISOR_ROLE, at=now)}  # fmt: skip


def _supervisors(case: Case, *, now: datetime) -> set[str]:
    """Return the supervisors who may know of a rating of the case."""
    everyone = set(parties.holders_of(role=SUPERVISOR_ROLE, at=now))
    return everyone - hands_in(case) - {case.applied_by}
