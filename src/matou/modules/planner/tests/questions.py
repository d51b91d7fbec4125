"""Our questions in the oracle's words, and our answers in its form."""

from fractions import Fraction

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.tests import oracle


def in_its_words(question: Question) -> oracle.Question:
    """Return the same question as the oracle takes it."""
    cargo = question.cargo
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
            (closure.lock, closure.from_min, closure.until_min)
            for closure in question.wishes.closures
        ),
    )


def our_front(question: Question) -> list[oracle.Vector]:
    """Return our answer as vectors, by arrival."""
    answer = fronts.front(network=fronts.reference_network(), question=question)
    return [(chain.arrive_min, chain.fen, chain.grams) for chain in answer.chains]
