from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialState
from matou.spine.credentials.rules import ownership, validity
from matou.spine.credentials.rules.kinds import KINDS, kind_named

START = datetime(2026, 1, 1, tzinfo=UTC)


def _days(first: float, last: float) -> Period:
    return Period(START + timedelta(days=first), START + timedelta(days=last))


@pytest.mark.parametrize(
    ("held", "wanted", "covered"),
    [
        ([(0, 10)], (0, 10), True),
        ([(0, 10)], (2, 5), True),
        ([(0, 10)], (0, 10.001), False),
        ([(0.001, 10)], (0, 10), False),
        ([(0, 5), (5, 10)], (1, 9), True),
        ([(5, 10), (0, 5)], (1, 9), True),
        ([(0, 5), (5.001, 10)], (1, 9), False),
        ([(0, 6), (4, 10), (1, 2)], (0, 10), True),
        ([], (0, 1), False),
    ],
)
def test_periods_cover_only_without_a_gap(
    held: list[tuple[float, float]],
    wanted: tuple[float, float],
    covered: bool,  # noqa: FBT001
) -> None:
    assert validity.is_covered(by=[_days(*one) for one in held], wanted=_days(*wanted)) is covered


_PERIODS = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(
    lambda pair: _days(pair[0], pair[0] + pair[1])
)


@given(st.lists(_PERIODS, max_size=6), _PERIODS)
def test_coverage_agrees_with_looking_at_every_day(held: list[Period], wanted: Period) -> None:
    days = [START + timedelta(days=day) for day in range(50)]

    by_day = all(any(one.covers(day) for one in held) for day in days if wanted.covers(day))

    assert validity.is_covered(by=held, wanted=wanted) == by_day


@pytest.mark.parametrize(
    ("days_left", "crossed"),
    [
        (60.001, ()),
        (60, (60,)),
        (30.001, (60,)),
        (30, (60, 30)),
        (7, (60, 30, 7)),
        (0, ()),
        (-1, ()),
    ],
)
def test_thresholds_are_crossed_at_their_instant(
    days_left: float, crossed: tuple[int, ...]
) -> None:
    until_at = START + timedelta(days=days_left)

    assert validity.crossed_thresholds(until_at=until_at, now=START) == crossed


@pytest.mark.parametrize(
    ("days_left", "told", "due"),
    [
        (61, (), None),
        (60, (), 60),
        (60, (60,), None),
        (29, (60,), 30),
        (20, (), 30),
        (20, (30,), None),
        (7, (60, 30), 7),
        (6, (60, 30, 7), None),
        (0, (), None),
    ],
)
def test_each_threshold_is_told_once_and_only_the_nearest(
    days_left: int, told: tuple[int, ...], due: int | None
) -> None:
    until_at = START + timedelta(days=days_left)

    assert validity.due_notice(until_at=until_at, now=START, told=told) == due


@pytest.mark.parametrize("state", list(CredentialState))
@pytest.mark.parametrize("to", list(CredentialState))
def test_only_listed_moves_pass(state: CredentialState, to: CredentialState) -> None:
    legal = {
        ("claimed", "verified"),
        ("claimed", "revoked"),
        ("verified", "suspended"),
        ("verified", "revoked"),
        ("suspended", "verified"),
        ("suspended", "revoked"),
    }

    refused = _is_refused(state, to)

    assert refused is ((state.value, to.value) not in legal)


def _is_refused(state: CredentialState, to: CredentialState) -> bool:
    try:
        validity.check_move(state=state, to=to)
    except validity.CredentialMoveRefused:
        return True
    return False


def test_a_carrier_permit_runs_five_years_and_a_month_of_slack_at_most() -> None:
    kind = kind_named("carrier_permit")

    validity.check_length(kind=kind, valid=_days(0, 5 * 366 + 31))
    with pytest.raises(InvalidInput):
        validity.check_length(kind=kind, valid=_days(0, 5 * 366 + 31.001))


@pytest.mark.parametrize("code", ["", "x", "carrier_permit\x00", "CARRIER_PERMIT"])
def test_an_unknown_kind_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput):
        kind_named(code)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_has_titles_and_holders(code: str) -> None:
    kind = KINDS[code]

    assert kind.zh
    assert kind.en
    assert kind.holders
    assert kind.longest_years is None or kind.longest_years > 0


@pytest.mark.parametrize(
    ("tonnages", "within"),
    [([], True), ([600], True), ([601], False), ([300, 300], True), ([300, 301], False)],
)
def test_an_individual_runs_six_hundred_tons_in_total(
    tonnages: list[int],
    within: bool,  # noqa: FBT001
) -> None:
    assert ownership.is_within_individual_limit(tonnages) is within


def test_the_refusal_names_both_figures() -> None:
    with pytest.raises(ownership.IndividualOwnerLimitExceeded) as refusal:
        ownership.check_individual_limit([400, 400])

    assert "600" in refusal.value.message("en")
    assert "800" in refusal.value.message("zh")
