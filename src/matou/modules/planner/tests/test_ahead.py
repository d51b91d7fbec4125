"""Notices at their own time: limits, stops and chambers out of use while the cargo is under way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from random import Random
from uuid import UUID

import pytest

from matou.modules.planner.queries import answers, fronts
from matou.modules.planner.queries.plans import plan_at
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import OfferOutdated
from matou.modules.planner.rules.cargo import Load, Wishes
from matou.modules.planner.rules.network import (
    ChamberClosure,
    Limit,
    Mode,
    Network,
    Service,
    Stop,
)
from matou.modules.planner.rules.notices import (
    DRAUGHT_LIMIT,
    SERVICE_CANCELLED,
    STORM_STOP,
    NoticeTerms,
)
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.sheets import Sheet, sheet
from matou.modules.planner.rules.validate import Validator
from matou.modules.planner.services import notices
from matou.modules.planner.services.booking import BookingTerms, book
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests import oracle
from matou.modules.planner.tests.booked import SHIPPER
from matou.modules.planner.tests.questions import in_its_words
from matou.modules.planner.tests.world import EDITOR, NOW

QUESTIONS = 60
CHANGED = 15
"""So many fronts at least must differ from those of a quiet week."""
DAY = 1_440
SOON = NOW + timedelta(minutes=2)
"""A notice published at a minute at which the network changed counts a moment behind it."""
LINER = Question(
    origin="P_CHI",
    destination="P_NSA",
    ready_min=answers.minute_at(SOON, instant=NOW),
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
    wishes=Wishes(without_modes=frozenset({Mode.ROAD, Mode.RAIL})),
)


@cache
def files() -> oracle.Files:
    return oracle.read_files()


def troubled(seed: int) -> Iterator[tuple[Network, Question]]:
    """Yield questions to networks in which much is limited, stopped or out of use for a while."""
    network, random = fronts.reference_network(), Random(seed)
    for question in questions(network=network, seed=seed):
        first = question.ready_min

        def span(ready: int = first) -> tuple[int, int]:
            begins = ready + random.randrange(-DAY, 4 * DAY)
            return max(0, begins), max(0, begins) + random.randrange(1, 3 * DAY)

        limited = [(link.code, *span()) for link in random.sample(network.links, 60)]
        stopped = [(row.code, *span()) for row in random.sample(network.transfers, 40)]
        shut = [(one, *span()) for one in random.sample(network.chambers, 12)]
        for lock in random.sample(sorted({one.lock for one in network.chambers}), 4):
            whole = span()
            shut += [(one, *whole) for one in network.chambers if one.lock == lock]
        yield (
            replace(
                network,
                limits=tuple(
                    Limit(link=code, from_min=a, until_min=b, depth_cm=random.choice((0, 250, 400)))
                    for code, a, b in limited
                ),
                stops=tuple(Stop(transfer=code, from_min=a, until_min=b) for code, a, b in stopped),
                chamber_closures=tuple(
                    ChamberClosure(lock=one.lock, chamber=one.chamber, from_min=a, until_min=b)
                    for one, a, b in shut
                ),
                seen_until_min=60 * DAY,
            ),
            question,
        )


def as_told(network: Network, question: Question) -> oracle.Question:
    return replace(
        in_its_words(question),
        limits=tuple(
            (one.link, one.from_min, one.until_min, Fraction(one.depth_cm, 100))
            for one in network.limits
        ),
        stops=tuple((one.transfer, one.from_min, one.until_min) for one in network.stops),
        chambers=tuple(
            (one.lock, one.chamber, one.from_min, one.until_min) for one in network.chamber_closures
        ),
    )


def vectors(network: Network, question: Question) -> list[oracle.Vector]:
    answer = fronts.front(network=network, question=question)
    return [(one.arrive_min, one.fen, one.grams) for one in answer.chains]


@pytest.mark.slow
def test_fronts_in_troubled_weeks_equal_the_oracles() -> None:
    cases = list(islice(troubled(1129), QUESTIONS))

    ours = [vectors(network, question) for network, question in cases]
    quiet = [vectors(fronts.reference_network(), question) for _, question in cases]

    assert ours == [oracle.front(files(), as_told(*case)) for case in cases]
    assert sum(a != b for a, b in zip(ours, quiet, strict=True)) >= CHANGED


@pytest.mark.slow
def test_the_validator_and_the_sheets_agree_with_them() -> None:
    cases = list(islice(troubled(7), QUESTIONS))

    found = [
        (network, question, chain)
        for network, question in cases
        for chain in fronts.front(network=network, question=question).chains
    ]

    assert [
        (Validator(network).violations(question=question, chain=chain), sums(one), one.minutes)
        for network, question, chain in found
        for one in [sheet(network=network, question=question, chain=chain)]
    ] == [
        ((), (chain.fen, chain.grams), chain.arrive_min - question.ready_min)
        for _, question, chain in found
    ]


def sums(one: Sheet) -> tuple[int, int]:
    return one.fen, one.grams


def test_the_validator_sees_chains_that_trouble_would_have_stopped() -> None:
    cases = list(islice(troubled(7), QUESTIONS))

    seen = {
        violation.code
        for network, question in cases
        for chain in fronts.front(network=fronts.reference_network(), question=question).chains
        for violation in Validator(network).violations(question=question, chain=chain)
    }

    assert seen >= {"limited-or-stopped", "terminal-stopped", "lock-closed"}


def published(kind: str, *targets: str, begins: datetime, days: int, **more: int) -> None:
    terms = NoticeTerms(
        kind=kind,
        targets=targets,
        starts_at=begins,
        ends_at=begins + timedelta(days=days),
        issuer="航道处",
        source="通告",
        confidence="A",
        depth_cm=more.get("depth_cm"),
    )
    notices.publish_notice(terms=terms, actor=EDITOR, now=NOW)


def ridden(question: Question = LINER, instant: datetime = SOON) -> tuple[str, datetime]:
    live = answers.answer_at(instant=instant, question=question)
    step = next(one for one in live.answer.chains[0].steps if isinstance(one.made_of, Service))
    return step.made_of.code, live.instant(step.begins_min)


def test_a_sailing_cancelled_for_later_is_not_offered_now(network: ImportReport) -> None:
    service, departs_at = ridden()
    begins = departs_at - timedelta(minutes=1)
    assert begins > NOW

    published(SERVICE_CANCELLED, service, begins=begins, days=2)

    code, later_at = ridden()
    assert code != service or later_at >= begins + timedelta(days=2)


def test_a_stop_that_is_over_by_then_hinders_nobody(network: ImportReport) -> None:
    next_week = replace(LINER, ready_min=LINER.ready_min + 7 * DAY)
    usual = ridden(next_week)

    published(STORM_STOP, "P_CHI", begins=NOW, days=2)

    assert ridden(next_week) == usual
    assert ridden()[1] >= NOW + timedelta(days=2)


def test_low_water_to_come_is_waited_out_and_told_in_the_sheet(network: ImportReport) -> None:
    gravel = cargoes.bulk(
        tonnes=Decimal(2000), draught_m=Decimal("2.6"), dangerous_class="", flags=frozenset()
    )
    question = Question(
        origin="P_WUL",
        destination="P_NSA",
        ready_min=LINER.ready_min,
        cargo=gravel,
        wishes=Wishes(without_modes=frozenset({Mode.RAIL})),
    )
    usual = answers.answer_at(instant=SOON, question=question).answer.chains[-1]
    low = next(step for step in usual.steps if step.origin_mode is Mode.WATER and step.length_m)
    begins = NOW + timedelta(hours=1)

    published(DRAUGHT_LIMIT, low.made_of.code, begins=begins, days=9, depth_cm=100)

    plan = plan_at(instant=SOON, question=question)
    barge = plan.live.answer.chains[-1]
    line = next(
        line
        for line in sheet(network=plan.live.network, question=question, chain=barge).lines
        if line.step.made_of.code == low.made_of.code
    )
    assert plan.live.instant(line.step.begins_min) >= begins + timedelta(days=9)
    assert {str(one.spent) for one in line.minutes} >= {"closure", "moving"}


def test_an_offer_is_void_when_trouble_is_announced_for_its_way(network: ImportReport) -> None:
    offer = offered(LINER)
    _service, departs_at = ridden()

    published(STORM_STOP, "P_CHI", begins=departs_at - timedelta(hours=1), days=1)

    with pytest.raises(OfferOutdated):
        book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=SOON)


def test_an_offer_outlives_trouble_that_it_does_not_meet(network: ImportReport) -> None:
    offer = offered(LINER)

    published(STORM_STOP, "P_CHI", begins=NOW + timedelta(days=60), days=1)

    assert book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=SOON)


TERMS = BookingTerms(cargo_name="瓷砖", cargo="ceramics")


def offered(question: Question) -> UUID:
    return make_offer(question=question, pick=Pick(place=0), actor=SHIPPER, now=NOW)


def test_a_run_that_is_late_waits_for_the_end_of_a_stop() -> None:
    network, question = next(
        (network, question)
        for network, question in troubled(3)
        if question.cargo.load is Load.BULK
        and fronts.front(network=network, question=question).chains
    )
    chain = fronts.front(network=network, question=question).chains[0]
    last = chain.steps[-1]
    begins = chain.arrive_min + 1
    stopped = replace(
        network,
        limits=(
            *network.limits,
            Limit(link=last.made_of.code, from_min=begins, until_min=begins + 20 * DAY, depth_cm=0),
        ),
    )

    usual = reliability(network=network, question=question, chain=chain)
    worse = reliability(network=stopped, question=question, chain=chain)

    assert worse.quantile(1.0) > begins + 20 * DAY > usual.quantile(1.0)
