"""Earliest arrivals by ``pynigiri``, which reads nothing of ours but the GTFS feed, and by us.

Ours is the kernel on scheduled arcs alone: services, and handling between them. A pair counts where
the journey begins with a ride; what lies beyond the referee's five days, it must not find either.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from matou.kit.clock import CHINA
from matou.modules.planner.arrays.cutting import cut
from matou.modules.planner.arrays.searching import Front, aim
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules import gtfs
from matou.modules.planner.rules.cargo import Cargo, Wishes
from matou.modules.planner.rules.compile import State
from matou.modules.planner.rules.network import Network

MONDAY = date(2026, 6, 1)
WINDOW_MIN = 5 * 1440
BOX = cargoes.containers(teu=1, tonnes=None, dangerous_class="", flags=frozenset())
PARCEL = cargoes.air_freight(tonnes=Decimal(1), dangerous_class="", flags=frozenset())


@dataclass(slots=True)
class Comparison:
    """How many questions were compared, of how many pairs, and where the two differ."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    questions: int = 0
    reached: int = 0
    differing: list[tuple[str, str, int, int | None, int | None]] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        equal = self.questions - len(self.differing)
        return (
            f"{len(self.pairs):,} terminal pairs · {self.questions:,} questions · {equal:,} equal, "
            f"{self.reached:,} of them reached within {WINDOW_MIN:,} min · {self.seconds:.1f} s"
        )


def scheduled_only(network: Network) -> Network:
    """Return the network without links, and without transfers from or to the road."""
    between = tuple(
        row
        for row in network.transfers
        if gtfs.ROUTE_TYPES.keys() >= {row.origin_mode, row.destination_mode}
    )
    return replace(network, links=(), transfers=between)


class Referee:
    """pynigiri on a feed."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        import pynigiri

        self.nigiri: Any = pynigiri
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        config, options = pynigiri.LoaderConfig(), pynigiri.FinalizeOptions()
        # Walks as the feed has them: no others, none lengthened, none left out for its length.
        config.link_stop_distance = 0
        options.adjust_footpaths, options.max_footpath_length = False, 255
        first, last = MONDAY - timedelta(days=2), MONDAY + timedelta(days=21)
        source = pynigiri.TimetableSource("matou", str(folder), config)
        self.timetable = pynigiri.load_timetable([source], f"{first}", f"{last}", options)
        start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=CHINA)
        self.monday_min = int(start.timestamp()) // 60

    def earliest(self, origin: str, destination: str, ready_min: int) -> int | None:
        query = self.nigiri.Query()
        query.start_time = self.monday_min + ready_min
        query.start = [self.nigiri.Offset(self.timetable.find_location(origin), 0, 0)]
        query.destination = [self.nigiri.Offset(self.timetable.find_location(destination), 0, 0)]
        query.use_start_footpaths = True
        query.max_travel_time = WINDOW_MIN
        journeys = self.nigiri.route(self.timetable, query)
        return min((int(one.dest_time) - self.monday_min for one in journeys), default=None)


def compared(
    network: Network, ready: tuple[int, ...], folder: Path, told: Network | None = None
) -> Comparison:
    """Ask both for every ordered pair of terminals, at every readiness.

    ``told`` is the network of the feed, where the referee is to be told another one.
    """
    began = time.monotonic()
    feed = gtfs.Feed(monday=MONDAY, site_url="http://127.0.0.1:8000")
    files = gtfs.gtfs_files(network=told or network, feed=feed)
    referee, found = Referee(folder, files), Comparison()
    walks = {tuple(line.split(",")[:2]) for line in files["transfers.txt"].splitlines()}
    for cargo in (BOX, PARCEL):
        for here, there, ready_min, ours in _ours(scheduled_only(network), cargo, ready):
            pair = (gtfs.gate_id(here[0], here[1]), gtfs.gate_id(there[0], there[1]))
            if pair in walks:
                continue
            mine = ours if ours is not None and ours - ready_min <= WINDOW_MIN else None
            theirs = referee.earliest(*pair, ready_min)
            found.pairs.add(pair)
            found.questions += 1
            found.reached += mine is not None and mine == theirs
            if mine != theirs:
                found.differing.append((*pair, ready_min, mine, theirs))
    found.seconds = time.monotonic() - began
    return found


def _ours(
    network: Network, cargo: Cargo, ready: tuple[int, ...]
) -> Iterator[tuple[State, State, int, int | None]]:
    graph, kernel = cut(network=network, cargo=cargo, wishes=Wishes())
    served = {
        gate
        for one in network.services
        for gate in ((one.origin, one.mode), (one.destination, one.mode))
        if gate in graph.states
    }
    for there in sorted(served):
        seen = aim(kernel, target=graph.states[there])
        for here in sorted(served - {there}):
            for ready_min in ready:
                search = Front(seen, source=graph.states[here], minute=ready_min)
                while search.advance(budget=20_000):
                    pass
                arrivals = [path.minute for path in search.paths()]
                yield here, there, ready_min, min(arrivals, default=None)
