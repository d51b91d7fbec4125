"""Bad input about money at freight's API and services: refused with a reason, nothing moved."""

from typing import Any

import pytest

from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Receivable, Recovery, Refund
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.recovery import repay
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.api_people import caller, demand
from matou.modules.freight.tests.refunding import LATER, held, lot_in, pay_out, refund
from matou.modules.freight.tests.world import CARRIER

pytestmark = pytest.mark.django_db

BAD_AMOUNTS = [
    pytest.param({"amount_fen": 0}, id="zero"),
    pytest.param({"amount_fen": -1}, id="negative"),
    pytest.param({"amount_fen": 2**53}, id="overflow"),
    pytest.param({"amount_fen": 10**30}, id="far beyond"),
    pytest.param({"amount_fen": 1.5}, id="part of a fen"),
    pytest.param({"amount_fen": 100, "currency": "USD"}, id="currency"),
]


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()
    people.settle()


@pytest.fixture
def owed() -> Receivable:
    """Return what the carrier owes after a refund that found its wallet empty."""
    code = lot_in(LotState.SETTLED)
    pay_out("CARRIER")
    refund(code, 100_000)
    return Receivable.objects.get(debtor="CARRIER")


def is_explained(problem: Any) -> bool:
    """Tell whether a refusal says in both languages what is wrong."""
    return bool(problem["detail"] and problem["detail_zh"])


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_refund_of_a_bad_amount_is_refused(amount: dict[str, Any]) -> None:
    code = lot_in(LotState.SETTLED)
    wish = {"ground": "claim", "reason": "理由在此", "key": "K"} | amount

    refused = caller("OPERATOR")("post", f"/lots/{code}/refunds", wish, key="A", status=422)

    assert is_explained(refused)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_repayment_of_a_bad_amount_is_refused(owed: Receivable, amount: dict[str, Any]) -> None:
    world.fill_wallet("CARRIER", Money(40_000))
    wish = {"key": "R"} | amount

    refused = caller("CARRIER")("post", "/money/owed/repay", wish, key="D", status=422)

    assert is_explained(refused)
    assert held("wallet:CARRIER") == 40_000
    assert not Recovery.objects.exists()


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_claim_of_a_bad_amount_is_refused(amount: dict[str, Any]) -> None:
    code = lot_in(LotState.STATED)

    refused = caller("SHIPPER")(
        "post", f"/lots/{code}/disputes", {"reason": "少货两吨"} | amount, key="A", status=422
    )

    assert is_explained(refused)
    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    "terms",
    [
        {"currency": "USD"},
        {"price_fen": 10**30},
        {"money": {"deposit_percent": 10, "currency": "USD"}},
        {"loading_from_at": "1999-12-31T00:00:00Z"},
    ],
    ids=["currency", "overflow", "currency of a clause", "backdated"],
)
def test_a_demand_in_another_currency_or_time_is_refused(terms: dict[str, Any]) -> None:
    assert is_explained(caller("SHIPPER")("post", "/demands", demand(**terms), status=422))


@pytest.mark.parametrize(
    ("party", "status"), [("SHIPPER", 403), ("CARRIER", 403), ("CONSIGNEE", 403), ("STRANGER", 403)]
)
def test_a_refund_is_granted_by_none_of_the_parties(party: str, status: int) -> None:
    code = lot_in(LotState.SETTLED)
    wish = {"amount_fen": 100, "ground": "claim", "reason": "理由在此", "key": "K"}

    refused = caller(party)("post", f"/lots/{code}/refunds", wish, key="A", status=status)

    assert is_explained(refused)
    assert not Refund.objects.exists()


def test_a_key_repays_one_amount_only(owed: Receivable) -> None:
    world.fill_wallet("CARRIER", Money(40_000))
    wish = {"amount_fen": 30_000, "key": "R"}
    caller("CARRIER")("post", "/money/owed/repay", wish, key="D", status=200)

    other = wish | {"amount_fen": 5_000}
    refused = caller("CARRIER")("post", "/money/owed/repay", other, key="E", status=409)

    assert is_explained(refused)
    assert held("wallet:CARRIER") == 10_000
    with pytest.raises(rules.RepaymentKeyReused):
        repay(amount=Money(1), key="R", actor=CARRIER, now=LATER)
    assert repay(amount=Money(30_000), key="R", actor=CARRIER, now=LATER) == Money(30_000)


def test_an_idempotency_key_with_another_body_is_refused() -> None:
    code = lot_in(LotState.SETTLED)
    wish = {"amount_fen": 100, "ground": "claim", "reason": "理由在此", "key": "K"}
    path = f"/lots/{code}/refunds"
    caller("OPERATOR")("post", path, wish, key="A", status=201)

    refused = caller("OPERATOR")("post", path, wish | {"key": "L"}, key="A", status=422)

    assert is_explained(refused)
    assert Refund.objects.count() == 1
