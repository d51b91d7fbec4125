"""Taking in the network's files: all or nothing, looked at before, safe to repeat."""

from datetime import timedelta

from matou.modules.planner.models import Link, NetworkChange, NetworkVersion
from matou.modules.planner.queries.networks import network_at, version_at
from matou.modules.planner.queries.tables import tables_at
from matou.modules.planner.rules import kinds
from matou.modules.planner.services.importing import (
    ImportReport,
    import_network,
    reference_files,
)
from matou.modules.planner.tests.world import (
    EDITOR,
    LATER,
    NOW,
    altered,
    reference,
    rows_in,
    with_cell,
)


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


def test_equal_content_has_an_equal_hash(network: ImportReport) -> None:
    first = version_at(NOW)
    import_network(files=altered("params.csv", with_cell("ukc_m", "value", "0.4")),
                   actor=EDITOR, now=LATER)  # fmt: skip
    import_network(files=reference_files(), actor=EDITOR, now=LATER + timedelta(hours=1))

    third = version_at(LATER + timedelta(hours=1))
    assert (first.number, third.number) == (1, 3)
    assert first.digest == third.digest != version_at(LATER).digest
    assert NetworkVersion.objects.count() == 3
