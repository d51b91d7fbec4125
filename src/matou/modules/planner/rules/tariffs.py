"""What one arc takes, costs and emits for one cargo: minutes up, fen and grams to nearest.

Exact whole-number arithmetic throughout; a half goes to the even neighbour, as GB/T 8170-2008
rounds. Masses are kilograms and lengths metres, so that tonne-kilometres are ``kg * m / 10**6``.
"""

from dataclasses import dataclass
from fractions import Fraction

from matou.modules.planner.rules.cargo import Cargo, Load
from matou.modules.planner.rules.network import Link, Mode, Params, Service, Transfer, Unit

KG_M_PER_TKM = 10**6
KG_PER_T = 1000
M_PER_KM = 1000
WAGON_M_PER_H = 45_000
"""Rule 4: bulk by wagon runs at 45 km/h wherever freight trains run."""


@dataclass(frozen=True, slots=True)
class Toll:
    """Minutes, fen and grams of one arc."""

    minutes: int
    fen: int
    grams: int


def to_nearest(numerator: int, denominator: int) -> int:
    """Return the nearest whole number of a ratio of whole numbers, a half going to the even one."""
    whole, rest = divmod(numerator, denominator)
    double = 2 * rest
    return whole + (double > denominator or (double == denominator and whole % 2 == 1))


def upwards(numerator: int, denominator: int) -> int:
    """Return the least whole number that is not below the ratio."""
    return -(-numerator // denominator)


class Tariffs:
    """Prices and paces of one cargo, its trucks counted once."""

    def __init__(self, *, params: Params, cargo: Cargo) -> None:
        """Count the trucks and keep what every arc asks for."""
        self.params = params
        self.mass_kg = cargo.mass_kg
        self.teu = cargo.teu
        self.load = cargo.load
        if cargo.load is Load.CONTAINER:
            self.trucks = upwards(cargo.teu, params.truck_capacity_teu)
        else:
            self.trucks = upwards(cargo.mass_kg, params.truck_capacity_t * KG_PER_T)
        self._scale = params.truck_fen_per_km.denominator
        self._truck = params.truck_fen_per_km.numerator

    def by_truck(self, link: Link, speed_m_per_h: int) -> Toll:
        """Rule 2."""
        fen_scaled = link.length_m * (self._truck + link.toll_fen_per_km * self._scale)
        scale = M_PER_KM * self._scale
        minutes = upwards(link.length_m * 60, speed_m_per_h)
        if link.is_border:
            minutes += self.params.border_min
            fen_scaled += self.params.border_fen_per_truck * scale
        return Toll(
            minutes,
            to_nearest(self.trucks * fen_scaled, scale),
            self._grams(link.length_m, self.params.road_g_per_tkm),
        )

    def by_barge(self, link: Link, speed_m_per_h: int, rate: Fraction) -> Toll:
        """Rule 3, without the lock."""
        return Toll(
            upwards(link.length_m * 60, speed_m_per_h),
            to_nearest(self.mass_kg * link.length_m * rate.numerator, self._tkm(rate)),
            self._grams(link.length_m, self.params.barge_g_per_tkm),
        )

    def by_barge_from_lock(
        self, link: Link, speed_m_per_h: int, rate: Fraction, lock_min: int
    ) -> Toll:
        """Rule 3, leaving a lock: its passage, its median wait and its fee are on the arc."""
        free = self.by_barge(link, speed_m_per_h, rate)
        fee = self.params.lock_fee_fen_per_t
        fen = Fraction(self.mass_kg * link.length_m, KG_M_PER_TKM) * rate
        return Toll(
            free.minutes + lock_min, round(fen + Fraction(self.mass_kg, KG_PER_T) * fee), free.grams
        )

    def by_wagon(self, link: Link) -> Toll:
        """Rule 4, without the dispatch."""
        rate = self.params.wagon_fen_per_tkm
        return Toll(
            upwards(link.length_m * 60, WAGON_M_PER_H),
            to_nearest(self.mass_kg * link.length_m * rate.numerator, self._tkm(rate)),
            self._grams(link.length_m, self.params.rail_g_per_tkm),
        )

    def by_service(self, service: Service) -> Toll:
        """Rules 5 and 6; the minutes run from the departure."""
        rates = {
            Mode.WATER: self.params.liner_g_per_tkm,
            Mode.RAIL: self.params.rail_g_per_tkm,
            Mode.AIR: self.params.air_g_per_tkm,
        }
        amount, parts = (self.teu, 1) if service.unit is Unit.TEU else (self.mass_kg, KG_PER_T)
        return Toll(
            service.duration_min,
            to_nearest(amount * service.price_fen_per_unit, parts),
            self._grams(service.length_m, rates[service.mode]),
        )

    def by_transfer(self, transfer: Transfer) -> Toll:
        """Rule 7, and what boarding a barge or a wagon adds by rules 3 and 4."""
        params = self.params
        if self.load is Load.CONTAINER:
            minutes = transfer.fixed_min + self.teu * transfer.min_per_teu
            fen = Fraction(self.teu * transfer.cost_fen_per_teu)
        else:
            minutes = transfer.fixed_min + self.mass_kg * transfer.min_per_100t / (100 * KG_PER_T)
            fen = Fraction(self.mass_kg * transfer.cost_fen_per_t, KG_PER_T)
        if self.load is Load.BULK and transfer.destination_mode is Mode.WATER:
            minutes += params.barge_positioning_min
        if self.load is Load.BULK and transfer.destination_mode is Mode.RAIL:
            minutes += params.wagon_dispatch_min
            fen += Fraction(self.mass_kg, KG_PER_T) * params.wagon_fen_per_t
        return Toll(
            upwards(minutes.numerator, minutes.denominator),
            round(fen),
            to_nearest(self.mass_kg * transfer.co2e_g_per_t, KG_PER_T),
        )

    def _grams(self, length_m: int, rate: Fraction) -> int:
        return to_nearest(self.mass_kg * length_m * rate.numerator, self._tkm(rate))

    @staticmethod
    def _tkm(rate: Fraction) -> int:
        return KG_M_PER_TKM * rate.denominator
