"""The planner's fronts against the exhaustive oracle: equal integer for integer.

All 1,000 questions: ``python bench/planner_prove.py --questions 1000``.
"""

from functools import cache
from itertools import islice

import pytest

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.tests import oracle
from matou.modules.planner.tests.questions import in_its_words, our_front

QUESTIONS = 200
BATCH = 20
SEED = 1129


@cache
def files() -> oracle.Files:
    return oracle.read_files()


def asked() -> list[Question]:
    return list(islice(questions(network=fronts.reference_network(), seed=SEED), QUESTIONS))


@pytest.mark.slow
@pytest.mark.parametrize("begin", range(0, QUESTIONS, BATCH))
def test_fronts_equal_the_oracles(begin: int) -> None:
    batch = asked()[begin : begin + BATCH]

    ours = [our_front(question) for question in batch]

    assert ours == [oracle.front(files(), in_its_words(question)) for question in batch]


def test_a_chain_that_the_search_missed_would_be_seen() -> None:
    question = next(one for one in asked() if len(our_front(one)) > 1)

    truth = oracle.front(files(), in_its_words(question))

    assert our_front(question)[1:] != truth
    assert our_front(question) == truth
