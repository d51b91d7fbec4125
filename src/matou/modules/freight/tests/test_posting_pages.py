"""Posting a demand: its form, its questions, and what they refuse."""

import re

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.kit.codes import new_code
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.rules.terms import DemandTerms
from matou.modules.freight.services import demands
from matou.modules.freight.tests import world
from matou.modules.freight.tests.posted import (
    ClientOf,
    Handles,
    body,
    draft,
    published,
)
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in

pytestmark = pytest.mark.django_db


def test_a_shipper_keeps_a_draft_and_publishes_it(as_: ClientOf, typed: dict[str, str]) -> None:
    client = as_("shipper")

    kept = client.post("/freight/demands/new/", typed)
    demand = CargoDemand.objects.get()
    asked = client.get(f"/freight/demands/{demand.code}/publish/")
    client.post(f"/freight/demands/{demand.code}/publish/")

    demand.refresh_from_db()
    assert kept.headers["Location"] == f"/freight/demands/{demand.code}/"
    assert "条款不能再改" in body(asked)
    assert (demand.state, demand.quantity_kg, demand.price_fen) == ("published", 2_400_500, 3250)
    assert (demand.deadweight_min_kg, demand.draught_max_cm) == (2_500, 380)


def test_the_same_form_twice_keeps_one_demand(as_: ClientOf, typed: dict[str, str]) -> None:
    client = as_("shipper")
    page = body(client.get("/freight/demands/new/"))
    sealed_code = re.search(r'name="ticket" value="([^"]+)"', page)
    assert sealed_code is not None
    form = typed | {"ticket": sealed_code[1]}

    first = client.post("/freight/demands/new/", form)
    second = client.post("/freight/demands/new/", form)

    assert CargoDemand.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_shipper_names_an_agent_and_finds_the_share_again(
    as_: ClientOf, typed: dict[str, str]
) -> None:
    client = as_("shipper")
    share = {"agent": "演示桂江船务有限公司", "agent_share": "1.5", "agent_fixed": "200"}

    client.post("/freight/demands/new/", typed | share)
    demand = CargoDemand.objects.get()
    again = body(client.get(f"/freight/demands/{demand.code}/edit/"))

    kept = demand.money_terms
    assert (kept["agent_permille"], kept["agent_fixed_fen"]) == (15, 20_000)
    assert kept["agent"]
    assert f'value="{kept["agent"]}"' in again
    assert 'value="1.5"' in again


@pytest.mark.parametrize(
    "share",
    [
        {"agent_share": "1.5"},
        {"agent": "演示桂江船务有限公司"},
        {"agent": "演示桂江船务有限公司", "agent_share": "10.1"},
        {"agent": "演示梧州砂石有限公司", "agent_share": "1"},
        {"agent": "无此单位", "agent_share": "1"},
    ],
)
def test_an_agents_share_that_makes_no_sense_is_explained(
    as_: ClientOf, typed: dict[str, str], share: dict[str, str]
) -> None:
    answer = as_("shipper").post("/freight/demands/new/", typed | share)

    assert answer.status_code == 422
    assert not CargoDemand.objects.exists()


def test_a_forged_ticket_names_no_code(as_: ClientOf, typed: dict[str, str]) -> None:
    as_("shipper").post("/freight/demands/new/", typed | {"ticket": new_code()})

    assert CargoDemand.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cargo", ""), ("cargo", "uranium"), ("cargo_name", ""), ("cargo_name", "x" * 81),
        ("cargo_name", "a\x00b"), ("quantity", ""), ("quantity", "0"), ("quantity", "-5"),
        ("quantity", "2400吨"), ("quantity", "2,400"), ("quantity", "NaN"), ("quantity", "20001"),
        ("quantity", "1.2345"), ("tolerance", "21"), ("origin", ""), ("origin", "P_NOWHERE"),
        ("destination", world.ORIGIN), ("loading_from", ""), ("loading_from", "soon"),
        ("loading_until", "2001-01-01T00:00"), ("loading_until", "2999-01-01T00:00"),
        ("loading_until", "99999-01-01T00:00"), ("consignee", ""), ("consignee", "无此单位"),
        ("consignee", "演示"), ("consignee", "\x00"), ("mode", "auction"), ("price", ""),
        ("price", "0"), ("price", "-1"), ("price", "1e30"), ("price", "10001"),
        ("price", "32.505"), ("price_basis", "per_mile"), ("advance", "51"), ("deposit", "21"),
        ("escrow", "49"), ("demurrage", "-1"), ("laytime_hours", "0"), ("laytime_hours", "9999"),
        ("notice_hours", "49"), ("shortage", "51"), ("cargo_value", "-1"), ("payment_days", "31"),
        ("settlement_basis", "guess"), ("vessel_type", "UFO"), ("hatch", "x" * 81),
        ("deadweight_min", "-1"), ("draught_max", "21"), ("length_max", "401"),
        ("notes", "x" * 1001), ("notes", "\x00"), ("payment_terms", "x" * 201),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_bad_value_is_refused_and_nothing_kept(
    as_: ClientOf, typed: dict[str, str], field: str, value: str, language: str
) -> None:
    client = as_("shipper")
    client.cookies["matou_language"] = language

    response = client.post("/freight/demands/new/", typed | {field: value})

    assert response.status_code == 422
    assert "error-summary" in body(response)
    assert CargoDemand.objects.count() == 0


def test_a_sealed_demand_needs_a_closing_time_and_no_price(
    as_: ClientOf, typed: dict[str, str]
) -> None:
    client = as_("shipper")

    priced = client.post("/freight/demands/new/", typed | {"mode": "sealed"})
    timeless = client.post("/freight/demands/new/", typed | {"mode": "sealed", "price": ""})

    assert "密封报价不填运价" in body(priced)
    assert "密封报价须填截止时间" in body(timeless)


def test_an_empty_form_names_every_missing_field(as_: ClientOf) -> None:
    response = as_("shipper").post("/freight/demands/new/", {"cargo": ""})

    assert response.status_code == 422
    assert body(response).count('class="field has-error"') >= 10


def test_a_draft_is_changed_and_a_published_demand_is_not(
    handles: Handles, terms: DemandTerms, as_: ClientOf, typed: dict[str, str]
) -> None:
    code = draft(handles, terms)
    client = as_("shipper")

    client.post(f"/freight/demands/{code}/edit/", typed)
    client.post(f"/freight/demands/{code}/publish/")
    late = client.post(f"/freight/demands/{code}/edit/", typed | {"quantity": "1"})

    assert late.status_code == 302
    assert CargoDemand.objects.get(code=code).quantity_kg == 2_400_500


def test_another_like_it_starts_with_its_values(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, terms)

    page = body(as_("shipper").get(f"/freight/demands/new/?like={code}"))

    assert 'value="机制砂 0–5 mm"' in page
    assert 'value="32.5"' in page
    assert "演示佛山建材有限公司" in page


def test_a_strangers_demand_is_no_model(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = demands.draft_demand(terms=terms, actor=world.STRANGER, now=utc_now())

    assert as_("shipper").get(f"/freight/demands/new/?like={code}").status_code == 404


def test_withdrawing_asks_first(handles: Handles, terms: DemandTerms, as_: ClientOf) -> None:
    code = published(handles, terms)
    client = as_("shipper")

    asked = client.get(f"/freight/demands/{code}/withdraw/")
    state_before = CargoDemand.objects.get(code=code).state
    client.post(f"/freight/demands/{code}/withdraw/")

    assert "此操作不能恢复" in body(asked)
    assert state_before == "published"
    assert CargoDemand.objects.get(code=code).state == "withdrawn"


@pytest.mark.parametrize("act", ["edit", "publish", "withdraw", "offers"])
def test_a_shippers_pages_are_closed_to_others(
    handles: Handles, terms: DemandTerms, as_: ClientOf, act: str
) -> None:
    address = f"/freight/demands/{published(handles, terms)}/{act}/"

    assert as_("skipper").get(address).status_code == 403
    assert as_("consignee").get(address).status_code == 403
    assert Client().get(address).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("act", ["edit", "publish", "withdraw", "offers"])
def test_another_shipper_finds_nothing(
    handles: Handles, terms: DemandTerms, as_: ClientOf, act: str
) -> None:
    code = demands.draft_demand(terms=terms, actor=world.STRANGER, now=utc_now())
    demands.publish_demand(demand_code=code, actor=world.STRANGER, now=utc_now())

    client = as_("shipper")

    assert client.get(f"/freight/demands/{code}/{act}/").status_code == 404
    assert CargoDemand.objects.get(code=code).state == "published"


def test_publishing_twice_is_refused_clearly(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, terms)

    response = as_("shipper").post(f"/freight/demands/{code}/publish/")

    assert response.status_code == 409
    assert "请刷新后再看" in body(response)


def test_own_demands_are_listed_and_downloaded(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = draft(handles, terms)
    other = demands.draft_demand(terms=terms, actor=world.STRANGER, now=utc_now())
    client = as_("shipper")

    page = body(client.get("/freight/demands/mine/?before=x"))
    file = client.get("/freight/demands/mine/?format=csv").content.decode("utf-8-sig")

    assert code in page
    assert code in file
    assert other not in page
    assert other not in file


@pytest.mark.parametrize("act", ["publish", "withdraw"])
def test_a_form_without_its_token_is_refused(
    handles: Handles, terms: DemandTerms, act: str
) -> None:
    code = draft(handles, terms)
    client = Client(enforce_csrf_checks=True)
    sign_in(client, User.objects.get(username="demo-shipper"))

    response = client.post(f"/freight/demands/{code}/{act}/")

    assert response.status_code == 403
    assert CargoDemand.objects.get(code=code).state == "draft"


def test_an_expired_session_is_asked_to_sign_in(as_: ClientOf, typed: dict[str, str]) -> None:
    client = as_("shipper")
    client.session.flush()

    response = client.post("/freight/demands/new/", typed)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert CargoDemand.objects.count() == 0
