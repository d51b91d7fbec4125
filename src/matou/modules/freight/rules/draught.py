"""Draught survey (水尺计量): from six draught marks to the weight of the cargo.

Method of UNECE "Code of uniform standards and procedures for the performance of draught surveys
of coal cargoes" (ECE/ENERGY/19, 1992), which SN/T 3023 and inland practice follow: mean of each
pair of marks, quarter mean against hog and sag, two trim corrections, density, deductibles.
Lengths are whole millimetres, masses whole kilograms; the sums run in Decimal and are rounded
once. Accuracy in practice is about 0.5 %.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from matou.kit.errors import DomainError, InvalidInput
from matou.kit.tonnes import KG_PER_TONNE, Tonnes

MAX_DRAUGHT_MM = 20_000
NOTHING = Tonnes(0)
MIN_TABLE_ROWS = 2
MIN_DENSITY = Decimal("0.98")
MAX_DENSITY = Decimal("1.04")
"""Fresh water to the saltiest estuary, t/m³."""
MTC_STEP_MM = 500
"""The second trim correction takes the moment 50 cm above and below the draught."""
MAX_LIST_SHARE = 20
"""Port and starboard may differ by at most this many millimetres for each metre of draught."""


class DraughtOutsideTable(DomainError):
    """The draught lies outside the vessel's table."""

    code = "draught-outside-table"
    status = 422
    zh = "吃水 {draught_mm} 毫米超出水尺表（{lowest_mm} 至 {highest_mm} 毫米），请核对读数。"
    en = (
        "A draught of {draught_mm} mm lies outside the vessel's table "
        "({lowest_mm} to {highest_mm} mm). Check the readings."
    )


class CargoNotPositive(DomainError):
    """The survey leaves no cargo."""

    code = "draught-cargo-not-positive"
    status = 422
    zh = "按水尺计算的货量不大于零，请核对水尺读数与扣除项。"
    en = "The survey leaves no cargo. Check the marks and the deductions."


@dataclass(frozen=True, slots=True, kw_only=True)
class DraughtMarks:
    """Six readings (六面水尺) in millimetres: fore, midship, aft, each port and starboard."""

    fore_port_mm: int
    fore_starboard_mm: int
    mid_port_mm: int
    mid_starboard_mm: int
    aft_port_mm: int
    aft_starboard_mm: int

    def __post_init__(self) -> None:
        """Refuse readings that no vessel can show; raises InvalidInput."""
        for name in self.__slots__:
            reading: int = getattr(self, name)
            if not 0 < reading <= MAX_DRAUGHT_MM:
                raise InvalidInput(
                    field=f"水尺 {name}",
                    reason_zh="读数须在 1 至 20000 毫米之间。",
                    reason_en="The reading must lie between 1 and 20,000 mm.",
                )

    @property
    def fore_mm(self) -> Decimal:
        """Mean of the fore marks."""
        return Decimal(self.fore_port_mm + self.fore_starboard_mm) / 2

    @property
    def mid_mm(self) -> Decimal:
        """Mean of the midship marks."""
        return Decimal(self.mid_port_mm + self.mid_starboard_mm) / 2

    @property
    def aft_mm(self) -> Decimal:
        """Mean of the aft marks."""
        return Decimal(self.aft_port_mm + self.aft_starboard_mm) / 2

    @property
    def trim_mm(self) -> Decimal:
        """Trim by the stern, negative by the head (吃水差)."""
        return self.aft_mm - self.fore_mm

    @property
    def deformation_mm(self) -> Decimal:
        """Sag above zero, hog below (拱陷)."""
        return self.mid_mm - (self.fore_mm + self.aft_mm) / 2

    @property
    def mean_mm(self) -> Decimal:
        """Quarter mean (八分之一法平均吃水): (fore + 6 × midship + aft) / 8."""
        return (self.fore_mm + 6 * self.mid_mm + self.aft_mm) / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HydrostaticRow:
    """One row of the vessel's table at a draught: displacement and, where known, trim data."""

    draught_mm: int
    displacement: Tonnes
    tpc: Decimal
    """Tonnes per centimetre immersion."""
    lcf_mm: int = 0
    """Centre of flotation from midship, positive aft."""
    mtc: Decimal = Decimal(0)
    """Moment to change trim one centimetre, t·m; 0 = not given, no second correction."""


@dataclass(frozen=True, slots=True)
class DraughtTable:
    """A vessel's hydrostatic table (排水量曲线表), rows by rising draught."""

    rows: tuple[HydrostaticRow, ...]

    def __post_init__(self) -> None:
        """Refuse a table that is too short or does not rise; raises InvalidInput."""
        pairs = pairwise(self.rows)
        rises = all(
            low.draught_mm < high.draught_mm and low.displacement < high.displacement
            for low, high in pairs
        )
        if len(self.rows) < MIN_TABLE_ROWS or not rises:
            raise InvalidInput(
                field="水尺表 draught table",
                reason_zh="至少两行，且吃水与排水量逐行增大。",
                reason_en="It needs two rows or more, with draught and displacement rising.",
            )

    def at(self, draught_mm: Decimal) -> "Hydrostatics":
        """Interpolate linearly between two rows; raises DraughtOutsideTable beyond the ends."""
        lowest, highest = self.rows[0].draught_mm, self.rows[-1].draught_mm
        if not lowest <= draught_mm <= highest:
            raise DraughtOutsideTable(draught_mm=draught_mm, lowest_mm=lowest, highest_mm=highest)
        draughts = [Decimal(row.draught_mm) for row in self.rows]
        upper = min(bisect_right(draughts, draught_mm), len(self.rows) - 1)
        low, high = self.rows[upper - 1], self.rows[upper]
        share = (draught_mm - low.draught_mm) / (high.draught_mm - low.draught_mm)
        return Hydrostatics(
            displacement_t=_between(low.displacement.decimal, high.displacement.decimal, share),
            tpc=_between(low.tpc, high.tpc, share),
            lcf_m=_between(Decimal(low.lcf_mm), Decimal(high.lcf_mm), share) / 1000,
            mtc=_between(low.mtc, high.mtc, share),
        )

    def moment_change(self, draught_mm: Decimal) -> Decimal:
        """Return the change of MTC over one metre about the draught, cut at the table's ends."""
        lowest, highest = self.rows[0].draught_mm, self.rows[-1].draught_mm
        below = max(draught_mm - MTC_STEP_MM, Decimal(lowest))
        above = min(draught_mm + MTC_STEP_MM, Decimal(highest))
        return (self.at(above).mtc - self.at(below).mtc) * 1000 / (above - below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydrostatics:
    """The table's values at one draught."""

    displacement_t: Decimal
    tpc: Decimal
    lcf_m: Decimal
    mtc: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Hull:
    """What a survey needs to know of a vessel."""

    length_mm: int
    """Length between perpendiculars (垂线间长)."""
    light_ship: Tonnes
    table: DraughtTable
    table_density: Decimal = Decimal("1.000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deductions:
    """What floats besides ship and cargo: ballast, stores and fuel, the constant (常数)."""

    ballast: Tonnes = NOTHING
    stores: Tonnes = NOTHING
    constant: Tonnes = NOTHING

    @property
    def total(self) -> Tonnes:
        """The sum of the three."""
        return self.ballast + self.stores + self.constant


NO_DEDUCTIONS = Deductions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One survey: the marks, the water's density in t/m³ and what is aboard besides cargo."""

    marks: DraughtMarks
    density: Decimal = Decimal("1.000")
    deductions: Deductions = NO_DEDUCTIONS

    def __post_init__(self) -> None:
        """Refuse a density that no water has; raises InvalidInput."""
        if not MIN_DENSITY <= self.density <= MAX_DENSITY:
            raise InvalidInput(
                field="水密度 density",
                reason_zh="须在 0.98 至 1.04 吨/立方米之间。",
                reason_en="It must lie between 0.98 and 1.04 t/m³.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraughtSurvey:
    """Every step of the reckoning, so that either side can check it on paper."""

    mean_mm: Decimal
    trim_mm: Decimal
    deformation_mm: Decimal
    table_displacement_t: Decimal
    first_trim_t: Decimal
    second_trim_t: Decimal
    density_t: Decimal
    displacement: Tonnes
    cargo: Tonnes


def survey(*, hull: Hull, reading: Reading) -> DraughtSurvey:
    """Reckon displacement and cargo from one reading.

    Raises DraughtOutsideTable. The cargo may come out negative: ``cargo_weight`` refuses that.
    """
    marks = reading.marks
    at_mean = hull.table.at(marks.mean_mm)
    length_m = Decimal(hull.length_mm) / 1000
    trim_m = marks.trim_mm / 1000
    first = trim_m * at_mean.lcf_m * at_mean.tpc * 100 / length_m
    second = 50 * trim_m * trim_m * hull.table.moment_change(marks.mean_mm) / length_m
    in_table_water = at_mean.displacement_t + first + second
    for_density = in_table_water * (reading.density / hull.table_density - 1)
    displacement = _tonnes(in_table_water + for_density)
    return DraughtSurvey(
        mean_mm=marks.mean_mm,
        trim_mm=marks.trim_mm,
        deformation_mm=marks.deformation_mm,
        table_displacement_t=at_mean.displacement_t,
        first_trim_t=first,
        second_trim_t=second,
        density_t=for_density,
        displacement=displacement,
        cargo=displacement - hull.light_ship - reading.deductions.total,
    )


def cargo_weight(*, hull: Hull, reading: Reading) -> Tonnes:
    """Weigh the cargo by one survey against the light ship.

    Raises DraughtOutsideTable, CargoNotPositive.
    """
    return _positive(survey(hull=hull, reading=reading).cargo)


def loaded_weight(*, hull: Hull, before: Reading, after: Reading) -> Tonnes:
    """Weigh what was loaded between two surveys; the constant cancels out.

    For discharge, swap the two. Raises DraughtOutsideTable, CargoNotPositive.
    """
    empty, laden = survey(hull=hull, reading=before), survey(hull=hull, reading=after)
    return _positive(laden.cargo - empty.cargo)


def loadable(  # the four limits of the loadable tonnage, one argument each
    *,
    hull: Hull,
    limiting_depth_mm: int,
    under_keel_mm: int,
    deductions: Deductions,
    reference: Tonnes,
    demand: Tonnes,
) -> Tonnes:
    """Return what may be loaded (可载货量): the least of demand, certificate and water depth.

    ``reference`` is the certificate's tonnage for the route's zone (参考载货量). Raises
    DraughtOutsideTable when the water is too shallow for the empty table.
    """
    deepest_mm = hull.table.rows[-1].draught_mm
    draught_mm = min(limiting_depth_mm - under_keel_mm, deepest_mm)
    floating_t = hull.table.at(Decimal(draught_mm)).displacement_t
    by_depth = _floor(floating_t) - hull.light_ship - deductions.total
    return max(min(demand, reference, by_depth), Tonnes(0))


def is_plausible(*, marks: DraughtMarks) -> bool:
    """Tell whether port and starboard agree within 2 % of the draught; otherwise read again."""
    pairs: Sequence[tuple[int, int]] = (
        (marks.fore_port_mm, marks.fore_starboard_mm),
        (marks.mid_port_mm, marks.mid_starboard_mm),
        (marks.aft_port_mm, marks.aft_starboard_mm),
    )
    return all(abs(a - b) * 1000 <= MAX_LIST_SHARE * max(a, b) for a, b in pairs)


def _between(low: Decimal, high: Decimal, share: Decimal) -> Decimal:
    return low + (high - low) * share


def _tonnes(exact_t: Decimal) -> Tonnes:
    return Tonnes(int((exact_t * KG_PER_TONNE).to_integral_value(rounding=ROUND_HALF_EVEN)))


def _floor(exact_t: Decimal) -> Tonnes:
    # A permission to load is never rounded up.
    return Tonnes(int((exact_t * KG_PER_TONNE).to_integral_value(rounding=ROUND_FLOOR)))


def _positive(cargo: Tonnes) -> Tonnes:
    if cargo.kg <= 0:
        raise CargoNotPositive
    return cargo
