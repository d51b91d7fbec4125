"""Synthetic networks for the planner's bench: roads, a river with ports, rail and services.

Deterministic for a seed. Roads come in two variants (toll and free), so that time, cost and CO2e
pull apart; services run on patterns of several calls with cut-offs.
"""

from math import hypot
from random import Random

from matou.kernels.tests.pareto_twin import DAY, WEEK, Arc

VARIANTS = 0.15
WIDTH_KM, HEIGHT_KM = 700.0, 350.0


class Basin:
    """A basin of so many nodes: six tenths road, two tenths river, the rest rail."""

    def __init__(self, *, nodes: int, patterns: int, departures: int, seed: int) -> None:
        """Make roads, waterways, rails, transfers and services."""
        self.random = Random(seed)
        self.nodes = nodes
        self.roads = nodes * 6 // 10
        self.river = nodes * 2 // 10
        self.places = [self._place(number) for number in range(nodes)]
        self.arcs: list[Arc] = []
        self._make_roads()
        self._make_lines(range(self.roads, self.roads + self.river), (12.0, 5, 18))
        self._make_lines(range(self.roads + self.river, nodes), (45.0, 10, 19))
        self._make_transfers()
        self._make_services(patterns, departures)

    def _place(self, number: int) -> tuple[float, float]:
        if number < self.roads:
            return self.random.uniform(0, WIDTH_KM), self.random.uniform(0, HEIGHT_KM)
        first = self.roads if number < self.roads + self.river else self.roads + self.river
        count = self.river if first == self.roads else self.nodes - first
        along = (number - first) / max(1, count - 1)
        middle = HEIGHT_KM * (0.35 if first == self.roads else 0.65)
        return WIDTH_KM * along, middle + self.random.uniform(-25, 25)

    def _km(self, one: int, other: int) -> float:
        (a, b), (c, d) = self.places[one], self.places[other]
        return 1.0 + 1.25 * hypot(a - c, b - d)

    def _near(self, node: int, others: range, count: int) -> list[int]:
        ranked = sorted((self._km(node, other), other) for other in others if other != node)
        return [other for _, other in ranked[:count]]

    def _both(self, one: int, other: int, pace: tuple[float, float, float]) -> None:
        """Two arcs of a pace: km/h, fen per km and grams per km."""
        km_h, fen, grams = pace
        for tail, head in ((one, other), (other, one)):
            km = self._km(one, other) * self.random.uniform(1.0, 1.15)
            self.arcs.append(
                Arc(
                    tail,
                    head,
                    int(km / km_h * 60) + 1,
                    int(km * fen) + 1,
                    int(km * grams) + 1,
                )
            )

    def _make_roads(self) -> None:
        for node in range(self.roads):
            for other in self._near(node, range(self.roads), 3):
                self._both(node, other, (75.0, 910, 78))
                if self.random.random() < VARIANTS:
                    self._both(node, other, (48.0, 690, 72))

    def _make_lines(self, nodes: range, pace: tuple[float, float, float]) -> None:
        for node in nodes[1:]:
            self._both(node - 1, node, pace)

    def _make_transfers(self) -> None:
        for node in range(self.roads, self.nodes):
            gate = self._near(node, range(self.roads), 1)[0]
            for tail, head in ((gate, node), (node, gate)):
                opening = ("opening", (420, 1260, 7)) if node % 3 == 0 else ("", ())
                self.arcs.append(Arc(tail, head, 150, 24_000, 900, *opening))

    def _make_services(self, patterns: int, departures: int) -> None:
        """Lines with several calls: every pair of calls is one scheduled arc."""
        made = 0
        while made < departures:
            is_liner = made % 2 == 0
            first = self.roads if is_liner else self.roads + self.river
            count = self.river if is_liner else self.nodes - first
            calls = sorted(self.random.sample(range(first, first + count), min(6, count)))
            if self.random.random() < 0.5:
                calls.reverse()
            made += self._make_pattern(calls, is_liner=is_liner, most=departures // patterns + 1)

    def _make_pattern(self, calls: list[int], *, is_liner: bool, most: int) -> int:
        days = self.random.sample(range(7), self.random.choice((1, 2, 3, 7)))
        begins, made = self.random.randrange(DAY), 0
        km_h, fen, grams = (16.0, 300, 25) if is_liner else (50.0, 420, 19)
        for place, tail in enumerate(calls):
            for head in calls[place + 1 :]:
                if made < most:
                    late = int(self._km(calls[0], tail) / km_h * 60)
                    times = sorted({(day * DAY + begins + late) % WEEK for day in days})
                    km = self._km(tail, head)
                    self.arcs.append(
                        Arc(
                            tail,
                            head,
                            int(km / km_h * 60) + 60,
                            int(20_000 + km * fen),
                            int(km * grams) + 1,
                            "timetable",
                            tuple(times),
                            300,
                        )
                    )
                    made += 1
        return made
