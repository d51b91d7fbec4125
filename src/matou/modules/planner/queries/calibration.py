"""Predicted reliability held against a simulated year: shipments whose outcome is observed.

A shipment is a random question; of its exact front the chain is booked on which most may happen,
since lorries alone would put nearly every prediction at 98 %, and it is given a deadline.
Prediction and outcome come from code that shares nothing but the assumptions. Hence this shows that
the reckoning is right, not that the assumptions describe the river.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from matou.modules.planner.queries.fronts import front
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import MINUTES_PER_WEEK, Link, Mode, Network, Service
from matou.modules.planner.rules.reliability import Reliability
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.simulating import Moves, Row, Shipment, Simulator, Trip

MOST_APART = 0.02
"""By how much a decile's observed frequency may differ from its mean prediction."""
DECILES = 10
WEEKS = 44
"""Weeks in which shipments begin: what is asked, closures too, lies within a year."""
SHARES = (0.5, 0.9)

Predict = Callable[[Network, Question, Chain], Reliability]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One shipment: what was predicted, and how often of its runs it came true."""

    predicted: float
    observed: float
    first_run: bool
    shares: tuple[tuple[float, float], ...]
    """Per p50 and p90: the predicted and the observed share that arrives by it."""
    missed: tuple[tuple[float, float], ...]
    """Per ride: the predicted and the observed share that takes a later departure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decile:
    """Shipments of like prediction: how many, mean prediction, observed frequency."""

    label: str
    count: int
    predicted: float
    observed: float

    @property
    def apart(self) -> float:
        """By how much they differ."""
        return abs(self.predicted - self.observed)


@dataclass(slots=True, kw_only=True)
class Calibration:
    """What came of all shipments."""

    outcomes: list[Outcome] = field(default_factory=list)
    unanswered: int = 0
    off_plan: int = 0
    """Chains whose planned minutes the simulator reckons otherwise: any is an error."""

    def by_rank(self) -> tuple[Decile, ...]:
        """Return ten groups of equal size, by rising prediction."""
        ranked = sorted(self.outcomes, key=lambda one: one.predicted)
        size = len(ranked)
        parts = (ranked[size * n // DECILES : size * (n + 1) // DECILES] for n in range(DECILES))
        return tuple(_decile(f"{n + 1}", part) for n, part in enumerate(parts) if part)

    def by_value(self) -> tuple[Decile, ...]:
        """Return the groups of prediction 0–10 %, 10–20 % and so on."""
        groups: list[list[Outcome]] = [[] for _ in range(DECILES)]
        for one in self.outcomes:
            groups[min(int(one.predicted * DECILES), DECILES - 1)].append(one)
        return tuple(
            _decile(f"{10 * n}–{10 * n + 10} %", own) for n, own in enumerate(groups) if own
        )

    def coverage(self, place: int) -> tuple[float, float]:
        """Return the predicted and observed share that arrives by p50 (0) or p90 (1)."""
        return _means(one.shares[place] for one in self.outcomes)

    def of_first_runs(self) -> tuple[float, float]:
        """Return the mean prediction and the frequency of arriving in the first run alone."""
        return _means((one.predicted, float(one.first_run)) for one in self.outcomes)

    def missed(self) -> tuple[float, float]:
        """Return the predicted and observed share of rides that take a later departure."""
        return _means(ride for one in self.outcomes for ride in one.missed)

    def holds(self) -> bool:
        """Whether every decile is within the bound, by rank and by value, and every plan equal."""
        every = (*self.by_rank(), *self.by_value())
        return bool(every) and not self.off_plan and all(one.apart <= MOST_APART for one in every)


def predicted(network: Network, question: Question, chain: Chain) -> Reliability:
    """Predict as the planner does."""
    return reliability(network=network, question=question, chain=chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many shipments of a year, how often each is sent, and from which seed."""

    shipments: int
    runs: int
    seed: int


def calibrate(
    *,
    network: Network,
    tables: Mapping[str, Sequence[Row]],
    plan: Plan,
    predict: Predict = predicted,
    tell: Callable[[int], None] = lambda _done: None,
) -> Calibration:
    """Send a year's shipments and hold every outcome against its prediction.

    ``tables`` are the files of the network; ``tell`` hears after each shipment how many are done.
    """
    simulator, random = Simulator(tables), Random(plan.seed)  # noqa: S311  # repetition is wanted
    found = Calibration()
    for question in _year(network, plan.seed, random):
        chains = front(network=network, question=question).chains
        if not chains:
            found.unanswered += 1
            continue
        chain = max(chains, key=_exposure)
        told = predict(network, question, chain)
        trip = simulator.trip(shipment_of(question), _moves(chain))
        outcome = _sent(trip, random, plan.runs, chain, told)
        if outcome is None:
            found.off_plan += 1
        else:
            found.outcomes.append(outcome)
        tell(len(found.outcomes) + found.off_plan)
        if len(found.outcomes) + found.off_plan >= plan.shipments:
            break
    return found


OUTSIDE = "预测与模拟不符 a decile lies outside the bound, or the simulator plans otherwise"


def report(found: Calibration) -> Iterator[str]:
    """Yield what came of it, line by line."""
    count = len(found.outcomes)
    yield (
        f"{count:,} shipments 票 · {found.unanswered:,} unanswered 无方案 · "
        f"{found.off_plan} planned otherwise 计划不同"
    )
    for title, deciles in (
        ("deciles by rank 按名次", found.by_rank()),
        ("deciles by value 按数值", found.by_value()),
    ):
        yield f"{title}: shipments · predicted · observed · apart (points)"
        for one in deciles:
            yield (
                f"  {one.label:>9}  {one.count:>6,}  {one.predicted:7.2%}  {one.observed:7.2%}"
                f"  {100 * one.apart:5.2f}"
            )
    for name, (told, seen) in (
        ("arrived by p50", found.coverage(0)),
        ("arrived by p90", found.coverage(1)),
        ("rides missed", found.missed()),
        ("one run each", found.of_first_runs()),
    ):
        yield f"{name:>15}: predicted {told:7.2%} · observed {seen:7.2%}"


def _year(network: Network, seed: int, random: Random) -> Iterator[Question]:
    """Yield random questions over the weeks of a year, their closures with them."""
    for question in questions(network=network, seed=seed):
        later = random.randrange(WEEKS) * MINUTES_PER_WEEK
        moved = tuple(
            replace(one, from_min=one.from_min + later, until_min=one.until_min + later)
            for one in question.wishes.closures
        )
        wishes = replace(question.wishes, closures=moved)
        yield replace(question, ready_min=question.ready_min + later, wishes=wishes)


@dataclass(slots=True)
class _Count:
    """What was seen in the runs of one shipment."""

    arrivals: list[int]
    later: list[int]

    def by(self, minute: int) -> float:
        return sum(1 for one in self.arrivals if one <= minute) / len(self.arrivals)


def _sent(trip: Trip, random: Random, runs: int, chain: Chain, told: Reliability) -> Outcome | None:
    """Send one shipment; None where the simulator plans the chain otherwise than we do."""
    arrive, begins = trip.planned()
    if (arrive, begins) != (chain.arrive_min, [step.begins_min for step in chain.steps]):
        return None
    # Deadlines at the prediction's own quantiles fill every decile; 1 - random() is never 0.
    deadline = told.quantile(1 - random.random())
    seen = _Count([], [0] * len(begins))
    for _ in range(runs):
        reached, begun = trip.travelled(random)
        seen.arrivals.append(reached)
        for place, (planned, actual) in enumerate(zip(begins, begun, strict=True)):
            seen.later[place] += actual > planned
    rides = (one for one in told.connections if isinstance(chain.steps[one.step].made_of, Service))
    return Outcome(
        predicted=told.on_time(deadline),
        observed=seen.by(deadline),
        first_run=seen.arrivals[0] <= deadline,
        shares=tuple(
            (told.on_time(minute), seen.by(minute))
            for minute in (told.quantile(share) for share in SHARES)
        ),
        missed=tuple((ride.missed, seen.later[ride.step] / runs) for ride in rides),
    )


def shipment_of(question: Question) -> Shipment:
    """Return what the question sends, in the simulator's words."""
    cargo = question.cargo
    return Shipment(
        kind=str(cargo.load),
        tonnes=Fraction(cargo.mass_kg, 1000),
        teu=cargo.teu,
        draught_m=Fraction(cargo.draught_mm, 1000),
        ready=question.ready_min,
        closures=tuple((one.lock, one.from_min, one.until_min) for one in question.wishes.closures),
    )


def _exposure(chain: Chain) -> int:
    """How much may happen on the way: all but driving, which says on time or not and no more."""
    return sum(
        not isinstance(step.made_of, Link) or step.made_of.mode is not Mode.ROAD
        for step in chain.steps
    )


def _moves(chain: Chain) -> Moves:
    return [(step.made_of.code, step.origin, step.destination) for step in chain.steps]


def _decile(label: str, members: Sequence[Outcome]) -> Decile:
    mean, seen = _means((one.predicted, one.observed) for one in members)
    return Decile(label=label, count=len(members), predicted=mean, observed=seen)


def _means(pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    every = tuple(pairs)
    if not every:
        return 0.0, 0.0
    first, second = zip(*every, strict=True)
    return sum(first) / len(every), sum(second) / len(every)
