"""Checks a chain against the network's rows, whoever made it: physics, law and clocks.

The compiler leaves forbidden arcs out; this file reads the finished chain and asks of every step
whether it may be there. It shares no code with the compiler, so that a mistake there shows here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Load
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    Link,
    Mode,
    Network,
    NodeKind,
    Service,
    Transfer,
    Unit,
)

Spell = tuple[int, int]
"""A time from a minute until before another."""
OPENED_BY = {"planned_pinglu": "平陆运河"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What a step breaks."""

    code: str
    step: str
    origin: str
    destination: str

    def __str__(self) -> str:
        """Name it in one line."""
        return f"{self.code}: {self.step} {self.origin}–{self.destination}"


class Validator:
    """Checks the chains of one network."""

    def __init__(self, network: Network) -> None:
        """Look the rows up once."""
        self.network = network
        self.rows: dict[str, Link | Service | Transfer] = {
            row.code: row
            for rows in (network.links, network.services, network.transfers)
            for row in rows
        }
        self.kinds = {node.code: node.kind for node in network.nodes}
        self.dates = {(one.service, one.day): one.runs for one in network.service_days}
        self.permits = {node.code: node.takes_dangerous_goods is True for node in network.nodes}

    def violations(self, *, question: Question, chain: Chain) -> tuple[Violation, ...]:
        """Return everything that the chain breaks, in the order of its steps."""
        found = [*self._joints(question, chain), *self._whole(question, chain)]
        for step in chain.steps:
            codes = [*self._clock(step), *self._wishes(question, step)]
            if isinstance(step.made_of, Link):
                codes += self._link(question, step, step.made_of)
            elif isinstance(step.made_of, Service):
                codes += self._ride(question, step, step.made_of)
            else:
                codes += self._transfer(question, step, step.made_of)
            found += [_violation(code, step) for code in codes]
        return tuple(found)

    def _joints(self, question: Question, chain: Chain) -> Iterator[Violation]:
        """From door to door without a gap, and totals that are the sums of the steps."""
        if not chain.steps:
            yield Violation(code="empty", step="", origin="", destination="")
            return
        first, last = chain.steps[0], chain.steps[-1]
        if (first.origin, first.origin_mode, first.ready_min) != (
            question.origin,
            Mode.ROAD,
            max(question.ready_min, question.wishes.depart_from_min),
        ):
            yield _violation("wrong-start", first)
        if (last.destination, last.destination_mode) != (question.destination, Mode.ROAD):
            yield _violation("wrong-end", last)
        for before, after in pairwise(chain.steps):
            ends = (before.destination, before.destination_mode, before.ends_min)
            if ends != (after.origin, after.origin_mode, after.ready_min):
                yield _violation("gap", after)
            back = (after.destination, after.destination_mode)
            if all(isinstance(one.made_of, Transfer) for one in (before, after)) and back == (
                before.origin,
                before.origin_mode,
            ):
                yield _violation("handled-for-nothing", after)
        sums = (sum(step.fen for step in chain.steps), sum(step.grams for step in chain.steps))
        if (chain.arrive_min, chain.fen, chain.grams) != (last.ends_min, *sums):
            yield _violation("wrong-total", last)

    def _whole(self, question: Question, chain: Chain) -> Iterator[Violation]:
        """Wishes that only the whole chain can meet."""
        wishes = question.wishes
        last = chain.steps[-1:]
        if wishes.arrive_by_min is not None and chain.arrive_min > wishes.arrive_by_min:
            yield from (_violation("too-late", step) for step in last)
        handled = [isinstance(step.made_of, Transfer) for step in chain.steps]
        sailings = sum(
            isinstance(before.made_of, Service) and isinstance(after.made_of, Service)
            for before, after in pairwise(chain.steps)
        )
        if wishes.max_transfers is not None and sum(handled) + sailings > wishes.max_transfers:
            yield from (_violation("too-many-transfers", step) for step in last)
        used = {word for step in chain.steps for word in self._used(step)}
        musts = wishes.must_modes | wishes.must_nodes | wishes.must_links | wishes.must_services
        if not used >= {str(one) for one in musts}:
            yield from (_violation("must-not-used", step) for step in last)

    def _used(self, step: Step) -> Iterator[str]:
        """Rows and places that a step uses, in the sense of a must."""
        row = step.made_of
        yield row.code
        if not isinstance(row, Transfer):
            yield str(row.mode)
        if isinstance(row, Service):
            yield from row.locks
        for place in (step.origin, step.destination):
            kind = self.kinds[place]
            if kind is NodeKind.LOCK:
                is_used = place == step.origin and isinstance(row, Link)
            elif kind in {NodeKind.CITY, NodeKind.JUNCTION}:
                is_used = True
            else:
                is_used = not isinstance(row, Link)
            if is_used:
                yield place

    def _clock(self, step: Step) -> Iterator[str]:
        if not step.ready_min <= step.begins_min < step.ends_min:
            yield "time-runs-back"
        if min(step.fen, step.grams) < 0:
            yield "negative-toll"
        if self.rows.get(step.made_of.code) != step.made_of:
            yield "not-in-the-network"

    def _wishes(self, question: Question, step: Step) -> Iterator[str]:
        wishes = question.wishes
        if {step.origin, step.destination} & wishes.without_nodes:
            yield "avoided-node"
        if step.made_of.code in wishes.without_links | wishes.without_services:
            yield "avoided-line"
        if not isinstance(step.made_of, Transfer) and step.made_of.mode in wishes.without_modes:
            yield "avoided-mode"
        if isinstance(step.made_of, Service) and set(step.made_of.locks) & wishes.without_nodes:
            yield "avoided-node"
        if (
            wishes.avoids_dangerous_terminals
            and not isinstance(step.made_of, Link)
            and (self.permits[step.origin] or self.permits[step.destination])
        ):
            yield "dangerous-goods-terminal"

    def _link(self, question: Question, step: Step, link: Link) -> Iterator[str]:
        if {step.origin, step.destination} != {link.origin, link.destination}:
            yield "not-its-ends"
        if (step.origin_mode, step.destination_mode) != (link.mode, link.mode):
            yield "not-its-mode"
        opened = {OPENED_BY.get(flag) for flag in question.cargo.flags}
        if link.status != "open" and not (
            link.status.startswith("planned") and link.name in opened
        ):
            yield "link-not-open"
        if self._meets(step, self._limits(question, link)):
            yield "limited-or-stopped"
        if link.mode is Mode.WATER:
            yield from self._barge(question, step, link)
        else:
            yield from self._waits(step, self._limits(question, link))
        if link.mode is Mode.RAIL and (
            link.is_parcels_only or question.cargo.load is not Load.BULK
        ):
            yield "no-freight-line"

    def _barge(self, question: Question, step: Step, link: Link) -> Iterator[str]:
        cargo, params = question.cargo, self.network.params
        if cargo.load is not Load.BULK or cargo.mass_kg < 1000 * params.barge_min_t:
            yield "no-barge-cargo"
        is_tidal = link.grade in {"sea", "coastal"}
        water_cm = (link.depth_cm or 0) - (0 if is_tidal else question.wishes.lower_water_cm)
        if water_cm * 10 < cargo.draught_mm + params.under_keel_cm * 10:
            yield "too-shallow"
        if link.grade == "coastal":
            yield "outside-navigation-area"
        limits = self._limits(question, link)
        if self.kinds[step.origin] is NodeKind.LOCK:
            yield from self._lock(question, step, limits)
        else:
            yield from self._waits(step, limits)

    def _limits(self, question: Question, link: Link) -> list[Spell]:
        """Spells in which a link carries nobody, or not a draught like this."""
        needs_mm = 1
        if link.mode is Mode.WATER:
            falls_cm = 0 if link.grade in {"sea", "coastal"} else question.wishes.lower_water_cm
            under_keel_cm = self.network.params.under_keel_cm
            needs_mm = question.cargo.draught_mm + 10 * (under_keel_cm + falls_cm)
        return [
            (one.from_min, one.until_min)
            for one in self.network.limits
            if one.link == link.code and 10 * one.depth_cm < max(1, needs_mm)
        ]

    def _meets(self, step: Step, spells: list[Spell]) -> bool:
        """Whether any of a step's minutes lies in a spell."""
        return any(begin < step.ends_min and step.begins_min < end for begin, end in spells)

    def _waits(self, step: Step, spells: list[Spell]) -> Iterator[str]:
        """Who waits does so for the end of a spell that it would have met."""
        if step.begins_min != step.ready_min and step.begins_min not in {end for _, end in spells}:
            yield "idle-wait"

    def _lock(self, question: Question, step: Step, limits: list[Spell]) -> Iterator[str]:
        """Sill and class of a chamber, its passage and wait, and closures."""
        needs_mm = question.cargo.draught_mm + self.network.params.under_keel_cm * 10
        fitting = {
            chamber.chamber: chamber.passage_min + chamber.wait_median_min
            for chamber in self.network.chambers
            if chamber.lock == step.origin
            and (chamber.sill_depth_cm - question.wishes.lower_water_cm) * 10 >= needs_mm
            and chamber.vessel_dwt >= self.network.params.barge_min_t
        }
        if not fitting:
            yield "no-chamber-fits"
        elif step.ends_min - step.begins_min <= min(fitting.values()):
            yield "lock-passed-too-fast"
        shut = [one for one in self.network.chamber_closures if one.lock == step.origin]
        out = {one.chamber for one in shut if one.from_min <= step.begins_min < one.until_min}
        if fitting and not fitting.keys() - out:
            yield "lock-closed"
        closed = [
            closure
            for closure in (*self.network.closures, *question.wishes.closures)
            if closure.lock == step.origin
        ]
        if any(one.from_min <= step.begins_min < one.until_min for one in closed):
            yield "lock-closed"
        spells = [(one.from_min, one.until_min) for one in closed]
        spells += [(one.from_min, one.until_min) for one in shut]
        yield from self._waits(step, [*spells, *limits])

    def _ride(self, question: Question, step: Step, service: Service) -> Iterator[str]:
        cargo = question.cargo
        if (step.origin, step.destination) != (service.origin, service.destination):
            yield "not-its-ends"
        wanted = Load.AIR if service.mode is Mode.AIR else Load.CONTAINER
        if cargo.load is not wanted:
            yield "wrong-cargo-for-service"
        amount = 1000 * cargo.teu if service.unit is Unit.TEU else cargo.mass_kg
        if amount > 1000 * service.capacity:
            yield "over-capacity"
        if service.code in self.network.cancelled_services:
            yield "service-cancelled"
        if cargo.is_dangerous and not (
            self.permits[service.origin] and self.permits[service.destination]
        ):
            yield "no-dangerous-goods-permit"
        yield from self._departure(step, service)

    def _departure(self, step: Step, service: Service) -> Iterator[str]:
        if not self._departs(service, step.begins_min):
            yield "no-such-departure"
        if step.ready_min > step.begins_min - service.cutoff_min:
            yield "cut-off-missed"
        earlier = range(step.begins_min - MINUTES_PER_DAY, step.ready_min, -MINUTES_PER_DAY)
        catches = (minute for minute in earlier if minute >= step.ready_min + service.cutoff_min)
        if any(self._departs(service, minute) for minute in catches):
            yield "idle-wait"
        if step.ends_min - step.begins_min != service.duration_min:
            yield "wrong-duration"

    def _departs(self, service: Service, minute: int) -> bool:
        """Whether it leaves at a minute: on the dates of exceptions those alone decide."""
        day, of_day = divmod(minute, MINUTES_PER_DAY)
        if of_day != service.departs_minute:
            return False
        weekday = day % (MINUTES_PER_WEEK // MINUTES_PER_DAY) + 1
        return self.dates.get((service.code, day), weekday in service.days)

    def _transfer(self, question: Question, step: Step, transfer: Transfer) -> Iterator[str]:
        ends = (transfer.origin, transfer.destination)
        modes = (transfer.origin_mode, transfer.destination_mode)
        if (step.origin, step.destination) != ends or modes != (
            step.origin_mode,
            step.destination_mode,
        ):
            yield "not-its-ends"
        hours = transfer.opening
        day, minute = divmod(step.begins_min % MINUTES_PER_WEEK, MINUTES_PER_DAY)
        if day >= hours.days or not hours.opens_minute <= minute < hours.closes_minute:
            yield "terminal-closed"
        stops = [one for one in self.network.stops if one.transfer == transfer.code]
        if self._meets(step, [(one.from_min, one.until_min) for one in stops]):
            yield "terminal-stopped"
        if step.ends_min - step.begins_min < transfer.fixed_min:
            yield "handled-too-fast"
        if question.cargo.is_dangerous and not all(self.permits[node] for node in ends):
            yield "no-dangerous-goods-permit"


def _violation(code: str, step: Step) -> Violation:
    return Violation(
        code=code, step=step.made_of.code, origin=step.origin, destination=step.destination
    )
