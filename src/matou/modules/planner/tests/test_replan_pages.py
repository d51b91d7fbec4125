"""Re-plans on pages and by API: seen by the right people, compared, accepted, declined."""

from datetime import timedelta

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.planner.models import Booking, BookingLeg, Replan
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.replanned import announced, swept
from matou.modules.planner.tests.test_api_bookings import caller
from matou.modules.planner.tests.test_booking_pages import As, as_, body, booked

__all__ = ["as_"]
KEY = {"Idempotency-Key": "replan-1"}


@pytest.fixture
def replan(as_: As, present: ImportReport) -> Replan:
    """A confirmed booking of the demo shipper whose sailing is cancelled."""
    page = booked(as_("shipper"))
    as_("shipper").post(f"{page}confirm")
    departs_at = BookingLeg.objects.get(service="S001").planned_departs_at
    now = utc_now()
    ahead = (departs_at - now) / timedelta(days=1)
    announced("sailing", "S001", days=(ahead - 0.1, ahead + 0.1), now=now)
    swept(now=now + timedelta(seconds=1))
    return Replan.objects.get(state="open")


def test_the_booking_and_the_list_lead_to_the_proposal(as_: As, replan: Replan) -> None:
    client = as_("shipper")
    address = f"/planner/replans/{replan.id}/"

    assert address in body(client.get(f"/planner/bookings/{replan.booking.code}/"))
    assert address in body(client.get("/planner/replans/"))
    assert address in body(client.get("/planner/replans/?reason=sailing&state=open&q=瓷砖"))
    assert address not in body(client.get("/planner/replans/?reason=lock"))


def test_old_and_new_stand_side_by_side(as_: As, replan: Replan) -> None:
    page = body(as_("shipper").get(f"/planner/replans/{replan.id}/"))

    assert "原方案（余下部分）" in page
    assert "原方案等候" in page
    assert "班次停开" in page
    assert f"/planner/replans/{replan.id}/accept/0" in page


def test_a_shipper_accepts_after_being_asked(as_: As, replan: Replan) -> None:
    client = as_("shipper")
    address = f"/planner/replans/{replan.id}/accept/0"

    asked = client.get(address)
    answer = client.post(address, follow=True)

    assert "与原方案相比" in body(asked)
    assert "已改配" in body(answer)
    assert "已被改配替换的运段" in body(answer)
    assert Booking.objects.get().version == 2
    assert client.post(address).status_code == 409


def test_a_shipper_declines_after_being_asked(as_: As, replan: Replan) -> None:
    client = as_("shipper")
    address = f"/planner/replans/{replan.id}/decline"

    assert "保持原方案" in body(client.get(address))
    assert "已谢绝" in body(client.post(address, follow=True))
    assert Booking.objects.get().version == 1


def test_a_choice_that_is_not_there_is_refused_on_the_page(as_: As, replan: Replan) -> None:
    assert as_("shipper").get(f"/planner/replans/{replan.id}/accept/99").status_code == 422


def test_operators_see_all_and_decide_nothing(as_: As, replan: Replan) -> None:
    client = as_("operator")
    page = body(client.get(f"/planner/replans/{replan.id}/"))

    assert "班次停开" in page
    assert "/accept/" not in page
    assert client.post(f"/planner/replans/{replan.id}/accept/0").status_code == 403


def test_others_find_nothing(as_: As, replan: Replan) -> None:
    client = as_("skipper")

    assert client.get(f"/planner/replans/{replan.id}/").status_code == 404
    assert str(replan.id) not in body(client.get("/planner/replans/"))


def test_an_empty_list_says_what_would_be_there(as_: As) -> None:
    assert "没有要改配的订舱" in body(as_("shipper").get("/planner/replans/"))


def test_programmes_read_and_accept(client: Client, replan: Replan) -> None:
    call = caller(client, "shipper")

    (found,) = call("/replans?state=open").json()["items"]
    detail = call(f"/replans/{found['id']}").json()
    answer = call(f"/replans/{found['id']}/accept", {"choice": 0}, **KEY)

    assert (found["reason"], found["booking"]) == ("sailing", replan.booking.code)
    assert detail["choices"][0]["legs"]
    assert answer.json()["code"] == replan.booking.code
    assert call(f"/replans/{found['id']}/accept", {"choice": 0}, **KEY).json() == answer.json()
    assert call(f"/replans/{found['id']}/decline", {}).json()["code"] == "planner.replan-not-so"


def test_programmes_of_others_find_nothing(client: Client, replan: Replan) -> None:
    call = caller(client, "skipper")

    assert call("/replans").json()["items"] == []
    assert call(f"/replans/{replan.id}").status_code == 404
    assert call(f"/replans/{replan.id}/decline", {}).status_code in {403, 404}
