"""Questions with wishes against the exhaustive oracle: equal integer for integer."""

from functools import cache
from itertools import islice

import pytest

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.validate import Validator
from matou.modules.planner.tests import oracle
from matou.modules.planner.tests.questions import in_its_words, our_front, wishful

QUESTIONS = 200
BATCH = 20
SEED = 7


@cache
def files() -> oracle.Files:
    return oracle.read_files()


@cache
def asked() -> tuple[Question, ...]:
    return tuple(islice(wishful(network=fronts.reference_network(), seed=SEED), QUESTIONS))


@pytest.mark.slow
@pytest.mark.parametrize("begin", range(0, QUESTIONS, BATCH))
def test_fronts_with_wishes_equal_the_oracles(begin: int) -> None:
    batch = asked()[begin : begin + BATCH]

    ours = [our_front(question) for question in batch]

    assert ours == [oracle.front(files(), in_its_words(question)) for question in batch]


@pytest.mark.slow
def test_every_chain_keeps_the_wishes() -> None:
    network = fronts.reference_network()
    validator = Validator(network)

    broken = [
        violation
        for question in asked()
        for chain in fronts.front(network=network, question=question).chains
        for violation in validator.violations(question=question, chain=chain)
    ]

    assert broken == []


@pytest.mark.slow
def test_the_questions_try_every_wish_and_many_have_answers() -> None:
    wishes = [question.wishes for question in asked()]
    answered = [question for question in asked() if our_front(question)]

    assert all(
        any(getattr(one, name) != getattr(Wishes(), name) for one in wishes)
        for name in Wishes.__dataclass_fields__
    )
    assert QUESTIONS // 4 < len(answered) < QUESTIONS
