"""The rules of limits: both sides of each border, and when a refusal passes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.spine.custody.contracts.limits import LimitMeasure, LimitScope
from matou.spine.custody.rules.limits import (
    Limits,
    Past,
    findings,
    needs_four_eyes,
    passes_at,
    usable_from,
)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WIDE = Limits(
    payout_fen=10**9,
    party_hour_count=99,
    party_hour_fen=10**9,
    party_day_count=99,
    party_day_fen=10**9,
    payee_hour_count=99,
    payee_hour_fen=10**9,
    payee_day_count=99,
    payee_day_fen=10**9,
)


def ago(fen: int = 100, **since: int) -> Past:
    return Past(at=NOW - timedelta(**since), fen=fen)


@pytest.mark.parametrize(("asked", "found"), [(1_000, 0), (1_001, 1)])
def test_one_payout_may_reach_its_limit_and_not_pass_it(asked: int, found: int) -> None:
    limits = replace(WIDE, payout_fen=1_000)

    assert len(findings(limits=limits, asked_fen=asked, by_party=(), to_payee=(), now=NOW)) == found


@pytest.mark.parametrize(("past", "found"), [(2, 0), (3, 1)])
def test_the_payout_after_the_last_of_the_hour_is_refused(past: int, found: int) -> None:
    limits = replace(WIDE, party_hour_count=3)

    refused = findings(
        limits=limits, asked_fen=1, by_party=[ago(minutes=5)] * past, to_payee=(), now=NOW
    )

    assert [one.measure for one in refused] == [LimitMeasure.COUNT] * found


@pytest.mark.parametrize(("asked", "found"), [(400, 0), (401, 1)])
def test_a_payee_is_paid_up_to_the_sum_of_its_day(asked: int, found: int) -> None:
    limits = replace(WIDE, payee_day_fen=1_000)

    refused = findings(
        limits=limits, asked_fen=asked, by_party=(), to_payee=[ago(600, hours=3)], now=NOW
    )

    assert [one.scope for one in refused] == [LimitScope.PAYEE] * found


@pytest.mark.parametrize(("minutes", "found"), [(59, 1), (60, 0)])
def test_a_payout_of_an_hour_ago_counts_no_longer(minutes: int, found: int) -> None:
    limits = replace(WIDE, party_hour_count=1)

    refused = findings(
        limits=limits, asked_fen=1, by_party=[ago(minutes=minutes)], to_payee=(), now=NOW
    )

    assert len(refused) == found


def test_a_refusal_says_when_enough_has_passed() -> None:
    limits = replace(WIDE, party_day_fen=1_000)
    past = [ago(300, hours=20), ago(300, hours=10), ago(300, hours=1)]

    refused = findings(limits=limits, asked_fen=500, by_party=past, to_payee=(), now=NOW)

    assert (refused[0].used, refused[0].asked, refused[0].most) == (900, 500, 1_000)
    assert passes_at(refused) == NOW + timedelta(hours=14)


def test_more_than_a_whole_day_allows_never_passes() -> None:
    limits = replace(WIDE, party_day_fen=1_000)

    refused = findings(limits=limits, asked_fen=1_001, by_party=(), to_payee=(), now=NOW)

    assert passes_at(refused) is None


def test_four_eyes_look_above_the_amount_and_not_at_it() -> None:
    assert not needs_four_eyes(limits=Limits(), asked_fen=20_000_000)
    assert needs_four_eyes(limits=Limits(), asked_fen=20_000_001)


def test_a_new_payee_cools_for_a_day() -> None:
    assert usable_from(limits=Limits(), registered_at=NOW) == NOW + timedelta(hours=24)


@given(
    past=st.lists(st.tuples(st.integers(0, 1_500), st.integers(1, 400)), max_size=12),
    asked=st.integers(1, 1_200),
)
def test_what_is_refused_passes_exactly_when_it_says(
    past: list[tuple[int, int]], asked: int
) -> None:
    limits = replace(WIDE, party_day_fen=1_000, party_hour_count=4)
    rows = [ago(fen, minutes=minutes) for minutes, fen in past]
    refused = findings(limits=limits, asked_fen=asked, by_party=rows, to_payee=(), now=NOW)
    then = passes_at(refused) or NOW

    before = findings(
        limits=limits,
        asked_fen=asked,
        by_party=rows,
        to_payee=(),
        now=then - timedelta(seconds=1),
    )
    after = findings(limits=limits, asked_fen=asked, by_party=rows, to_payee=(), now=then)

    assert bool(after) is (bool(refused) and passes_at(refused) is None)
    assert then == NOW or before != ()
