"""Pages of money: statement, disputes, paying in and out; each asked twice and judged once."""

from uuid import uuid4

import pytest

from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.payouts import payout_of
from matou.modules.freight.tests.people import body, chinese_left, client_of
from matou.modules.freight.tests.trip import trip_to
from matou.spine.custody import queries as custody
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db

BAD_AMOUNTS = ["", "0", "-5", "0.001", "abc", "9" * 40, "1e9", "NaN", "5\x00", "５０元"]
CLAIM = {"amount": "100.00", "reason": "短少两吨，见卸货水尺。"}


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def test_a_statement_shows_lines_and_proof() -> None:
    code = trip_to(LotState.CLOSED)

    page = body(client_of("CARRIER").get(f"/freight/lots/{code}/statement/"))

    assert "承运人实收" in page
    assert "借贷相等，本单账户余额为零" in page


@pytest.mark.parametrize("state", [LotState.FUNDED, LotState.STATED, LotState.CLOSED])
def test_an_english_statement_has_no_chinese_label(state: LotState) -> None:
    code = trip_to(state)

    left = chinese_left(body(client_of("SHIPPER", "en").get(f"/freight/lots/{code}/statement/")))

    assert left == []


def test_accepting_asks_first_and_stays_accepted() -> None:
    code = trip_to(LotState.STATED)
    shipper, address = client_of("SHIPPER"), f"/freight/lots/{code}/statement/accept/"

    asked = body(shipper.get(address))
    first, second = shipper.post(address).status_code, shipper.post(address).status_code

    assert "不能再提异议" in asked
    assert (first, second) == (302, 302)
    assert Lot.objects.get(code=code).statement.shipper_accepted_at is not None


def test_a_statement_is_not_accepted_before_it_stands() -> None:
    code = trip_to(LotState.LOADED)
    address = f"/freight/lots/{code}/statement/accept/"

    assert client_of("SHIPPER").get(address).status_code == 409
    assert client_of("SHIPPER").post(address).status_code == 409


def test_nothing_is_due_where_escrow_covers_the_statement() -> None:
    code = trip_to(LotState.STATED)

    response = client_of("SHIPPER").post(f"/freight/lots/{code}/statement/top-up/")

    assert response.status_code == 409


def test_a_dispute_freezes_its_amount_and_is_answered() -> None:
    code = trip_to(LotState.STATED)
    address = f"/freight/lots/{code}/disputes/"

    opened = client_of("SHIPPER").post(f"{address}new/", CLAIM)
    dispute = Dispute.objects.get(lot__code=code)
    replied = client_of("CARRIER").post(f"{address}{dispute.id}/reply/", {"reply": "水尺有误差。"})

    assert (opened.status_code, replied.status_code) == (302, 302)
    assert ledger.balance(f"disputed:{code}").posted.fen == 10_000
    assert "水尺有误差" in body(client_of("SHIPPER").get(f"{address}{dispute.id}/"))


@pytest.mark.parametrize("amount", [*BAD_AMOUNTS, "49999999"])
def test_a_bad_claim_is_refused(amount: str) -> None:
    code = trip_to(LotState.STATED)

    response = client_of("SHIPPER").post(
        f"/freight/lots/{code}/disputes/new/", CLAIM | {"amount": amount}
    )

    assert response.status_code == 422
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("reason", ["", "短", " " * 10, "长" * 1001, "短少\x00"])
def test_a_claim_needs_a_reason(reason: str) -> None:
    code = trip_to(LotState.STATED)

    response = client_of("SHIPPER").post(
        f"/freight/lots/{code}/disputes/new/", CLAIM | {"reason": reason}
    )

    assert response.status_code == 422


def test_a_second_press_opens_no_second_dispute() -> None:
    code = trip_to(LotState.STATED)
    shipper, address = client_of("SHIPPER"), f"/freight/lots/{code}/disputes/new/"

    statuses = [shipper.post(address, CLAIM).status_code for _ in range(2)]

    assert statuses == [302, 422]
    assert Dispute.objects.count() == 1


def test_the_claimant_withdraws_after_a_question() -> None:
    code = trip_to(LotState.STATED)
    shipper = client_of("SHIPPER")
    shipper.post(f"/freight/lots/{code}/disputes/new/", CLAIM)
    dispute = Dispute.objects.get()
    address = f"/freight/lots/{code}/disputes/{dispute.id}/withdraw/"

    asked, done = shipper.get(address), shipper.post(address)

    assert "不能恢复" in body(asked)
    assert done.status_code == 302
    assert not Lot.objects.get(code=code).disputed


@pytest.mark.parametrize("party", ["RIVAL", "STRANGER"])
def test_a_foreign_dispute_is_not_found(party: str) -> None:
    code = trip_to(LotState.STATED)
    client_of("SHIPPER").post(f"/freight/lots/{code}/disputes/new/", CLAIM)
    address = f"/freight/lots/{code}/disputes/{Dispute.objects.get().id}"

    assert client_of(party).get(f"{address}/reply/").status_code == 404
    assert client_of(party).post(f"{address}/withdraw/").status_code == 404


def test_an_unknown_dispute_is_not_found() -> None:
    code = trip_to(LotState.STATED)

    response = client_of("SHIPPER").get(f"/freight/lots/{code}/disputes/{uuid4()}/reply/")

    assert response.status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_wallet_shows_its_lines(language: str) -> None:
    code = trip_to(LotState.CLOSED)

    page = body(client_of("CARRIER", language).get("/freight/money/"))

    assert code in page
    assert language == "zh-hans" or chinese_left(page) == []


def test_an_empty_wallet_tells_what_to_do() -> None:
    assert "先充值" in body(client_of("STRANGER").get("/freight/money/"))


@pytest.mark.parametrize("path", ["money/", "money/in/", "money/out/"])
def test_a_consignee_has_no_wallet_page(path: str) -> None:
    assert client_of("CONSIGNEE").get(f"/freight/{path}").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lines_come_as_a_file(kind: str) -> None:
    trip_to(LotState.CLOSED)

    response = client_of("CARRIER").get("/freight/money/", {"format": kind})

    assert f"matou-money.{kind}" in response["Content-Disposition"]


def test_paying_in_twice_orders_once() -> None:
    shipper, posted = client_of("SHIPPER"), {"amount": "5000.50", "reference": str(uuid4())}

    statuses = [shipper.post("/freight/money/in/", posted).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert [order.amount.fen for order in custody.orders_page(party="SHIPPER")] == [500_050]


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_bad_amount_is_not_paid_in(amount: str) -> None:
    posted = {"amount": amount, "reference": str(uuid4())}

    response = client_of("SHIPPER").post("/freight/money/in/", posted)

    assert response.status_code == 422
    assert custody.orders_page(party="SHIPPER") == ()


@pytest.mark.parametrize("reference", ["", "x", "' or 1=1"])
def test_a_forged_reference_orders_nothing(reference: str) -> None:
    posted = {"amount": "5", "reference": reference}

    assert client_of("SHIPPER").post("/freight/money/in/", posted).status_code == 422


def test_the_ledger_of_a_lot_names_the_parties() -> None:
    code = trip_to(LotState.FUNDED)

    page = body(client_of("CARRIER").get(f"/freight/lots/{code}/statement/"))

    assert "梧州砂石" in page
    assert "账户 SHIPPER" not in page


def test_who_cannot_fund_yet_is_led_to_pay_in_what_is_missing() -> None:
    code = trip_to(LotState.CONTRACTED)
    shipper = client_of("SHIPPER")
    payout_of("SHIPPER", "499999.99")

    answer = shipper.get(f"/freight/lots/{code}/act/fund/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/freight/money/in/?amount=")
