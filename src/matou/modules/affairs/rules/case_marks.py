"""Marks on a case's two clocks: when each is due, its colour, and who is told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from matou.modules.affairs.contracts import DECIDER_ROLE, SUPERVISOR_ROLE
from matou.modules.affairs.rules import clock
from matou.modules.affairs.rules.clock import CaseClock

PROMISED, STATUTORY = "promised", "statutory"
CLOCKS = ((PROMISED, "承诺时限", "Promised limit"), (STATUTORY, "法定时限", "Statutory limit"))
HALF, MOST, WHOLE = 50, 80, 100
LEVELS = (HALF, MOST, WHOLE)
MARKS = (
    (PROMISED, HALF),
    (PROMISED, MOST),
    (PROMISED, WHOLE),
    (STATUTORY, MOST),
    (STATUTORY, WHOLE),
)
"""The promise binds the desk and is told thrice; the law's limit when it is near and when over."""
_TOLD: dict[int, frozenset[str]] = {
    HALF: frozenset(),
    MOST: frozenset({SUPERVISOR_ROLE}),
    WHOLE: frozenset({SUPERVISOR_ROLE, DECIDER_ROLE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark of a case, and when it is reached; None while the clock stands before it."""

    clock: str
    per_cent: int
    at: datetime | None

    @property
    def key(self) -> tuple[str, int]:
        """What tells the mark from the others of the case."""
        return self.clock, self.per_cent


def marks_of(promised: CaseClock, statutory: CaseClock) -> tuple[Mark, ...]:
    """Return every mark of a case with its instant."""
    own = {PROMISED: promised, STATUTORY: statutory}
    return tuple(
        Mark(clock=name, per_cent=level, at=clock.reached_at(own[name], level))
        for name, level in MARKS
    )


def marks_due(
    marks: Collection[Mark], *, told: Collection[tuple[str, int]], now: datetime
) -> tuple[Mark, ...]:
    """Return the marks that are reached and were not told yet, the earliest first."""
    due = [(one.at, one) for one in marks if one.at and one.at <= now and one.key not in told]
    return tuple(one for _at, one in sorted(due, key=lambda pair: pair[0]))


def next_mark_at(marks: Collection[Mark], *, told: Collection[tuple[str, int]]) -> datetime | None:
    """Return when the next mark falls due; None where the clock stands or all is told."""
    return min((one.at for one in marks if one.at and one.key not in told), default=None)


def roles_told(per_cent: int) -> frozenset[str]:
    """Return whom a mark is told besides the one whose case it is; at 50 only that one."""
    return _TOLD[per_cent]


def colour(per_cent: int) -> str:
    """Return a clock's colour: ``good``, ``info`` from 50, ``warn`` from 80, ``bad`` from 100."""
    if per_cent >= WHOLE:
        return "bad"
    if per_cent >= MOST:
        return "warn"
    return "info" if per_cent >= HALF else "good"
