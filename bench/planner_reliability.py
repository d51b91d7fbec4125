"""The reliability of a chain: time a chain, and the ratio against a plain Python simulation.

    python bench/planner_reliability.py [--check] [--chains 100]

Both send the same chains 8,191 times, in turn and in one process, so that a noisy machine disturbs
both alike. The plain one is the simulator that calibrates predictions. ``--check`` fails outside
the limits.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from matou.kernels.lateness import RUNS  # noqa: E402  # the path above must stand first
from matou.modules.planner.queries import fronts  # noqa: E402
from matou.modules.planner.queries.calibration import shipment_of  # noqa: E402
from matou.modules.planner.queries.reliabilities import reliability  # noqa: E402
from matou.modules.planner.rules.asking import Question  # noqa: E402
from matou.modules.planner.rules.chains import Chain  # noqa: E402
from matou.modules.planner.rules.sampling import questions  # noqa: E402
from matou.modules.planner.rules.simulating import Simulator  # noqa: E402

MOST_MS = 5.0
LEAST_RATIO = 20.0


def main() -> int:
    """Measure, print, and compare with the limits where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--chains", type=int, default=100)
    asked = parser.parse_args()
    network, simulator = fronts.reference_network(), Simulator(fronts.reference_tables())
    cases = _cases(asked.chains)
    reliability(network=network, question=cases[0][0], chain=cases[0][1])  # compiled or loaded
    ours, plain = [], []
    for question, chain in cases:
        ours.append(_seconds(partial(_ours, question, chain)))
        plain.append(_seconds(partial(_plain, simulator, question, chain)))
    ratio = sum(plain) / sum(ours)
    high = sorted(ours)[int(len(ours) * 0.99)] * 1000
    steps = statistics.median(len(chain.steps) for _, chain in cases)
    print(f"{len(cases)} chains of {steps:.0f} steps at the median, {RUNS:,} runs each, processor")
    print(
        f"  kernel  p50 {statistics.median(ours) * 1000:7.2f} ms · p99 {high:7.2f} ms ({MOST_MS=})"
    )
    print(f"  plain   p50 {statistics.median(plain) * 1000:7.2f} ms")
    print(f"  plain / kernel x {ratio:.0f} ({LEAST_RATIO=})")
    return 1 if asked.check and (ratio < LEAST_RATIO or high > MOST_MS) else 0


def _cases(count: int) -> list[tuple[Question, Chain]]:
    return [case for case, _ in zip(_answered(), range(count), strict=False)]


def _answered() -> Iterator[tuple[Question, Chain]]:
    """Yield the cleanest chain of each question that has an answer: few of them are lorries."""
    network = fronts.reference_network()
    for question in questions(network=network, seed=2026):
        chains = fronts.front(network=network, question=question).chains
        if chains:
            yield question, min(chains, key=lambda chain: chain.grams)


def _ours(question: Question, chain: Chain) -> int:
    network = fronts.reference_network()
    return reliability(network=network, question=question, chain=chain).ninetieth_min


def _plain(simulator: Simulator, question: Question, chain: Chain) -> int:
    random = Random(2026)
    moves = [(step.made_of.code, step.origin, step.destination) for step in chain.steps]
    trip = simulator.trip(shipment_of(question), moves)
    arrivals = sorted(trip.travelled(random)[0] for _ in range(RUNS))
    return arrivals[int(0.9 * RUNS)]


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
