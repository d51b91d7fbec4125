"""Freight for programmes: the main job over HTTP, who may read what, keys, pages, refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from matou.kit.money import Money
from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import disputes
from matou.modules.freight.tests import people
from matou.modules.freight.tests.api_people import OFFER, ROOT, caller, demand, read
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import NOW, SHIPPER, awarded, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def river() -> None:
    build()
    people.settle()


def published(**changes: Any) -> str:
    shipper = caller("SHIPPER")
    code: str = shipper("post", "/demands", demand(**changes), status=201)["code"]
    shipper("post", f"/demands/{code}/publish", status=200)
    return code


def taken() -> str:
    code = published()
    lot: str = caller("CARRIER")("post", f"/demands/{code}/accept", OFFER, status=201)["lot"]
    return lot


def test_a_demand_is_drafted_published_and_found_by_anyone() -> None:
    code = published()

    found = Client().get(f"{ROOT}/demands?q=机制砂").json()["items"]
    one = Client().get(f"{ROOT}/demands/{code}").json()

    assert [row["code"] for row in found] == [code]
    assert one["money"]["advance_percent"] == 30
    assert one["consignee"] == ""


def test_a_draft_is_its_shippers_alone() -> None:
    code = caller("SHIPPER")("post", "/demands", demand(), status=201)["code"]

    assert read("SHIPPER", f"/my-demands/{code}")["state"] == "draft"
    assert read("CARRIER", f"/my-demands/{code}", status=404)["code"] == "not-found"
    assert Client().get(f"{ROOT}/demands/{code}").status_code == 404


def test_a_draft_is_changed_until_it_is_published() -> None:
    shipper = caller("SHIPPER")
    code = shipper("post", "/demands", demand(), status=201)["code"]
    shipper("put", f"/demands/{code}", demand(price_fen=3000), status=200)
    shipper("post", f"/demands/{code}/publish", status=200)

    shipper("put", f"/demands/{code}", demand(price_fen=1), status=409)

    assert CargoDemand.objects.get(code=code).price_fen == 3000


def test_the_trip_begins_over_http() -> None:
    lot = taken()
    text = read("CARRIER", f"/lots/{lot}")["text_sha256"]
    for party in ("SHIPPER", "CARRIER"):
        caller(party)("post", f"/lots/{lot}/sign", {"text_sha256": text})
    caller("SHIPPER")("post", f"/lots/{lot}/acts/fund", {"evidence": []})

    page = read("SHIPPER", f"/lots/{lot}")

    assert page["state"] == "funded"
    assert page["relations"] == ["shipper"]


def test_a_demand_is_taken_once() -> None:
    code = published()
    caller("CARRIER")("post", f"/demands/{code}/accept", OFFER, status=201)

    refused = caller("RIVAL")(
        "post", f"/demands/{code}/accept", OFFER | {"vessel": "VESSEL-RIVAL"}, status=409
    )

    assert refused["code"] == "freight.demand-already-taken"


def test_sealed_offers_stay_closed_until_their_time() -> None:
    start = datetime.now(UTC) + timedelta(hours=12)
    code = published(mode="sealed", price_fen=None, offers_until_at=start.isoformat())
    made = caller("CARRIER")(
        "post", f"/demands/{code}/offers", OFFER | {"price_fen": 3100}, status=201
    )

    assert read("SHIPPER", f"/demands/{code}/offers")["items"] == []
    assert read("CARRIER", f"/demands/{code}/offers")["items"][0]["price_fen"] == 3100
    assert read("CARRIER", "/my-offers")["items"][0]["id"] == made["id"]
    assert read("RIVAL", f"/demands/{code}/offers")["items"] == []
    assert read("OPERATOR", f"/demands/{code}/offers")["items"] == []
    refused = caller("SHIPPER")("post", f"/offers/{made['id']}/award", status=409)
    assert "sealed" in refused["code"]


def test_an_offer_is_taken_back_by_its_maker_only() -> None:
    start = datetime.now(UTC) + timedelta(hours=12)
    code = published(mode="sealed", price_fen=None, offers_until_at=start.isoformat())
    made = caller("CARRIER")(
        "post", f"/demands/{code}/offers", OFFER | {"price_fen": 3100}, status=201
    )

    caller("RIVAL")("post", f"/offers/{made['id']}/withdraw", status=404)
    done = caller("CARRIER")("post", f"/offers/{made['id']}/withdraw", status=200)

    assert done["state"] == "withdrawn"


def test_the_same_key_makes_one_demand() -> None:
    shipper, terms = caller("SHIPPER"), demand()

    first = shipper("post", "/demands", terms, key="order-1", status=201)
    again = shipper("post", "/demands", terms, key="order-1", status=201)

    assert first == again
    assert CargoDemand.objects.count() == 1


def test_the_same_key_for_another_content_is_refused() -> None:
    shipper = caller("SHIPPER")
    shipper("post", "/demands", demand(), key="order-1", status=201)

    refused = shipper("post", "/demands", demand(price_fen=1), key="order-1", status=422)

    assert refused["code"] == "idempotency-key-reused"


def test_two_parties_may_use_the_same_key() -> None:
    lot = taken()
    text = read("CARRIER", f"/lots/{lot}")["text_sha256"]

    for party in ("SHIPPER", "CARRIER"):
        caller(party)("post", f"/lots/{lot}/sign", {"text_sha256": text}, key="same")

    assert {row["relation"] for row in read("SHIPPER", f"/lots/{lot}")["evidence"]} >= {"shipper"}


def test_a_refused_request_may_come_again_under_its_key() -> None:
    shipper, terms = caller("SHIPPER"), demand(origin="P_NONE")
    shipper("post", "/demands", terms, key="order-2", status=422)

    refused = shipper("post", "/demands", terms, key="order-2", status=422)

    assert refused["code"] == "invalid-input"


def test_wrong_delivery_codes_are_counted_even_with_a_key() -> None:
    code = trip_to(LotState.DISCHARGING)
    skipper = caller("CARRIER")
    skipper("post", f"/lots/{code}/delivery-code", status=200)

    left = [
        skipper("post", f"/lots/{code}/delivery-code/check", {"code": "0000000"}, key="k")["code"]
        for _ in range(6)
    ]

    assert left[-1] == "freight.delivery-code-spent"


@pytest.mark.parametrize("path", ["", "/track", "/transfers", "/statement", "/disputes"])
def test_a_stranger_never_learns_of_a_lot(path: str) -> None:
    code = trip_to(LotState.STATED)

    refused = read("STRANGER", f"/lots/{code}{path}", status=404)

    assert refused["code"] == "not-found"


@pytest.mark.parametrize("path", ["/transfers", "/statement", "/disputes"])
def test_a_consignee_reads_no_money(path: str) -> None:
    code = trip_to(LotState.STATED)

    page = read("CONSIGNEE", f"/lots/{code}")
    read("CONSIGNEE", f"/lots/{code}{path}", status=404)

    assert (page["price_fen"], page["terms"], page["balances_fen"]) == (None, None, None)


def test_a_statement_and_its_proof_add_up() -> None:
    code = trip_to(LotState.STATED)

    statement = read("CARRIER", f"/lots/{code}/statement")
    lines = read("SHIPPER", f"/lots/{code}/transfers")

    assert statement["freight_fen"] == 7_800_000
    assert lines["debits_fen"] == lines["credits_fen"] > 0


def test_a_dispute_goes_from_claim_to_ruling() -> None:
    code = trip_to(LotState.DELIVERED)
    opened = caller("SHIPPER")(
        "post", f"/lots/{code}/disputes", {"amount_fen": 100_000, "reason": "少货"}, status=201
    )
    path = f"/disputes/{opened['id']}"
    caller("CARRIER")("post", f"{path}/reply", {"reply": "已签认"}, status=200)
    ruling = {"to_claimant_fen": 40_000, "ruling": "各担一半"}
    caller("SHIPPER")("post", f"{path}/rule", ruling, status=403)

    caller("OPERATOR")("post", f"{path}/rule", ruling, status=200)

    (row,) = read("SHIPPER", f"/lots/{code}/disputes")["items"]
    assert (row["state"], row["to_claimant_fen"]) == ("ruled", 40_000)


def test_a_withdrawn_claim_is_free_again() -> None:
    code = trip_to(LotState.DELIVERED)
    opened = disputes.open_dispute(
        lot_code=code,
        amount=Money.yuan(10),
        reason="少货",
        actor=SHIPPER,
        now=NOW + timedelta(days=2),
    )

    caller("CARRIER")("post", f"/disputes/{opened}/withdraw", status=403)
    caller("SHIPPER")("post", f"/disputes/{opened}/withdraw", status=200)

    assert Lot.objects.get(code=code).disputed is False


def test_the_board_is_for_watchers() -> None:
    code = awarded()

    columns = read("OPERATOR", "/board?late_only=true")["columns"]
    read("SHIPPER", "/board", status=403)

    assert [lot["code"] for column in columns for lot in column["lots"]] == [code]


def test_lists_page_without_gap_or_repeat() -> None:
    shipper = caller("SHIPPER")
    codes = [shipper("post", "/demands", demand(), status=201)["code"] for _ in range(3)]

    first = read("SHIPPER", "/my-demands?limit=2")
    second = read("SHIPPER", f"/my-demands?limit=2&cursor={first['next']}")

    found = [row["code"] for row in (*first["items"], *second["items"])]
    assert found == codes[::-1]
    assert second["next"] == ""
