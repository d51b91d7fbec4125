"""Spans and the network seen ahead: borders of half-open spans, and who waits for what."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.clock import CHINA
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.network import MINUTES_PER_DAY, ChamberClosure
from matou.modules.planner.rules.notices import (
    DRAUGHT_LIMIT,
    LOCK_CLOSURE,
    SERVICE_CANCELLED,
    STORM_STOP,
    NoticeTerms,
    StandingNotice,
)
from matou.modules.planner.rules.outlook import Season, closed_locks, foreseen
from matou.modules.planner.rules.spans import Span, after_hours, merged, shared, widened
from matou.spine.places.rules.opening import read_opening_hours

MONDAY = datetime(2026, 6, 1, tzinfo=CHINA)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], sum(s))))


def covered(spans: list[Span] | tuple[Span, ...], minute: int) -> bool:
    return any(begin <= minute < end for begin, end in spans)


def notice(
    kind: str, *targets: str, days: tuple[float, float], depth_cm: int = 0
) -> StandingNotice:
    terms = NoticeTerms(
        kind=kind,
        targets=targets,
        starts_at=MONDAY + timedelta(days=days[0]),
        ends_at=MONDAY + timedelta(days=days[1]),
        issuer="航道处",
        source="通告",
        confidence="A",
        depth_cm=depth_cm or None,
    )
    return StandingNotice(code="N", terms=terms)


def days_off(*notices: StandingNotice, seasons: tuple[Season, ...] = ()) -> set[int]:
    seen = foreseen(fronts.reference_network(), notices=notices, seasons=seasons, starts_at=MONDAY)
    return {day.day for day in seen.service_days if day.service == "S001" and not day.runs}


@given(SPANS, st.integers(0, 100))
def test_merging_keeps_every_minute_and_adds_none(spans: list[Span], minute: int) -> None:
    assert covered(merged(spans), minute) == covered(spans, minute)


@given(SPANS, SPANS, st.integers(0, 100))
def test_shared_spans_lie_in_each_list(one: list[Span], two: list[Span], minute: int) -> None:
    both = covered(one, minute) and covered(two, minute)

    assert covered(shared([one, two]), minute) == both


@given(SPANS, st.integers(1, 20), st.integers(0, 100))
def test_widened_spans_are_when_something_would_meet_one(
    spans: list[Span], takes: int, begins: int
) -> None:
    meets = any(begins < end and begin < begins + takes for begin, end in spans)

    assert covered(widened(spans, takes), begins) == meets


@pytest.mark.parametrize(
    ("minute", "is_shut"),
    [(419, True), (420, False), (1259, False), (1260, True), (5 * 1440 + 600, True)],
)
def test_a_yard_is_shut_after_hours_and_on_days_off(minute: int, *, is_shut: bool) -> None:
    shut = after_hours(read_opening_hours("07:00-21:00/5"), until_min=7 * MINUTES_PER_DAY)

    assert covered(shut, minute) == is_shut


def test_a_sailing_is_off_on_the_days_of_its_notice_alone() -> None:
    assert days_off(notice(SERVICE_CANCELLED, "S001", days=(2, 4))) == {2, 3}
    assert days_off(notice(SERVICE_CANCELLED, "S003", days=(2, 4))) == set()


def test_a_storm_stops_who_leaves_or_would_arrive() -> None:
    assert days_off(notice(STORM_STOP, "P_CHI", days=(2, 3))) == {2}
    assert days_off(notice(STORM_STOP, "P_NSA", days=(2, 3))) == {1}


def test_a_lock_that_is_shut_during_the_ride_stops_the_sailing() -> None:
    assert days_off(notice(LOCK_CLOSURE, "L_CHZ", days=(2, 2.1))) <= {0, 1, 2}
    assert days_off(notice(LOCK_CLOSURE, "L_CHZ-1", days=(2, 3))) == set()


def test_out_of_season_nothing_sails() -> None:
    season = Season("S001", MONDAY.date(), MONDAY.date() + timedelta(days=3))

    off = days_off(seasons=(season,))

    assert {0, 1, 2}.isdisjoint(off)
    assert {3, 4, 76} <= off


def test_less_water_is_a_limit_for_its_span() -> None:
    seen = foreseen(
        fronts.reference_network(),
        notices=[notice(DRAUGHT_LIMIT, "W001", days=(1, 2), depth_cm=200)],
        seasons=(),
        starts_at=MONDAY,
    )

    (limit,) = seen.limits
    assert (limit.link, limit.from_min, limit.until_min, limit.depth_cm) == (
        "W001",
        1440,
        2880,
        200,
    )


def test_a_lock_is_closed_while_all_its_chambers_are() -> None:
    network = replace(
        fronts.reference_network(),
        chamber_closures=tuple(
            ChamberClosure(lock="L_GPI", chamber=chamber, from_min=begin, until_min=end)
            for chamber, begin, end in (("1#", 0, 100), ("2#", 60, 200))
        ),
    )

    assert closed_locks(network) == {"L_GPI": ((60, 100),)}
