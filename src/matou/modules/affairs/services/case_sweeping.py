"""The sweep of each minute: marks that are reached are recorded and told, once each.

A mark is one row under a unique constraint and is written with its event and its notices, so a
sweep that is repeated, or that two workers do at once, tells nothing twice; one that was missed
is caught up by the next, with the instant at which the mark was reached.
"""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.modules.affairs.contracts import CaseClockRecomputed, CaseMarkReached
from matou.modules.affairs.models import Case, CaseMark
from matou.modules.affairs.queries.case_clocks import clocks_of, cover_of
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_marks import CLOCKS, Mark, marks_due, roles_told
from matou.modules.affairs.services.case_writing import put_clock, record
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties

CASE_MARK = "affairs.case_mark"
_BATCH = 200


def sweep_cases(*, now: datetime) -> int:
    """Tell every mark that is reached; returns how many. Each case is a transaction of its own."""
    told = 0
    while codes := list(_due_codes(now)):
        told += sum(_sweep_one(code, now=now) for code in codes)
    return told


def recompute_provisional(*, now: datetime) -> int:
    """Count provisional ends anew by the announcements that there are; returns how many moved."""
    rows = Case.objects.filter(is_provisional=True, state__in=_WITH_CLOCK).order_by("pk")
    return sum(_recompute_one(code, now=now) for code in rows.values_list("code", flat=True))


_WITH_CLOCK = sorted({*case_states.RUNNING, case_states.SUSPENDED})


def _due_codes(now: datetime) -> list[str]:
    rows = Case.objects.due(now).order_by("next_mark_at", "pk")
    return list(rows.values_list("code", flat=True)[:_BATCH])


@transaction.atomic
def _sweep_one(code: str, *, now: datetime) -> int:
    rows = Case.objects.select_for_update(of=("self",)).select_related("version__item")
    case = rows.get(code=code)
    clocks = clocks_of(case)
    if clocks is None or case.next_mark_at is None:
        return 0
    told = set(case.marks.filter(round=case.round).values_list("clock", "per_cent"))
    due = marks_due(clocks.marks(), told=told, now=now)
    for mark in due:
        _tell(case, mark, now=now)
    put_clock(case, now=now)
    case.save(update_fields=["promised_due_at", "statutory_due_at", "next_mark_at",
                             "is_provisional", "sort_at"])  # fmt: skip
    return len(due)


def _tell(case: Case, mark: Mark, *, now: datetime) -> None:
    assert mark.at is not None, "a mark that is due has an instant"  # noqa: S101
    CaseMark.objects.create(
        case=case, round=case.round, clock=mark.clock, per_cent=mark.per_cent,
        reached_at=mark.at, told_at=now,
    )  # fmt: skip
    record(case, act="mark", actor=SYSTEM, now=now,
           facts={"clock": mark.clock, "per_cent": mark.per_cent})  # fmt: skip
    journal.publish(
        CaseMarkReached(
            aggregate=case.code, actor=SYSTEM.code, occurred_at=now, clock=mark.clock,
            per_cent=mark.per_cent, reached_at=mark.at,
        )
    )  # fmt: skip
    _zh, _en = next((zh, en) for key, zh, en in CLOCKS if key == mark.clock)
    for party in _people_told(case, mark, now=now):
        notices.notify(
            party=party, template=CASE_MARK,
            facts={"case": case.code, "item_zh": case.version.name_zh,
                   "item_en": case.version.name_en or case.version.name_zh,
                   "clock_zh": _zh, "clock_en": _en, "per_cent": mark.per_cent},
            key=f"{case.code}:{case.round}:{mark.clock}:{mark.per_cent}", now=now,
        )  # fmt: skip


def _people_told(case: Case, mark: Mark, *, now: datetime) -> tuple[str, ...]:
    """Return who hears of a mark: whose case it is or who covers, and the roles of its level.

    A case that nobody has is the supervisors' from the first mark on.
    """
    roles = set(roles_told(mark.per_cent))
    people: set[str] = set()
    if case.assignee:
        people |= {case.assignee, cover_of(case.assignee, now=now)}
    else:
        roles |= case_states.SUPERVISORS
    for role in roles:
        people |= set(parties.holders_of(role=role, at=now))
    return tuple(sorted(people))


@transaction.atomic
def _recompute_one(code: str, *, now: datetime) -> int:
    rows = Case.objects.select_for_update(of=("self",)).select_related("version")
    case = rows.get(code=code)
    before = (case.promised_due_at, case.statutory_due_at)
    sort_at = case.sort_at
    put_clock(case, now=now)
    if case.state not in case_states.RUNNING:
        case.sort_at = sort_at  # it stands where it stood in its queue
    case.save(update_fields=["promised_due_at", "statutory_due_at", "next_mark_at",
                             "is_provisional", "sort_at"])  # fmt: skip
    if before == (case.promised_due_at, case.statutory_due_at):
        return 0
    record(case, act="recompute", actor=SYSTEM, now=now)
    journal.publish(
        CaseClockRecomputed(
            aggregate=case.code, actor=SYSTEM.code, occurred_at=now,
            promised_due_at=case.promised_due_at, statutory_due_at=case.statutory_due_at,
        )
    )  # fmt: skip
    return 1
