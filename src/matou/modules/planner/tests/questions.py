"""Random questions put in two tongues: the oracle's, and ours."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

from matou.modules.planner import arrays
from matou.modules.planner.rules import basin, cargo, compile  # noqa: A004  the rule's name
from matou.modules.planner.rules.network import Closure, Mode, Network
from matou.modules.planner.tests import oracle

KINDS = ("container", "bulk", "air", "dangerous")


@cache
def network() -> Network:
    """The reference network as the planner reads it."""

    def rows(name: str) -> list[dict[str, str]]:
        with (oracle.BASIN / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return basin.read_network(tables={name: rows(name) for name in basin.FILES}, version="basin")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question for both."""

    oracle: oracle.Question
    cargo: cargo.Cargo
    wishes: cargo.Wishes

    def front(self) -> list[oracle.Vector]:
        """The planner's answer in the oracle's form."""
        return [(path.minute, path.fen, path.grams) for path in self.search().paths()]

    def search(self) -> arrays.Front:
        """The planner's search, done."""
        graph = compile.compiled(network=network(), cargo=self.cargo, wishes=self.wishes)
        ends = [(node, Mode.ROAD) for node in (self.oracle.origin, self.oracle.destination)]
        source, target = (graph.states[end] for end in ends)
        made = arrays.arrays(graph)
        front = arrays.Front(
            made,
            arrays.bounds(made, target=target),
            source=source,
            minute=self.oracle.ready,
        )
        while front.advance(budget=10_000):
            pass
        return front


def questions(*, seed: int, count: int) -> Iterator[Asked]:
    """Yield random questions of all four kinds in turn."""
    random = Random(seed)
    ends = sorted(node.code for node in network().nodes if Mode.ROAD in node.modes)
    for number in range(count):
        origin, destination = random.sample(ends, 2)
        yield question(random, KINDS[number % 4], origin, destination)


def question(random: Random, kind: str, origin: str, destination: str) -> Asked:
    """Return a random question of a kind between two places."""
    is_dangerous = kind == "dangerous"
    load = random.choice(("container", "bulk")) if is_dangerous else kind
    asked = oracle.Question(
        origin=origin,
        destination=destination,
        ready=random.randrange(3 * oracle.WEEK),
        kind=load,
        tonnes=_tonnes(random, load),
        teu=random.choice((1, 2, 2, 3, 7, 20, 61, 110)) if load == "container" else 0,
        draught_m=Fraction(random.choice(range(12, 45)), 10) if load == "bulk" else Fraction(0),
        dangerous=is_dangerous,
        allows_planned=random.random() < 0.3,
        closures=_closures(random),
    )
    return Asked(
        oracle=asked, cargo=_cargo(asked), wishes=cargo.Wishes(closures=_closed(asked.closures))
    )


def _tonnes(random: Random, load: str) -> Fraction:
    if load == "air":
        return Fraction(random.randrange(100, 24_000), 1000)
    if load == "container":
        return Fraction(random.randrange(4, 2_800))
    return random.choice(
        (Fraction(random.randrange(20, 5_000)), Fraction(random.randrange(250_000, 4_000_000), 1000))
    )


def _closures(random: Random) -> tuple[tuple[str, int, int], ...]:
    locks = sorted({chamber.lock for chamber in network().chambers})
    found = []
    for lock in random.sample(locks, random.choice((0, 0, 1, 3))):
        begin = random.randrange(4 * oracle.WEEK)
        found.append((lock, begin, begin + random.randrange(1, 30_000)))
        if random.random() < 0.3:
            found.append((lock, begin + 20_000, begin + 20_000 + random.randrange(1, 5_000)))
    return tuple(found)


def _closed(closures: tuple[tuple[str, int, int], ...]) -> tuple[Closure, ...]:
    return tuple(
        Closure(lock=lock, from_min=begin, until_min=end) for lock, begin, end in closures
    )


def _cargo(asked: oracle.Question) -> cargo.Cargo:
    tonnes = Decimal(asked.tonnes.numerator) / asked.tonnes.denominator
    draught = Decimal(asked.draught_m.numerator) / asked.draught_m.denominator
    dangerous_class = "3" if asked.dangerous else ""
    flags = frozenset({"planned_pinglu"} if asked.allows_planned else ())
    if asked.kind == "container":
        return cargo.containers(
            teu=asked.teu, tonnes=tonnes, dangerous_class=dangerous_class, flags=flags
        )
    if asked.kind == "air":
        return cargo.air_freight(tonnes=tonnes, dangerous_class=dangerous_class, flags=flags)
    return cargo.bulk(
        tonnes=tonnes, draught_m=draught, dangerous_class=dangerous_class, flags=flags
    )
