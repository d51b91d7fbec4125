"""Whose case it is: take, give, lay down, and who covers for whom."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.contracts import CLERK_ROLE, CaseGiven
from matou.modules.affairs.models import Absence, Case
from matou.modules.affairs.queries.case_clocks import hands_of, is_applicant, today_of
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services.case_writing import locked_case, record
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties

CASE_GIVEN = "affairs.case_given"
_LONGEST_DAYS = 366
_CLOSED = frozenset({case_states.DRAFTED, case_states.ARCHIVED, case_states.WITHDRAWN})


class CaseTaken(DomainError):
    """Somebody else was faster, or has it already."""

    code = "affairs.case-taken"
    zh = "这件办件已由 {name} 领取。请选择其他办件，或请督办人员转办。"
    en = "{name} has this case already. Choose another one, or ask a supervisor."


class CaseNeedsNobody(DomainError):
    """A closed case is nobody's work."""

    code = "affairs.case-needs-nobody"
    zh = "办件已经办结，不需要再领取或转给他人。"
    en = "The case is closed, so nobody needs to take it."


class NotAClerk(DomainError):
    """Cases are given to clerks only, and never to who applied."""

    code = "affairs.not-a-clerk"
    status = 422
    zh = "只能转给有经办权限、且不是申请人的人员。请另选一位。"
    en = "Cases go to clerks who did not apply themselves. Choose somebody else."


class AbsenceOverlaps(DomainError):
    """The person is away on some of these days already."""

    code = "affairs.absence-overlaps"
    zh = "这几天已登记过请假代理。请改日期。"
    en = "An absence on some of these days is recorded already. Change the days."


@transaction.atomic
def take_case(*, code: str, actor: Actor, now: datetime) -> None:
    """Take a case that lies free; taking one's own again changes nothing.

    Raises NotAllowed, NotFound, CaseNeedsNobody and CaseTaken.
    """
    actor.require_any(case_states.CLERKS)
    case = _open_case(code, actor)
    if is_applicant(case, actor):
        raise NotAllowed(needed=CLERK_ROLE)
    if case.assignee == actor.code:
        return
    if case.assignee and case.assignee not in hands_of(actor, now=now):
        raise CaseTaken(name=_name(case.assignee))
    _hand_over(case, to=actor.code, act="take", actor=actor, now=now)


@transaction.atomic
def give_case(*, code: str, to: str, actor: Actor, now: datetime) -> None:
    """Give a case to a clerk: as a supervisor any, as a clerk one's own.

    Raises NotAllowed, NotFound, CaseNeedsNobody and NotAClerk.
    """
    case = _open_case(code, actor)
    _check_gives(case, actor=actor, now=now)
    receiver = _clerk(to, now=now)
    if is_applicant(case, receiver):
        raise NotAClerk
    _hand_over(case, to=to, act="give", actor=actor, now=now)
    notices.notify(
        party=to, template=CASE_GIVEN,
        facts={"case": case.code, "item_zh": case.version.name_zh,
               "item_en": case.version.name_en or case.version.name_zh},
        key=f"{case.code}:{case.acts.count()}", now=now,
    )  # fmt: skip


@transaction.atomic
def lay_down_case(*, code: str, actor: Actor, now: datetime) -> None:
    """Let a case lie free in its queue again.

    Raises NotAllowed, NotFound and CaseNeedsNobody.
    """
    case = _open_case(code, actor)
    _check_gives(case, actor=actor, now=now)
    if case.assignee:
        _hand_over(case, to="", act="lay_down", actor=actor, now=now)


@transaction.atomic
def record_absence(
    *, person: str, cover: str, days: tuple[date, date], actor: Actor, now: datetime
) -> int:
    """Record who covers for whom on which days, both counted; one's own, or as a supervisor any.

    Raises NotAllowed, NotAClerk, InvalidInput and AbsenceOverlaps.
    """
    if actor.code != person:
        actor.require_any(case_states.SUPERVISORS)
    actor.require_any(case_states.DESK)
    first, last = days
    if not today_of(now) <= last or not 0 <= (last - first).days < _LONGEST_DAYS:
        raise InvalidInput(field="last_on", reason_zh="请填写今天或以后、一年以内的日期。",
                           reason_en="Give days from today on, within one year.")  # fmt: skip
    if person == cover:
        raise NotAClerk
    _clerk(cover, now=now)
    try:
        with transaction.atomic():
            row = Absence.objects.create(
                person=person, cover=cover, first_on=first, last_on=last,
                recorded_by=actor.code, recorded_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        if "affairs_absences_of_one_do_not_overlap" not in str(error):
            raise
        raise AbsenceOverlaps from error
    return row.pk


def _open_case(code: str, actor: Actor) -> Case:
    if not actor.roles & case_states.DESK:
        raise NotFound(what=code)
    case = locked_case(code)
    if case.state == case_states.DRAFTED:
        raise NotFound(what=code)
    if case.state in _CLOSED:
        raise CaseNeedsNobody
    return case


def _check_gives(case: Case, *, actor: Actor, now: datetime) -> None:
    if case.assignee and case.assignee in hands_of(actor, now=now):
        return
    actor.require_any(case_states.SUPERVISORS)


def _clerk(person: str, *, now: datetime) -> Actor:
    if person not in parties.holders_of(role=CLERK_ROLE, at=now):
        raise NotAClerk
    return parties.actor_of_person(person=person)


def _hand_over(case: Case, *, to: str, act: str, actor: Actor, now: datetime) -> None:
    before, case.assignee = case.assignee, to
    case.save(update_fields=["assignee"])
    record(case, act=act, actor=actor, now=now,
           facts={"from": before, "to": to})  # fmt: skip
    journal.publish(CaseGiven(aggregate=case.code, actor=actor.code, occurred_at=now, assignee=to))


def _name(person: str) -> str:
    return parties.party_card(person).name
