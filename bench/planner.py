"""The planner's search: against one Dijkstra of rustworkx, against plain Python, and by labels.

    python bench/planner.py [--check] [--pairs 200] [--synthetic 100]

Pairs and rounds are interleaved in one process, so that a noisy machine disturbs all alike; label
counts do not depend on the machine at all. rustworkx is installed apart, into
``.run/bench/planner``, from ``bench/planner_requirements.lock``. ``--check`` fails outside limits.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
APART = ROOT / ".run" / "bench" / "planner"
LOCK = ROOT / "bench" / "planner_requirements.lock"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

from matou.kernels import pareto  # noqa: E402
from matou.kernels.aim import sharpened  # noqa: E402
from matou.kernels.tests import pareto_graphs  # noqa: E402
from matou.kernels.tests.pareto_twin import WEEK, Twin  # noqa: E402
from matou.modules.planner.arrays import searching  # noqa: E402
from matou.modules.planner.arrays.cutting import cut  # noqa: E402
from matou.modules.planner.queries import fronts  # noqa: E402
from matou.modules.planner.rules.compile import Graph  # noqa: E402
from matou.modules.planner.rules.network import Mode  # noqa: E402
from matou.modules.planner.rules.sampling import questions  # noqa: E402
from planner_synthetic import Basin  # noqa: E402  # the paths above must stand first

MOST_DIJKSTRAS = 30.0
LEAST_TWINS = 20.0
MOST_COMPILE_MS = 10.0
MOST_LABELS = 75_000
SYNTHETIC_LABELS = 1 << 22


def main() -> int:
    """Measure, print, and compare with the limits where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--synthetic", type=int, default=100)
    asked = parser.parse_args()
    holds = [
        _against_dijkstra(asked.pairs),
        _against_twin(asked.synthetic // 10),
        _synthetic(asked.synthetic),
    ]
    return 1 if asked.check and not all(holds) else 0


def _against_dijkstra(pairs: int) -> bool:
    """The whole exact search, bounds included, and one earliest arrival without any timetable."""
    rustworkx = _rustworkx()
    network = fronts.reference_network()
    searches, dijkstras, compiles, labels = [], [], [], []
    for question in islice(questions(network=network, seed=2026), pairs):
        began = time.process_time()
        graph, made = cut(network=network, cargo=question.cargo, wishes=question.wishes)
        compiles.append(time.process_time() - began)
        ends = [graph.states[at, Mode.ROAD] for at in (question.origin, question.destination)]
        plain = _plain(rustworkx, graph)
        search = _searcher(made, ends, question.ready_min)
        labels.append(search())
        searches.append(min(_seconds(search) for _ in range(3)))
        dijkstras.append(min(_seconds(_dijkstra(rustworkx, plain, ends)) for _ in range(3)))
    ratio = _high(searches) / _high(dijkstras)
    to_median = _high(searches) / statistics.median(dijkstras)
    compile_ms = statistics.median(compiles) * 1000
    print(f"reference network, {pairs} questions, exact, three criteria")
    print(f"  labels      p50 {statistics.median(labels):8.0f} · p99 {_high(labels):8.0f}")
    print(f"  search      p50 {_ms(statistics.median(searches))} · p99 {_ms(_high(searches))}")
    print(f"  rustworkx   p50 {_ms(statistics.median(dijkstras))} · p99 {_ms(_high(dijkstras))}")
    print(f"  p99 / p99 x {ratio:.1f} ({MOST_DIJKSTRAS=}) · p99 / median x {to_median:.1f}")
    print(f"  compile and arrays, median of processor: {compile_ms:.1f} ms ({MOST_COMPILE_MS=})")
    return ratio <= MOST_DIJKSTRAS and compile_ms <= MOST_COMPILE_MS


def _searcher(made: Any, ends: list[int], minute: int) -> Callable[[], int]:
    def search() -> int:
        front = searching.Front(searching.aim(made, target=ends[1]), source=ends[0], minute=minute)
        while front.advance(budget=fronts.SLICE):
            pass
        return front.labels

    return search


def _dijkstra(rustworkx: Any, plain: Any, ends: list[int]) -> Callable[[], object]:
    return lambda: rustworkx.dijkstra_shortest_path_lengths(plain, ends[0], float, goal=ends[1])


def _plain(rustworkx: Any, graph: Graph) -> Any:
    plain = rustworkx.PyDiGraph()
    plain.add_nodes_from(range(len(graph.states)))
    plain.add_edges_from(
        [
            (graph.states[arc.origin], graph.states[arc.destination], float(arc.toll.minutes))
            for arc in graph.arcs
        ]
    )
    return plain


def _against_twin(pairs: int) -> bool:
    basin = Basin(nodes=472, patterns=50, departures=591, seed=7)
    graph = pareto_graphs.as_arrays(basin.nodes, basin.arcs)
    twin = Twin(basin.nodes, basin.arcs)
    kernel_s, twin_s = 0.0, 0.0
    for source, target, minute in _pairs(basin, max(3, pairs)):
        _run(graph, source, target, minute)
        search, seconds = _run(graph, source, target, minute)
        front = pareto_graphs.found(search)
        kernel_s += seconds
        began = time.process_time()
        assert twin.front(source, target, minute) == front
        twin_s += time.process_time() - began
    ratio = twin_s / kernel_s
    print(f"plain Python twin / kernel: x {ratio:.1f} ({LEAST_TWINS=}), fronts equal")
    return ratio >= LEAST_TWINS


def _synthetic(pairs: int) -> bool:
    """Labels of a network of 472 nodes: exact, the aim never sharpened, and with slack."""
    basin = Basin(nodes=472, patterns=50, departures=591, seed=7)
    graph = pareto_graphs.as_arrays(basin.nodes, basin.arcs)
    scheduled = sum(arc.clock == "timetable" for arc in basin.arcs)
    print(f"synthetic: {basin.nodes} nodes, {len(basin.arcs)} arcs, {scheduled} scheduled")
    asked = _pairs(basin, pairs)
    _told("blunt, exact", [_run(graph, *pair, blunt=SYNTHETIC_LABELS) for pair in asked])
    _told("slack 5 %", [_run(graph, *pair, slack=50) for pair in asked])
    labels = _told("exact", [_run(graph, *pair) for pair in asked])
    print(f"  exact, p99: {labels:,.0f} labels ({MOST_LABELS=:,})")
    return labels <= MOST_LABELS


def _told(what: str, searches: list[tuple[pareto.Search, float]]) -> float:
    """Print labels, fronts and times of searches; return the labels at p99."""
    made = [int(search.state[pareto.LABELS]) for search, _ in searches]
    lengths = [int(search.state[pareto.FOUND]) for search, _ in searches]
    times = [seconds for _, seconds in searches]
    print(
        f"  {what:12}: labels p50 {statistics.median(made):,.0f} · p99 {_high(made):,.0f} · front "
        f"p50 {statistics.median(lengths):.0f} · longest {max(lengths)} · "
        f"p50 {_ms(statistics.median(times))} · p99 {_ms(_high(times))}"
    )
    return _high(made)


def _run(
    graph: Any,
    source: int,
    target: int,
    minute: int,
    *,
    blunt: int = searching.SHARPENED_FROM,
    slack: int = 0,
) -> tuple[pareto.Search, float]:
    """Return a search that is done, its aim sharpened after so many labels, and its seconds."""
    began = time.process_time()
    aim = searching.aim(graph, target=target)
    search = pareto.empty(aim, labels=SYNTHETIC_LABELS)
    pareto.start(aim, search, source, minute)
    status = pareto.advance(aim, search, blunt, slack)
    if status == pareto.RUNNING:
        status = pareto.advance(sharpened(aim, source), search, SYNTHETIC_LABELS, slack)
    assert status == pareto.DONE
    return search, time.process_time() - began


def _pairs(basin: Basin, count: int) -> list[tuple[int, int, int]]:
    random = Random(3)
    return [
        (random.randrange(basin.roads), random.randrange(basin.roads), random.randrange(WEEK))
        for _ in range(count)
    ]


def _seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _high(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:7.3f} ms"


def _rustworkx() -> Any:
    """Return rustworkx, installed apart at the first run."""
    if not (APART / "rustworkx").is_dir():
        uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "-q", "--no-deps"]
        where = ["--python", sys.executable, "--target", str(APART)]
        subprocess.run([*uv, *where, "--require-hashes", "-r", str(LOCK)], check=True)
    sys.path.append(str(APART))
    import rustworkx  # found only now that its folder is on the path

    return rustworkx


if __name__ == "__main__":
    sys.exit(main())
