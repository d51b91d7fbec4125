"""A simulator of shipments (仿真): the referee of predicted reliability, by separate code.

It takes a chain as the rows it uses, reads those rows in the files as they stand, and sends cargo
over them by rules 2 to 9 with delays drawn from ``random``, one shipment at a time. It shares no
line and no figure with compiler, kernel and ``delays.py``; only the documented assumptions are the
same, in this file's own words:

- a wait at a lock is log-normal through wait_p50_min and wait_p90_min, and starts once no closure
  holds the ship; a liner's timetable has the medians in it, and it is never early;
- carriages and handling are late with 1 - p of params.csv (barges: 0.2, from lock to lock), by a
  log-normal delay whose median is fixed minutes and a share of the planned ones, at the start;
- road and rail links in a row are late once together; whole minutes; all delays independent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, log
from random import Random

Row = Mapping[str, str]
Moves = Sequence[tuple[str, str, str]]
"""A chain: of each step the code of its row, where it starts and where it ends."""

DAY, WEEK = 1440, 10080
Z_90 = 1.2815515655446004
SIZES = {  # fixed minutes, part of the planned minutes, p90 over median
    "road": (45, 0.20, 3.0),
    "barge": (30, 0.15, 3.0),
    "wagon": (240, 0.20, 3.0),
    "liner": (180, 0.10, 3.0),
    "train": (180, 0.10, 3.0),
    "flight": (60, 0.20, 4.0),
    "transfer": (60, 0.20, 3.0),
}
SHARES = {"road": "p_road", "liner": "p_liner", "train": "p_rail", "wagon": "p_rail",
          "flight": "p_air", "transfer": "p_transfer"}  # fmt: skip
BARGE_ON_TIME = 0.80


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """What is sent, when it is ready, and which locks are closed when."""

    kind: str  # bulk, container or air
    tonnes: Fraction
    teu: int
    draught_m: Fraction
    ready: int
    closures: tuple[tuple[str, int, int], ...] = ()


@dataclass
class _Delay:
    """Nothing with probability ``on_time``, else log-normal."""

    on_time: float
    median: float
    ninetieth: float

    def drawn(self, random: Random) -> int:
        if self.on_time and random.random() < self.on_time:
            return 0
        sigma = log(self.ninetieth / self.median) / Z_90
        return round(self.median * exp(random.gauss(0.0, sigma)))


@dataclass
class _Move:
    """One step: its clock by kind, its planned minutes, and what may be added to them."""

    kind: str  # service, gate, lock or free
    takes: int
    departures: tuple[int, ...] = ()
    cutoff: int = 0
    hours: tuple[int, int, int] = (0, DAY, 7)
    closed: tuple[tuple[int, int], ...] = ()
    delays: tuple[_Delay, ...] = ()
    medians: int = 0
    """What the planned minutes hold of the waits that are drawn."""

    def begins(self, ready: int) -> int:
        if self.kind == "service":
            earliest = ready + self.cutoff
            offset = min((minute - earliest) % WEEK for minute in self.departures)
            return earliest + offset
        if self.kind == "gate":
            return self._gate(ready)
        for begin, end in self.closed:
            if begin <= ready < end:
                ready = end
        return ready

    def _gate(self, ready: int) -> int:
        opens, closes, days = self.hours
        while True:
            day, minute = ready // DAY, ready % DAY
            if day % 7 < days and opens <= minute < closes:
                return ready
            ready = day * DAY + opens if minute < opens and day % 7 < days else (day + 1) * DAY

    def ends(self, begun: int, random: Random) -> int:
        late = sum(delay.drawn(random) for delay in self.delays) - self.medians
        if self.kind == "service":
            late = max(late, 0)
        return begun + self.takes + late


class Simulator:
    """Sends shipments over chains of the network whose files it is given."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        """Take the rows by file name."""
        self.rows: dict[str, Row] = {}
        for file, key in (("links.csv", "link_id"), ("services.csv", "service_id"),
                          ("transfers.csv", "transfer_id")):  # fmt: skip
            self.rows.update({row[key]: row for row in tables[file]})
        self.locks: dict[str, list[Row]] = {}
        for row in tables["locks.csv"]:
            self.locks.setdefault(row["lock_id"], []).append(row)
        self.param = {row["name"]: Fraction(row["value"]) for row in tables["params.csv"]}

    def trip(self, shipment: Shipment, moves: Moves) -> "Trip":
        """Return the chain ready to be travelled as often as wanted."""
        made = [self._move(shipment, *move) for move in moves]
        self._make_late(shipment, moves, made)
        return Trip(shipment.ready, made)

    def _move(self, ask: Shipment, code: str, origin: str, _destination: str) -> _Move:
        row = self.rows[code]
        if "service_id" in row:
            return self._service(row)
        if "transfer_id" in row:
            return self._transfer(ask, row)
        km = Fraction(row["km"])
        if row["mode"] == "rail":
            return _Move("free", ceil(km / 45 * 60))
        forward = row["from_node"] == origin
        speed = Fraction(row["speed_fwd_kmh" if forward else "speed_back_kmh"])
        takes = ceil(km / speed * 60)
        if row["mode"] == "road":
            border = int(self.param["border_min"]) if "cross-border" in row["note"] else 0
            return _Move("free", takes + border)
        if origin not in self.locks:
            return _Move("free", takes)
        lock = self._chamber(ask, origin)
        median = int(lock["wait_p50_min"])
        return _Move(
            "lock",
            takes + int(lock["passage_min"]) + median,
            closed=tuple(sorted((a, b) for name, a, b in ask.closures if name == origin)),
            delays=(_wait(lock),),
            medians=median,
        )

    def _service(self, row: Row) -> _Move:
        hour, minute = row["dep_time"].split(":")
        of_day = int(hour) * 60 + int(minute)
        takes = int(row["duration_min"])
        name = {"water": "liner", "rail": "train", "air": "flight"}[row["mode"]]
        locks = [self._quickest(self.locks[lock]) for lock in row["locks"].split()]
        return _Move(
            "service",
            takes,
            departures=tuple((int(day) - 1) * DAY + of_day for day in row["days"]),
            cutoff=int(row["cutoff_min"]),
            delays=(self._late(name, takes), *(_wait(lock) for lock in locks)),
            medians=sum(int(lock["wait_p50_min"]) for lock in locks),
        )

    def _transfer(self, ask: Shipment, row: Row) -> _Move:
        minutes = Fraction(row["fixed_min"])
        if ask.kind == "container":
            minutes += ask.teu * Fraction(row["min_per_teu"])
        else:
            minutes += ask.tonnes / 100 * Fraction(row["min_per_100t"])
        if ask.kind == "bulk" and row["mode_to"] == "water":
            minutes += self.param["barge_positioning_min"]
        if ask.kind == "bulk" and row["mode_to"] == "rail":
            minutes += self.param["wagon_dispatch_min"]
        clock, days = row["open_hours"].split("/")
        opens, closes = (int(part[:2]) * 60 + int(part[3:]) for part in clock.split("-"))
        takes = ceil(minutes)
        late = (self._late("transfer", takes),)
        return _Move("gate", takes, hours=(opens, closes, int(days)), delays=late)

    def _make_late(self, ask: Shipment, moves: Moves, made: Sequence[_Move]) -> None:
        """Give each run of links its one delay, on the first of them."""
        starts: list[list[int]] = []
        for number, (code, origin, _destination) in enumerate(moves):
            row = self.rows[code]
            if "link_id" not in row:
                continue
            sails = row["mode"] == "water"
            follows = number > 0 and "link_id" in self.rows[moves[number - 1][0]]
            if follows and not (sails and origin in self.locks):
                starts[-1].append(number)
            else:
                starts.append([number])
        for run in starts:
            mode = self.rows[moves[run[0]][0]]["mode"]
            name = {"road": "road", "water": "barge", "rail": "wagon"}[mode]
            takes = sum(made[number].takes for number in run)
            if made[run[0]].kind == "lock":
                lock = self._chamber(ask, moves[run[0]][1])
                takes -= int(lock["passage_min"]) + int(lock["wait_p50_min"])
            made[run[0]].delays += (self._late(name, takes),)

    def _late(self, name: str, takes: int) -> _Delay:
        fixed, part, ratio = SIZES[name]
        on_time = float(self.param[SHARES[name]]) if name in SHARES else BARGE_ON_TIME
        return _Delay(on_time, fixed + part * takes, (fixed + part * takes) * ratio)

    def _chamber(self, ask: Shipment, lock: str) -> Row:
        return self._quickest([
            row
            for row in self.locks[lock]
            if Fraction(row["sill_depth_m"]) >= ask.draught_m + self.param["ukc_m"]
            and int(row["class_t"]) >= self.param["barge_min_t"]
        ])  # fmt: skip

    @staticmethod
    def _quickest(chambers: Sequence[Row]) -> Row:
        return min(
            chambers,
            key=lambda row: (
                int(row["passage_min"]) + int(row["wait_p50_min"]),
                int(row["wait_p90_min"]),
            ),
        )


@dataclass
class Trip:
    """One shipment's chain, to be travelled again and again."""

    ready: int
    moves: list[_Move]

    def planned(self) -> tuple[int, list[int]]:
        """Return the arrival and the begin of each step when nothing is late."""
        at, begun = self.ready, []
        for move in self.moves:
            begun.append(move.begins(at))
            at = begun[-1] + move.takes
        return at, begun

    def travelled(self, random: Random) -> tuple[int, list[int]]:
        """Return the arrival and the begin of each step with delays drawn anew."""
        at, begun = self.ready, []
        for move in self.moves:
            begun.append(move.begins(at))
            at = move.ends(begun[-1], random)
        return at, begun


def _wait(lock: Row) -> _Delay:
    median = max(1.0, float(lock["wait_p50_min"]))
    return _Delay(0.0, median, max(median, float(lock["wait_p90_min"])))
