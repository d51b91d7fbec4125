"""Nonsense and bombs crash nothing and hang nowhere (a million: ``matou approvals fuzz``)."""

import pytest

from matou.kernels.decision.feel.compiler import compiled, evaluated
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.fuzz import BOMBS, CELL_SECONDS, LIMITS, fuzz
from matou.kernels.decision.limits import DecisionTooLarge, Run


def test_a_thousand_cells_crash_nothing() -> None:
    tally = fuzz(1_000, seed=7)

    assert (tally.cells, tally.crashes, tally.hangs) == (1_000, [], [])
    assert tally.slowest_s < CELL_SECONDS


def outcome(text: str) -> str:
    try:
        return "null" if evaluated(text, {}, Run(LIMITS)) is None else "value"
    except DecisionTooLarge:
        return "stopped"


@pytest.mark.parametrize("text", BOMBS)
def test_no_bomb_goes_off(text: str) -> None:
    assert outcome(text) in {"stopped", "null", "value"}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "[" * 5_000 + "]" * 5_000,
        "-" * 99_000,
        "1" + " + 1" * 200,
        "if " * 5_000,
        "not(" * 5_000,
        "a." * 5_000 + "b",
        "{a:" * 5_000,
        "1" * 100_001,
        '"' + "x" * 100_001 + '"',
        "x instance of " + "list<" * 5_000,
        '"unclosed',
        "/* unclosed",
        "/*" * 50_000,
        "1e99999",
        "a b c 1 2",
        "",
    ],
)
def test_what_cannot_be_read_is_refused_in_time(text: str) -> None:
    with pytest.raises(FeelUnreadable):
        compiled(text)


def test_a_refusal_names_the_character() -> None:
    with pytest.raises(FeelUnreadable, match="at character 5"):
        compiled("1 + )")
