"""Booking on pages: from a chosen chain to a waybill, seen by the right person alone."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.freight.contracts import CARGO_KINDS
from matou.modules.planner.models import Booking, ChainOffer
from matou.modules.planner.services.importing import ImportReport
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties.tests.signed_in import sign_in

QUESTION = "origin=P_CHI&destination=P_NSA&teu=20&must=S001"
GOODS = {"cargo_name": "瓷砖", "cargo": "general", "consignee": ""}
As = Callable[[str], Client]


@pytest.fixture
def as_(present: ImportReport) -> As:
    people.seed(now=utc_now())

    def signed_in(key: str) -> Client:
        client = Client()
        sign_in(client, parties.user_by_name(username=f"demo-{key}"))
        return client

    return signed_in


def offered(client: Client, **more: str) -> str:
    answer = client.post("/planner/offers/", {"question": QUESTION, "chain": "0", **more})
    assert answer.status_code == 302, body(answer)
    return answer["Location"]


def booked(client: Client) -> str:
    answer = client.post(offered(client), GOODS)
    assert answer.status_code == 302, body(answer)
    return answer["Location"]


def chosen_in(answer: object) -> dict[str, str]:
    """Return what the last button of a page that leads to an offer sends."""
    fields = re.findall(r'name="(question|chain|cost_fen)" value="([^"]*)"', body(answer))
    return {name: html.unescape(value) for name, value in fields}


def body(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_a_shipper_gets_from_a_chain_to_a_waybill(as_: As) -> None:
    client = as_("shipper")

    page = booked(client)
    confirmed = client.post(f"{page}confirm", follow=True)

    assert "运单已签发" in body(confirmed)
    assert "S001" in body(client.get(f"{page}waybill/"))
    assert client.get(f"{page}waybill.pdf").content.startswith(b"%PDF")
    assert "specifiedConsignment" in client.get(f"{page}waybill.json").json()


def test_the_fields_of_a_question_may_stand_beside_the_chain(as_: As) -> None:
    client = as_("shipper")
    fields = {"origin": "P_CHI", "destination": "P_NSA", "teu": "20", "must": ["S001"]}

    answer = client.post("/planner/offers/", {**fields, "chain": "0"})

    assert answer.status_code == 302
    assert ChainOffer.objects.get().question["cargo"]["teu"] == 20


def test_a_guest_signs_in_and_finds_the_choice_again(as_: As) -> None:
    choice = {"question": QUESTION, "chain": "0"}

    here = Client().post("/planner/offers/", choice)["Location"]
    sign_in_page = Client().get(here)["Location"]
    asked = body(as_("shipper").get(here))

    assert urlencode({"next": here}) in sign_in_page
    assert 'name="chain" value="0"' in asked


@pytest.mark.parametrize("key", ["skipper", "consignee", "operator"])
def test_others_cannot_make_an_offer(as_: As, key: str) -> None:
    answer = as_(key).post("/planner/offers/", {"question": QUESTION, "chain": "0"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"chain": "x"}, {"chain": "-1"}, {"cost_fen": "1.5"}, {"question": "origin=P_CHI"},
        {"question": "origin=P_CHI&destination=P_NSA&teu=ten"}, {"question": "x" * 5000},
        {"question": "origin=P_CHI&destination=P_CHI&teu=2"},
        {"question": f"{QUESTION}&ready_at=yesterday"}, {"question": f"{QUESTION}&must=NOPE"},
        {"question": f"{QUESTION}&air=perhaps"}, {"question": f"{QUESTION}&max_transfers=1.5"},
        {"question": "origin=%00&destination=P_NSA&teu=2"},
    ],
)  # fmt: skip
def test_bad_choices_are_answered_with_a_page(as_: As, change: dict[str, str]) -> None:
    choice = {"question": QUESTION, "chain": "0", **change}

    answer = as_("shipper").post("/planner/offers/", choice)

    assert answer.status_code in {404, 422}, body(answer)
    assert not ChainOffer.objects.exists()


def test_goods_must_be_named_and_receivers_known(as_: As) -> None:
    client = as_("shipper")
    offer = offered(client)

    answer = client.post(offer, {**GOODS, "cargo_name": "", "consignee": "无此公司"})

    assert answer.status_code == 422
    assert "没有找到这个单位" in body(answer)
    assert not Booking.objects.exists()


def test_goods_bear_the_name_of_their_category_where_none_is_typed(
    as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CARGO_KINDS, "_answer", lambda: {"gravel": ("碎石", "gravel")})
    client = as_("shipper")

    page = client.post(offered(client), {**GOODS, "cargo": "gravel", "cargo_name": " "})["Location"]

    assert Booking.objects.get().cargo_name == "碎石"
    assert "碎石" in body(client.get(page))


def test_a_known_receiver_sees_the_booking_and_cannot_confirm_it(as_: As) -> None:
    client = as_("shipper")
    goods = {**GOODS, "consignee": "演示佛山建材有限公司"}
    page = client.post(offered(client), goods)["Location"]
    consignee = as_("consignee")

    assert "瓷砖" in body(consignee.get(page))
    assert "确认订舱" not in body(consignee.get(page))
    assert consignee.post(f"{page}confirm").status_code == 403


def test_an_offer_that_was_booked_leads_to_its_booking(as_: As) -> None:
    client = as_("shipper")
    offer = offered(client)
    page = client.post(offer, GOODS)["Location"]

    assert client.get(offer)["Location"] == page


@pytest.mark.parametrize("key", ["skipper", "carrier2"])
def test_strangers_find_neither_offer_nor_booking(as_: As, key: str) -> None:
    client = as_("shipper")
    offer, page = offered(client), booked(client)
    other = as_(key)

    assert other.get(offer).status_code == 403
    assert other.get(page).status_code == 404
    assert other.get(f"{page}waybill/").status_code == 404
    assert "瓷砖" not in body(other.get("/planner/bookings/"))


def test_operators_read_but_have_no_button(as_: As) -> None:
    page = booked(as_("shipper"))

    seen = body(as_("operator").get(page))

    assert "瓷砖" in seen
    assert f"{page}confirm" not in seen


def test_giving_back_asks_first_and_frees_the_room(as_: As) -> None:
    client = as_("shipper")
    page = booked(client)

    asked = client.get(f"{page}release")
    told = client.post(f"{page}release", follow=True)

    assert "不能恢复" in body(asked)
    assert "舱位已释放" in body(told)
    assert Booking.objects.get().state == "released"


@pytest.mark.parametrize(
    ("query", "is_there"),
    [("", True), ("?q=瓷砖", True), ("?q=南沙", True), ("?q=石英", False), ("?state=held", True),
     ("?state=closed", False), ("?state=nonsense", True), ("?page=0", True), ("?page=x", True),
     ("?q=%00", True)],
)  # fmt: skip
def test_bookings_are_searched_and_sifted(as_: As, query: str, *, is_there: bool) -> None:
    client = as_("shipper")
    page = booked(client)

    found = body(client.get(f"/planner/bookings/{query}"))

    assert (page in found) is is_there


def test_the_pages_are_english_too(as_: As) -> None:
    client = as_("shipper")
    page = booked(client)
    client.post(f"{page}confirm", follow=True)
    client.cookies["matou_language"] = "en"

    pages = [
        re.sub(r'<[^>]+lang="zh[^>]*>.*?</', "</", body(client.get(address)))
        for address in (page, f"{page}waybill/", "/planner/bookings/")
    ]

    assert [("运段" in text, "订舱" in text) for text in pages] == [(False, False)] * 3


def test_guests_sign_in_before_they_see_bookings(present: ImportReport) -> None:
    assert Client().get("/planner/bookings/").status_code == 302


def test_a_plan_on_the_page_leads_to_a_booking(as_: As) -> None:
    client = as_("shipper")
    asked = client.get("/planner/ask/?origin=P_CHI&destination=P_NSA&load=container&amount=20")

    offer = client.post("/planner/offers/", chosen_in(asked))

    assert offer.status_code == 302, body(offer)
    assert ChainOffer.objects.get().price_fen == int(chosen_in(asked)["cost_fen"])
    assert client.post(offer["Location"], GOODS).status_code == 302


def test_a_guest_books_what_was_chosen_before_signing_in(as_: As) -> None:
    asked = Client().get("/planner/ask/?origin=P_CHI&destination=P_NSA&load=container&amount=20")
    links = re.findall(r'href="(/planner/offers/\?[^"]+)"', body(asked))
    client = as_("shipper")

    confirm = client.get(html.unescape(links[-1]))
    offer = client.post("/planner/offers/", chosen_in(confirm))

    assert offer.status_code == 302, body(offer)
    assert ChainOffer.objects.get().price_fen == int(chosen_in(confirm)["cost_fen"])


def test_a_plan_whose_time_has_passed_is_asked_again(as_: As) -> None:
    past = "origin=P_CHI&destination=P_NSA&load=container&amount=20&ready=2020-01-01T08:00"

    answer = as_("shipper").post("/planner/offers/", {"question": past, "chain": "0"})

    assert answer.status_code == 422
    assert "已经过去" in body(answer)


def test_an_address_that_cannot_be_read_is_asked_again(as_: As) -> None:
    unread = "origin=nowhere&destination=P_NSA&load=container&amount=20"

    answer = as_("shipper").post("/planner/offers/", {"question": unread, "chain": "0"})

    assert answer.status_code == 422
    assert "重新询价" in body(answer)


def test_a_question_that_is_too_long_is_refused_and_never_cut(as_: As) -> None:
    asked = "origin=P_CHI&destination=P_NSA&load=container&amount=20"
    long = asked + "&without=S001" * 400

    answer = as_("shipper").post("/planner/offers/", {"question": long, "chain": "0"})

    assert answer.status_code == 422
    assert "问题过长" in body(answer)
    assert not ChainOffer.objects.exists()


CASE = "origin=P_CHI&destination=P_NSA&load=container&amount=20"
CASES = pytest.mark.parametrize("assumption", ["closed=L_CHZ&closed_days=3", "planned=on"])


@CASES
def test_a_plan_that_rests_on_an_assumption_offers_the_question_without(
    as_: As, assumption: str
) -> None:
    page = body(as_("shipper").get(f"/planner/ask/?{CASE}&{assumption}"))

    assert "/planner/offers/" not in page
    assert "不能订舱" in page
    way_out = html.unescape(re.findall(r'href="([^"]+)">按现在的情形查', page)[0])
    assert "closed" not in way_out
    assert "planned" not in way_out
    assert "/planner/offers/" in body(as_("shipper").get(way_out))


@CASES
def test_one_chain_of_an_assumed_case_cannot_be_booked_either(as_: As, assumption: str) -> None:
    page = body(as_("shipper").get(f"/planner/ask/chain/?{CASE}&{assumption}&chain=1"))

    assert "/planner/offers/" not in page
    assert "按现在的情形查" in page


@CASES
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_assumption_is_never_offered_and_leads_to_the_plans_without(
    as_: As, assumption: str, method: str
) -> None:
    client = as_("shipper")

    answer = getattr(client, method)(
        "/planner/offers/", {"question": f"{CASE}&{assumption}", "chain": "0"}, follow=True
    )

    assert answer.redirect_chain[0][0].startswith("/planner/ask/?origin=P_CHI")
    assert "假设" in body(answer)
    assert not ChainOffer.objects.exists()


def test_a_margin_of_water_stays_in_the_offer(as_: As) -> None:
    asked = "origin=P_WUL&destination=P_NSA&amount=2000&draught=2.6&lower=30"
    client = as_("shipper")

    offer = client.post("/planner/offers/", {"question": asked, "chain": "0"})["Location"]

    assert "水位再低 30 厘米也能走" in body(client.get(offer))
    assert ChainOffer.objects.get().question["wishes"]["lower_water_cm"] == 30


def test_who_may_not_book_is_not_offered_it(as_: As) -> None:
    question = "/planner/ask/?origin=P_CHI&destination=P_NSA&load=container&amount=20"

    assert "/planner/offers/" in body(Client().get(question))
    assert "/planner/offers/" not in body(as_("registrar").get(question))
