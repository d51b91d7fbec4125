"""A slow plain clock that the fast one must equal: it walks day by day, or second by second.

It shares nothing with ``clock`` but the types and the announcements, keeps no sums, skips
nothing, and so reads like the law. ``matou affairs clocks`` and the tests compare both.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from matou.kit.clock import CHINA
from matou.kit.workdays import is_workday
from matou.modules.affairs.rules import clock
from matou.modules.affairs.rules.clock import CaseClock, Stop
from matou.modules.affairs.rules.limits import DAY, HOUR, MONTH, WORK_DAY, Limit

_ONE = timedelta(days=1)
_FIRST = datetime(2025, 1, 1, tzinfo=CHINA)
_YEARS_S = 3 * 365 * 86_400
_LONGEST = {WORK_DAY: 45, DAY: 60, HOUR: 96, MONTH: 3}
_BRIEF_S, _LONG_S = 4 * 3600, 12 * 86_400
_ODDS_ROUND, _ODDS_OPEN, _ODDS_AT_ONCE = 0.15, 0.2, 0.05


def slow_due_at(case: CaseClock) -> datetime | None:
    """Return when the limit ends, by walking there."""
    if not case.limit.count:
        return _ended(_day_of(case.accepted_at), case)
    if case.limit.unit == HOUR:
        return _slow_hours(case)
    day = _day_of(case.accepted_at)
    left = _days_needed(case)
    while left:
        day += _ONE
        if _stands_for_good(day, case):
            return None
        if _counted(day, case):
            left -= 1
    return _ended(day, case)


def slow_used_s(case: CaseClock, at: datetime) -> int:
    """Return for how many seconds the clock has run, by walking there."""
    if case.limit.unit == HOUR:
        held = sum((min(at, one.until_at or at) - one.from_at for one in case.stops
                    if one.from_at < at), timedelta())  # fmt: skip
        return int((max(at, case.accepted_at) - case.accepted_at - held).total_seconds())
    used, day, today = 0, _day_of(case.accepted_at) + _ONE, _day_of(at)
    while day <= today:
        if _counted(day, case):
            until = min(at, _start_of(day + _ONE))
            used += int((until - _start_of(day)).total_seconds())
        day += _ONE
    return used


def difference(case: CaseClock, at: datetime) -> str:
    """Return how both clocks differ in a case at an instant; empty if not at all."""
    fast, slow = clock.due_at(case), slow_due_at(case)
    if fast != slow:
        return f"due {fast} / {slow}: {case}"
    ran, walked = clock.used_s(case, at), slow_used_s(case, at)
    return "" if ran == walked else f"used {ran} / {walked} at {at}: {case}"


def random_case(chance: Random) -> tuple[CaseClock, datetime]:
    """Return a case with any limit, acceptance and history of stops, and an instant to ask at."""
    unit = chance.choice((WORK_DAY, WORK_DAY, DAY, HOUR, MONTH))
    count = 0 if chance.random() < _ODDS_AT_ONCE else chance.randint(1, _LONGEST[unit])
    accepted = _FIRST + timedelta(seconds=chance.randrange(_YEARS_S))
    stops, at = [], accepted
    for number in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
        start = at + timedelta(seconds=_length_s(chance))
        end = start + timedelta(seconds=1 + _length_s(chance))
        stops.append(Stop(kind=f"k{number}", basis="", from_at=start, until_at=end))
        at = end
    if stops and chance.random() < _ODDS_OPEN:
        stops[-1] = Stop(kind="open", basis="", from_at=stops[-1].from_at)
    case = CaseClock(limit=Limit(count=count, unit=unit), accepted_at=accepted, stops=tuple(stops))
    return case, accepted + timedelta(seconds=chance.randrange(150 * 86_400))


def _length_s(chance: Random) -> int:
    """Return a brief or a long while, now and then whole days, so that midnights meet."""
    if chance.random() < _ODDS_ROUND:
        return chance.randrange(0, 5) * 86_400
    return chance.randrange(chance.choice((_BRIEF_S, _LONG_S)))


def _slow_hours(case: CaseClock) -> datetime | None:
    """Walk from border to border, second by second in between by subtraction."""
    left, at = case.limit.count * 3600, case.accepted_at
    for stop in case.stops:
        free = int((stop.from_at - at).total_seconds())
        if left <= free:
            return at + timedelta(seconds=left)
        left -= free
        if stop.until_at is None:
            return None
        at = stop.until_at
    return at + timedelta(seconds=left)


def _days_needed(case: CaseClock) -> int:
    if case.limit.unit != MONTH:
        return case.limit.count
    start = _day_of(case.accepted_at)
    day, left = start, case.limit.count
    while left:  # on to the same month's end, then the corresponding day or the last one
        day = day.replace(day=1) + timedelta(days=31)
        left -= 1
    wanted, last = day.replace(day=1), day.replace(day=1)
    while last.month == wanted.month and last.day <= start.day:
        wanted, last = last, last + _ONE
    return (wanted - start).days


def _ended(day: date, case: CaseClock) -> datetime | None:
    while not is_workday(day) or _touched(day, case):
        day += _ONE
        if _stands_for_good(day, case):
            return None
    return None if _stands_for_good(day, case) else _start_of(day + _ONE)


def _counted(day: date, case: CaseClock) -> bool:
    return (case.limit.unit != WORK_DAY or is_workday(day)) and not _touched(day, case)


def _touched(day: date, case: CaseClock) -> bool:
    start, end = _start_of(day), _start_of(day + _ONE)
    return any(
        one.from_at < end and (one.until_at is None or one.until_at > start) for one in case.stops
    )


def _stands_for_good(day: date, case: CaseClock) -> bool:
    end = _start_of(day + _ONE)
    return any(one.until_at is None and one.from_at < end for one in case.stops)


def _day_of(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)
