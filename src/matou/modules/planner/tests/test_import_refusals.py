"""Files that cannot be: every fault named, and nothing comes in."""

import pytest
from django.test import Client

from matou.kit.errors import NotAllowed
from matou.modules.planner.models import NetworkChange, Node
from matou.modules.planner.rules.editing import RowsRefused
from matou.modules.planner.services.importing import import_network, preview_import
from matou.modules.planner.tests.world import EDITOR, NOW, STRANGER, altered, reference, with_cell
from matou.spine.places import queries as places

pytestmark = pytest.mark.django_db


def test_a_look_keeps_nothing(db: None) -> None:
    report = preview_import(files=reference(), actor=EDITOR, now=NOW)

    assert len(report.changes) == 905
    assert report.may_run
    assert Node.objects.count() == NetworkChange.objects.count() == 0
    assert places.places_of() == ()


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


def test_without_a_network_the_front_page_says_so(client: Client, db: None) -> None:
    assert "还没有路网数据" in client.get("/planner/").content.decode()
