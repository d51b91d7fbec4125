"""Random questions over a network, the same for the same seed: for checks and measurements."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Cargo, Wishes
from matou.modules.planner.rules.network import MINUTES_PER_WEEK, Closure, Mode, Network

NO_FLAGS: frozenset[str] = frozenset()
DOUBLE_CLOSURES = 0.3
"""How often a closure is followed by one that overlaps it."""
PINGLU = frozenset({"planned_pinglu"})


def questions(*, network: Network, seed: int) -> Iterator[Question]:
    """Yield questions without end: containers, bulk, air and dangerous goods in turn."""
    random = Random(seed)  # noqa: S311  # chosen for repetition, not for secrecy
    doors = sorted(node.code for node in network.nodes if Mode.ROAD in node.modes)
    locks = sorted({chamber.lock for chamber in network.chambers})
    makers = (_containers, _bulk, _air, _dangerous)
    number = 0
    while True:
        origin, destination = random.sample(doors, 2)
        yield Question(
            origin=origin,
            destination=destination,
            ready_min=random.randrange(3 * MINUTES_PER_WEEK),
            cargo=makers[number % len(makers)](random),
            wishes=Wishes(closures=_closures(random, locks)),
        )
        number += 1


def _containers(random: Random, dangerous_class: str = "") -> Cargo:
    return cargoes.containers(
        teu=random.choice((1, 2, 2, 3, 7, 20, 61, 110)),
        tonnes=Decimal(random.randrange(4, 2800)),
        dangerous_class=dangerous_class,
        flags=NO_FLAGS,
    )


def _bulk(random: Random, dangerous_class: str = "") -> Cargo:
    return cargoes.bulk(
        # Whole tonnes meet rounding at a half, odd kilograms everything else.
        tonnes=random.choice(
            (
                Decimal(random.randrange(20, 5_000)),
                Decimal(random.randrange(250_000, 4_000_000)) / 1000,
            )
        ),
        draught_m=Decimal(random.randrange(12, 45)) / 10,
        dangerous_class=dangerous_class,
        flags=random.choice((NO_FLAGS, PINGLU)),
    )


def _air(random: Random) -> Cargo:
    return cargoes.air_freight(
        tonnes=Decimal(random.randrange(100, 24_000)) / 1000, dangerous_class="", flags=NO_FLAGS
    )


def _dangerous(random: Random) -> Cargo:
    return random.choice((_containers, _bulk))(random, "3")


def _closures(random: Random, locks: list[str]) -> tuple[Closure, ...]:
    found = []
    for lock in random.sample(locks, random.choice((0, 0, 1, 3))):
        begin = random.randrange(4 * MINUTES_PER_WEEK)
        until = begin + random.randrange(1, 30_000)
        found.append(Closure(lock=lock, from_min=begin, until_min=until))
        if random.random() < DOUBLE_CLOSURES:
            found.append(Closure(lock=lock, from_min=until - 1, until_min=until + 4_000))
    return tuple(found)
