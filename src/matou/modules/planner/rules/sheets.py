"""Calculation sheets (计算表): every minute, fen and gram of a chain, with what it comes from.

Figured again from the network's rows in exact fractions, not copied from the search: that the sums
agree to the fen and gram is a check of both. Emissions in the words of ISO 14083: each step is a
transport chain element (TCE), transport or hub; its activity in tonne-kilometres or tonnes times
an emission intensity gives CO2e, well to wheel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Load
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.network import (
    Chamber,
    EmissionFactor,
    Link,
    Mode,
    Network,
    Params,
    Service,
    Transfer,
    Unit,
)

WELL_TO_WHEEL = "WTW"
G_PER_KG = 1000


class Spent(StrEnum):
    """What minutes go by with."""

    MOVING = "moving"
    HANDLING = "handling"
    BORDER = "border"
    CUT_OFF = "cut_off"
    DEPARTURE = "departure"
    OPENING = "opening"
    LOCK_PASSAGE = "lock_passage"
    LOCK_WAIT = "lock_wait"
    CLOSURE = "closure"
    POSITIONING = "positioning"


class Rate(StrEnum):
    """What a price is paid for."""

    TRUCK_KM = "truck_km"
    TOLL_KM = "toll_km"
    BORDER = "border"
    BARGE_DOWN = "barge_down"
    BARGE_UP = "barge_up"
    LOCK = "lock"
    WAGON_T = "wagon_t"
    WAGON_KM = "wagon_km"
    TICKET = "ticket"
    HANDLING = "handling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Minutes of a step under one heading."""

    spent: Spent
    minutes: int


@dataclass(frozen=True, kw_only=True)
class TariffLine:
    """A rate times how many units of it: ``fen_per_unit * units``, before rounding."""

    rate: Rate
    fen_per_unit: Fraction
    unit: str
    units: Fraction

    @cached_property
    def fen(self) -> Fraction:
        """The exact amount."""
        return self.fen_per_unit * self.units


@dataclass(frozen=True, kw_only=True)
class EmissionLine:
    """Transport activity or hub throughput times an intensity; ``scope`` as ISO 14083 has it."""

    element: str
    """``transport`` or ``hub``: the kind of transport chain element."""
    category: str
    """The operation category (TOC or HOC), in the words of the table of factors."""
    activity: Fraction
    activity_unit: str
    intensity_g: Fraction
    scope: str
    source: str
    confidence: str

    @cached_property
    def grams(self) -> Fraction:
        """The exact mass."""
        return self.activity * self.intensity_g


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One step with its calculation; ``fen`` and ``grams`` are rounded once a step."""

    step: Step
    minutes: tuple[Minutes, ...]
    tariff: tuple[TariffLine, ...]
    emission: EmissionLine
    fen: int
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The lines of a chain in order, and their sums."""

    lines: tuple[SheetLine, ...]
    minutes: int
    length_m: int
    fen: int
    grams: int


def sheet(*, network: Network, question: Question, chain: Chain) -> Sheet:
    """Return the calculation of a chain that answers a question on this network."""
    return Book(network, question).sheet(chain)


class Book:
    """The rates that apply to one cargo, and the lines of steps that several chains share."""

    def __init__(self, network: Network, question: Question) -> None:
        """Read the rates of the question's cargo."""
        self._lines: dict[tuple[str, str, int, int], SheetLine] = {}
        self._priced: dict[tuple[str, str], _Priced] = {}
        cargo = question.cargo
        self.params: Params = network.params
        self.load = cargo.load
        self.tonnes = Fraction(cargo.mass_kg, 1000)
        self.teu = cargo.teu
        lower_cm = question.wishes.lower_water_cm
        self.needs_mm = cargo.draught_mm + 10 * (network.params.under_keel_cm + lower_cm)
        self.chambers = _by_lock(network.chambers)
        self.factors = network.emission_factors
        self.stopped = {one.transfer for one in network.stops}
        if cargo.load is Load.CONTAINER:
            trucks = Fraction(cargo.teu, self.params.truck_capacity_teu)
        else:
            trucks = self.tonnes / self.params.truck_capacity_t
        self.trucks = -(-trucks.numerator // trucks.denominator)

    def sheet(self, chain: Chain) -> Sheet:
        """Return the calculation of a chain that answers the question."""
        lines = tuple(map(self._line, chain.steps))
        return Sheet(
            lines=lines,
            minutes=sum(one.minutes for line in lines for one in line.minutes),
            length_m=sum(line.step.length_m for line in lines),
            fen=sum(line.fen for line in lines),
            grams=sum(line.grams for line in lines),
        )

    def _line(self, step: Step) -> SheetLine:
        key = (step.made_of.code, step.origin, step.ready_min, step.ends_min)
        found = self._lines.get(key)
        if found is None:
            found = self._lines[key] = self._told(step)
        return found

    def _told(self, step: Step) -> SheetLine:
        # Chains of one plan share rows, if not the minutes at which they come to them.
        key = (step.made_of.code, step.origin)
        priced = self._priced.get(key)
        if priced is None:
            priced = self._priced[key] = _sums(*self._prices(step))
        return SheetLine(
            step=step,
            minutes=tuple(one for one in self._minutes(step) if one.minutes),
            tariff=priced.tariff,
            emission=priced.emission,
            fen=priced.fen,
            grams=priced.grams,
        )

    def _prices(self, step: Step) -> "_Prices":
        row = step.made_of
        if isinstance(row, Transfer):
            return self._hub(row)
        if isinstance(row, Service):
            return self._ride(row)
        if row.mode is Mode.ROAD:
            return self._truck(row)
        if row.mode is Mode.WATER:
            return self._barge(step.origin, row)
        tkm, params = self._tkm(row), self.params
        price = _price(Rate.WAGON_KM, params.wagon_fen_per_tkm, "tkm", tkm)
        return [price], self._transport(Mode.RAIL, params.rail_g_per_tkm, tkm)

    def _minutes(self, step: Step) -> list[Minutes]:
        row, lasts = step.made_of, step.ends_min - step.begins_min
        if isinstance(row, Transfer):
            return self._hub_minutes(step, row)
        if isinstance(row, Service):
            return [
                _spent(Spent.DEPARTURE, step.begins_min - step.ready_min - row.cutoff_min),
                _spent(Spent.CUT_OFF, row.cutoff_min),
                _spent(Spent.MOVING, lasts),
            ]
        if row.mode is Mode.ROAD:
            border = self.params.border_min if row.is_border else 0
            moving = _spent(Spent.MOVING, lasts - border)
            return [_held(step), moving, _spent(Spent.BORDER, border)]
        if row.mode is Mode.WATER and step.origin in self.chambers:
            passage, wait = self._lock_min(step.origin)
            return [
                _held(step),
                _spent(Spent.LOCK_WAIT, wait),
                _spent(Spent.LOCK_PASSAGE, passage),
                _spent(Spent.MOVING, lasts - passage - wait),
            ]
        return [_held(step), _spent(Spent.MOVING, lasts)]

    def _truck(self, link: Link) -> "_Prices":
        params = self.params
        truck_km = self.trucks * Fraction(link.length_m, 1000)
        prices = [
            _price(Rate.TRUCK_KM, params.truck_fen_per_km, "truck_km", truck_km),
            _price(Rate.TOLL_KM, Fraction(link.toll_fen_per_km), "truck_km", truck_km),
        ]
        if link.is_border:
            fee = Fraction(params.border_fen_per_truck)
            prices.append(_price(Rate.BORDER, fee, "truck", Fraction(self.trucks)))
        return prices, self._transport(Mode.ROAD, params.road_g_per_tkm, self._tkm(link))

    def _barge(self, here: str, link: Link) -> "_Prices":
        params, tkm = self.params, self._tkm(link)
        if here == link.origin:
            prices = [_price(Rate.BARGE_DOWN, params.barge_fen_per_tkm_down, "tkm", tkm)]
        else:
            prices = [_price(Rate.BARGE_UP, params.barge_fen_per_tkm_up, "tkm", tkm)]
        if here in self.chambers:
            prices.append(_price(Rate.LOCK, params.lock_fee_fen_per_t, "t", self.tonnes))
        return prices, self._transport(Mode.WATER, params.barge_g_per_tkm, tkm)

    def _lock_min(self, lock: str) -> tuple[int, int]:
        """Passage and median wait of the quickest chamber that this vessel fits."""
        least = min(
            (one.passage_min + one.wait_median_min, one.passage_min, one.wait_median_min)
            for one in self.chambers[lock]
            if 10 * one.sill_depth_cm >= self.needs_mm and one.vessel_dwt >= self.params.barge_min_t
        )
        return least[1], least[2]

    def _ride(self, service: Service) -> "_Prices":
        if service.unit is Unit.TEU:
            units, unit = Fraction(self.teu), "teu"
        else:
            units, unit = self.tonnes, "t"
        rates = {
            Mode.WATER: self.params.liner_g_per_tkm,
            Mode.RAIL: self.params.rail_g_per_tkm,
            Mode.AIR: self.params.air_g_per_tkm,
        }
        price = _price(Rate.TICKET, Fraction(service.price_fen_per_unit), unit, units)
        activity = self._tkm(service)
        return [price], self._transport(service.mode, rates[service.mode], activity)

    def _hub(self, transfer: Transfer) -> "_Prices":
        params = self.params
        if self.load is Load.CONTAINER:
            fee, unit, units = Fraction(transfer.cost_fen_per_teu), "teu", Fraction(self.teu)
        else:
            fee, unit, units = Fraction(transfer.cost_fen_per_t), "t", self.tonnes
        prices = [_price(Rate.HANDLING, fee, unit, units)]
        if self.load is Load.BULK and transfer.destination_mode is Mode.RAIL:
            prices.append(_price(Rate.WAGON_T, params.wagon_fen_per_t, "t", self.tonnes))
        return prices, self._throughput(transfer)

    def _hub_minutes(self, step: Step, transfer: Transfer) -> list[Minutes]:
        positioning = 0
        if self.load is Load.BULK and transfer.destination_mode is Mode.WATER:
            positioning = self.params.barge_positioning_min
        elif self.load is Load.BULK and transfer.destination_mode is Mode.RAIL:
            positioning = self.params.wagon_dispatch_min
        waits = _spent(Spent.OPENING, step.begins_min - step.ready_min)
        return [
            _held(step) if transfer.code in self.stopped else waits,
            _spent(Spent.HANDLING, step.ends_min - step.begins_min - positioning),
            _spent(Spent.POSITIONING, positioning),
        ]

    def _transport(self, mode: Mode, intensity_g: Fraction, tkm: Fraction) -> EmissionLine:
        known = _factor(self.factors, str(mode), intensity_g)
        return EmissionLine(
            element="transport",
            category=known.vehicle if known else str(mode),
            activity=tkm,
            activity_unit="tkm",
            intensity_g=intensity_g,
            scope=known.scope if known else WELL_TO_WHEEL,
            source=known.provenance.source if known else "",
            confidence=known.provenance.confidence if known else "",
        )

    def _throughput(self, transfer: Transfer) -> EmissionLine:
        intensity = Fraction(transfer.co2e_g_per_t)
        known = _factor(self.factors, "site", intensity / G_PER_KG)
        told = known.provenance if known else transfer.provenance
        return EmissionLine(
            element="hub",
            category=known.vehicle if known else transfer.code,
            activity=self.tonnes,
            activity_unit="t",
            intensity_g=intensity,
            scope=known.scope if known else WELL_TO_WHEEL,
            source=told.source,
            confidence=told.confidence,
        )

    def _tkm(self, row: Link | Service) -> Fraction:
        return self.tonnes * Fraction(row.length_m, 1000)


_Prices = tuple[list[TariffLine], EmissionLine]


@dataclass(frozen=True, slots=True)
class _Priced:
    """What a row costs and emits, whenever one comes to it."""

    tariff: tuple[TariffLine, ...]
    emission: EmissionLine
    fen: int
    grams: int


def _sums(tariff: list[TariffLine], emission: EmissionLine) -> _Priced:
    return _Priced(
        tariff=tuple(one for one in tariff if one.fen),
        emission=emission,
        fen=round(sum((one.fen for one in tariff), Fraction(0))),
        grams=round(emission.grams),
    )


def _by_lock(chambers: Iterable[Chamber]) -> Mapping[str, list[Chamber]]:
    found: dict[str, list[Chamber]] = {}
    for chamber in chambers:
        found.setdefault(chamber.lock, []).append(chamber)
    return found


def _factor(factors: Iterable[EmissionFactor], mode: str, value: Fraction) -> EmissionFactor | None:
    """Return the published row from which a network parameter was taken, by mode and value."""
    return next((one for one in factors if (one.mode, one.value) == (mode, value)), None)


def _price(rate: Rate, fen_per_unit: Fraction, unit: str, units: Fraction) -> TariffLine:
    return TariffLine(rate=rate, fen_per_unit=fen_per_unit, unit=unit, units=units)


def _held(step: Step) -> Minutes:
    """Return how long a closed lock, low water or a stop holds a step up."""
    return _spent(Spent.CLOSURE, step.begins_min - step.ready_min)


def _spent(spent: Spent, minutes: int) -> Minutes:
    return Minutes(spent=spent, minutes=minutes)
