"""The transport network (运输网络) as plain values: what a cargo may use, at what price and pace.

Units are whole: metres, centimetres of water, minutes, fen, grams. Where a file's figure is finer
than that (0.045 CNY/tkm, 2.5 min/TEU) it is an exact ``Fraction``. Minute 0 is Monday 00:00.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from matou.spine.places.rules.opening import OpeningHours

MINUTES_PER_DAY = 24 * 60
MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY


class Mode(StrEnum):
    """How a cargo moves (运输方式)."""

    ROAD = "road"
    WATER = "water"
    RAIL = "rail"
    AIR = "air"


class NodeKind(StrEnum):
    """What a node is, in the words of the files."""

    CITY = "city"
    PORT = "port"
    LOCK = "lock"
    JUNCTION = "junction"
    RAIL = "rail"
    AIRPORT = "airport"


class Unit(StrEnum):
    """What a service sells (计费单位)."""

    TEU = "TEU"
    TONNE = "t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a row comes from and how far to trust it: A published, B well known, C estimate."""

    confidence: str = ""
    source: str = ""
    note: str = ""


UNKNOWN = Provenance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A city anchor, terminal, lock or junction."""

    code: str
    kind: NodeKind
    modes: frozenset[Mode]
    name_zh: str
    name_en: str
    latitude: float
    longitude: float
    city: str = ""
    cargo: tuple[str, ...] = ()
    berth_dwt_max: int | None = None
    takes_containers: bool | None = None
    takes_dangerous_goods: bool | None = None
    opening: OpeningHours
    provenance: Provenance = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stretch of road, waterway or rail between two nodes, usable both ways.

    Water runs downstream from origin to destination; ``speed_back_m_per_h`` is upstream.
    """

    code: str
    origin: str
    destination: str
    mode: Mode
    length_m: int
    name: str = ""
    grade: str
    depth_cm: int | None = None
    speed_forward_m_per_h: int
    speed_back_m_per_h: int
    toll_fen_per_km: int = 0
    status: str = "open"
    is_border: bool = False
    is_parcels_only: bool = False
    provenance: Provenance = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A scheduled direct service (班轮、班列、航班): departures repeat every week."""

    code: str
    mode: Mode
    origin: str
    destination: str
    days: tuple[int, ...]
    departs_minute: int
    cutoff_min: int
    duration_min: int
    length_m: int
    capacity: int
    unit: Unit
    price_fen_per_unit: int
    min_depth_cm: int | None = None
    locks: tuple[str, ...] = ()
    provenance: Provenance = UNKNOWN

    @property
    def departures(self) -> tuple[int, ...]:
        """The minutes of the week at which it departs, in order."""
        return tuple((day - 1) * MINUTES_PER_DAY + self.departs_minute for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A directed change of mode (换装) at a terminal, or between a port and its rail yard."""

    code: str
    origin: str
    origin_mode: Mode
    destination: str
    destination_mode: Mode
    fixed_min: int
    min_per_teu: Fraction
    min_per_100t: Fraction
    cost_fen_per_teu: int
    cost_fen_per_t: int
    co2e_g_per_t: int
    opening: OpeningHours
    provenance: Provenance = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Chamber:
    """A lock chamber (闸室)."""

    lock: str
    chamber: str
    length_cm: int
    width_cm: int
    sill_depth_cm: int
    vessel_dwt: int
    opened_year: int | None
    passage_min: int
    wait_median_min: int
    wait_ninetieth_min: int
    fee_fen_per_gt: int
    provenance: Provenance = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """A published CO2e intensity, for calculation sheets; compiling uses ``Params``."""

    mode: str
    vehicle: str
    unit: str
    value: Fraction
    scope: str
    provenance: Provenance = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Unit costs, capacities and factors (计算参数) of the reference semantics."""

    truck_capacity_t: int
    truck_capacity_teu: int
    truck_fen_per_km: Fraction
    border_fen_per_truck: int
    border_min: int
    barge_fen_per_tkm_down: Fraction
    barge_fen_per_tkm_up: Fraction
    barge_positioning_min: int
    barge_min_t: int
    lock_fee_fen_per_t: Fraction
    under_keel_cm: int
    wagon_fen_per_t: Fraction
    wagon_fen_per_tkm: Fraction
    wagon_dispatch_min: int
    rail_fen_per_teu: Fraction
    rail_fen_per_teu_km: Fraction
    road_g_per_tkm: Fraction
    rail_g_per_tkm: Fraction
    barge_g_per_tkm: Fraction
    liner_g_per_tkm: Fraction
    air_g_per_tkm: Fraction
    on_time: Mapping[str, Fraction] = field(default_factory=dict)
    """On-time probability per kind of leg: road, liner, lock, rail, air, transfer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A lock out of use (停航) for the absolute span [from, until): ships there wait."""

    lock: str
    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDay:
    """A day, counted from minute 0, on which a service runs or not whatever its weekdays say."""

    service: str
    day: int
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Water of ``depth_cm`` at most on a link for the span [from, until); 0 closes any link."""

    link: str
    from_min: int
    until_min: int
    depth_cm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A transfer at which nothing is handled for the span [from, until)."""

    transfer: str
    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChamberClosure:
    """One chamber of a lock out of use for the span [from, until)."""

    lock: str
    chamber: str
    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything a plan stands on; ``version`` is pinned to the offers made from it."""

    version: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    services: tuple[Service, ...]
    transfers: tuple[Transfer, ...]
    chambers: tuple[Chamber, ...]
    params: Params
    emission_factors: tuple[EmissionFactor, ...] = ()
    closures: tuple[Closure, ...] = ()
    cancelled_services: frozenset[str] = frozenset()
    service_days: tuple[ServiceDay, ...] = ()
    limits: tuple[Limit, ...] = ()
    stops: tuple[Stop, ...] = ()
    chamber_closures: tuple[ChamberClosure, ...] = ()
    seen_until_min: int = 0
    """How far ahead limits, stops and closures of chambers are told; 0 where none are."""
