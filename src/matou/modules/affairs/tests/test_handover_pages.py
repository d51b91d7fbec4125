"""Pages of hand-overs: the window's way from receipt to handing out, and who sees what."""

from typing import Any

import pytest

from matou.modules.affairs.models import AskedPart, CasePart, NeighbourItem
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.tests import cases
from matou.modules.affairs.tests import handovers as world
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.spine.exchange.tests.world import Neighbour

__all__ = ["as_person"]


@pytest.fixture
def foshan(stock: int) -> Neighbour:
    return world.neighbour()


def test_a_clerk_leads_an_application_to_the_owner(foshan: Neighbour, as_person: Any) -> None:
    code, clerk = world.received(foshan), as_person("case-clerk")
    marks = {f"seen_{number}": "on" for number in range(1, 20)}

    for key, sent in (("check", marks), ("seal", {}), ("send", {})):
        clerk.post(f"/affairs/handovers/{code}/{key}", sent)

    assert world.kept(code).state == "sent"


def test_nothing_on_a_windows_page_decides(foshan: Neighbour, as_person: Any) -> None:
    code = world.sent(foshan)

    page = text(as_person("case-clerk").get(f"/affairs/handovers/{code}/"))

    assert "签发" not in page
    assert "/sign" not in page


def test_a_material_nobody_looked_at_stops_the_check(foshan: Neighbour, as_person: Any) -> None:
    code = world.received(foshan)

    answer = as_person("case-clerk").post(f"/affairs/handovers/{code}/check", {})

    assert (answer.status_code, world.kept(code).state) == (422, "received")
    assert "请逐项核对材料并打勾" in text(answer)


def test_strangers_see_no_hand_over(foshan: Neighbour, as_person: Any) -> None:
    code = world.received(foshan)

    assert as_person("shipper").get(f"/affairs/handovers/{code}/").status_code == 403


def test_a_kept_catalogue_shows_when_it_was_told(foshan: Neighbour, as_person: Any) -> None:
    world.a_neighbours_item(foshan.code)

    page = text(as_person("case-clerk").get("/affairs/handovers/new?member=foshan&q="))

    assert NeighbourItem.objects.get().name_zh in page
    assert "2026-06-08" in page


def test_a_silent_owner_is_told_plainly(foshan: Neighbour, as_person: Any) -> None:
    answer = as_person("case-clerk").post("/affairs/handovers/new", {"member": "foshan", "q": ""})

    assert answer.status_code == 422
    assert "受理地现在没有应答" in text(answer)


def test_answers_and_files_are_kept_on_one_page(foshan: Neighbour, as_person: Any) -> None:
    code = world.received(foshan)

    answer = as_person("case-clerk").post(
        f"/affairs/handovers/{code}/fill", {"contact_name": "陈水"}
    )

    assert answer.status_code == 302
    assert world.kept(code).typed["contact_name"] == "陈水"


def test_the_case_page_says_which_window_handed_it_in(foshan: Neighbour, as_person: Any) -> None:
    arrival = world.arrived(foshan)

    page = text(as_person("case-clerk").get(f"/affairs/cases/{arrival.case_code}/"))

    assert "佛山（测试）" in page
    assert "没有作任何决定" in page


def test_the_lead_asks_a_part_and_keeps_the_clock(foshan: Neighbour, as_person: Any) -> None:
    code = cases.accepted()

    as_person("case-clerk").post(
        f"/affairs/cases/{code}/across",
        {"do": "part", "member": "foshan", "question": "有无违法记录？", "due_on": "2099-01-01"},
    )

    assert CasePart.objects.get().state == "open"
    assert cases.kept(code).state == "accepted"


def test_our_opinion_is_given_once_on_its_page(foshan: Neighbour, as_person: Any) -> None:
    world.told(world.asked(foshan, messages.PART_ASKED, world.question()))
    clerk, row = as_person("case-clerk"), AskedPart.objects.get()

    first = clerk.post(f"/affairs/parts/{row.code}/", {"opinion": "agree", "words": ""})
    second = clerk.post(f"/affairs/parts/{row.code}/", {"opinion": "object", "words": "改"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert AskedPart.objects.get().opinion == "agree"
