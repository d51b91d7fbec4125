"""The clocks of a case from its rows: the promise of its version and the law's limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.modules.affairs.models import Absence, Case, CaseStop
from matou.modules.affairs.rules import clock
from matou.modules.affairs.rules.case_marks import Mark, marks_of
from matou.modules.affairs.rules.case_states import Standing
from matou.modules.affairs.rules.clock import CaseClock, Stop
from matou.modules.affairs.rules.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClocks:
    """Both clocks of an accepted case."""

    promised: CaseClock
    statutory: CaseClock

    def marks(self) -> tuple[Mark, ...]:
        """Return every mark with its instant."""
        return marks_of(self.promised, self.statutory)

    @property
    def is_provisional(self) -> bool:
        """Whether an end may move when a year is announced."""
        return any(clock.is_end_provisional(one) for one in (self.promised, self.statutory))


def clocks_of(case: Case, stops: Sequence[CaseStop] | None = None) -> CaseClocks | None:
    """Return the clocks of a case's present round; None before acceptance."""
    if case.accepted_at is None:
        return None
    rows = case.stops.order_by("from_at") if stops is None else stops
    held = tuple(
        Stop(kind=row.kind, basis=row.basis, from_at=row.from_at, until_at=row.until_at)
        for row in rows
        if row.round == case.round
    )
    content = case.version.content

    def made(name: str) -> CaseClock:
        limit = Limit(count=content[f"{name}_day"], unit=content[f"{name}_type"])
        assert case.accepted_at is not None  # noqa: S101
        return CaseClock(limit=limit, accepted_at=case.accepted_at, stops=held)

    return CaseClocks(promised=made("promise"), statutory=made("anticipate"))


def standing_of(case: Case, *, actor: Actor, now: datetime) -> Standing:
    """Return how an actor stands to a case."""
    return Standing(
        state=case.state,
        is_applicant=is_applicant(case, actor),
        has_hands=bool(case.assignee) and case.assignee in hands_of(actor, now=now),
        corrections=case.corrections,
    )


def is_applicant(case: Case, actor: Actor) -> bool:
    """Tell whether the actor applied, or acts for the company that did."""
    return actor.code == case.applied_by or actor.acts_for == case.applicant


def hands_of(actor: Actor, *, now: datetime) -> frozenset[str]:
    """Return whose cases an actor works on today: their own, and of those they cover for."""
    today = today_of(now)
    rows = Absence.objects.filter(cover=actor.code, first_on__lte=today, last_on__gte=today)
    return frozenset({actor.code, *rows.values_list("person", flat=True)})


def cover_of(person: str, *, now: datetime) -> str:
    """Return who covers for a person today; the person where nobody does."""
    today = today_of(now)
    rows = Absence.objects.filter(person=person, first_on__lte=today, last_on__gte=today)
    return rows.values_list("cover", flat=True).first() or person


def today_of(now: datetime) -> date:
    """Return the day that it is in China."""
    return now.astimezone(CHINA).date()
