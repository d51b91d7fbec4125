"""The kernel's search under way, and from its labels back to arcs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matou.kernels import pareto
from matou.kernels.aim import Aim, aimed, sharpened
from matou.kernels.stairs import MINUTE
from matou.kernels.timed_graph import Graph as Arrays

FIRST_LABELS = 4_096
SHARPENED_FROM = 5_000
"""Labels settled before the aim is sharpened: thirteen more searches of Dijkstra, some 0.2 ms on
the reference network, where one question in a hundred gets so far."""


@dataclass(frozen=True, slots=True)
class Path:
    """One chain of the front as the kernel found it: its vector, its arcs and where each ends."""

    minute: int
    fen: int
    grams: int
    arcs: tuple[int, ...]
    ends: tuple[int, ...]


def aim(graph: Arrays, *, target: int) -> Aim:
    """Return the graph as a target sees it."""
    seen: Aim = aimed(graph, target)
    return seen


class Front:
    """A search under way: advance it by slices, and read its paths at any time."""

    def __init__(self, aim: Aim, *, source: int, minute: int) -> None:
        """Put the cargo at the source at a minute."""
        self.aim = aim
        self.source = source
        self.status = pareto.RUNNING
        self.search = pareto.empty(aim, labels=FIRST_LABELS)
        pareto.start(aim, self.search, source, minute)

    @property
    def labels(self) -> int:
        """How many labels were made so far."""
        return int(self.search.state[pareto.LABELS])

    def advance(self, *, budget: int, slack: int = 0) -> bool:
        """Settle up to ``budget`` labels; tell whether work is left."""
        blunt = SHARPENED_FROM - int(self.search.state[pareto.POPPED])
        if blunt > 0:
            budget = min(budget, blunt)
        elif not self.aim.gaps.size:
            self.aim = sharpened(self.aim, self.source)
        self.status = pareto.advance(self.aim, self.search, budget, slack)
        if self.status == pareto.FULL:
            self.search = _grown(self.search)
        return self.status != pareto.DONE

    def paths(self) -> tuple[Path, ...]:
        """Return the chains that stand in the target's front, by arrival."""
        found = self.search.found[: self.search.state[pareto.FOUND]]
        return tuple(self._path(int(label)) for label in found)

    def _path(self, label: int) -> Path:
        labels = self.search.labels
        minute, fen, grams = labels[label, :3].tolist()
        arcs: list[int] = []
        ends: list[int] = []
        while labels[label, pareto.PARENT] >= 0:
            arcs.append(int(labels[label, pareto.ARC]))
            ends.append(int(labels[label, MINUTE]))
            label = int(labels[label, pareto.PARENT])
        return Path(minute, fen, grams, tuple(reversed(arcs)), tuple(reversed(ends)))


def _grown(search: pareto.Search) -> pareto.Search:
    """Return the same search with room for four times as many labels."""
    longer: dict[str, Any] = {name: _longer(getattr(search, name)) for name in pareto.SIZED}
    return search._replace(**longer)


def _longer(values: NDArray[np.generic]) -> NDArray[np.generic]:
    grown = np.empty((4 * values.shape[0], *values.shape[1:]), dtype=values.dtype)
    grown[: values.shape[0]] = values
    return grown
