"""Dates and durations against Python's own where Python's reach, and through their text."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kernels.decision.feel.compiler import evaluated
from matou.kernels.decision.feel.written import source
from matou.kernels.decision.instants import read_date, read_duration, read_instant
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import equal, order, shifted_months
from matou.kernels.decision.plain import FactUnfit, feel_of, plain_of
from matou.kernels.decision.values import Date, Months, Span, Value, date_of_days

EPOCH = date(1970, 1, 1)
any_day = st.integers(-(10**11), 10**11).map(date_of_days)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(feel_of),
    any_day,
    st.integers(-(10**9), 10**9).map(Months),
    st.integers(-(10**20), 10**20).map(Span),
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1), inner),
    max_leaves=8,
)


@given(day=st.dates())
def test_days_count_as_pythons_do(day: date) -> None:
    ours = Date(day.year, day.month, day.day)

    assert ours.days() == (day - EPOCH).days
    assert date_of_days(ours.days()) == ours


@given(days=st.integers(-(10**11), 10**11))
def test_any_day_is_found_again(days: int) -> None:
    assert date_of_days(days).days() == days


@given(day=any_day)
def test_a_date_reads_back(day: Date) -> None:
    assert read_date(str(day)) == day


@given(span=st.integers(-(10**20), 10**20).map(Span), months=st.integers().map(Months))
def test_durations_read_back(span: Span, months: Months) -> None:
    assert read_duration(str(span)) == span
    assert read_duration(str(months)) in {months, None}


@given(day=any_day, months=st.integers(-5000, 5000))
def test_months_there_and_back_stay_within_the_month(day: Date, months: int) -> None:
    there = shifted_months(day, months)
    assert there is not None
    back = shifted_months(there, -months)

    assert back is not None
    assert (back.year, back.month) == (day.year, day.month)
    assert 0 <= day.day - back.day <= 3


@settings(max_examples=50)
@given(value=leaves.filter(lambda value: not isinstance(value, str)))
def test_what_is_written_reads_as_the_same(value: Value) -> None:
    assert equal(evaluated(source(value), {}, Run()), value)


@settings(max_examples=50)
@given(value=values)
def test_every_value_equals_itself(value: Value) -> None:
    assert equal(value, value) is True


@given(left=leaves, right=leaves)
def test_order_is_the_same_from_both_sides(left: Value, right: Value) -> None:
    one, other = order(left, right), order(right, left)

    assert (one is None) == (other is None)
    assert one is None or other is None or one == -other


@pytest.mark.parametrize(
    ("plain", "feel"),
    [
        (1, Decimal(1)),
        (1.1, Decimal("1.1")),
        (True, True),
        (None, None),
        (date(2026, 2, 28), read_instant("2026-02-28")),
        (
            datetime(2026, 2, 28, 1, tzinfo=UTC).replace(tzinfo=None),
            read_instant("2026-02-28T01:00:00"),
        ),
        (datetime(2026, 2, 28, 1, tzinfo=UTC), read_instant("2026-02-28T01:00:00Z")),
        (time(1, 2, 3, 500_000), read_instant("01:02:03.5")),
        (timedelta(days=-1, microseconds=5), read_instant("-PT23H59M59.999995S")),
        ({"a": (1, [2])}, {"a": [Decimal(1), [Decimal(2)]]}),
    ],
)
def test_plain_facts_become_feel(plain: object, feel: Value) -> None:
    assert feel_of(plain) == feel


@pytest.mark.parametrize(
    "plain",
    [float("nan"), float("inf"), Decimal("sNaN"), object(), {1: 2}, b"x", 10**7000, {1}],
    ids=lambda plain: type(plain).__name__,
)
def test_facts_of_no_known_kind_are_refused(plain: object) -> None:
    with pytest.raises(FactUnfit):
        feel_of(plain, "fact")


def test_facts_nested_without_end_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(FactUnfit, match="nested deeper"):
        feel_of(endless, "fact")


@pytest.mark.parametrize(
    ("feel", "plain"),
    [("2.50", "2.5"), ("5.0", 5), ("1e20", "1" + "0" * 20), ('@"P1D"', "P1D"), ("[1]", [1])],
)
def test_results_become_what_json_holds(feel: str, plain: object) -> None:
    assert plain_of(evaluated(feel, {}, Run())) == plain
