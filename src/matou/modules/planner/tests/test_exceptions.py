"""Departures cancelled and added on single dates: in plans, in the validator, in reliability."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random

import pytest

from matou.modules.planner.queries import fronts
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Load, Wishes
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    Mode,
    Network,
    Service,
    ServiceDay,
)
from matou.modules.planner.rules.reliability import Reliability
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.validate import Validator
from matou.modules.planner.services.editing import add_row
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests import oracle
from matou.modules.planner.tests.questions import in_its_words
from matou.modules.planner.tests.world import LATER, NOW, at_once

QUESTIONS = 80
CHANGED = 10
"""So many fronts at least must differ from those without exceptions: many are lorries alone."""
MONDAY = NOW.date()
SOON = LATER + timedelta(hours=1)
"""A change recorded at the same minute as another counts a moment behind it."""
LINER = Question(
    origin="P_CHI",
    destination="P_NSA",
    ready_min=0,
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
    wishes=Wishes(without_modes=frozenset({Mode.ROAD, Mode.RAIL})),
)
"""By S001, which leaves every day at 08:00 with a cut-off of 5 h."""


def with_days(*days: tuple[int, bool], service: str = "S001") -> Network:
    """Return the reference network with one service's exceptions."""
    return replace(
        fronts.reference_network(),
        service_days=tuple(ServiceDay(service=service, day=day, runs=runs) for day, runs in days),
    )


def liner(network: Network, question: Question = LINER) -> Chain:
    chains = fronts.front(network=network, question=question).chains
    return next(one for one in chains if ride(one).code == "S001")


def ride(chain: Chain) -> Service:
    return next(one.made_of for one in chain.steps if isinstance(one.made_of, Service))


def departs(chain: Chain) -> int:
    return next(one.begins_min for one in chain.steps if isinstance(one.made_of, Service))


def test_a_cancelled_departure_is_not_waited_for() -> None:
    usual = departs(liner(fronts.reference_network()))
    day = usual // MINUTES_PER_DAY

    assert departs(liner(with_days((day, False)))) == usual + MINUTES_PER_DAY
    assert departs(liner(with_days((day, False), (day + 1, False)))) == usual + 2 * MINUTES_PER_DAY
    assert departs(liner(with_days((day + 7, False)))) == usual


def test_a_cancelled_departure_is_not_taken_where_wishes_look_back() -> None:
    usual = departs(liner(fronts.reference_network()))
    must = replace(LINER, wishes=Wishes(must_services=frozenset({"S001"})))
    network = with_days((usual // MINUTES_PER_DAY, False))

    assert departs(liner(network, must)) == usual + MINUTES_PER_DAY


def test_whole_weeks_may_be_cancelled() -> None:
    usual = departs(liner(fronts.reference_network()))
    day = usual // MINUTES_PER_DAY
    network = with_days(*((day + more, False) for more in range(20)))

    assert departs(liner(network)) == usual + 20 * MINUTES_PER_DAY


def test_an_added_departure_is_taken_on_its_day_alone() -> None:
    network = fronts.reference_network()
    weekly = replace(
        network,
        services=tuple(
            replace(one, days=(7,)) if one.code == "S001" else one for one in network.services
        ),
    )
    extra = replace(weekly, service_days=(ServiceDay(service="S001", day=2, runs=True),))
    next_week = replace(LINER, ready_min=7 * MINUTES_PER_DAY)

    assert departs(liner(weekly)) // MINUTES_PER_DAY == 6
    assert departs(liner(extra)) // MINUTES_PER_DAY == 2
    assert departs(liner(extra, next_week)) // MINUTES_PER_DAY == 13


def test_the_cut_off_of_an_added_departure_counts() -> None:
    network = with_days(*((day, day == 3) for day in range(8)))
    last = 3 * MINUTES_PER_DAY + 480 - 300
    chain = liner(network)
    handled = next(one for one in chain.steps if isinstance(one.made_of, Service)).ready_min

    caught = replace(LINER, ready_min=last - handled)
    missed = replace(LINER, ready_min=last - handled + 8 * 60)

    assert departs(liner(network, caught)) // MINUTES_PER_DAY == 3
    assert departs(liner(network, missed)) // MINUTES_PER_DAY == 8


def test_an_exception_of_an_unknown_service_changes_nothing() -> None:
    usual = liner(fronts.reference_network())

    assert liner(with_days((0, False), service="S999")) == usual


def test_the_validator_sees_a_cancelled_departure_and_an_added_one_left_out() -> None:
    plain = liner(fronts.reference_network())
    day = departs(plain) // MINUTES_PER_DAY
    late = liner(with_days((day, False)))

    assert breaches(with_days((day, False)), plain) == {"no-such-departure"}
    assert breaches(with_days((day, False)), late) == set()
    assert breaches(fronts.reference_network(), late) == {"idle-wait"}


def breaches(network: Network, chain: Chain) -> set[str]:
    found = Validator(network).violations(question=LINER, chain=chain)
    return {one.code for one in found}


def test_who_misses_a_departure_waits_longer_where_the_next_is_cancelled() -> None:
    chain = liner(fronts.reference_network())
    day = departs(chain) // MINUTES_PER_DAY
    gone = with_days(*((day + more, False) for more in range(1, 15)))

    usual = reliability(network=fronts.reference_network(), question=LINER, chain=chain)
    worse = reliability(network=gone, question=LINER, chain=chain)

    assert missed(usual) == missed(worse) > 0
    assert worse.quantile(1.0) > usual.quantile(1.0)
    assert worse.median_min == usual.median_min


def missed(told: Reliability) -> float:
    return next(one.missed for one in told.connections if one.code == "S001")


def excepted(seed: int) -> Iterator[tuple[Network, Question]]:
    """Yield questions to networks of which half the services have random exceptions."""
    network, random = fronts.reference_network(), Random(seed)
    codes = [one.code for one in network.services]
    for question in questions(network=network, seed=seed):
        if question.cargo.load is Load.BULK:
            continue
        first = question.ready_min // MINUTES_PER_DAY
        dates = {
            (code, first + random.randrange(12)): random.random() < 0.3
            for code in random.choices(codes, k=400)
        }
        days = tuple(ServiceDay(service=c, day=d, runs=r) for (c, d), r in dates.items())
        yield replace(network, service_days=days), question


@cache
def files() -> oracle.Files:
    return oracle.read_files()


@pytest.mark.slow
def test_fronts_with_exceptions_equal_the_oracles() -> None:
    cases = list(islice(excepted(1129), QUESTIONS))

    ours = [vectors(network, question) for network, question in cases]
    plain = [vectors(fronts.reference_network(), question) for _, question in cases]

    assert ours == [oracle.front(files(), with_dates(*case)) for case in cases]
    assert sum(a != b for a, b in zip(ours, plain, strict=True)) >= CHANGED


def with_dates(network: Network, question: Question) -> oracle.Question:
    dates = tuple((one.service, one.day, one.runs) for one in network.service_days)
    return replace(in_its_words(question), dates=dates)


def vectors(network: Network, question: Question) -> list[oracle.Vector]:
    answer = fronts.front(network=network, question=question)
    return [(one.arrive_min, one.fen, one.grams) for one in answer.chains]


def recorded(day: date, what: str) -> None:
    add_row(
        kind=kinds.EXCEPTION,
        row={"service_id": "S001", "date": day.isoformat(), "what": what, "conf": "A",
             "source": "班轮公司通知"},
        grounds=None,
        occasion=at_once(),
    )  # fmt: skip


def test_plans_of_the_tables_know_recorded_exceptions(network: ImportReport) -> None:
    before = departs(liner(network_at(SOON)))
    day = before // MINUTES_PER_DAY

    recorded(MONDAY + timedelta(days=day), "cancelled")
    recorded(MONDAY + timedelta(days=40), "added")

    assert network_at(SOON).service_days == (
        ServiceDay(service="S001", day=day, runs=False),
        ServiceDay(service="S001", day=40, runs=True),
    )
    assert departs(liner(network_at(SOON))) == before + MINUTES_PER_DAY
    assert network_at(NOW).service_days == ()


def test_days_count_from_the_monday_of_the_plans_week(network: ImportReport) -> None:
    recorded(MONDAY + timedelta(days=3), "cancelled")
    recorded(MONDAY + timedelta(days=8), "cancelled")

    following = network_at(SOON + timedelta(days=7))

    assert [one.day for one in network_at(SOON).service_days] == [3, 8]
    assert [one.day for one in following.service_days] == [1]
