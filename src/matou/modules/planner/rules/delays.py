"""How late a leg may be (延误): one table of laws, and the log-normal spread that each one gives.

Waits at locks are log-normal through the two figures of locks.csv: half wait ``wait_p50_min`` at
most, nine in ten ``wait_p90_min``. Every other leg is on time with the probability that params.csv
names (``p_road`` and its like), and else late by a log-normal delay. ``p_lock`` is not used: the
waits themselves take its place.

How late the late ones are has no source yet: confidence C throughout, to be replaced by records.
All delays are independent of each other, which real fog, floods and queues are not.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log
from statistics import NormalDist

from matou.modules.planner.rules.network import Chamber, Params

NINETIETH = NormalDist().inv_cdf(0.9)
"""How many standard deviations above the median nine in ten lie."""


class Carriage(StrEnum):
    """What may be late."""

    TRUCK = "truck"
    BARGE = "barge"
    WAGON = "wagon"
    LINER = "liner"
    TRAIN = "train"
    FLIGHT = "flight"
    HANDLING = "handling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How often a carriage is late, and by how much: median = fixed part + share of its minutes.

    ``on_time_key`` names the probability in the network's parameters, ``on_time`` stands in where
    they have none. Nine in ten of the late ones are at most ``ninetieth_ratio`` medians late.
    """

    on_time_key: str
    on_time: float
    fixed_min: int
    share_percent: int
    ninetieth_ratio: float
    confidence: str
    source: str


_ASSUMED = "assumption: no record of delays is published; on-time share from params.csv"
_OWN = "assumption: no record of delays is published; nor has params.csv a share for barges"

LAWS: dict[Carriage, Law] = {
    Carriage.TRUCK: Law(
        on_time_key="road", on_time=0.98, fixed_min=45, share_percent=20, ninetieth_ratio=3.0,
        confidence="C", source=_ASSUMED),
    Carriage.BARGE: Law(
        on_time_key="barge", on_time=0.80, fixed_min=30, share_percent=15, ninetieth_ratio=3.0,
        confidence="C", source=_OWN),
    Carriage.WAGON: Law(
        on_time_key="rail", on_time=0.96, fixed_min=240, share_percent=20, ninetieth_ratio=3.0,
        confidence="C", source=_ASSUMED),
    Carriage.LINER: Law(
        on_time_key="liner", on_time=0.95, fixed_min=180, share_percent=10, ninetieth_ratio=3.0,
        confidence="C", source=_ASSUMED),
    Carriage.TRAIN: Law(
        on_time_key="rail", on_time=0.96, fixed_min=180, share_percent=10, ninetieth_ratio=3.0,
        confidence="C", source=_ASSUMED),
    Carriage.FLIGHT: Law(
        on_time_key="air", on_time=0.92, fixed_min=60, share_percent=20, ninetieth_ratio=4.0,
        confidence="C", source=_ASSUMED),
    Carriage.HANDLING: Law(
        on_time_key="transfer", on_time=0.985, fixed_min=60, share_percent=20, ninetieth_ratio=3.0,
        confidence="C", source=_ASSUMED),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Minutes of delay: none with probability ``on_time``, else log-normal by median and p90."""

    on_time: float
    median_min: float
    ninetieth_min: float

    @property
    def sigma(self) -> float:
        """The standard deviation of the delay's logarithm."""
        return log(self.ninetieth_min / self.median_min) / NINETIETH


def lateness(*, carriage: Carriage, minutes: int, params: Params) -> Spread:
    """Return how late a leg or handling that takes so many minutes by plan may be."""
    law = LAWS[carriage]
    median = law.fixed_min + minutes * law.share_percent / 100
    return Spread(
        on_time=float(params.on_time.get(law.on_time_key, law.on_time)),
        median_min=median,
        ninetieth_min=median * law.ninetieth_ratio,
    )


def lock_wait(chamber: Chamber) -> Spread:
    """Return how long ships wait before a chamber.

    A median of 0 is taken as a minute, for a log-normal has no other way to be that short.
    """
    median = max(1, chamber.wait_median_min)
    return Spread(
        on_time=0.0, median_min=median, ninetieth_min=max(median, chamber.wait_ninetieth_min)
    )
