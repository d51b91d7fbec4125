"""The planner's fronts against the exhaustive oracle, question by question.

    python bench/planner_prove.py [--check] [--questions 1000] [--seed 2026]

Prints every question whose fronts differ, and at the end how many are equal. The oracle reads the
reference network itself and shares no code with compiler or kernel.
"""

import argparse
import sys
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matou.modules.planner.queries import fronts  # noqa: E402  # the path above must stand first
from matou.modules.planner.rules.sampling import questions  # noqa: E402
from matou.modules.planner.tests import oracle  # noqa: E402
from matou.modules.planner.tests.questions import in_its_words, our_front  # noqa: E402


def main() -> int:
    """Ask, compare, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    files = oracle.read_files()
    equal, lengths, seconds = 0, [], 0.0
    network = fronts.reference_network()
    for question in islice(questions(network=network, seed=asked.seed), asked.questions):
        began = time.process_time()
        truth = oracle.front(files, in_its_words(question))
        seconds += time.process_time() - began
        lengths.append(len(truth))
        if our_front(question) == truth:
            equal += 1
        else:
            print(f"differs: {question}")
    lengths.sort()
    print(f"fronts: median {lengths[len(lengths) // 2]}, longest {lengths[-1]}")
    print(f"oracle: {seconds / asked.questions * 1000:.0f} ms of processor a question")
    print(f"{equal:,} of {asked.questions:,} equal")
    return 0 if equal == asked.questions else 1


if __name__ == "__main__":
    sys.exit(main())
