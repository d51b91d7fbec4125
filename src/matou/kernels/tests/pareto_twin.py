"""The Pareto search in plain Python: the same algorithm by lists, heapq and tuples."""

from dataclasses import dataclass, field
from heapq import heappop, heappush

WEEK, DAY = 10_080, 1_440

Vector = tuple[int, int, int]


@dataclass(frozen=True)
class Arc:
    """One arc; ``clock`` is "", "timetable", "opening", "closures" or "dated".

    A dated timetable has the weekly minutes in ``times`` and exceptions besides.
    """

    tail: int
    head: int
    minutes: int
    fen: int
    grams: int
    clock: str = ""
    times: tuple[int, ...] = ()
    extra: int = 0
    cancelled: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()

    def begins(self, minute: int) -> int:
        """When the arc's own minutes begin for who is ready at a minute."""
        if self.clock == "timetable":
            earliest = minute + self.extra
            week = earliest // WEEK * WEEK
            both = (*self.times, *(time + WEEK for time in self.times))
            return next(week + time for time in both if week + time >= earliest)
        if self.clock == "dated":
            return self._dated(minute + self.extra)
        if self.clock == "opening":
            opens, closes, days = self.times
            while not (minute % WEEK // DAY < days and opens <= minute % DAY < closes):
                minute += 1
            return minute
        for begin, end in zip(self.times[::2], self.times[1::2], strict=True):
            if self.clock == "closures" and begin <= minute < end:
                minute = end
        return minute

    def _dated(self, minute: int) -> int:
        """Minute by minute, until one departs."""
        while minute not in self.added and (
            minute % WEEK not in self.times or minute in self.cancelled
        ):
            minute += 1
        return minute


@dataclass
class Twin:
    """A graph and the search on it."""

    nodes: int
    arcs: list[Arc]
    labels: int = 0
    leaving: dict[int, list[Arc]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for arc in self.arcs:
            self.leaving.setdefault(arc.tail, []).append(arc)

    def front(self, source: int, target: int, minute: int) -> list[Vector]:
        """Return every vector that no path beats, by arrival."""
        bounds = self._bounds(target)
        if source not in bounds[0]:
            return []
        found: list[Vector] = []
        settled: dict[int, list[tuple[int, int]]] = {}
        heap = [((minute + bounds[0][source], bounds[1][source], bounds[2][source]), 0)]
        made = [(source, minute, 0, 0)]
        while heap:
            (_, all_fen, all_grams), label = heappop(heap)
            node, ready, fen, grams = made[label]
            if _beaten(settled.get(target, ()), all_fen, all_grams) or _beaten(
                settled.get(node, ()), fen, grams
            ):
                continue
            settled[node] = [one for one in settled.get(node, ()) if one[0] < fen or one[1] < grams]
            settled[node].append((fen, grams))
            if node == target:
                found.append((ready, fen, grams))
                continue
            for arc in self.leaving.get(node, ()):
                if arc.head not in bounds[0]:
                    continue
                new = (arc.head, arc.begins(ready) + arc.minutes, fen + arc.fen, grams + arc.grams)
                key = (
                    new[1] + bounds[0][arc.head],
                    new[2] + bounds[1][arc.head],
                    new[3] + bounds[2][arc.head],
                )
                if _beaten(settled.get(target, ()), key[1], key[2]) or _beaten(
                    settled.get(arc.head, ()), new[2], new[3]
                ):
                    continue
                made.append(new)
                heappush(heap, (key, len(made) - 1))
        self.labels = len(made)
        return found

    def _bounds(self, target: int) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        entering: dict[int, list[Arc]] = {}
        for arc in self.arcs:
            entering.setdefault(arc.head, []).append(arc)
        found: list[dict[int, int]] = []
        for criterion in range(3):
            least: dict[int, int] = {}
            heap = [(0, target)]
            while heap:
                total, node = heappop(heap)
                if node in least:
                    continue
                least[node] = total
                for arc in entering.get(node, ()):
                    waits = arc.extra if arc.clock in ("timetable", "dated") else 0
                    step = (arc.minutes + waits, arc.fen, arc.grams)[criterion]
                    heappush(heap, (total + step, arc.tail))
            found.append(least)
        return found[0], found[1], found[2]


def _beaten(steps: list[tuple[int, int]] | tuple[()], fen: int, grams: int) -> bool:
    return any(a <= fen and b <= grams for a, b in steps)
