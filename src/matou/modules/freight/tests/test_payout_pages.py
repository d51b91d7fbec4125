"""Pages of payouts and payees: each refusal is explained, each payout asked twice and done once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from matou.kit.clock import utc_now
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.payouts import payee_of, payout_of
from matou.modules.freight.tests.people import body, chinese_left, client_of
from matou.modules.freight.tests.trip import trip_to
from matou.spine.custody import queries as custody
from matou.spine.custody import services
from matou.spine.custody.contracts import OrderState
from matou.spine.custody.contracts.payees import PayeeRole
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db

OUT, PAYEES = "/freight/money/out/", "/freight/money/payees/"
NEW = {"bank": "演示银行", "number": "6200 0000 1234 5678"}


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def asked(amount: str, payee: UUID, **more: str) -> dict[str, str]:
    return {"amount": amount, "reference": str(uuid4()), "payee": str(payee), **more}


def draw(amount: str, *, party: str = "CARRIER", language: str = "zh-hans") -> HttpResponse:
    posted = asked(amount, payee_of(party).payee_id, sure="yes")
    answer = client_of(party, language).post(OUT, posted)
    assert isinstance(answer, HttpResponse)
    return answer


def test_paying_out_asks_first_and_happens_once() -> None:
    carrier, posted = client_of("CARRIER"), asked("200", payee_of("CARRIER").payee_id)

    question = carrier.post(OUT, posted)
    between = custody.orders_page(party="CARRIER")
    done = [carrier.post(OUT, posted | {"sure": "yes"}) for _ in range(2)]

    assert "确认提现" in body(question)
    assert between == ()
    assert [answer.status_code for answer in done] == [302, 302]
    assert ledger.balance("wallet:CARRIER").held.fen == 20_000


def test_more_than_the_wallet_holds_is_not_paid_out() -> None:
    assert draw("500000.01").status_code == 422
    assert custody.orders_page(party="CARRIER") == ()


@pytest.mark.parametrize(
    ("typed", "filled"), [("12.34", "12.34"), ("99999999", "500000.00"), ("-3", ""), ("x", "")]
)
def test_an_amount_that_a_page_proposes_is_filled_in(typed: str, filled: str) -> None:
    payee_of("CARRIER")

    page = client_of("CARRIER").get(OUT, {"amount": typed})

    assert page.context["form"]["amount"].value() == filled


def test_without_a_payee_one_is_led_to_register_one() -> None:
    answer = client_of("CARRIER").get(OUT)

    assert (answer.status_code, answer["Location"]) == (302, PAYEES)


@pytest.mark.parametrize("payee", ["", "x", str(uuid4())])
def test_a_forged_payee_is_refused_by_the_form(payee: str) -> None:
    payee_of("CARRIER")
    posted = {"amount": "5", "reference": str(uuid4()), "payee": payee, "sure": "yes"}

    assert client_of("CARRIER").post(OUT, posted).status_code == 422


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_limit_explains_itself(language: str, settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_hour_count": 1}
    payout_of("CARRIER", "10")

    answer = draw("20", language=language)
    page = body(answer)

    assert answer.status_code == 429
    assert "¥20.00" in page
    assert "custody-payout-over-limit" in page
    assert ("上限" in page) is (language == "zh-hans")
    assert language == "zh-hans" or chinese_left(page) == []


def test_a_payout_too_large_for_ever_says_so(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"payout_fen": 100}

    answer = draw("20")

    assert answer.status_code == 409
    assert "请改小" in body(answer)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_cooling_payee_tells_until_when(language: str) -> None:
    card = payee_of("CARRIER", at=utc_now())
    posted = asked("20", card.payee_id, sure="yes")

    answer = client_of("CARRIER", language).post(OUT, posted)
    page = body(answer)

    assert answer.status_code == 409
    assert card.usable_from.isoformat(timespec="seconds") in page
    assert language == "zh-hans" or chinese_left(page) == []


def test_a_large_payout_waits_and_can_be_withdrawn() -> None:
    answer = draw("250000")
    address = answer["Location"]
    client = client_of("CARRIER")
    page = body(client.get(address))

    client.post(f"{address}withdraw/")

    assert "两名运营人员" in page
    assert ledger.balance("wallet:CARRIER").held.fen == 0
    assert "已撤回" in body(client.get(address))


@pytest.mark.parametrize("path", ["", "withdraw/"])
def test_anothers_waiting_payout_is_not_found(path: str) -> None:
    address = draw("250000")["Location"]

    assert client_of("SHIPPER").get(f"{address}{path}").status_code == 404
    assert client_of("SHIPPER").post(f"{address}withdraw/").status_code == 404


def test_an_account_is_registered_shown_masked_and_ended() -> None:
    carrier = client_of("CARRIER")

    carrier.post(f"{PAYEES}new/", NEW | {"holder": "CARRIER"})
    page = body(carrier.get(PAYEES))
    card = custody.payees_of("CARRIER")[0]
    carrier.post(f"{PAYEES}{card.payee_id}/end/")

    assert "****5678" in page
    assert "12345678" not in page
    assert "冷静期" in page
    assert custody.payees_of("CARRIER") == ()


def test_a_change_shows_a_new_cooling_period() -> None:
    old, carrier = payee_of("CARRIER"), client_of("CARRIER")

    carrier.post(f"{PAYEES}{old.payee_id}/change/", NEW | {"holder": "CARRIER"})
    (card,) = custody.payees_of("CARRIER")

    assert card.payee_id != old.payee_id
    assert card.is_cooling(utc_now())


@pytest.mark.parametrize(
    "bad",
    [
        {"number": "123"},
        {"number": "六二"},
        {"bank": ""},
        {"bank": "\x00"},
        {"holder": "STRANGER"},
        {"holder": ""},
        {"number": "6200000012340000"},
        {"number": "6200000012349999"},
    ],
    ids=["short", "words", "no-bank", "control", "stranger", "nobody", "other-name", "silent"],
)
def test_a_bad_account_is_refused_on_the_form(bad: dict[str, str]) -> None:
    posted = NEW | {"holder": "CARRIER"} | bad

    answer = client_of("CARRIER").post(f"{PAYEES}new/", posted)

    assert answer.status_code == 422
    assert custody.payees_of("CARRIER") == ()


def test_anothers_account_is_not_found() -> None:
    card = payee_of("CARRIER")

    assert client_of("SHIPPER").get(f"{PAYEES}{card.payee_id}/change/").status_code == 404
    assert client_of("SHIPPER").post(f"{PAYEES}{card.payee_id}/end/").status_code == 404
    assert custody.payees_of("CARRIER") != ()


def test_a_carriers_own_crew_may_be_paid_once_it_has_carried() -> None:
    trip_to(LotState.CLOSED)
    roles = {one.holder: one.role for one in custody.standings(party="CARRIER", at=utc_now())}

    card = payee_of("CARRIER", holder="CARRIER-P", number="6200000087654321", at=utc_now())

    assert roles["CARRIER-P"] is PayeeRole.DRIVER
    assert card.role is PayeeRole.DRIVER


def test_who_has_shipped_and_not_carried_pays_back_to_itself_alone() -> None:
    trip_to(LotState.CLOSED)

    found = custody.standings(party="SHIPPER", at=utc_now())

    assert [(one.holder, one.role) for one in found] == [("SHIPPER", PayeeRole.SELF)]


def test_a_refused_payout_tells_the_party_why() -> None:
    order = payout_of("CARRIER", "250000")
    assert order.state is OrderState.WAITING
    services.refuse_payout(
        order_id=order.order_id,
        note="收款人证件已过期",
        actor=world.OPERATOR_ACTOR,
        now=utc_now() + timedelta(minutes=1),
    )

    page = body(client_of("CARRIER").get(f"{OUT}{order.order_id}/"))

    assert "收款人证件已过期" in page
    assert "资金已退回" in page


@pytest.mark.parametrize("path", [PAYEES, f"{PAYEES}new/", OUT, "/freight/money/"])
def test_english_pages_have_no_chinese_label(path: str) -> None:
    payee_of("CARRIER")

    assert chinese_left(body(client_of("CARRIER", "en").get(path))) == []
