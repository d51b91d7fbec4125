"""The manager's board says what the cases say, and lets a supervisor alone look."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from matou.kit.errors import NotAllowed
from matou.modules.affairs.queries.board import Board, board_of
from matou.modules.affairs.queries.board_files import board_file
from matou.modules.affairs.queries.case_forms import askable_pages
from matou.modules.affairs.rules.board import BoardFilter
from matou.modules.affairs.services import case_handling, case_sweeping
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import DAY, MONDAY, someone
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.modules.affairs.tests.world import code_of

__all__ = ["as_person"]
pytestmark = pytest.mark.usefixtures("stock")
JUNE = date(2026, 6, 1)


def seen(**wanted: Any) -> Board:
    asked = BoardFilter(**{"month": JUNE, **wanted})
    return board_of(wanted=asked, actor=someone("case-supervisor"), now=MONDAY + 3 * DAY)


def test_clocks_are_the_marks_that_were_told() -> None:
    world.accepted()
    case_sweeping.sweep_cases(now=MONDAY + 30 * DAY)

    told = seen()

    assert [(row.running, row.half, row.whole) for row in told.items] == [(1, 1, 1)]
    assert [row.key for row in told.clerks] == [someone("case-clerk").code]


def test_queues_tell_how_many_wait_and_since_when() -> None:
    world.submitted()
    world.accepted(world.ANNEX)

    rows = {row.key: row for row in seen().queues}

    assert (rows["acceptance"].count, rows["acceptance"].free) == (1, 1)
    assert rows["handling"].oldest_s == 3 * DAY.total_seconds()


def test_bottlenecks_are_the_times_between_acts() -> None:
    world.delivered()

    legs = {row.act: row for row in seen().legs}

    assert (legs["step"].median_s, legs["sign"].median_s) == (3600, 3600)
    assert legs["step"].zh == "审查"


def test_what_is_asked_again_is_counted_by_material() -> None:
    code = world.taken()
    page = askable_pages(code=code, now=MONDAY)[0]
    case_handling.ask_correction(
        code=code, missing="缺", items={page.key: "补"}, actor=someone("case-clerk"), now=MONDAY
    )

    assert [(row.zh, row.count) for row in seen().asked] == [(page.zh, 1)]
    assert seen(month=date(2026, 5, 1)).asked == ()


def test_what_was_decided_is_told_by_day_and_month() -> None:
    world.delivered()

    told = seen()

    assert [(row.on, row.count, row.granted, row.in_time) for row in told.days] == [
        (date(2026, 6, 8), 1, 1, 1)
    ]
    assert [row.on for row in told.months] == [JUNE]


def test_a_board_narrows_to_one_item() -> None:
    world.accepted()
    world.accepted(world.ANNEX)

    assert [row.running for row in seen(item=code_of(world.ANNEX)).items] == [1]
    assert len(seen().items) == 2


def test_only_a_supervisor_sees_the_board() -> None:
    with pytest.raises(NotAllowed):
        board_of(wanted=BoardFilter(month=JUNE), actor=someone("case-clerk"), now=MONDAY)


def test_a_board_leaves_as_files() -> None:
    world.delivered()

    book = load_workbook(io.BytesIO(board_file(seen(), kind="xlsx")[0]))
    lines = board_file(seen(), kind="csv")[0].decode()

    assert "bottlenecks" in book.sheetnames
    assert "decided_by_day" in lines


def test_the_boards_numbers_lead_to_the_queue(as_person: Any) -> None:
    world.accepted()
    person = as_person("case-supervisor")

    page = text(person.get("/affairs/cases/board"))
    clerk = someone("case-clerk").code
    found = text(person.get(f"/affairs/cases/queue?queue=handling&clerk={clerk}"))

    assert f"clerk={clerk}" in page
    assert "共 1 件" in found


def test_keys_are_documented_on_the_page(as_person: Any) -> None:
    code = world.submitted()

    page = text(as_person("case-clerk").get("/affairs/cases/queue"))

    assert ("键盘操作" in page, f'data-key="a" href="/affairs/cases/{code}/take"' in page) == (
        True, True,
    )  # fmt: skip
