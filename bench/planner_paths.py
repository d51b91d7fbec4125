"""Plain shortest paths beside four libraries, and the exact search on a network of 5,000 nodes.

    .venv/bin/python bench/planner_paths.py [--check] [--pairs 100] [--synthetic 50]

Paths: minutes alone, no timetable, the same pairs of ends for all, on the reference network as it
is compiled for 2,000 t of bulk and on a synthetic one of 5,000 nodes (``planner_synthetic.py``).
Ours is ``aim.backward``, which begins every search of the planner: it sees all nodes.
The others stop at the destination where they can (scipy cannot). Pairs are interleaved in one
process, every distance must be the same, and times are medians of processor time over rustworkx.
The libraries are installed apart, into ``.run/bench/planner_paths``, by the hashes of
``bench/planner_paths_requirements.lock``; where one is not to be had, its line says so.

Search: three criteria with timetable on the same synthetic network with 500 services a day, fronts
within 5 %. Labels do not depend on the machine. ``--check`` fails where distances
differ, and beyond the bound of labels.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from numba import njit

ROOT = Path(__file__).resolve().parents[1]
APART = ROOT / ".run" / "bench" / "planner_paths"
LOCK = ROOT / "bench" / "planner_paths_requirements.lock"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

from matou.kernels.aim import backward  # noqa: E402  # the paths above must stand first
from matou.kernels.tests import pareto_graphs  # noqa: E402
from matou.kernels.tests.pareto_twin import WEEK  # noqa: E402
from matou.modules.planner.arrays import searching  # noqa: E402
from matou.modules.planner.queries import fronts  # noqa: E402
from matou.modules.planner.rules.cargo import NO_WISHES, bulk  # noqa: E402
from matou.modules.planner.rules.compile import compiled  # noqa: E402
from planner_synthetic import Basin  # noqa: E402

NODES, SCHEDULED, PATTERNS, SEED = 5_000, 1_200, 100, 7
"""So many scheduled arcs make 500 services a day: most run on some days of the week only."""
SLACK_PERMILLE = 50
MOST_LABELS, MOST_MS = 1_000_000, 500.0
CAP = 1 << 22
"""Labels at which a search is given up, four times what is allowed."""
FAR = 1 << 60
REFERENCE = "rustworkx"
Length = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Ways:
    """Arcs without their parallels: the least minutes from tail to head."""

    nodes: int
    minutes: dict[tuple[int, int], int]


def main() -> int:
    """Measure and print; with ``--check`` fail where distances differ or labels are too many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--synthetic", type=int, default=50)
    asked = parser.parse_args()
    installed()
    basin = Basin(nodes=NODES, patterns=PATTERNS, departures=SCHEDULED, seed=SEED)
    holds = [
        compared("reference network", reference(), asked.pairs),
        compared("synthetic network", synthetic(basin), asked.pairs),
    ]
    holds.append(searched(basin, asked.synthetic))
    return 1 if asked.check and not all(holds) else 0


def installed() -> None:
    """Install the libraries apart at the first run."""
    if not (APART / REFERENCE).is_dir():
        uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "-q", "--no-deps"]
        where = ["--python", sys.executable, "--target", str(APART)]
        subprocess.run([*uv, *where, "--require-hashes", "-r", str(LOCK)], check=False)
    sys.path.append(str(APART))


def reference() -> Ways:
    """Return the reference network as 2,000 t of bulk may use it: by road, barge and rail."""
    cargo = bulk(tonnes=Decimal(2000), draught_m=Decimal(2), dangerous_class="", flags=frozenset())
    graph = compiled(network=fronts.reference_network(), cargo=cargo, wishes=NO_WISHES)
    number = graph.states
    return ways(
        len(number),
        [(number[arc.origin], number[arc.destination], arc.toll.minutes) for arc in graph.arcs],
    )


def synthetic(basin: Basin) -> Ways:
    """Return the synthetic network without its timetable."""
    return ways(basin.nodes, [(arc.tail, arc.head, arc.minutes) for arc in basin.arcs])


def ways(nodes: int, arcs: Sequence[tuple[int, int, int]]) -> Ways:
    """Keep the quickest of parallel arcs: some libraries would add them up, or keep the last."""
    least: dict[tuple[int, int], int] = {}
    for tail, head, minutes in arcs:
        least[tail, head] = min(minutes, least.get((tail, head), FAR))
    return Ways(nodes, least)


def compared(title: str, network: Ways, pairs: int) -> bool:
    """Time every way to find a distance on the same pairs; tells whether all found the same."""
    random = Random(SEED)
    ends = [tuple(random.sample(range(network.nodes), 2)) for _ in range(pairs)]
    searches = {name: made for name in MAKERS if (made := maker(name, network)) is not None}
    seconds: dict[str, list[float]] = {name: [] for name in searches}
    differing = 0
    for source, target in ends:
        found = set()
        for name, search in searches.items():
            search(source, target)  # the first look at a pair warms what the processor keeps
            began = time.process_time()
            length = search(source, target)
            seconds[name].append(time.process_time() - began)
            found.add(round(length) if length < FAR else None)
        differing += len(found) > 1
    print(f"{title}: {network.nodes} nodes, {len(network.minutes)} arcs, {pairs} pairs")
    base = median(seconds[REFERENCE]) if REFERENCE in seconds else None
    for name, values in sorted(seconds.items(), key=lambda pair: median(pair[1])):
        ratio = f"x {median(values) / base:6.2f} {REFERENCE}" if base else "no reference"
        print(f"  {name:10} p50 {median(values) * 1000:9.3f} ms · {ratio}")
    print(f"  pairs whose distances differ: {differing}")
    return differing == 0


def maker(name: str, network: Ways) -> Length | None:
    """Return the search of one library, None with a line where it is not to be had."""
    try:
        return MAKERS[name](network)
    except ImportError as error:
        print(f"  {name}: NOT COMPARED, {error}")
        return None


def ours(network: Ways) -> Length:
    """The least minutes from every node to the target, as the planner's bounds are made."""
    arcs = sorted((head, tail, minutes) for (tail, head), minutes in network.minutes.items())
    first = np.zeros(network.nodes + 1, dtype=np.int32)
    heads = np.array([head for head, _tail, _minutes in arcs], dtype=np.int64)
    np.cumsum(np.bincount(heads, minlength=network.nodes), out=first[1:])
    tails = np.array([tail for _head, tail, _minutes in arcs], dtype=np.int32)
    weight = np.array([minutes for _head, _tail, minutes in arcs], dtype=np.int64)
    return lambda source, target: int(_least(first, tails, weight, target)[source])


@njit  # Python itself cannot call the kernel's inner function
def _least(first: Any, tails: Any, weight: Any, target: int) -> Any:
    return backward(first, tails, weight, target, FAR)


def by_rustworkx(network: Ways) -> Length:
    """``dijkstra_shortest_path_lengths`` to a goal."""
    rustworkx: Any = import_module("rustworkx")
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_edges_from([(*ends, float(minutes)) for ends, minutes in network.minutes.items()])

    def length(source: int, target: int) -> float:
        found = rustworkx.dijkstra_shortest_path_lengths(graph, source, float, goal=target)
        return float(found[target]) if target in found else FAR

    return length


def by_networkx(network: Ways) -> Length:
    """``dijkstra_path_length``."""
    networkx: Any = import_module("networkx")
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(network.nodes))
    graph.add_weighted_edges_from((*ends, minutes) for ends, minutes in network.minutes.items())

    def length(source: int, target: int) -> float:
        try:
            return float(networkx.dijkstra_path_length(graph, source, target))
        except networkx.NetworkXNoPath:
            return FAR

    return length


def by_scipy(network: Ways) -> Length:
    """``csgraph.dijkstra`` from one source: it looks at all nodes."""
    sparse: Any = import_module("scipy.sparse")
    csgraph: Any = import_module("scipy.sparse.csgraph")
    ends = np.array(list(network.minutes), dtype=np.int32)
    weights = np.array(list(network.minutes.values()), dtype=np.float64)
    shape = (network.nodes, network.nodes)
    matrix = sparse.csr_matrix((weights, (ends[:, 0], ends[:, 1])), shape=shape)

    def length(source: int, target: int) -> float:
        found = float(csgraph.dijkstra(matrix, indices=source)[target])
        return min(FAR, found)

    return length


def by_scgraph(network: Ways) -> Length:
    """``Graph.dijkstra`` between two nodes."""
    scgraph: Any = import_module("scgraph")
    links: list[dict[int, float]] = [{} for _ in range(network.nodes)]
    for (tail, head), minutes in network.minutes.items():
        links[tail][head] = float(minutes)
    graph = scgraph.Graph(links)

    def length(source: int, target: int) -> float:
        try:
            return float(graph.dijkstra(source, target)["length"])
        except RuntimeError as error:  # as the library says that no way leads there
            if "not connected" not in str(error):
                raise
            return FAR

    return length


MAKERS: dict[str, Callable[[Ways], Length]] = {
    "matou": ours,
    REFERENCE: by_rustworkx,
    "scipy": by_scipy,
    "scgraph": by_scgraph,
    "networkx": by_networkx,
}


def searched(basin: Basin, pairs: int) -> bool:
    """Count labels and time of the search within 5 % between random places on the road.

    Tells whether the labels stay within their bound: they do not depend on the machine.
    """
    graph = pareto_graphs.as_arrays(basin.nodes, basin.arcs)
    a_day = sum(len(arc.times) for arc in basin.arcs if arc.clock == "timetable") / 7
    random = Random(3)
    labels, seconds, lengths, cut = [], [], [], 0
    for number in range(pairs + 1):
        source, target = random.sample(range(basin.roads), 2)
        began = time.process_time()
        search = searching.Front(
            searching.aim(graph, target=target), source=source, minute=random.randrange(WEEK)
        )
        goes_on = True
        while goes_on and search.labels < CAP:
            goes_on = search.advance(budget=fronts.SLICE, slack=SLACK_PERMILLE)
        if number:  # the first loads the kernel's machine code
            seconds.append(time.process_time() - began)
            labels.append(search.labels)
            lengths.append(len(search.paths()))
            cut += goes_on
    print(
        f"search within {SLACK_PERMILLE / 10:g} %: {basin.nodes} nodes, {len(basin.arcs)} arcs, "
        f"{a_day:.0f} services a day, {pairs} pairs"
    )
    print(
        f"  labels p50 {high(labels, 0.5):,.0f} · p99 {high(labels, 0.99):,.0f} · "
        f"most {max(labels):,} ({MOST_LABELS=:,} at p99)"
    )
    print(
        f"  ms p50 {high(seconds, 0.5) * 1000:.0f} · p99 {high(seconds, 0.99) * 1000:.0f} "
        f"({MOST_MS=:g} at p99) · front p50 {median(lengths):.0f} · longest {max(lengths)}"
    )
    print(f"  given up at {CAP:,} labels: {cut / pairs:.1%}")
    return high(labels, 0.99) <= MOST_LABELS


def high(values: Sequence[float], part: float) -> float:
    """Return the value that so large a part stays below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


if __name__ == "__main__":
    sys.exit(main())
