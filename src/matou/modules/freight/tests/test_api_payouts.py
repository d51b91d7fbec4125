"""Payouts by programmes: once a key, within limits, four eyes, refused as the page refuses."""

from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.api_people import caller, read
from matou.modules.freight.tests.payouts import payee_of
from matou.spine.custody.models import CustodyOrder, PayoutApproval
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db

PATH = "/money/payouts"


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def wish(fen: int = 120_000, **more: Any) -> dict[str, Any]:
    return {"amount_fen": fen, "key": "K1", **more}


def held(party: str = "CARRIER") -> int:
    return ledger.balance(f"wallet:{party}").held.fen


def test_a_programme_draws_money_once_a_key() -> None:
    payee = payee_of("CARRIER")
    call = caller("CARRIER")

    first = call("post", PATH, wish(payee=str(payee.payee_id)), key="A", status=201)
    again = call("post", PATH, wish(payee=str(payee.payee_id)), key="A", status=201)
    other = call("post", PATH, wish(payee=str(payee.payee_id)), status=201)

    assert first == again == other
    assert (first["state"], first["amount_fen"]) == ("created", 120_000)
    assert held() == 120_000
    assert read("CARRIER", f"{PATH}/{first['id']}") == first
    assert read("CARRIER", PATH)["items"] == [first]


def test_a_key_stands_for_one_amount() -> None:
    payee_of("CARRIER")
    caller("CARRIER")("post", PATH, wish(), status=201)

    refused = caller("CARRIER")("post", PATH, wish(1), status=409)

    assert refused["code"] == "custody-order-differs"
    assert held() == 120_000


def test_a_programme_reads_its_payees_with_the_number_masked() -> None:
    payee = payee_of("CARRIER")

    (item,) = read("CARRIER", "/money/payees")["items"]

    assert item["id"] == str(payee.payee_id)
    assert "*" in item["account"]
    assert read("SHIPPER", "/money/payees")["items"] == []


def test_a_limit_refuses_with_which_and_when_it_passes(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_hour_count": 1}
    payee_of("CARRIER")
    caller("CARRIER")("post", PATH, wish(), status=201)

    refused = caller("CARRIER")("post", PATH, wish(key="K2"), status=429)

    assert refused["code"] == "custody-payout-over-limit"
    assert [one["limit"] for one in refused["errors"]] == ["party-count-1h"]
    assert refused["errors"][0]["passes_at"]
    assert held() == 120_000


def test_a_large_payout_waits_for_officers_and_can_be_withdrawn() -> None:
    payee_of("CARRIER")

    made = caller("CARRIER")("post", PATH, wish(20_000_001), status=201)
    waiting = PayoutApproval.objects.get()
    back = caller("CARRIER")("post", f"{PATH}/{made['id']}/withdraw", {}, status=200)
    caller("CARRIER")("post", f"{PATH}/{made['id']}/withdraw", {}, status=409)

    assert (made["state"], waiting.needed) == ("waiting", 2)
    assert back["state"] == "failed"
    assert held() == 0


def test_a_new_account_cools_for_programmes_too() -> None:
    payee_of("CARRIER", at=utc_now())

    refused = caller("CARRIER")("post", PATH, wish(), status=409)

    assert refused["code"] == "custody-payee-cooling"
    assert not CustodyOrder.objects.exists()


def test_an_empty_wallet_and_a_missing_payee_are_refused() -> None:
    missing = caller("CARRIER")("post", PATH, wish(), status=409)
    payee_of("CARRIER")
    other = caller("CARRIER")("post", PATH, wish(payee=str(uuid4())), status=409)
    world.fill_wallet("CARRIER", Money(1))
    too_much = caller("CARRIER")("post", PATH, wish(60_000_000), status=409)

    assert missing["code"] == other["code"] == "custody-payee-missing"
    assert too_much["code"] == "ledger-refused"
    assert held() == 0


@pytest.mark.parametrize(
    "body",
    [wish(0), wish(-1), wish(10**13), wish(key=""), wish(key="a b"), wish(payee="x"), {}],
)
def test_bad_input_is_refused(body: dict[str, Any]) -> None:
    payee_of("CARRIER")

    caller("CARRIER")("post", PATH, body, status=422)

    assert not CustodyOrder.objects.exists()


def test_nobody_sees_or_orders_anothers_payout() -> None:
    payee = payee_of("CARRIER")
    made = caller("CARRIER")("post", PATH, wish(), status=201)

    read("SHIPPER", f"{PATH}/{made['id']}", status=404)
    caller("SHIPPER")("post", f"{PATH}/{made['id']}/withdraw", {}, status=404)
    caller("SHIPPER")("post", PATH, wish(payee=str(payee.payee_id)), status=409)
    caller("OPERATOR")("post", PATH, wish(), status=403)

    assert held() == 120_000
    assert held("SHIPPER") == 0
