"""Loading the reference network: complete, repeatable, and all or nothing."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.actor import Actor
from matou.spine.places import queries, services
from matou.spine.places.contracts import BasinRefused, Correction, LoadReport, PlaceKind
from matou.spine.places.models import Place, PlaceAttribute
from matou.spine.places.tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "basin"
    shutil.copytree(services.BASIN, folder)
    return folder


def change(folder: Path, file: str, before: str, after: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_whole_network_is_loaded(basin: LoadReport) -> None:
    assert (basin.created, basin.links, basin.chambers) == (176, 106, 27)
    assert len(queries.places_of(kinds={PlaceKind.TERMINAL})) == 58
    assert len(queries.places_of(kinds={PlaceKind.LOCK})) == 17
    assert len(queries.places_of(kinds={PlaceKind.STATION})) == 30


def test_asking_for_ports_answers_the_terminals(basin: LoadReport) -> None:
    assert len(queries.places_of(kinds={PlaceKind.PORT})) == 58


def test_loading_again_changes_nothing(basin: LoadReport) -> None:
    entries = PlaceAttribute.objects.count()

    again = services.load_basin(now=NOW)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 176)
    assert PlaceAttribute.objects.count() == entries


def test_a_place_carries_its_attributes_with_source_and_confidence(basin: LoadReport) -> None:
    card = queries.place("P_CHI")

    assert card.kind is PlaceKind.TERMINAL
    assert card.name_zh == "梧州港赤水圩作业区"
    assert (card.position.latitude, card.position.longitude) == (23.42, 111.08)
    assert card.berth_dwt_max == 3000
    assert card.takes_dangerous_goods is True
    assert card.opening_hours == "00:00-24:00/7"
    assert (card.confidence_position, card.confidence_attributes) == ("C", "A")
    assert "published page" in card.source


def test_unlocode_and_iata_are_told_apart(basin: LoadReport) -> None:
    assert queries.place("P_WUZ").locode == "CNWUZ"
    assert queries.place("A_WUZ").iata == "WUZ"


def test_every_field_has_a_history_from_the_start(basin: LoadReport) -> None:
    fields = {row.field: row for row in queries.history_of("P_CHI")}

    assert fields["latitude"].confidence == "C"
    assert fields["berth_dwt_max"].confidence == "A"
    assert fields["berth_dwt_max"].value == 3000


def test_bad_rows_are_all_named_and_nothing_is_loaded(copy: Path) -> None:
    change(copy, "nodes.csv", "23.4805,111.2885", "123.4805,abc")
    change(copy, "links.csv", "W001,P_BSE", "W001,P_NONE")
    change(copy, "locks.csv", "L_CHZ,1#,200", "L_CHZ,1#,-200")

    with pytest.raises(BasinRefused) as refused:
        services.load_basin(now=NOW, directory=copy)

    found = {(p.file, p.line, p.column) for p in refused.value.problems}
    assert found == {
        ("nodes.csv", 2, "lat"),
        ("nodes.csv", 2, "lon"),
        ("links.csv", 2, "from_node"),
        ("locks.csv", 2, "length_m"),
    }
    assert not Place.objects.exists()


def test_a_bad_row_is_explained_in_both_languages(copy: Path) -> None:
    change(copy, "nodes.csv", "00:00-24:00/7,A,A,geonames", "25:00-24:00/9,A,A,geonames")

    with pytest.raises(BasinRefused) as refused:
        services.load_basin(now=NOW, directory=copy)

    assert "nodes.csv 第 2 行 open_hours 列" in refused.value.message("zh")
    assert "nodes.csv line 2 column open_hours" in refused.value.message("en")


def test_a_missing_file_is_a_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(BasinRefused) as refused:
        services.load_basin(now=NOW, directory=tmp_path)

    assert {problem.file for problem in refused.value.problems} >= {"nodes.csv", "locks.csv"}


def test_a_changed_figure_is_taken_over_with_history(basin: LoadReport, copy: Path) -> None:
    change(copy, "nodes.csv", "C_WUZ,梧州市区", "C_WUZ,梧州城区")

    report = services.load_basin(now=NOW + timedelta(days=1), directory=copy)

    assert (report.changed, report.unchanged) == (1, 175)
    latest = queries.history_of("C_WUZ", field="name_zh")[0]
    assert (latest.previous, latest.value) == ("梧州市区", "梧州城区")


def test_a_correction_stands_against_the_next_load(basin: LoadReport, registrar: Actor) -> None:
    correction = Correction(
        changes={"berth_dwt_max": 5000}, source="港务局现场核实", confidence="A"
    )
    services.correct_place(code="P_CHI", correction=correction, actor=registrar, now=NOW)

    report = services.load_basin(now=NOW)

    assert report.kept == 1
    assert queries.place("P_CHI").berth_dwt_max == 5000


def test_a_link_that_left_the_file_is_gone(basin: LoadReport, copy: Path) -> None:
    lines = (copy / "links.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "links.csv").write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")

    report = services.load_basin(now=NOW, directory=copy)

    assert report.links == 105


def test_the_history_cannot_be_rewritten(basin: LoadReport) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PlaceAttribute.objects.update(source="elsewhere")


def test_the_database_itself_refuses_a_place_off_the_earth(basin: LoadReport) -> None:
    with pytest.raises(DatabaseError, match="on_earth"), transaction.atomic():
        connection.cursor().execute("UPDATE places_place SET latitude = 91 WHERE code = 'P_CHI'")
