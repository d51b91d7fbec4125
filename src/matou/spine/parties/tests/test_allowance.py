from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from matou.spine.parties import services
from matou.spine.parties.contracts import TooManyRequests
from matou.spine.parties.models import Allowance, Party
from matou.spine.parties.seeds import demo_code_of
from matou.spine.parties.tests.people import NOW, a_company, an_actor


def _is_taken(key: str = "k", *, after_s: float = 0, limit: int = 3, per_s: int = 60) -> bool:
    try:
        services.take_allowance(
            key=key, limit=limit, per_s=per_s, now=NOW + timedelta(seconds=after_s)
        )
    except TooManyRequests:
        return False
    return True


@pytest.mark.django_db
def test_as_many_as_allowed_pass_and_the_next_is_told_when_to_come_back() -> None:
    passed = [_is_taken() for _ in range(3)]

    with pytest.raises(TooManyRequests) as refusal:
        services.take_allowance(key="k", limit=3, per_s=60, now=NOW)
    assert passed == [True] * 3
    assert refusal.value.retry_after == 20
    assert _is_taken(after_s=20)


@pytest.mark.django_db
def test_just_before_the_time_told_it_is_still_refused() -> None:
    assert [_is_taken() for _ in range(3)] == [True] * 3
    assert not _is_taken(after_s=19.999)


@pytest.mark.django_db
def test_keys_do_not_share() -> None:
    assert [_is_taken("a", limit=1), _is_taken("b", limit=1), _is_taken("a", limit=1)] == [
        True,
        True,
        False,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 7, 60])
def test_the_burst_is_exactly_the_limit(limit: int) -> None:
    assert sum(_is_taken(limit=limit) for _ in range(limit + 5)) == limit


@pytest.mark.django_db
def test_old_allowances_are_forgotten_and_running_ones_kept() -> None:
    _is_taken("old")
    _is_taken("running", after_s=3600)

    assert services.forget_old_allowances(now=NOW + timedelta(seconds=3600)) == 1
    assert Allowance.objects.get().key == "running"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_limit() -> None:
    results = _at_once(40, lambda _: _is_taken("shared", limit=10))

    assert sum(results) == 10


@pytest.mark.django_db(transaction=True)
def test_of_many_registrations_of_one_credit_code_exactly_one_wins() -> None:
    actors = [an_actor(f"rival{number}") for number in range(8)]

    def register(number: int) -> bool:
        try:
            a_company(actors[number])
        except services.CompanyKnown:
            return False
        return True

    assert sum(_at_once(8, register)) == 1
    assert Party.objects.filter(kind="company").count() == 1


@given(st.text(min_size=1, max_size=30))
def test_demo_codes_are_the_same_every_time_and_well_formed(key: str) -> None:
    from matou.kit.codes import normal_code

    code = demo_code_of(key)

    assert code == demo_code_of(key) == normal_code(code)


def _at_once(count: int, act: Callable[[int], bool]) -> list[bool]:
    def run(number: int) -> bool:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(run, range(count)))
