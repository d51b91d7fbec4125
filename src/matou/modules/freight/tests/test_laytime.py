"""Laytime and demurrage: worked statements to the fen, refusals, properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.laytime import (
    ClockStart,
    DayRounding,
    DemurrageExclusions,
    Exclusion,
    ExclusionReason,
    LaytimeTerms,
    PortCall,
    RateBasis,
    days_decimal,
    demurrage,
    duration_text,
    laytime_statement,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CARGO = Tonnes.of(2000)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def stop(
    from_h: float, until_h: float, reason: ExclusionReason = ExclusionReason.WEATHER
) -> Exclusion:
    return Exclusion(period=Period(at(from_h), at(until_h)), reason=reason)


def call(
    accepted_h: float,
    ended_h: float,
    *stops: Exclusion,
    started_h: float | None = None,
    place: str = "P_CHI",
) -> PortCall:
    return PortCall(
        place=place,
        notice_accepted_at=at(accepted_h),
        work_started_at=None if started_h is None else at(started_h),
        work_ended_at=at(ended_h),
        exclusions=stops,
    )


def terms(**changes: object) -> LaytimeTerms:
    values: dict[str, object] = {
        "allowed": 5 * DAY,
        "notice_time": timedelta(0),
        "rate": Money.yuan("0.6"),
    }
    return LaytimeTerms(**{**values, **changes})  # type: ignore[arg-type]


ALWAYS_ON = {"exclusions": DemurrageExclusions.BEFORE_DEMURRAGE}
SOONER = {"clock_start": ClockStart.WORK_IF_SOONER, "notice_time": 12 * HOUR}
WHOLE = {"rounding": DayRounding.WHOLE_DAYS}
A_DAY = {"basis": RateBasis.PER_DAY, "rate": Money.yuan(8000)}

WORKED = [
    # The case of the trade: 5 d allowed, 7 d 6 h used, 2,000 t at 0.60 → 2.25 × 1,200.
    ("the case of the trade", {}, [call(0, 174)], 174, 270_000),
    ("both ports share one pool", {}, [call(0, 100), call(200, 274)], 174, 270_000),
    ("exactly the allowance costs nothing", {}, [call(0, 120)], 120, 0),
    ("one second over costs a fen or so", {}, [call(0, 120 + 1 / 3600)], 120 + 1 / 3600, 1),
    ("one hour over", {}, [call(0, 121)], 121, 5_000),
    ("under the allowance there is no reward", {}, [call(0, 50)], 50, 0),
    ("notice time runs before the clock", {"notice_time": 6 * HOUR}, [call(0, 180)], 174, 270_000),
    (
        "notice time runs in each port",
        {"notice_time": 6 * HOUR},
        [call(0, 106), call(200, 280)],
        174,
        270_000,
    ),
    ("work before the notice time is free", {"notice_time": 12 * HOUR}, [call(0, 8)], 0, 0),
    ("work begun sooner starts the clock", SOONER, [call(0, 126, started_h=2)], 124, 20_000),
    ("work begun later changes nothing", SOONER, [call(0, 136, started_h=20)], 124, 20_000),
    ("rain does not count", {}, [call(0, 180, stop(10, 16))], 174, 270_000),
    (
        "stops that overlap count once",
        {},
        [call(0, 180, stop(10, 14), stop(12, 16, ExclusionReason.LOCK_QUEUE))],
        174,
        270_000,
    ),
    (
        "a stop before the clock takes nothing off",
        {"notice_time": 6 * HOUR},
        [call(0, 180, stop(0, 6))],
        174,
        270_000,
    ),
    ("a stop beyond the end is cut", {}, [call(0, 180, stop(174, 190))], 174, 270_000),
    ("the carrier's fault does not count", {}, [call(0, 130, stop(0, 10))], 120, 0),
    ("once on demurrage, rain counts", ALWAYS_ON, [call(0, 174, stop(130, 140))], 174, 270_000),
    ("rain before demurrage still stops", ALWAYS_ON, [call(0, 174, stop(10, 20))], 164, 220_000),
    (
        "on demurrage from the first port on",
        ALWAYS_ON,
        [call(0, 130), call(200, 220, stop(200, 210))],
        150,
        150_000,
    ),
    ("a begun day is a whole day", WHOLE, [call(0, 174)], 174, 360_000),
    ("whole days stay whole days", WHOLE, [call(0, 168)], 168, 240_000),
    ("a rate for the day takes no tonnes", A_DAY, [call(0, 174)], 174, 1_800_000),
    ("no allowance at all", {"allowed": timedelta(0)}, [call(0, 24)], 24, 120_000),
    ("no rate, no money", {"rate": Money(0)}, [call(0, 500)], 500, 0),
]


@pytest.mark.parametrize(
    ("changes", "calls", "used_h", "fen"), [row[1:] for row in WORKED], ids=[r[0] for r in WORKED]
)
def test_a_worked_statement_comes_out_to_the_fen(
    changes: dict[str, object], calls: list[PortCall], used_h: float, fen: int
) -> None:
    statement = laytime_statement(terms=terms(**changes), cargo=CARGO, calls=calls)

    assert statement.used == used_h * HOUR
    assert statement.demurrage == Money(fen)


def test_half_a_fen_is_rounded_up_once() -> None:
    # 1 t at 0.01 yuan for half a day is half a fen.
    owed = demurrage(terms=terms(rate=Money(1)), cargo=Tonnes.of(1), over=12 * HOUR)

    assert owed == Money(1)


def test_the_statement_shows_each_port() -> None:
    loading = call(0, 20, stop(2, 5), place="P_CHI")
    discharge = call(60, 70, place="P_SAN")

    statement = laytime_statement(
        terms=terms(notice_time=HOUR), cargo=CARGO, calls=[loading, discharge]
    )

    shown = [(one.place, one.excluded / HOUR, one.used / HOUR) for one in statement.calls]
    assert shown == [("P_CHI", 3, 16), ("P_SAN", 0, 9)]


@pytest.mark.parametrize("calls", [[], [call(0, 10), call(5, 20)], [call(50, 60), call(0, 10)]])
def test_no_calls_or_calls_out_of_order_are_refused(calls: list[PortCall]) -> None:
    with pytest.raises(InvalidInput):
        laytime_statement(terms=terms(), cargo=CARGO, calls=calls)


def test_no_cargo_is_refused() -> None:
    with pytest.raises(InvalidInput):
        laytime_statement(terms=terms(), cargo=Tonnes(0), calls=[call(0, 1)])


def test_work_that_ends_before_the_notice_is_refused() -> None:
    with pytest.raises(InvalidInput):
        call(10, 9)


@pytest.mark.parametrize(
    "changes", [{"allowed": -HOUR}, {"notice_time": -HOUR}, {"rate": Money(-1)}]
)
def test_negative_terms_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        terms(**changes)


def test_times_are_written_for_people() -> None:
    assert duration_text(7 * DAY + 6 * HOUR) == "7 d 6 h 00 min"
    assert str(days_decimal(2 * DAY + 6 * HOUR)) == "2.2500"


hours = st.integers(0, 600)
stops = st.lists(
    st.tuples(hours, st.integers(1, 100)).map(lambda pair: stop(pair[0], sum(pair))), max_size=5
)


@given(ended_h=hours, longer_h=hours, stopped=stops, always=st.booleans())
def test_longer_work_never_costs_less(
    *, ended_h: int, longer_h: int, stopped: list[Exclusion], always: bool
) -> None:
    agreed = terms(**(ALWAYS_ON if always else {}))
    sooner, later = sorted((ended_h, longer_h))

    costs = [
        laytime_statement(terms=agreed, cargo=CARGO, calls=[call(0, end, *stopped)]).demurrage
        for end in (sooner, later)
    ]

    assert costs[0] <= costs[1]


@given(ended_h=hours, stopped=stops, more=stops, always=st.booleans())
def test_a_further_stop_never_costs_more(
    *, ended_h: int, stopped: list[Exclusion], more: list[Exclusion], always: bool
) -> None:
    agreed = terms(**(ALWAYS_ON if always else {}))

    costs = [
        laytime_statement(terms=agreed, cargo=CARGO, calls=[call(0, ended_h, *some)]).demurrage
        for some in (stopped, [*stopped, *more])
    ]

    assert costs[1] <= costs[0]


@given(ended_h=hours, stopped=stops)
def test_used_and_excluded_make_up_the_clock(ended_h: int, stopped: list[Exclusion]) -> None:
    (usage,) = laytime_statement(
        terms=terms(), cargo=CARGO, calls=[call(0, ended_h, *stopped)]
    ).calls

    assert usage.used + usage.excluded == usage.clock_ended_at - usage.clock_started_at
    assert usage.used >= timedelta(0)
