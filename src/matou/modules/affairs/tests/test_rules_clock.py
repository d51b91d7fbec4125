"""The clock of a case: borders of every unit, stops, days off, and a slow clock that agrees."""

from datetime import date, datetime
from random import Random

import pytest
from click.testing import CliRunner

from matou.kit.clock import CHINA
from matou.kit.workdays import PLANS, YearPlan
from matou.modules.affairs.commands import commands
from matou.modules.affairs.rules import clock, clock_reference
from matou.modules.affairs.rules.clock import CaseClock, Stop
from matou.modules.affairs.rules.limits import Limit

HISTORIES = 4_000


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def case(count: int, unit: str, accepted: str, *stops: tuple[str, str]) -> CaseClock:
    return CaseClock(
        limit=Limit(count=count, unit=unit),
        accepted_at=at(accepted),
        stops=tuple(
            Stop(kind="hearing", basis="行政许可法第四十五条", from_at=at(start),
                 until_at=at(end) if end else None)
            for start, end in stops
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "unit", "accepted", "due"),
    [
        (1, "work_day", "2026-06-01T00:00", "2026-06-03T00:00"),  # Monday, all Tuesday
        (1, "work_day", "2026-06-01T23:59", "2026-06-03T00:00"),
        (1, "work_day", "2026-06-05T09:00", "2026-06-09T00:00"),  # Friday, all Monday
        (1, "work_day", "2026-06-18T09:00", "2026-06-23T00:00"),  # the Dragon Boat days are off
        (1, "work_day", "2026-09-19T09:00", "2026-09-21T00:00"),  # a Sunday that is worked
        (1, "day", "2026-06-01T09:00", "2026-06-03T00:00"),
        (4, "day", "2026-06-01T09:00", "2026-06-06T00:00"),  # ends on a Friday
        (5, "day", "2026-06-01T09:00", "2026-06-09T00:00"),  # a Saturday moves on to Monday
        (2, "hour", "2026-06-06T09:30", "2026-06-06T11:30"),  # hours run on Saturdays too
        (1, "month", "2026-01-28T09:00", "2026-03-01T00:00"),  # 28 February is worked
        (1, "month", "2026-01-31T09:00", "2026-03-01T00:00"),  # no 31 February: its last day
        (12, "month", "2025-12-15T09:00", "2026-12-16T00:00"),
        (0, "work_day", "2026-06-05T09:00", "2026-06-06T00:00"),
        (0, "hour", "2026-06-06T09:00", "2026-06-09T00:00"),
    ],
)
def test_a_limit_ends_with_its_last_working_day(
    count: int, unit: str, accepted: str, due: str
) -> None:
    assert clock.due_at(case(count, unit, accepted)) == at(due)


@pytest.mark.parametrize(
    ("unit", "stop", "due"),
    [
        ("work_day", ("2026-06-02T09:00", "2026-06-02T09:01"), "2026-06-05T00:00"),
        ("work_day", ("2026-06-02T09:00", "2026-06-03T00:00"), "2026-06-05T00:00"),
        ("work_day", ("2026-06-02T09:00", "2026-06-03T00:01"), "2026-06-06T00:00"),
        ("work_day", ("2026-06-03T23:59", "2026-06-08T08:00"), "2026-06-10T00:00"),
        ("work_day", ("2026-06-04T00:00", "2026-06-08T08:00"), "2026-06-04T00:00"),
        ("hour", ("2026-06-01T10:00", "2026-06-01T10:45"), "2026-06-01T11:45"),
    ],
)
def test_a_day_in_which_a_procedure_runs_is_not_counted(
    unit: str, stop: tuple[str, str], due: str
) -> None:
    assert clock.due_at(case(2, unit, "2026-06-01T09:00", stop)) == at(due)


def test_an_open_stop_has_no_end_and_a_used_limit_needs_none() -> None:
    standing = case(5, "work_day", "2026-06-01T09:00", ("2026-06-04T09:00", ""))
    over = case(2, "work_day", "2026-06-01T09:00", ("2026-06-04T09:00", ""))

    assert clock.due_at(standing) is None
    assert clock.reached_at(standing, 40) == at("2026-06-04T00:00")
    assert clock.reached_at(standing, 50) is None
    assert clock.due_at(over) == at("2026-06-04T00:00")


@pytest.mark.parametrize(
    ("per_cent", "reached"),
    [(50, "2026-06-02T12:00"), (80, "2026-06-02T19:12"), (100, "2026-06-03T00:00")],
)
def test_marks_are_reached_within_the_day(per_cent: int, reached: str) -> None:
    one = case(1, "work_day", "2026-06-01T09:00")

    assert clock.reached_at(one, per_cent) == at(reached)
    assert clock.used_per_cent(one, at(reached)) == per_cent


def test_a_last_day_moved_by_a_holiday_is_no_breach() -> None:
    one = case(5, "day", "2026-06-01T09:00")

    assert clock.used_per_cent(one, at("2026-06-08T23:59")) == 99
    assert clock.used_per_cent(one, at("2026-06-09T00:00")) == 100


def test_a_year_without_announcement_is_provisional_until_it_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new_year = case(3, "work_day", "2026-12-30T09:00")
    before = (clock.due_at(new_year), clock.is_end_provisional(new_year))
    plan = YearPlan(source="test", off=((date(2027, 1, 1), date(2027, 1, 5)),), worked=frozenset())

    monkeypatch.setitem(PLANS, 2027, plan)

    assert before == (at("2027-01-05T00:00"), True)
    assert clock.due_at(new_year) == at("2027-01-08T00:00")
    assert not clock.is_end_provisional(new_year)


def test_the_intervals_tell_when_it_ran_and_why_it_stood() -> None:
    one = case(5, "work_day", "2026-06-01T09:00", ("2026-06-02T09:00", "2026-06-04T09:00"))

    told = clock.intervals(one)

    assert [part.runs for part in told] == [True, False, True]
    assert told[1].basis == "行政许可法第四十五条"
    assert (told[0].until_at, told[1].until_at) == (told[1].from_at, told[2].from_at)


def test_random_histories_equal_the_slow_clock() -> None:
    answer = CliRunner().invoke(commands, ["clocks", "--histories", str(HISTORIES)])

    assert (answer.exit_code, "0 differ" in answer.output) == (0, True)


def test_the_comparison_finds_a_clock_that_counts_the_day_of_acceptance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = clock._accepted
    monkeypatch.setattr(clock, "_accepted", lambda one: right(one) - 1)
    chance = Random(5)

    told = [clock_reference.difference(*clock_reference.random_case(chance)) for _ in range(50)]

    assert any(told)


def test_the_clock_never_ends_earlier_for_a_longer_stop() -> None:
    chance = Random(11)
    pairs = [clock_reference.random_case(chance)[0] for _ in range(500)]
    closed = [one for one in pairs if one.stops and one.stops[-1].until_at]

    free = [CaseClock(limit=one.limit, accepted_at=one.accepted_at) for one in closed]

    assert closed
    assert all(_end(one) >= _end(other) for one, other in zip(closed, free, strict=True))


def _end(one: CaseClock) -> datetime:
    found = clock.due_at(one)
    assert found is not None
    return found
