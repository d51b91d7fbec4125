"""One case as its applicant and the desk see it, and the applicant's own list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.codes import LENGTH
from matou.kit.errors import NotFound
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.models import Absence, Arrival, Case, ItemVersion
from matou.modules.affairs.queries.case_clocks import (
    CaseClocks,
    clocks_of,
    is_applicant,
    standing_of,
    today_of,
)
from matou.modules.affairs.rules import case_states, case_steps, clock
from matou.modules.affairs.rules.case_decisions import GRANTED
from matou.modules.affairs.rules.case_licences import licence_wanted
from matou.modules.affairs.rules.case_marks import PROMISED, STATUTORY
from matou.modules.affairs.rules.case_states import CaseMove
from matou.modules.affairs.rules.case_steps import Procedure, Step
from matou.modules.affairs.rules.clock import CaseClock, Interval
from matou.modules.affairs.rules.limits import Limit
from matou.spine.parties import queries as parties

MINE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """One of a case's clocks as shown: limit, share used, end."""

    name: str
    limit: Limit
    per_cent: int
    due_at: datetime | None
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One line of a case's history."""

    act: str
    target: str
    actor: str
    reason: str
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in a list."""

    code: str
    item: str
    name_zh: str
    name_en: str
    state: str
    applicant: str
    assignee: str
    round: int
    submitted_at: datetime | None
    clock: ClockFacts | None
    is_provisional: bool
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One page of a list; ``total`` stops counting at ``most`` rows."""

    rows: tuple[CaseRow, ...]
    total: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """Who is away from the first to the last day, and who covers."""

    person: str
    cover: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """A case in full, with what the one who looks may do."""

    row: CaseRow
    version: int
    newest_version: int
    queue: str
    is_applicant: bool
    moves: tuple[CaseMove, ...]
    may_take: bool
    may_give: bool
    clocks: tuple[ClockFacts, ...]
    intervals: tuple[Interval, ...]
    steps: tuple[Step, ...]
    steps_done: int
    procedures: tuple[Procedure, ...]
    history: tuple[ActLine, ...]
    names: Mapping[str, str]
    needs_two: bool
    reason: str
    remedy: str
    proposed_by: str
    signed_by: str
    decided_at: datetime | None
    wants_licence: bool
    licence_needs_vessel: bool


def case_detail(*, code: str, actor: Actor, now: datetime) -> CaseDetail:
    """Return a case to who may see it; raises NotFound for everyone else."""
    case = seen_case(code, actor)
    standing = standing_of(case, actor=actor, now=now)
    stops = list(case.stops.order_by("from_at"))
    clocks = clocks_of(case, stops)
    history = tuple(_act(one) for one in case.acts.order_by("-id")[:100])
    is_desk = bool(actor.roles & case_states.DESK)
    is_closed = case_states.queue_of(case.state).key == "closed"
    wanted = licence_wanted(case.version.content)
    people = {case.applicant, case.assignee, case.proposed_by, case.signed_by}
    names = _names({*people, *(line.actor for line in history), *_handed(history)})
    return CaseDetail(
        row=row_of(case, now=now, clocks=clocks),
        version=case.version.number,
        newest_version=_newest(case, now=now),
        queue=case.queue,
        is_applicant=standing.is_applicant,
        moves=case_states.case_moves_open(standing=standing, actor=actor),
        may_take=actor.has(CLERK_ROLE) and not case.assignee and not is_closed
        and not standing.is_applicant,
        may_give=is_desk and not is_closed
        and (standing.has_hands or bool(actor.roles & case_states.SUPERVISORS)),
        clocks=_clock_facts(case, clocks, now=now),
        intervals=clock.intervals(clocks.promised, ended_at=case.decided_at) if clocks else (),
        steps=case_steps.own_steps(case.version.content),
        steps_done=case.steps_done,
        procedures=case_steps.procedures(case.version.content),
        history=history,
        names=names,
        needs_two=case.needs_two,
        reason=case.reason,
        remedy=case.remedy,
        proposed_by=case.proposed_by,
        signed_by=case.signed_by,
        decided_at=case.decided_at,
        wants_licence=wanted is not None and case.outcome == GRANTED,
        licence_needs_vessel=wanted is not None and case.outcome == GRANTED
        and wanted.is_for_vessel,
    )  # fmt: skip


def my_cases(*, actor: Actor, now: datetime, page: int = 1) -> CasePage:
    """Return the cases of a person and of whom they act for, the newest first."""
    found = Case.objects.of(person=actor.code, party=actor.acts_for)
    first = (page - 1) * MINE_SIZE
    rows = found.select_related("version__item").prefetch_related("stops").order_by("-id")
    told = tuple(row_of(one, now=now) for one in rows[first : first + MINE_SIZE])
    return CasePage(rows=told, total=found.count(), names=_names({row.applicant for row in told}))


def clerks(*, now: datetime) -> Mapping[str, str]:
    """Return to whom cases can be given: names by code."""
    return _names(set(parties.holders_of(role=CLERK_ROLE, at=now)))


def name_of(party: str) -> str:
    """Return the name of a party, or of whom a window handed in for; raises NotFound."""
    return _names({party}).get(party) or parties.party_card(party).name


def absences(*, now: datetime) -> tuple[AbsenceRow, ...]:
    """Return who is away today or later, and who covers."""
    rows = list(Absence.objects.filter(last_on__gte=today_of(now)).order_by("first_on", "id")[:100])
    names = _names({row.person for row in rows} | {row.cover for row in rows})
    return tuple(
        AbsenceRow(person=names.get(row.person, ""), cover=names.get(row.cover, ""),
                   first_on=row.first_on, last_on=row.last_on)
        for row in rows
    )  # fmt: skip


def page_url(code: str) -> str:
    """Return the address of a case's page."""
    return f"/affairs/cases/{code}/"


def code_facts(code: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell who may see the case what it is; everyone else learns nothing."""
    if actor is None:
        return None
    try:
        case = seen_case(code, actor)
    except NotFound:
        return None
    return {
        "item": case.version.item.code,
        "name_zh": case.version.name_zh,
        "name_en": case.version.name_en,
        "version": case.version.number,
        "state": case.state,
    }


def row_of(case: Case, *, now: datetime, clocks: CaseClocks | None = None) -> CaseRow:
    """Return a case as a line of a list, with the promised clock; stops come prefetched."""
    own = clocks or clocks_of(case, sorted(case.stops.all(), key=lambda one: one.from_at))
    return CaseRow(
        code=case.code,
        item=case.version.item.code,
        name_zh=case.version.name_zh,
        name_en=case.version.name_en or case.version.name_zh,
        state=case.state,
        applicant=case.applicant,
        assignee=case.assignee,
        round=case.round,
        submitted_at=case.submitted_at,
        clock=_facts(PROMISED, own.promised, case, now=now) if own else None,
        is_provisional=case.is_provisional,
        outcome=case.outcome,
    )


def seen_case(code: str, actor: Actor) -> Case:
    """Return a case to its applicant and, once submitted, to the desk; raises NotFound."""
    case = Case.objects.select_related("version__item").filter(code=code).first()
    if case is None:
        raise NotFound(what=code[:20])
    sees = bool(actor.roles & case_states.DESK) and case.state != case_states.DRAFTED
    if not sees and not is_applicant(case, actor):
        raise NotFound(what=code[:20])
    return case


def _newest(case: Case, *, now: datetime) -> int:
    """Return the version in force, which a draft is submitted under; the pinned one later."""
    if case.state != case_states.DRAFTED:
        return case.version.number
    row = ItemVersion.objects.at(now).filter(item_id=case.version.item_id).first()
    return row.number if row else case.version.number


def _clock_facts(case: Case, clocks: CaseClocks | None, *, now: datetime) -> tuple[ClockFacts, ...]:
    if clocks is None:
        return ()
    return (
        _facts(PROMISED, clocks.promised, case, now=now),
        _facts(STATUTORY, clocks.statutory, case, now=now),
    )


def _facts(name: str, own: CaseClock, case: Case, *, now: datetime) -> ClockFacts:
    at = min(now, case.decided_at) if case.decided_at else now
    return ClockFacts(
        name=name,
        limit=own.limit,
        per_cent=clock.used_per_cent(own, at),
        due_at=own.due_at,
        stands=case.state == case_states.SUSPENDED,
    )


def _act(row: Any) -> ActLine:
    return ActLine(act=row.act, target=row.target, actor=row.actor, reason=row.reason,
                   facts=row.facts, at=row.recorded_at)  # fmt: skip


def _handed(history: tuple[ActLine, ...]) -> set[str]:
    return {str(line.facts.get(key, "")) for line in history for key in ("to", "window_by")} - {""}


def _names(codes: set[str]) -> dict[str, str]:
    found = {code: card.name for code, card in parties.party_cards(codes - {""}).items()}
    # An applicant at another region's window is no party here: the hand-over stands for them.
    strangers = [code for code in codes - set(found) if len(code) == LENGTH]
    if strangers:
        rows = Arrival.objects.filter(code__in=strangers)
        found |= dict(rows.values_list("code", "applicant_name"))
    return found
