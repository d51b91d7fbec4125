"""Cells that nobody would write: token soup, bent expressions, bombs. None may crash or hang.

Every cell is read as an expression and as a unary test, and run on facts of every kind. It may be
refused or come to any value; the run fails on any other exception and on a cell over its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from time import process_time
from typing import Final

from matou.kernels.decision.feel.compiler import LIBRARY_NAMES, compiled_tests, evaluated
from matou.kernels.decision.feel.frame import Frame
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.library import BUILT_INS
from matou.kernels.decision.limits import DecisionTooLarge, Limits, Run, running
from matou.kernels.decision.values import Date, DateTime, Months, Range, Span, Time, Value

LIMITS: Final = Limits(steps=20_000, depth=30, list_items=2_000, characters=20_000, seconds=0.5)
CELL_SECONDS: Final = 3.0
"""A cell over this time of processor counts as hung."""
NOON: Final = Time(12, 0, 0, 0, None, "Asia/Shanghai")
FACTS: Final[dict[str, Value]] = {
    "age": Decimal(42),
    "name": "港口",
    "is open": True,
    "nothing": None,
    "day": Date(2026, 2, 28),
    "clock": NOON,
    "moment": DateTime(Date(2026, 2, 28), NOON),
    "term": Months(14),
    "wait": Span(90_000_000_000),
    "ports": ["Wuhan", "Yichang", None],
    "ship": {"length": Decimal("110.5"), "flag": "CN", "past calls": [Decimal(1), Decimal(2)]},
    "window": Range(Decimal(1), Decimal(9), True, False),
}
WORDS: Final = (
    *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or"),
    *("not", "between", "instance of", "true", "false", "null", "function", "external", "item"),
    *("?", "partial", "+", "-", "*", "/", "**", "(", ")", "[", "]", "{", "}", ",", ":", "."),
    *("..", "<", "<=", ">", ">=", "=", "!=", "->", "@", '"', "'", "\\", "//", "/*", "*/", "\n"),
    *("0", "1", "-1", "1e6144", "1e-6143", "9" * 40, "0.1", "list<number>", "context<a: any>"),
    *('"x"', '"(a+)+$"', '"\\u0000"', '@"2026-02-30"', '@"P1Y"', '@"24:00:00@Etc/UTC"'),
    *("__class__", "__import__", "eval", "self", "港", "\u00b7", "😀", "\ufeff", "%", "$", "#"),
)
BOMBS: Final = (
    "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]",
    "{a: for i in 1..40 return if i=1 then [1] else [partial[-1],partial[-1]], b: a[-1] = a[-1]}",
    "{f: function(x) f(x), r: f(1)}.r",
    "for a in 1..9999, b in 1..9999, c in 1..9999 return a",
    'for i in 1..60 return if i = 1 then "x" else partial[-1] + partial[-1]',
    'matches(string join(for i in 1..5000 return "a"), "(a+)+b")',
    'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "((a*)*)*b", "x")',
    "9e6144 ** 9e6144",
    "{f: function(n) if n = 0 then 1 else {a: [][f(n - 1)], b: [][f(n - 1)]}, r: f(25)}.r",
    "for i in 1..2000 return append(partial[-1], i)",
    "for i in 1..2000 return context put(if i = 1 then {} else partial[-1], string(i), i)",
    "{a: for i in 1..2000 return i, c: list contains(for i in 1..2000 return a, append(a, 1))}",
    "[(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])..2]",
    "exp(1e30)",
    "1.0000000001 ** 1e33",
    "modulo(1e6144, 1e-6143)",
    "sort(for i in 1..2000 return -i, function(a, b) a < b)",
    "distinct values(for i in 1..2000 return i)",
    "string(for i in 1..2000 return for j in 1..2000 return j)",
    '@"-999999999-01-01" - @"999999999-12-31"',
    'date and time("9999-12-31T23:59:59@Pacific/Kiritimati") + @"P999999999D"',
)


@dataclass(slots=True)
class Tally:
    """What became of the cells."""

    cells: int = 0
    values: int = 0
    nulls: int = 0
    unreadable: int = 0
    stopped: int = 0
    slowest_s: float = 0.0
    slowest: str = ""
    crashes: list[tuple[str, str]] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)


def fuzz(cells: int, seed: int) -> Tally:
    """Run so many cells of the seed's sequence."""
    tally = Tally()
    for text in texts(seed, cells):
        start = process_time()
        _judge(text, tally)
        took = process_time() - start
        tally.cells += 1
        if took > tally.slowest_s:
            tally.slowest_s, tally.slowest = took, text
        if took > CELL_SECONDS:
            tally.hangs.append(text)
    return tally


def _judge(text: str, tally: Tally) -> None:
    try:
        value = evaluated(text, FACTS, Run(LIMITS))
        tally.nulls += value is None
        tally.values += value is not None
    except FeelUnreadable:
        tally.unreadable += 1
    except DecisionTooLarge:
        tally.stopped += 1
    except Exception as error:  # noqa: BLE001  a crash of any kind is what is looked for
        tally.crashes.append((text, repr(error)))
    try:
        test = compiled_tests(text, Names(FACTS, LIBRARY_NAMES))
        frame = Frame(dict(FACTS), Run(LIMITS))
        with running(frame.run):
            for fact in FACTS.values():
                test(fact, frame)
    except (FeelUnreadable, DecisionTooLarge, RecursionError):
        return
    except Exception as error:  # noqa: BLE001  as above
        tally.crashes.append((text, repr(error)))


def texts(seed: int, cells: int) -> Iterator[str]:
    """Yield cells of four in turn: two grown, one bent, one soup; and the bombs now and then."""
    dice = Random(seed)  # noqa: S311  a repeatable sequence, no secret
    for at in range(cells):
        if at % BOMBS_EVERY < len(BOMBS):
            yield BOMBS[at % BOMBS_EVERY]
            continue
        kind = at % 4
        if kind < KINDS_GROWN:
            text = grown(dice, dice.choice(DEPTHS))
            yield dice.choice(CELLS).replace("§", text) if at % 8 == 0 else text
        elif kind == KINDS_GROWN:
            yield bent(dice, grown(dice, dice.choice(DEPTHS)))
        else:
            yield " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 14)))


def bent(dice: Random, text: str) -> str:
    """Return a text with a few places cut, doubled or replaced."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.randint(0, 4))
        text = text[:at] + dice.choice(("", dice.choice(WORDS), text[at:end] * 2)) + text[end:]
    return text


def grown(dice: Random, depth: int) -> str:
    """Return an expression of the grammar with parts of any kind."""
    if depth <= 0:
        return dice.choice(LEAVES)
    form = dice.choice(FORMS)
    parts = [grown(dice, depth - 1) for _ in range(form.count("§"))]
    name = dice.choice(FUNCTIONS)
    text = form.replace("¶", name)
    for part in parts:
        text = text.replace("§", part, 1)
    return text


KINDS_GROWN: Final = 2
DEPTHS: Final = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5)
BOMBS_EVERY: Final = 50_000
FUNCTIONS: Final = tuple(sorted(BUILT_INS))
LEAVES: Final = (
    *FACTS,
    *("1", "-3", "0", "2.5", "1e3", "true", "false", "null", '"CN"', '""', "[]", "{}", "item", "?"),
    *('@"2026-02-28"', '@"10:00:00+08:00"', '@"P1D"', '@"P2M"', "ship.length", "day.year", "- 1"),
    *('@"2026-01-01T00:00:00@Europe/Paris"', '@"-0001-03-01"', "[1..5]", "(1..5]", "(< 9)"),
)
FORMS: Final = (
    *("§ + §", "§ - §", "§ * §", "§ / §", "§ ** §", "-§", "(§)", "§ < §", "§ >= §", "§ = §"),
    *("§ != §", "§ and §", "§ or §", "§ between § and §", "§ in (§, < §, §)", "§ in [§..§]"),
    *("if § then § else §", "for x in § return §", "for x in §..§ return x", "[§, §, §]"),
    *("some x in § satisfies x = §", "every x in § satisfies §", "§[§]", "§[item > §]", "§.§"),
    *("{a: §, b c: §}", "{a: §}.a", "¶(§)", "¶(§, §)", "¶(§, §, §)", "¶(§)", "¶(§, §)", "¶()"),
    *("(function(x) §)(§)", "(function(x: number, y) § + x)(§, §)", "§ instance of list<number>"),
    *("(§..§]", "[§..§)", "]§..§[", "sort(§, function(a, b) a < b)", "list replace(§, 1, §)"),
)
CELLS: Final = ("< §", ">= §", "not(§)", "not(§, < 3)", "§, 7", "= §", "!= §", "-")
