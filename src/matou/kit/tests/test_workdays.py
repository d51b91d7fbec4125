"""The working-day clock: the announced days, and hours counted against a minute-by-minute twin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kit.clock import CHINA
from matou.kit.workdays import PLANS, add_work_hours, is_provisional, is_workday


def _china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2025-01-26", True),  # a Sunday worked for Spring Festival
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-09-20", True),
        ("2026-11-21", False),
        ("2026-11-23", True),
        ("2027-10-01", True),  # not announced yet: a Friday
        ("2027-10-02", False),
    ],
)
def test_a_day_is_worked_as_announced(day: str, *, worked: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(("year", "workdays"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_workdays_as_its_announcement_leaves(year: int, workdays: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))

    assert sum(map(is_workday, days)) == workdays


@pytest.mark.parametrize("year", sorted(PLANS))
def test_worked_days_are_weekend_days_and_not_off(year: int) -> None:
    plan = PLANS[year]

    assert all(day.weekday() >= 5 and not plan.is_off(day) for day in plan.worked)


def test_a_year_without_its_announcement_is_provisional() -> None:
    assert not is_provisional(date(2026, 12, 31))
    assert is_provisional(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T10:00", 24, "2026-11-24T10:00"),  # Monday to Tuesday
        ("2026-11-20T10:00", 24, "2026-11-23T10:00"),  # Friday to Monday
        ("2026-11-21T10:00", 24, "2026-11-24T00:00"),  # Saturday: all of Monday
        ("2026-11-20T00:00", 24, "2026-11-21T00:00"),  # the whole Friday ends with it
        ("2026-09-30T12:00", 24, "2026-10-08T12:00"),  # across National Day
        ("2026-09-30T12:00", 72, "2026-10-10T12:00"),  # Saturday the 10th is worked
        ("2026-02-13T18:00", 72, "2026-02-25T18:00"),  # Spring Festival with a worked Saturday
        ("2026-11-21T10:00", 0, "2026-11-23T00:00"),
    ],
)
def test_hours_count_on_working_days_alone(start: str, hours: int, due: str) -> None:
    assert add_work_hours(_china(start), hours) == _china(due)


def test_the_answer_keeps_the_zone_of_the_question() -> None:
    due = add_work_hours(datetime(2026, 11, 20, 2, tzinfo=UTC), 24)

    assert due == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert due.tzinfo is UTC


_MINUTES = st.integers(0, 2 * 365 * 24 * 60)
_STARTS = st.builds(lambda minute: _china("2025-01-01T00:00") + timedelta(minutes=minute), _MINUTES)


@settings(max_examples=60, deadline=None)
@given(start=_STARTS, hours=st.integers(1, 96))
def test_the_clock_agrees_with_a_minute_by_minute_twin(start: datetime, hours: int) -> None:
    assert add_work_hours(start, hours) == _twin(start, hours)


@given(start=_STARTS, hours=st.integers(0, 200), more=st.integers(0, 100))
def test_hours_add_up_in_one_step_or_two(start: datetime, hours: int, more: int) -> None:
    together = add_work_hours(start, hours + more)

    assert add_work_hours(add_work_hours(start, hours), more) in {
        together,
        add_work_hours(together, 0),
    }


def _twin(start: datetime, hours: int) -> datetime:
    """Count one minute after the other, as somebody with a calendar and a watch would."""
    at, left = start, hours * 60
    while left:
        left -= is_workday(at.astimezone(CHINA).date())
        at += timedelta(minutes=1)
    return at
