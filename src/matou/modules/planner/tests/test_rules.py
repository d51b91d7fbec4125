"""The catalogue, its cells, and the checks of a whole network: without a database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.planner.models import VersionedRow
from matou.modules.planner.queries.tables import TABLE_OF, attribute
from matou.modules.planner.rules import basin, kinds, table_cells
from matou.modules.planner.rules.checking import problems_in, read_file
from matou.modules.planner.rules.columns import Kind, read_cells, write_cells
from matou.modules.planner.rules.network import Mode, Network
from matou.modules.planner.rules.sanity import REFERENCES, faults_of, way_km
from matou.modules.planner.services.importing import reference_files
from matou.modules.planner.tests.world import rows_in

OWN = {field.name for field in VersionedRow._meta.fields} | {"id", "place"}


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.key)
def test_a_table_has_the_columns_of_its_kind(kind: Kind) -> None:
    columns = {column.name for column in kind.columns}
    fields = {field.name for field in TABLE_OF[kind.key]._meta.fields}

    assert columns <= fields
    assert fields - columns <= OWN


@pytest.mark.parametrize("kind", kinds.REFERENCE, ids=lambda kind: kind.key)
def test_every_row_of_the_reference_network_is_read_and_written(kind: Kind) -> None:
    rows = rows_in(reference_files()[kind.file])

    read = [read_cells(kind, row) for row in rows]
    again = [read_cells(kind, write_cells(kind, values)) for values, _faults in read]

    assert tuple(rows[0]) == kind.heads
    assert [faults for _values, faults in read if faults] == []
    assert again == read


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.key)
def test_every_kind_and_column_has_words_in_both_languages(kind: Kind) -> None:
    words = [(kind.zh, kind.en), *((column.zh, column.en) for column in kind.columns)]

    assert all(zh and en for zh, en in words)
    assert len({column.name for column in kind.columns}) == len(kind.columns)


@given(st.integers(min_value=1, max_value=2_000_000_000), st.sampled_from([1, 60, 100, 1000]))
def test_a_whole_count_survives_its_text(value: int, factor: int) -> None:
    cell = table_cells.number(factor=factor)
    text = cell.write(value)

    is_exact = Fraction(value, factor).limit_denominator(10**6) == Fraction(text)
    assert not is_exact or cell.read(text) == value


@pytest.mark.parametrize(
    ("cell", "good", "bad"),
    [
        (table_cells.CLOCK, "23:59", "24:00"),
        (table_cells.DAYS, "135", "531"),
        (table_cells.HOURS, "00:00-24:00/7", "18:00-08:00/7"),
        (table_cells.MODES, "WR", "WW"),
        (table_cells.STATUS, "planned_2026-12", "planned_2026-13"),
        (table_cells.METRES, "0.001", "0"),
        (table_cells.CENTIMETRES, "2.45", "2.455"),
        (table_cells.FEN, "0", "-0.01"),
        (table_cells.SECONDS, "2.5", "2.51"),
        (table_cells.degrees(90), "-90", "90.000001"),
        (table_cells.DECIMAL, "0.000001", "0.0000001"),
        (table_cells.FLAG, "", "2"),
        (table_cells.DAY, "2026-12-31", "2026-12-32"),
        (table_cells.TEXT, "右江", "=HYPERLINK(1)"),
        (table_cells.TEXT, "x" * 500, "x" * 501),
        (table_cells.PLACES, "L_XIJ L_GUG", "L_XIJ;L_GUG"),
        (table_cells.CODE, "S001", "../S001"),
    ],
)
def test_cells_have_borders(cell: table_cells.Cell, good: str, bad: str) -> None:
    assert cell.write(cell.read(good)) == good
    with pytest.raises(table_cells.BadCell):
        cell.read(bad)


def network() -> Network:
    tables = {name: rows_in(content) for name, content in reference_files().items()}
    return basin.read_network(tables=tables, version="")


def test_the_reference_network_holds_together() -> None:
    assert faults_of(network()) == ()


def test_ways_agree_with_published_distances() -> None:
    found = network()
    misses = {
        one.origin: round(km)
        for one in REFERENCES
        if (km := way_km(found, one.origin, one.destination, one.mode))
        and abs(km - one.km) > one.tolerance_km
    }

    assert misses == {"C_NNG": 634}


def test_a_way_over_closed_links_is_none() -> None:
    assert way_km(network(), "P_WUZ", "P_HEZ", Mode.WATER) is None


def test_an_empty_network_is_full_of_problems() -> None:
    found = problems_in({kind.file: [] for kind in kinds.KINDS})

    assert {one.file for one in found} == {"params.csv"}


def test_a_file_with_the_mark_of_excel_is_read() -> None:
    rows, problems = read_file("params.csv", "\ufeffname,value,unit,note\nx,1,,\n".encode())

    assert (rows[0]["name"], problems) == ("x", [])


def test_foreign_keys_are_read_by_code() -> None:
    assert [attribute(name) for name in ("origin", "lock", "code")] == [
        "origin_id",
        "lock_id",
        "code",
    ]
