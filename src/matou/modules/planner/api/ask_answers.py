"""What ``/ask`` answers: chains, legs, sheets and their lines, as programmes read them."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from matou.modules.planner.api.base import with_example
from matou.modules.planner.queries.answers import LiveAnswer
from matou.modules.planner.queries.plans import Plan, ShownPlan
from matou.modules.planner.rules.chains import Leg
from matou.modules.planner.rules.relaxing import NOTHING_HELPS
from matou.modules.planner.rules.reliability import Reliability
from matou.modules.planner.rules.sheets import EmissionLine, SheetLine, TariffLine

_LEG = {
    "mode": "water", "origin": "P_WUL", "destination": "P_NSA", "km": 469.0, "service": None,
    "begins_at": "2026-12-02T10:17:00+08:00", "ends_at": "2026-12-03T19:00:00+08:00",
    "cost_fen": 4_900_000, "co2e_g": 17_259_200,
}  # fmt: skip
_LINE = {
    "code": "W059", "origin": "L_CHZ", "destination": "P_CHI", "km": 12.0,
    "minutes": [{"spent": "lock_wait", "minutes": 360}, {"spent": "moving", "minutes": 52}],
    "tariff": [{"rate": "barge_down", "fen_per_unit": 4.5, "unit": "tkm", "units": 24_000.0}],
    "emission": {
        "element": "transport", "category": "motor vessel 87-110 m", "activity": 24_000.0,
        "activity_unit": "tkm", "intensity_g": 18.4, "scope": "WTW",
        "source": "STC-Nestra", "confidence": "A",
    },
    "cost_fen": 108_000, "co2e_g": 441_600,
}  # fmt: skip
_CONNECTION = {"code": "T012", "at": "P_NSA", "missed": 0.014}
_RELIABILITY = {
    "half_by": "2026-12-04T21:05:00+08:00", "nine_in_ten_by": "2026-12-05T03:40:00+08:00",
    "in_time": 0.871, "connections": [_CONNECTION],
}  # fmt: skip
_CHAIN = {
    "arrives_at": "2026-12-04T21:31:00+08:00", "duration_min": 5131, "cost_fen": 11_181_000,
    "co2e_g": 20_859_200, "best_in": ["cost"], "variants": 0, "legs": [_LEG], "sheet": [_LINE],
    "reliability": _RELIABILITY,
    "geojson": {"type": "FeatureCollection", "features": []},
}  # fmt: skip


class LegOut(Schema):
    """One carriage: a ride, or links of one mode in a row."""

    model_config = with_example(_LEG)

    mode: str
    origin: str
    destination: str
    km: float
    service: str | None
    begins_at: datetime
    ends_at: datetime
    cost_fen: int
    co2e_g: int


class SpentOut(Schema):
    """Minutes of a step and what they go by with."""

    model_config = with_example({"spent": "lock_wait", "minutes": 360})

    spent: str = Field(
        description="moving, handling, border, cut_off, departure, opening, lock_passage, "
        "lock_wait, closure or positioning"
    )
    minutes: int


class TariffLineOut(Schema):
    """A rate times how many units."""

    model_config = with_example(
        {"rate": "lock", "fen_per_unit": 80.0, "unit": "t", "units": 2000.0}
    )

    rate: str
    fen_per_unit: float
    unit: str
    units: float


class EmissionLineOut(Schema):
    """Activity times intensity, in the words of ISO 14083."""

    model_config = with_example(_LINE["emission"])  # type: ignore[arg-type]  # a dict of its own

    element: str = Field(description="transport or hub: the kind of transport chain element")
    category: str = Field(description="Operation category, TOC or HOC")
    activity: float
    activity_unit: str
    intensity_g: float
    scope: str = Field(description="WTW: well to wheel")
    source: str
    confidence: str


class SheetLineOut(Schema):
    """One step of the calculation; sums over a chain's lines equal its totals."""

    model_config = with_example(_LINE)

    code: str = Field(description="Link, service or transfer")
    origin: str
    destination: str
    km: float
    minutes: list[SpentOut]
    tariff: list[TariffLineOut]
    emission: EmissionLineOut
    cost_fen: int
    co2e_g: int


class ConnectionOut(Schema):
    """A departure, gate or lock, and how likely the cargo comes too late for it."""

    model_config = with_example(_CONNECTION)

    code: str = Field(description="Link, service or transfer that begins there")
    at: str
    missed: float = Field(description="Probability from 0 to 1")


class ReliabilityOut(Schema):
    """When the cargo really arrives, given how late legs are and how long locks keep it."""

    model_config = with_example(_RELIABILITY)

    half_by: datetime = Field(description="Half of all such journeys have arrived by then")
    nine_in_ten_by: datetime
    in_time: float | None = Field(description="Probability of arriving by arrive_by, where given")
    connections: list[ConnectionOut]


class ChainOut(Schema):
    """One alternative from door to door."""

    model_config = with_example(_CHAIN)

    arrives_at: datetime
    duration_min: int
    cost_fen: int
    co2e_g: int
    best_in: list[str] = Field(description="time, cost, co2e, reliability")
    variants: int = Field(description="Others that use the same terminals and services")
    legs: list[LegOut]
    sheet: list[SheetLineOut]
    reliability: ReliabilityOut
    geojson: dict[str, Any] = Field(description="The legs as lines (RFC 7946), WGS-84")


class BindingOut(Schema):
    """Why nothing was found, and the least loosening that helps."""

    model_config = with_example(
        {"zh": "吃水 4 米超过沿途水深；减载到 3.8 米即有方案。", "en": "3.8 m would pass."}
    )

    zh: str
    en: str


class PlanOut(Schema):
    """The shown chains by arrival, and what stands behind them."""

    model_config = with_example(
        {
            "network": "7-9f9f9f9f9f9f9f9f", "is_truncated": False, "chains": [_CHAIN],
            "hidden": 98, "uncovered": 11, "binding": None,
        }
    )  # fmt: skip

    network: str = Field(description="Version of the network: number and hash")
    is_truncated: bool = Field(description="The search was cut short: chains may be missing")
    chains: list[ChainOut]
    hidden: int
    uncovered: int = Field(description="Hidden chains that no shown one comes within 5 % of")
    binding: BindingOut | None


def plan_out(plan: Plan) -> dict[str, Any]:
    """Return a plan as programmes read it."""
    answer = plan.live.answer
    binding = None
    if not answer.chains and not answer.is_truncated:
        zh, en = (answer.binding.zh, answer.binding.en) if answer.binding else NOTHING_HELPS
        binding = {"zh": zh, "en": en}
    return {
        "network": plan.live.network.version,
        "is_truncated": answer.is_truncated,
        "chains": [_chain(plan.live, one) for one in plan.chains],
        "hidden": plan.choice.hidden,
        "uncovered": plan.choice.uncovered,
        "binding": binding,
    }


def _chain(live: LiveAnswer, plan: ShownPlan) -> dict[str, Any]:
    chain = plan.shown.chain
    return {
        "arrives_at": live.instant(chain.arrive_min),
        "duration_min": chain.duration_min,
        "cost_fen": chain.fen,
        "co2e_g": chain.grams,
        "best_in": [str(one) for one in plan.shown.best_in],
        "variants": plan.shown.variants,
        "legs": [_leg(live, leg) for leg in chain.legs],
        "sheet": [_line(line) for line in plan.sheet.lines],
        "reliability": _reliability(live, plan.reliability),
        "geojson": plan.geojson,
    }


def _reliability(live: LiveAnswer, told: Reliability) -> dict[str, Any]:
    latest = live.answer.question.wishes.arrive_by_min
    return {
        "half_by": live.instant(told.median_min),
        "nine_in_ten_by": live.instant(told.ninetieth_min),
        "in_time": None if latest is None else round(told.on_time(latest), 4),
        "connections": [
            {"code": one.code, "at": one.at, "missed": round(one.missed, 4)}
            for one in told.connections
        ],
    }


def _leg(live: LiveAnswer, leg: Leg) -> dict[str, Any]:
    return {
        "mode": str(leg.mode),
        "origin": leg.origin,
        "destination": leg.destination,
        "km": leg.length_m / 1000,
        "service": leg.service or None,
        "begins_at": live.instant(leg.begins_min),
        "ends_at": live.instant(leg.ends_min),
        "cost_fen": leg.fen,
        "co2e_g": leg.grams,
    }


def _line(line: SheetLine) -> dict[str, Any]:
    return {
        "code": line.step.made_of.code,
        "origin": line.step.origin,
        "destination": line.step.destination,
        "km": line.step.length_m / 1000,
        "minutes": [{"spent": str(one.spent), "minutes": one.minutes} for one in line.minutes],
        "tariff": [_tariff(one) for one in line.tariff],
        "emission": _emission(line.emission),
        "cost_fen": line.fen,
        "co2e_g": line.grams,
    }


def _tariff(line: TariffLine) -> dict[str, Any]:
    return {
        "rate": str(line.rate),
        "fen_per_unit": float(line.fen_per_unit),
        "unit": line.unit,
        "units": float(line.units),
    }


def _emission(line: EmissionLine) -> dict[str, Any]:
    return {
        "element": line.element,
        "category": line.category,
        "activity": float(line.activity),
        "activity_unit": line.activity_unit,
        "intensity_g": float(line.intensity_g),
        "scope": line.scope,
        "source": line.source,
        "confidence": line.confidence,
    }
