"""The decision engine against zen-engine: one table of 60 rules and 6 inputs, the same facts.

    python bench/decisions.py [--check] [--rules 60] [--facts 2000] [--rounds 7]

Both take plain Python facts and give a plain result. Rounds are interleaved, medians printed.
Traced, ours explains every rule that failed with cell, fact and test; zen-engine names the rule
that won. ``--check`` fails below the floors, and says so where zen-engine is not installed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matou.kernels.decision.plain import facts_of  # noqa: E402  the path above must stand first
from matou.kernels.decision.tests import referee  # noqa: E402

UNTRACED_FLOOR = 2.0
"""Least ratio of our untraced decisions a second to zen-engine's."""
TRACED_CEILING = 1.5
"""A traced decision of ours takes at most so many times zen-engine's."""


def main() -> int:
    """Measure, print, and compare with the floors where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--rules", type=int, default=60)
    parser.add_argument("--facts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    try:
        import zen
    except ImportError:
        print("zen-engine is not installed here: nothing to compare with")
        return 0
    table = referee.a_table(asked.rules, seed=1)
    facts = referee.some_facts(asked.facts, seed=2)
    ours = referee.ready(table)
    theirs = zen.ZenEngine().create_decision(referee.zen_content(table))
    agreed = sum(
        ours.decide("answer", facts_of(each)).value == theirs.evaluate(each)["result"].get("answer")
        for each in facts
    )
    print(f"{asked.rules} rules x {len(referee.COLUMNS)} inputs: {agreed}/{len(facts)} agree")
    plain = _pair(
        lambda each: ours.decide("answer", facts_of(each)), theirs.evaluate, facts, asked.rounds
    )
    traced = _pair(
        lambda each: ours.decide("answer", facts_of(each), traced=True),
        lambda each: theirs.evaluate(each, {"trace": True}),
        facts,
        asked.rounds,
    )
    faster, slower = plain[1] / plain[0], traced[0] / traced[1]
    count = len(facts)
    print(f"untraced: ours {count / plain[0]:8.0f}/s · zen {count / plain[1]:8.0f}/s", end="")
    print(f" · x {faster:.2f} ({UNTRACED_FLOOR=})")
    print(f"traced:   ours {count / traced[0]:8.0f}/s · zen {count / traced[1]:8.0f}/s", end="")
    print(f" · takes x {slower:.2f} of its time ({TRACED_CEILING=})")
    failed = faster < UNTRACED_FLOOR or slower > TRACED_CEILING or agreed < count
    return 1 if asked.check and failed else 0


def _pair(
    ours: Callable[[Any], object],
    theirs: Callable[[Any], object],
    facts: list[dict[str, Any]],
    rounds: int,
) -> tuple[float, float]:
    """Return the median seconds of both over all facts, rounds interleaved."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for spent, act in zip(seconds, (ours, theirs), strict=True):
            began = time.perf_counter()
            for each in facts:
                act(each)
            spent.append(time.perf_counter() - began)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


if __name__ == "__main__":
    sys.exit(main())
