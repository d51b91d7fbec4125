"""Reliability (可靠性) of a chain: when it arrives if legs are late and locks keep ships waiting.

The chain stays the chain: who misses a departure takes the next one of the same service, by rules
5 to 9. The distribution is that of 8,191 runs of a quasi-Monte-Carlo lattice, the same for the same
chain (``kernels/lateness.py`` says why not by convolution); a probability is good to about half a
percentage point given the laws of ``delays.py``, which are assumptions.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from matou.modules.planner.rules.cargo import Cargo, Wishes
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.compile import (
    NO_EXCEPTIONS,
    Clocks,
    Exceptions,
    closed_locks,
    dated_departures,
    passing_chambers,
)
from matou.modules.planner.rules.delays import Carriage, Spread, lateness, lock_wait
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    Chamber,
    Link,
    Mode,
    Network,
    Params,
    Service,
    Transfer,
)
from matou.modules.planner.rules.spans import Span, merged
from matou.spine.places.rules.opening import OpeningHours

ALWAYS_OPEN = OpeningHours(opens_minute=0, closes_minute=MINUTES_PER_DAY, days=7)
BY_LINK = {Mode.ROAD: Carriage.TRUCK, Mode.WATER: Carriage.BARGE, Mode.RAIL: Carriage.WAGON}
BY_SERVICE = {Mode.WATER: Carriage.LINER, Mode.RAIL: Carriage.TRAIN, Mode.AIR: Carriage.FLIGHT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of a chain with its clock and its delays.

    Once begun it takes ``base_min`` and the sum of its delays, but never less than ``least_min``.
    """

    step: Step
    opening: OpeningHours | None = None
    closed: tuple[Span, ...] = ()
    exceptions: Exceptions = NO_EXCEPTIONS
    base_min: int
    least_min: int
    delays: tuple[Spread, ...]

    @property
    def has_clock(self) -> bool:
        """Whether it may be missed: a departure, or a gate or lock that closes at times."""
        always = self.opening is None or self.opening == ALWAYS_OPEN
        return isinstance(self.step.made_of, Service) or bool(self.closed) or not always


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How likely a step begins late at its clock: a later departure, a closed gate or lock."""

    step: int
    code: str
    at: str
    planned_min: int
    missed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """When a chain arrives: equally likely minutes, rising, and the risk of each connection."""

    arrivals: Sequence[int]
    connections: tuple[Connection, ...]

    @property
    def median_min(self) -> int:
        """The minute by which half arrive."""
        return self.quantile(0.5)

    @property
    def ninetieth_min(self) -> int:
        """The minute by which nine in ten arrive."""
        return self.quantile(0.9)

    def quantile(self, share: float) -> int:
        """Return the minute by which such a share arrives; raises ValueError outside (0, 1]."""
        if not 0 < share <= 1:
            raise ValueError("a share lies above 0 and at most at 1")
        return self.arrivals[place_of(share, len(self.arrivals))]

    def on_time(self, deadline_min: int) -> float:
        """Return the probability of having arrived by a minute."""
        return bisect_right(self.arrivals, deadline_min) / len(self.arrivals)

    def risk(self, deadline_min: int | None) -> int:
        """Return what makes one chain less reliable than another, in whole units.

        With a deadline in how many of the runs it comes late; without one by how many minutes nine
        in ten arrive after half. Counting from the ninetieth alone would name the fastest again.
        """
        if deadline_min is None:
            return self.ninetieth_min - self.median_min
        return len(self.arrivals) - bisect_right(self.arrivals, deadline_min)


def place_of(share: float, runs: int) -> int:
    """Return the place in so many runs by arrival by which such a share has arrived."""
    return ceil(share * runs) - 1


def stages(*, network: Network, cargo: Cargo, wishes: Wishes, chain: Chain) -> tuple[Stage, ...]:
    """Return the chain's steps with their clocks and delays."""
    (told,) = stages_of_each(network=network, cargo=cargo, wishes=wishes, chains=[chain])
    return told


def stages_of_each(
    *, network: Network, cargo: Cargo, wishes: Wishes, chains: Sequence[Chain]
) -> Iterator[tuple[Stage, ...]]:
    """Yield the ``stages`` of each chain of one question."""
    teller = _Teller(network, cargo, wishes)
    for chain in chains:
        legs = _stretches(teller.chambers, chain)
        yield tuple(stage for leg in legs for stage in teller.told(leg))


def _stretches(locks: dict[str, Chamber], chain: Chain) -> Iterator[list[Step]]:
    """Group links of one mode in a row, on water from lock to lock: they are late together."""
    stretch: list[Step] = []
    for step in chain.steps:
        goes_on = (
            bool(stretch)
            and isinstance(step.made_of, Link)
            and isinstance(stretch[-1].made_of, Link)
            and not (step.origin_mode is Mode.WATER and step.origin in locks)
        )
        if stretch and not goes_on:
            yield stretch
            stretch = []
        stretch.append(step)
    yield stretch


class _Teller:
    """Says of each step what may hold it up."""

    def __init__(self, network: Network, cargo: Cargo, wishes: Wishes) -> None:
        self.params: Params = network.params
        self.chambers = passing_chambers(network, cargo, wishes.lower_water_cm)
        self.of_liners = passing_chambers(network, None)
        self.closures = closed_locks(network, cargo, wishes)
        self.clocks = Clocks(network, cargo, wishes)
        self.exceptions = dated_departures(network)

    def told(self, stretch: list[Step]) -> Iterator[Stage]:
        first = stretch[0]
        if isinstance(first.made_of, Service):
            yield self._ride(first, first.made_of)
        elif isinstance(first.made_of, Transfer):
            late = self._late(Carriage.HANDLING, _minutes(first))
            opening, closed = self.clocks.of_transfer(first.made_of, _minutes(first))
            yield _stage(first, (late,), opening=opening, closed=closed)
        else:
            yield from self._drive(stretch)

    def _ride(self, step: Step, service: Service) -> Stage:
        """Locks are in a liner's timetable by their medians, and it never comes before its time."""
        locks = [self.of_liners[lock] for lock in service.locks if lock in self.of_liners]
        planned = service.duration_min
        return Stage(
            step=step,
            exceptions=self.exceptions.get(service.code, NO_EXCEPTIONS),
            base_min=planned - sum(chamber.wait_median_min for chamber in locks),
            least_min=planned,
            delays=(
                self._late(BY_SERVICE[service.mode], planned),
                *(lock_wait(chamber) for chamber in locks),
            ),
        )

    def _drive(self, stretch: list[Step]) -> Iterator[Stage]:
        """The stretch's own delay falls on its first link, a lock's wait on leaving the lock."""
        first, *others = stretch
        is_barge = first.origin_mode is Mode.WATER
        lock = self.chambers.get(first.origin) if is_barge else None
        held = lock.passage_min + lock.wait_median_min if lock else 0
        minutes = sum(_minutes(step) for step in stretch) - held
        late = self._late(BY_LINK[first.origin_mode], minutes)
        closed = self._closed(first)
        if lock:
            base = _minutes(first) - lock.wait_median_min
            yield Stage(step=first, closed=closed, base_min=base, least_min=base,
                        delays=(late, lock_wait(lock)))  # fmt: skip
        else:
            yield _stage(first, (late,), closed=closed)
        for step in others:
            yield _stage(step, (), closed=self._closed(step))

    def _closed(self, step: Step) -> tuple[Span, ...]:
        """Return when a link may not be begun: limits and stops, and a lock that is left."""
        limited: tuple[Span, ...] = ()
        if isinstance(step.made_of, Link):
            limited = self.clocks.of_link(step.made_of, _minutes(step))
        closed = self.closures.get(step.origin, ()) if step.origin_mode is Mode.WATER else ()
        return merged([*closed, *limited]) if limited else closed

    def _late(self, carriage: Carriage, minutes: int) -> Spread:
        return lateness(carriage=carriage, minutes=minutes, params=self.params)


def _stage(
    step: Step,
    delays: tuple[Spread, ...],
    *,
    opening: OpeningHours | None = None,
    closed: tuple[Span, ...] = (),
) -> Stage:
    minutes = _minutes(step)
    return Stage(step=step, opening=opening, closed=closed, base_min=minutes, least_min=minutes,
                 delays=delays)  # fmt: skip


def _minutes(step: Step) -> int:
    return step.ends_min - step.begins_min
