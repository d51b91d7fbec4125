"""Our questions in the oracle's words, and our answers in its form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from matou.kit.errors import DomainError
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.asking import Question, check_question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Network, Transfer
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.wishing import with_codes
from matou.modules.planner.tests import oracle

MUSTS = (0, 1, 1, 2, 3)


def in_its_words(question: Question) -> oracle.Question:
    """Return the same question as the oracle takes it."""
    cargo, wishes = question.cargo, question.wishes
    return oracle.Question(
        origin=question.origin,
        destination=question.destination,
        ready=question.ready_min,
        kind=str(cargo.load),
        tonnes=Fraction(cargo.mass_kg, 1000),
        teu=cargo.teu,
        draught_m=Fraction(cargo.draught_mm, 1000),
        dangerous=bool(cargo.dangerous_class),
        allows_planned="planned_pinglu" in cargo.flags,
        closures=tuple(
            (closure.lock, closure.from_min, closure.until_min) for closure in wishes.closures
        ),
        without=wishes.without_modes
        | wishes.without_nodes
        | wishes.without_links
        | wishes.without_services,
        must=wishes.must_modes | wishes.must_nodes | wishes.must_links | wishes.must_services,
        depart_from=wishes.depart_from_min,
        arrive_by=wishes.arrive_by_min,
        max_transfers=wishes.max_transfers,
        no_dangerous_terminals=wishes.avoids_dangerous_terminals,
        lower_m=Fraction(wishes.lower_water_cm, 100),
    )


def our_front(question: Question) -> list[oracle.Vector]:
    """Return our answer as vectors, by arrival."""
    answer = fronts.front(network=fronts.reference_network(), question=question)
    return [(chain.arrive_min, chain.fen, chain.grams) for chain in answer.chains]


def wishful(*, network: Network, seed: int) -> Iterator[Question]:
    """Yield random questions with wishes of every kind, some that can be met and some that cannot.

    Half of what must be used or avoided lies on a chain of the answer without wishes.
    """
    random = Random(seed)
    for question in questions(network=network, seed=seed):
        chains = fronts.front(network=network, question=question).chains
        if not chains:
            continue
        wished = replace(question, wishes=_wishes(random, network, question, chains))
        try:
            check_question(network=network, question=wished)
        except DomainError:
            continue  # at odds with itself: other tests ask for those
        yield wished


def _wishes(
    random: Random, network: Network, question: Question, chains: Sequence[Chain]
) -> Wishes:
    must = [_word(random, network, random.choice(chains)) for _ in range(random.choice(MUSTS))]
    without = [_word(random, network, random.choice(chains)) for _ in range(random.choice((0, 1)))]
    spans = [chain.arrive_min for chain in chains]
    lower_cm = random.choice((0, 0, 20, 50, 150))
    return with_codes(
        replace(
            question.wishes,
            max_transfers=random.choice((None, None, 0, 1, 2, 3, 4)),
            depart_from_min=random.choice((0, 0, question.ready_min + random.randrange(5_000))),
            arrive_by_min=random.choice((None, None, random.choice(spans) + random.randrange(900))),
            avoids_dangerous_terminals=random.random() < 0.15,
            lower_water_cm=lower_cm,
        ),
        network=network,
        must=must,
        without=without,
    )


def _word(random: Random, network: Network, chain: Chain) -> str:
    step = random.choice(chain.steps)
    anything = [
        row.code for rows in (network.nodes, network.links, network.services) for row in rows
    ]
    near = [step.origin, step.destination]
    if not isinstance(step.made_of, Transfer):
        near += [step.made_of.code, str(step.made_of.mode)]
    return random.choice([*near, *near, random.choice(anything)])
