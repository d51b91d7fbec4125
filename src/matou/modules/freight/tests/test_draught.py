"""Draught survey: a worked example by hand, borders, refusals, properties."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.draught import (
    CargoNotPositive,
    Deductions,
    DraughtMarks,
    DraughtOutsideTable,
    DraughtTable,
    Hull,
    HydrostaticRow,
    Reading,
    cargo_weight,
    is_plausible,
    loadable,
    loaded_weight,
    survey,
)

# A box of 70 m by 13.6 m: every centimetre carries 9.52 t, a metre 952 t.
BOX = Hull(
    length_mm=70_000,
    light_ship=Tonnes.of(800),
    table=DraughtTable(
        tuple(
            HydrostaticRow(
                draught_mm=depth,
                displacement=Tonnes(952 * depth),
                tpc=Decimal("9.52"),
                mtc=Decimal(50 + depth // 100),
            )
            for depth in (500, 1000, 2000, 3000, 4000)
        )
    ),
)
DEDUCTIONS = Deductions(ballast=Tonnes.of(20), stores=Tonnes.of(30), constant=Tonnes.of(15))


def marks(fore: int, mid: int, aft: int) -> DraughtMarks:
    return DraughtMarks(
        fore_port_mm=fore,
        fore_starboard_mm=fore,
        mid_port_mm=mid,
        mid_starboard_mm=mid,
        aft_port_mm=aft,
        aft_starboard_mm=aft,
    )


def even(draught_mm: int) -> Reading:
    return Reading(marks=marks(draught_mm, draught_mm, draught_mm), deductions=DEDUCTIONS)


def test_on_an_even_keel_the_table_alone_counts() -> None:
    # 3.2 m × 952 t/m = 3,046.4 t, less 800 light ship and 65 deducted.
    assert cargo_weight(hull=BOX, reading=even(3200)) == Tonnes.of("2181.4")


def test_the_quarter_mean_weighs_midship_six_times() -> None:
    # (3.00 + 6 × 3.10 + 3.20) / 8 = 3.10
    assert marks(3000, 3100, 3200).mean_mm == 3100


def test_port_and_starboard_are_averaged() -> None:
    listing = replace(marks(3000, 3000, 3000), mid_port_mm=2980, mid_starboard_mm=3040)

    assert listing.mid_mm == 3010


@pytest.mark.parametrize(("mid", "deformation"), [(3050, -50), (3100, 0), (3150, 50)])
def test_hog_is_negative_and_sag_positive(mid: int, deformation: int) -> None:
    assert marks(3000, mid, 3200).deformation_mm == deformation


def test_the_first_trim_correction_follows_the_centre_of_flotation() -> None:
    rows = tuple(replace(row, lcf_mm=700, mtc=Decimal(0)) for row in BOX.table.rows)
    hull = replace(BOX, table=DraughtTable(rows))

    found = survey(hull=hull, reading=Reading(marks=marks(3000, 3100, 3200)))

    # 0.2 m × 0.7 m × 9.52 t/cm × 100 / 70 m = 1.904 t
    assert found.first_trim_t == Decimal("1.904")
    assert found.second_trim_t == 0


def test_the_second_trim_correction_is_never_negative() -> None:
    found = survey(hull=BOX, reading=Reading(marks=marks(3200, 3100, 3000)))

    # 50 × 0.2² × 10 t·m per metre / 70 = 0.2857 t, and the first is nought.
    assert found.first_trim_t == 0
    assert round(found.second_trim_t, 4) == Decimal("0.2857")


def test_salt_water_carries_more() -> None:
    salty = replace(even(3000), density=Decimal("1.025"))

    found = survey(hull=BOX, reading=salty)

    assert found.density_t == Decimal("71.400")
    assert found.displacement == Tonnes.of("2927.4")


def test_two_surveys_weigh_what_was_loaded_and_the_constant_cancels() -> None:
    unknown = Deductions(constant=Tonnes.of(999))

    loaded = loaded_weight(
        hull=BOX,
        before=replace(even(1000), deductions=unknown),
        after=replace(even(3000), deductions=unknown),
    )

    assert loaded == Tonnes.of(1904)


def test_ballast_pumped_out_counts_as_cargo_gained() -> None:
    before = replace(even(1000), deductions=Deductions(ballast=Tonnes.of(100)))
    after = replace(even(3000), deductions=Deductions())

    assert loaded_weight(hull=BOX, before=before, after=after) == Tonnes.of(2004)


@pytest.mark.parametrize("draught_mm", [500, 4000])
def test_the_ends_of_the_table_are_inside(draught_mm: int) -> None:
    found = survey(hull=BOX, reading=even(draught_mm))

    assert found.displacement == Tonnes(952 * draught_mm)


@pytest.mark.parametrize("draught_mm", [499, 4001])
def test_beyond_the_table_is_refused(draught_mm: int) -> None:
    with pytest.raises(DraughtOutsideTable) as refusal:
        survey(hull=BOX, reading=even(draught_mm))

    assert "4000" in refusal.value.message("zh")


def test_a_survey_without_cargo_is_refused() -> None:
    with pytest.raises(CargoNotPositive):
        cargo_weight(hull=BOX, reading=even(900))


@pytest.mark.parametrize("wrong", [0, -1, 20_001])
def test_a_mark_that_no_vessel_shows_is_refused(wrong: int) -> None:
    with pytest.raises(InvalidInput):
        replace(marks(3000, 3000, 3000), aft_port_mm=wrong)


@pytest.mark.parametrize("density", ["0.979", "1.041"])
def test_a_density_that_no_water_has_is_refused(density: str) -> None:
    with pytest.raises(InvalidInput):
        Reading(marks=marks(3000, 3000, 3000), density=Decimal(density))


@pytest.mark.parametrize(
    "rows", [BOX.table.rows[:1], tuple(reversed(BOX.table.rows)), BOX.table.rows[:1] * 2]
)
def test_a_table_that_does_not_rise_is_refused(rows: tuple[HydrostaticRow, ...]) -> None:
    with pytest.raises(InvalidInput):
        DraughtTable(rows)


@pytest.mark.parametrize(("port", "plausible"), [(3060, True), (3070, False)])
def test_sides_further_apart_than_two_percent_are_read_again(*, port: int, plausible: bool) -> None:
    read = replace(marks(3000, 3000, 3000), fore_port_mm=port)

    assert is_plausible(marks=read) is plausible


@pytest.mark.parametrize(
    ("depth_mm", "reference", "demand", "tonnes"),
    [
        (4200, 3000, 2400, "2400"),  # the demand is least
        (4200, 2100, 2400, "2100"),  # the certificate is least
        (3500, 3000, 2400, "2181.4"),  # the water is least: 3.2 m of draught
        (9000, 9000, 9000, "2943"),  # the deepest row of the table is least
        (1000, 3000, 2400, "0"),  # afloat, but nothing may be loaded
    ],
)
def test_the_least_limit_gives_the_loadable_tonnage(
    depth_mm: int, reference: int, demand: int, tonnes: str
) -> None:
    found = loadable(
        hull=BOX,
        limiting_depth_mm=depth_mm,
        under_keel_mm=300,
        deductions=DEDUCTIONS,
        reference=Tonnes.of(reference),
        demand=Tonnes.of(demand),
    )

    assert found == Tonnes.of(tonnes)


def test_water_too_shallow_for_the_table_is_refused() -> None:
    with pytest.raises(DraughtOutsideTable):
        loadable(
            hull=BOX,
            limiting_depth_mm=700,
            under_keel_mm=300,
            deductions=DEDUCTIONS,
            reference=Tonnes.of(1),
            demand=Tonnes.of(1),
        )


draughts = st.integers(500, 4000)


@given(one=draughts, other=draughts)
def test_deeper_is_never_lighter(one: int, other: int) -> None:
    low, high = sorted((one, other))

    weights = [survey(hull=BOX, reading=even(depth)).displacement for depth in (low, high)]

    assert weights[0] <= weights[1]


@given(draught_mm=draughts)
def test_interpolation_lies_between_its_rows(draught_mm: int) -> None:
    found = BOX.table.at(Decimal(draught_mm)).displacement_t

    assert found == Decimal(952 * draught_mm) / 1000


@given(one_mm=draughts, other_mm=draughts)
def test_trim_about_amidships_moves_no_weight_without_moments(one_mm: int, other_mm: int) -> None:
    assume((one_mm + other_mm) % 2 == 0)
    rows = tuple(replace(row, mtc=Decimal(0)) for row in BOX.table.rows)
    hull = replace(BOX, table=DraughtTable(rows))
    middle = (one_mm + other_mm) // 2

    found = survey(hull=hull, reading=Reading(marks=marks(one_mm, middle, other_mm)))

    assert found.displacement == Tonnes(952 * middle)
