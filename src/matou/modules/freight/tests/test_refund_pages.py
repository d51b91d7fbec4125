"""Refunds by page and API: granted by the operator, repaid by the skipper, seen at the desk."""

from uuid import uuid4

import pytest

from matou.kit.money import Money
from matou.modules.freight.models import Receivable, Refund, RefundRequest
from matou.modules.freight.rules.refunds import RefundGround
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import write_offs
from matou.modules.freight.services.refunds import RefundAsked, ask_refund
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.api_people import caller, read
from matou.modules.freight.tests.people import body, chinese_left, client_of
from matou.modules.freight.tests.refunding import (
    LATER,
    SECOND,
    TERMS,
    held,
    lot_in,
    pay_out,
    refund,
)

pytestmark = pytest.mark.django_db

DESK = "/freight/console/receivables/"
BAD_AMOUNTS = ["", "0", "-5", "0.001", "abc", "9" * 40, "NaN", "5\x00", "99999999.00"]


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


@pytest.fixture
def settled() -> str:
    """Return a settled lot."""
    return lot_in(LotState.SETTLED)


@pytest.fixture
def owed(settled: str) -> Receivable:
    """Return what the carrier owes after payout and refund."""
    pay_out("CARRIER")
    refund(settled, 100_000)
    return Receivable.objects.get(debtor="CARRIER")


def _form(**changes: str) -> dict[str, str]:
    return {
        "amount": "1000.00",
        "ground": "operator",
        "reason": "磅单更正",
        "key": str(uuid4()),
        **changes,
    }


def test_an_operator_grants_a_refund_after_a_question(settled: str) -> None:
    operator, address = client_of("OPERATOR"), f"/freight/console/lots/{settled}/refund/"
    form = _form()

    asked = operator.post(address, form)
    before = Refund.objects.count()
    done = operator.post(address, {**form, "confirmed": "1"})
    again = operator.post(address, {**form, "confirmed": "1"})

    assert "执行后不能撤回" in body(asked)
    assert before == 0
    assert (done.status_code, again.status_code) == (302, 302)
    assert [row.amount_fen for row in Refund.objects.all()] == [100_000]


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_a_wrong_amount_is_explained_and_nothing_is_refunded(settled: str, amount: str) -> None:
    form = {**_form(amount=amount), "confirmed": "1"}

    answer = client_of("OPERATOR").post(f"/freight/console/lots/{settled}/refund/", form)

    assert answer.status_code == 200
    assert "error" in body(answer)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("party", ["SHIPPER", "CARRIER", "STRANGER"])
def test_nobody_else_grants_refunds(settled: str, party: str) -> None:
    address = f"/freight/console/lots/{settled}/refund/"

    assert client_of(party).post(address, {**_form(), "confirmed": "1"}).status_code == 403
    assert client_of(party).get(DESK).status_code == 403
    assert not Refund.objects.exists()


def test_the_statement_shows_refunds_and_shares(settled: str) -> None:
    refund(settled, 12_345)

    page = body(client_of("SHIPPER").get(f"/freight/lots/{settled}/statement/"))
    english = body(client_of("CARRIER", "en").get(f"/freight/lots/{settled}/statement/"))

    assert "¥123.45" in page
    assert "货代份额" in page
    assert "代扣税款" in page
    assert chinese_left(english) == []


def test_only_an_operator_sees_the_way_to_a_refund(settled: str) -> None:
    address, link = f"/freight/lots/{settled}/statement/", f"/console/lots/{settled}/refund/"

    assert link in body(client_of("OPERATOR").get(address))
    assert link not in body(client_of("CARRIER").get(address))


def test_the_skipper_sees_what_is_owed_and_why(owed: Receivable) -> None:
    money = body(client_of("CARRIER").get("/freight/money/"))
    page = body(client_of("CARRIER").get("/freight/money/owed/"))
    english = body(client_of("CARRIER", "en").get("/freight/money/owed/"))

    assert "您有应还款项" in money
    assert "磅单更正" in page
    assert owed.lot.code in page
    assert "50%" in page
    assert chinese_left(english) == []


def test_nobody_sees_what_others_owe(owed: Receivable) -> None:
    page = body(client_of("SHIPPER").get("/freight/money/owed/"))

    assert "没有应还款项" in page
    assert owed.lot.code not in page


def test_the_skipper_repays_once_from_the_balance(owed: Receivable) -> None:
    world.fill_wallet("CARRIER", Money(90_000))
    skipper, form = client_of("CARRIER"), {"amount": "300.00", "key": str(uuid4())}

    first = skipper.post("/freight/money/owed/", form)
    second = skipper.post("/freight/money/owed/", form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert held("receivable:CARRIER") == owed.amount_fen - 30_000
    assert held("wallet:CARRIER") == 60_000


def test_repaying_more_than_the_balance_is_explained(owed: Receivable) -> None:
    world.fill_wallet("CARRIER", Money(100))

    answer = client_of("CARRIER").post(
        "/freight/money/owed/", {"amount": "2.00", "key": str(uuid4())}
    )

    assert answer.status_code == 422
    assert "最多" in body(answer)
    assert held("receivable:CARRIER") == owed.amount_fen


@pytest.mark.parametrize(
    ("query", "is_found"), [("", True), ("?q=西江", True), ("?q=桂江", False), ("?q=%00", True)]
)
def test_the_desk_finds_receivables_by_debtor(
    owed: Receivable, query: str, *, is_found: bool
) -> None:
    page = body(client_of("OPERATOR").get(DESK + query))

    assert (str(owed.pk) in page) is is_found


def test_the_desk_finds_receivables_by_lot(owed: Receivable) -> None:
    page = body(client_of("OPERATOR").get(f"{DESK}?q={owed.lot.code.lower()}"))

    assert str(owed.pk) in page


def test_the_desk_gives_its_list_as_a_file(owed: Receivable) -> None:
    answer = client_of("OPERATOR").get(f"{DESK}?format=csv")

    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert owed.lot.code in text
    assert f"{owed.amount_fen / 100:.2f}" in text


@pytest.mark.parametrize(
    "address",
    [DESK, f"{DESK}?closed=1", f"{DESK}guarantee/", f"{DESK}ROW/", f"{DESK}ROW/write-off/"],
)
def test_the_desk_speaks_english(owed: Receivable, address: str) -> None:
    refund(owed.lot.code, 10)

    page = client_of("OPERATOR", "en").get(address.replace("ROW", str(owed.pk)))

    assert page.status_code == 200
    assert chinese_left(body(page)) == []


def test_a_write_off_is_proposed_by_one_and_confirmed_by_another(owed: Receivable) -> None:
    operator, address = client_of("OPERATOR"), f"{DESK}{owed.pk}/"
    world.fill_wallet("SHIPPER", Money(1))
    write_offs.fund_guarantee(amount=Money(60_000), key="G", actor=SECOND, now=LATER)
    operator.post(f"{address}write-off/", {"reason": "公司已注销"})

    own = body(operator.get(address))
    refused = operator.post(f"{address}write-off/confirm/")
    operator.post(f"{address}write-off/drop/")
    owed.refresh_from_db()

    assert "须由另一位运营人员复核" in own
    assert refused.status_code == 403
    assert owed.proposed_by == ""


def test_the_second_operator_confirms_on_the_page(owed: Receivable) -> None:
    refund(owed.lot.code, 10)
    row = Receivable.objects.filter(debtor="CARRIER").order_by("amount_fen")[0]
    write_offs.fund_guarantee(amount=Money(60_000), key="G", actor=SECOND, now=LATER)
    write_offs.propose_write_off(receivable_id=row.pk, reason="已注销", actor=SECOND, now=LATER)
    operator, address = client_of("OPERATOR"), f"{DESK}{row.pk}/write-off/confirm/"

    asked, done = body(operator.get(address)), operator.post(address)

    row.refresh_from_db()
    assert "不再追偿" in asked
    assert done.status_code == 302
    assert row.written_off_fen == row.amount_fen


def test_the_guarantee_is_fed_from_the_desk(settled: str) -> None:
    operator, form = client_of("OPERATOR"), {"amount": "100.00", "key": str(uuid4())}

    answer = operator.post(f"{DESK}guarantee/", form)
    too_much = operator.post(f"{DESK}guarantee/", {**form, "amount": "9999999.00"})

    assert (answer.status_code, too_much.status_code) == (302, 200)
    assert held("platform:guarantee") == 10_000
    assert settled


def test_programmes_grant_read_and_repay(settled: str) -> None:
    pay_out("CARRIER")
    path = f"/lots/{settled}/refunds"
    wish = {"amount_fen": 100_000, "ground": "claim", "reason": "双方认可", "key": "K1"}

    granted = caller("OPERATOR")("post", path, wish, key="A", status=201)
    again = caller("OPERATOR")("post", path, wish, key="B", status=201)
    caller("OPERATOR")("post", path, {**wish, "amount_fen": 1}, key="C", status=409)
    world.fill_wallet("CARRIER", Money(40_000))
    repaid = {"amount_fen": 40_000, "key": "R"}
    caller("CARRIER")("post", "/money/owed/repay", repaid, key="D", status=200)

    owed = read("CARRIER", "/money/owed")
    desk = read("OPERATOR", "/receivables")
    assert granted == again
    assert [row["amount_fen"] for row in read("SHIPPER", path)["items"]] == [100_000]
    assert owed["total_fen"] == held("receivable:CARRIER")
    assert owed["items"][0]["steps"][0]["kind"] == "repaid"
    assert len(desk["items"]) >= 1
    read("CARRIER", "/receivables", status=403)
    read("OPERATOR", "/receivables?cursor=nonsense", status=422)


@pytest.mark.parametrize(
    "body_",
    [
        {"amount_fen": 0, "ground": "claim", "reason": "理由在此", "key": "K"},
        {"amount_fen": 2**63, "ground": "claim", "reason": "理由在此", "key": "K"},
        {"amount_fen": 1, "ground": "gift", "reason": "理由在此", "key": "K"},
        {"amount_fen": 1, "ground": "claim", "reason": "", "key": "K"},
        {"amount_fen": 1, "ground": "claim", "reason": "理由在此", "key": "a\x00"},
        {"amount_fen": 1, "ground": "claim", "reason": "理由在此"},
    ],
)
def test_programmes_are_told_what_is_wrong(settled: str, body_: dict[str, object]) -> None:
    caller("OPERATOR")("post", f"/lots/{settled}/refunds", body_, key="A", status=422)

    assert not Refund.objects.exists()


def test_a_demand_shows_its_agent_before_it_is_taken() -> None:
    code = world.published(TERMS)

    page = body(client_of("CARRIER").get(f"/freight/demands/{code}/"))

    assert "货代份额" in page
    assert "1.5 % + ¥200.00" in page


WAITING = "/freight/console/refunds/"


@pytest.fixture
def waiting(settled: str) -> RefundRequest:
    """Return a refund above the amount that the second operator asked for."""
    asked = RefundAsked(
        amount=Money.yuan(60_000), ground=RefundGround.OPERATOR, reason="磅单更正", key="W"
    )
    answer = ask_refund(lot_code=settled, asked=asked, actor=SECOND, now=LATER)
    return RefundRequest.objects.get(pk=answer.id)


def test_a_large_refund_leads_to_the_page_that_says_who_may_grant_it(settled: str) -> None:
    operator = client_of("OPERATOR")
    form = {**_form(amount="60000.00"), "confirmed": "1"}

    answer = operator.post(f"/freight/console/lots/{settled}/refund/", form, follow=True)

    row = RefundRequest.objects.get()
    assert answer.redirect_chain == [(f"{WAITING}{row.pk}/", 302)]
    assert "谁可以复核" in body(answer)
    assert "¥50,000.00" in body(answer)
    assert not Refund.objects.exists()


def test_who_asked_is_told_who_may_grant_and_where(settled: str) -> None:
    operator = client_of("OPERATOR")
    form = {**_form(amount="60000.00"), "confirmed": "1"}
    operator.post(f"/freight/console/lots/{settled}/refund/", form)
    address = f"{WAITING}{RefundRequest.objects.get().pk}/"

    page = body(operator.get(address))
    refused = operator.post(f"{address}confirm/")
    english = body(client_of("OPERATOR", "en").get(address))

    assert refused.status_code == 403
    assert "这笔退款由您提出" in body(refused)
    assert "谁可以复核" in body(refused)
    assert f"{address}confirm/" not in page
    assert f"{address}drop/" in page
    assert chinese_left(english) == []
    assert not Refund.objects.exists()


def test_the_second_operator_grants_on_the_page_after_a_question(waiting: RefundRequest) -> None:
    operator, address = client_of("OPERATOR"), f"{WAITING}{waiting.pk}/"

    page = body(operator.get(address))
    asked = body(operator.get(f"{address}confirm/"))
    done = operator.post(f"{address}confirm/")

    assert f"{address}confirm/" in page
    assert "执行后不能撤回" in asked
    assert (done.status_code, Refund.objects.get().pk) == (302, waiting.pk)


def test_a_waiting_refund_is_dropped_on_the_page(waiting: RefundRequest) -> None:
    done = client_of("OPERATOR").post(f"{WAITING}{waiting.pk}/drop/")

    waiting.refresh_from_db()
    assert (done.status_code, waiting.state) == (302, "dropped")


@pytest.mark.parametrize("query", ["", "?decided=1"])
def test_the_desk_lists_refunds_that_wait_and_those_decided(
    waiting: RefundRequest, query: str
) -> None:
    page = client_of("OPERATOR", "en").get(WAITING + query)

    assert (str(waiting.pk) in body(page)) is (query == "")
    assert chinese_left(body(page)) == []


def test_strangers_see_no_waiting_refund(waiting: RefundRequest) -> None:
    shipper = client_of("SHIPPER")

    assert shipper.get(WAITING).status_code == 403
    assert shipper.get(f"{WAITING}{waiting.pk}/").status_code == 403
    assert shipper.post(f"{WAITING}{waiting.pk}/confirm/").status_code == 403


def test_programmes_ask_and_another_operator_confirms(waiting: RefundRequest) -> None:
    wish = {"amount_fen": 6_000_000, "ground": "operator", "reason": "磅单更正", "key": "W"}
    again = caller("OPERATOR")("post", f"/lots/{waiting.lot.code}/refunds", wish, status=201)

    listed = read("OPERATOR", "/refunds")
    done = caller("OPERATOR")("post", f"/refunds/{waiting.pk}/confirm", {}, key="A", status=200)
    caller("OPERATOR")("post", f"/refunds/{waiting.pk}/confirm", {}, key="B", status=409)
    caller("OPERATOR")("post", f"/refunds/{waiting.pk}/drop", {}, status=409)

    assert again == {"id": str(waiting.pk), "state": "waiting"}
    assert [one["id"] for one in listed["items"]] == [str(waiting.pk)]
    assert done["state"] == "granted"
    assert read("OPERATOR", "/refunds?state=decided")["items"][0]["state"] == "granted"
