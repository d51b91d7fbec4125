"""Every case of the project's own: FEEL against its expected value, both sides of each border."""

from collections import Counter

from matou.kernels.decision.feel.compiler import LIBRARY_NAMES, compiled_tests, evaluated
from matou.kernels.decision.feel.frame import Frame
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.written import inner
from matou.kernels.decision.limits import Run
from matou.kernels.decision.tests.cases import UNARY, Case, cases

LEAST = 600


def answer(case: Case) -> str:
    """Return the value of a case as it is written; what cannot be read is null."""
    try:
        if case.file != UNARY:
            return inner(evaluated(case.text, {}, Run()))
        value, _, tests = case.text.partition(" | ")
        frame = Frame({}, Run())
        test = compiled_tests(tests, LIBRARY_NAMES)
        return inner(test(evaluated(value, {}, Run()), frame))
    except FeelUnreadable as error:
        return f"unreadable: {error}"


def wanted(case: Case) -> str:
    return inner(evaluated(case.expected, {}, Run()))


def test_every_case_comes_to_its_value() -> None:
    wrong = [
        f"{case} is {answer(case)}, not {wanted(case)}"
        for case in cases()
        if answer(case) != wanted(case)
    ]

    assert wrong == []


def test_there_are_enough_cases_and_none_stands_twice() -> None:
    counts = Counter((case.file, case.text) for case in cases())

    assert len(counts) >= LEAST
    assert [text for text, count in counts.items() if count > 1] == []
