"""Promised and statutory limits in different units, against a slow calendar walk."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.workdays import is_workday
from matou.modules.affairs.rules.limits import Limit, Verdict, span, verdict

DAYS = [date(2025, 1, 1) + timedelta(days=at) for at in range(730)]


def calendar_days(start: date, work_days: int) -> int:
    """Walk day by day until so many working days are over: the slow twin."""
    day = start
    while work_days:
        day += timedelta(days=1)
        work_days -= is_workday(day)
    return (day - start).days


def limit(text: str) -> Limit:
    count, unit = text.split()
    return Limit(count=int(count), unit=unit)


@pytest.mark.parametrize(
    ("promised", "statutory", "expected"),
    [
        ("5 work_day", "5 work_day", Verdict.WITHIN),
        ("6 work_day", "5 work_day", Verdict.BEYOND),
        ("0 work_day", "0 hour", Verdict.WITHIN),
        ("0 hour", "24 hour", Verdict.WITHIN),
        ("2 hour", "24 hour", Verdict.WITHIN),
        ("24 hour", "1 day", Verdict.WITHIN),
        ("25 hour", "1 day", Verdict.BEYOND),
        ("1 work_day", "24 hour", Verdict.SOMETIMES_BEYOND),
        ("2 work_day", "24 hour", Verdict.BEYOND),
        ("20 work_day", "45 day", Verdict.WITHIN),
        ("20 work_day", "30 day", Verdict.SOMETIMES_BEYOND),
        ("20 work_day", "20 day", Verdict.BEYOND),
        ("20 day", "20 work_day", Verdict.WITHIN),
        ("28 day", "1 month", Verdict.WITHIN),
        ("31 day", "1 month", Verdict.SOMETIMES_BEYOND),
        ("32 day", "1 month", Verdict.BEYOND),
        ("1 day", "0 work_day", Verdict.BEYOND),
    ],
)
def test_units_are_compared_by_what_always_holds(
    promised: str, statutory: str, expected: Verdict
) -> None:
    assert verdict(promised=limit(promised), statutory=limit(statutory)) is expected


@given(count=st.integers(1, 60), start=st.sampled_from(DAYS))
def test_no_day_falls_outside_the_span_of_working_days(count: int, start: date) -> None:
    found = span(Limit(count=count, unit="work_day"))

    assert found.shortest_h <= calendar_days(start, count) * 24 <= found.longest_h


@pytest.mark.parametrize("count", [1, 5, 20])
def test_the_span_of_working_days_is_reached(count: int) -> None:
    hours = {calendar_days(start, count) * 24 for start in DAYS}
    found = span(Limit(count=count, unit="work_day"))

    assert (min(hours), max(hours)) == (found.shortest_h, found.longest_h)


@given(
    st.builds(Limit, count=st.integers(0, 40), unit=st.sampled_from(["work_day", "day", "hour"])),
    st.builds(Limit, count=st.integers(0, 40), unit=st.sampled_from(["work_day", "day", "hour"])),
)
def test_promising_less_never_makes_it_worse(promised: Limit, statutory: Limit) -> None:
    less = Limit(count=max(0, promised.count - 1), unit=promised.unit)
    order = [Verdict.WITHIN, Verdict.SOMETIMES_BEYOND, Verdict.BEYOND]

    before = order.index(verdict(promised=promised, statutory=statutory))
    after = order.index(verdict(promised=less, statutory=statutory))

    assert after <= before
