"""Taking in the network's files: all or nothing, looked at before, safe to repeat."""

from datetime import timedelta

import pytest

from matou.kit.errors import NotAllowed
from matou.modules.planner.models import Link, NetworkChange, NetworkVersion, Node
from matou.modules.planner.queries.networks import network_at, version_at
from matou.modules.planner.queries.tables import tables_at
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.editing import RowsRefused
from matou.modules.planner.services.importing import (
    ImportReport,
    import_network,
    preview_import,
    reference_files,
)
from matou.modules.planner.tests.world import (
    EDITOR,
    LATER,
    NOW,
    STRANGER,
    altered,
    reference,
    rows_in,
    with_cell,
)
from matou.spine.places import queries as places

pytestmark = pytest.mark.django_db


def test_the_reference_network_comes_in_whole(network: ImportReport) -> None:
    found = network_at(NOW)

    assert (len(found.nodes), len(found.links), len(found.services)) == (176, 329, 98)
    assert (len(found.transfers), len(found.chambers)) == (226, 27)
    assert {change.what for change in network.changes} == {"added"}


def test_the_only_distance_that_differs_is_the_known_one(network: ImportReport) -> None:
    assert [(one.origin, one.destination) for one, _km in network.warnings] == [("C_NNG", "C_CAN")]


def test_taking_in_the_same_files_again_changes_nothing(network: ImportReport) -> None:
    before = NetworkChange.objects.count()

    again = import_network(files=reference(), actor=EDITOR, now=LATER)

    assert again.changes == ()
    assert NetworkChange.objects.count() == before


def test_what_goes_out_comes_in_again_without_a_change(network: ImportReport) -> None:
    tables = tables_at(NOW)

    for kind in kinds.REFERENCE:
        given = {kind.code_of(row): row for row in rows_in(reference()[kind.file])}
        kept = {kind.code_of(row): row for row in tables[kind.file]}
        assert given.keys() == kept.keys()
        assert [
            (code, head, text, kept[code][head])
            for code, row in given.items()
            for head, text in row.items()
            if not _same(text, kept[code][head])
        ] == []


def _same(one: str, other: str) -> bool:
    """Tell whether two cells say the same: texts to the letter, ``386.0`` as ``386``."""
    return one == other or (one.endswith(".0") and one[:-2] == other)


def test_a_look_keeps_nothing(db: None) -> None:
    report = preview_import(files=reference(), actor=EDITOR, now=NOW)

    assert len(report.changes) == 905
    assert report.may_run
    assert Node.objects.count() == NetworkChange.objects.count() == 0
    assert places.places_of() == ()


def test_a_changed_cell_ends_the_row_and_adds_the_next(network: ImportReport) -> None:
    files = altered("links.csv", with_cell("W001", "depth_m", "2.9"))

    report = import_network(files=files, actor=EDITOR, now=LATER)

    former, present = Link.objects.filter(code="W001").order_by("valid_from")
    assert [change.differences for change in report.changes] == [(("depth_m", "2.4", "2.9"),)]
    assert (former.depth_cm, former.valid_until) == (240, LATER)
    assert (present.depth_cm, present.valid_until) == (290, None)


def test_a_row_that_left_the_file_ends(network: ImportReport) -> None:
    files = altered("services.csv", lambda rows: rows[1:])

    report = import_network(files=files, actor=EDITOR, now=LATER)

    assert [(change.what, change.code) for change in report.changes] == [("ended", "S001")]
    assert "S001" not in {one.code for one in network_at(LATER).services}
    assert "S001" in {one.code for one in network_at(LATER - timedelta(seconds=1)).services}


def test_kinds_without_a_file_stay(network: ImportReport) -> None:
    files = {"params.csv": altered("params.csv", with_cell("ukc_m", "value", "0.4"))["params.csv"]}

    import_network(files=files, actor=EDITOR, now=LATER)

    assert network_at(LATER).params.under_keel_cm == 40
    assert network_at(NOW).params.under_keel_cm == 30
    assert len(network_at(LATER).links) == 329


@pytest.mark.parametrize(
    ("file", "code", "head", "text", "reason"),
    [
        ("nodes.csv", "P_CHI", "open_hours", "25:00-26:00/7", "Write 08:00-18:00/7"),
        ("nodes.csv", "P_CHI", "node_id", "P_WUL", "listed twice"),
        ("links.csv", "W001", "to_node", "P_NOWHERE", "no such place"),
        ("links.csv", "W001", "km", "1", "Shorter than the straight line"),
        ("links.csv", "W001", "km", "-5", "or more"),
        ("services.csv", "S001", "duration_min", "60", "not plausible"),
        ("services.csv", "S001", "days", "77", "digits 1 to 7"),
        ("services.csv", "S001", "locks", "P_CHI", "no such lock"),
        ("transfers.csv", "X001", "mode_from", "air", "has no air"),
        ("locks.csv", "L_CHZ", "wait_p90_min", "1", "less than the median"),
        ("params.csv", "ukc_m", "value", "much", "readable number"),
        ("emission_factors.csv", "road", "conf", "Z", "one of A, B, C"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_comes_in(
    db: None, file: str, code: str, head: str, text: str, reason: str
) -> None:
    with pytest.raises(RowsRefused) as refusal:
        import_network(files=altered(file, with_cell(code, head, text)), actor=EDITOR, now=NOW)

    problems = [one for one in refusal.value.problems if one.file == file]
    assert any(reason in one.reason_en and one.line >= 2 and one.reason_zh for one in problems)
    assert Node.objects.count() == 0


def test_every_bad_cell_is_named_at_once(db: None) -> None:
    files = altered("links.csv", with_cell("W001", "km", "far"))
    files["services.csv"] = altered("services.csv", with_cell("S002", "days", ""))["services.csv"]

    report = preview_import(files=files, actor=EDITOR, now=NOW)

    named = {(one.file, one.line, one.column) for one in report.problems}
    assert {("links.csv", 2, "km"), ("services.csv", 3, "days")} <= named
    assert not report.may_run


def test_an_island_is_named(db: None) -> None:
    files = altered("links.csv", lambda rows: [row for row in rows if row["mode"] != "rail"])

    report = preview_import(files=files, actor=EDITOR, now=NOW)

    assert len([one for one in report.problems if one.reason_en.endswith("no rail link.")]) == 30


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nodes.csv", b"node_id\nP_CHI\n", "missing"),
        ("nodes.csv", b"\xff\xfe\x00", "UTF-8"),
        ("ports.csv", b"", "Name it one of"),
        ("params.csv", b"name,value,unit,note\na,1\n", "should be 4 cells"),
    ],
)
def test_a_file_that_is_none_is_named(db: None, name: str, content: bytes, reason: str) -> None:
    report = preview_import(files={name: content}, actor=EDITOR, now=NOW)

    assert any(reason in one.reason_en for one in report.problems)


def test_strangers_take_in_nothing(db: None) -> None:
    with pytest.raises(NotAllowed):
        import_network(files=reference(), actor=STRANGER, now=NOW)


def test_equal_content_has_an_equal_hash(network: ImportReport) -> None:
    first = version_at(NOW)
    import_network(files=altered("params.csv", with_cell("ukc_m", "value", "0.4")),
                   actor=EDITOR, now=LATER)  # fmt: skip
    import_network(files=reference_files(), actor=EDITOR, now=LATER + timedelta(hours=1))

    third = version_at(LATER + timedelta(hours=1))
    assert (first.number, third.number) == (1, 3)
    assert first.digest == third.digest != version_at(LATER).digest
    assert NetworkVersion.objects.count() == 3
