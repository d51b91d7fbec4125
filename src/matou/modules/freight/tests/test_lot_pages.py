"""Pages of lots: seen by each side in every state, hidden from others, in two languages."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from matou.modules.freight.models import Lot
from matou.modules.freight.rules.states import LotAct, LotState
from matou.modules.freight.services import lots
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.people import body, chinese_left, client_of
from matou.modules.freight.tests.trip import trip_to
from matou.spine.codes.queries import code_of
from matou.spine.codes.services import ensure_code
from matou.spine.ledger import queries as ledger_queries
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import Posting, PostingKind

pytestmark = pytest.mark.django_db

SEEN_BY = ("SHIPPER", "CARRIER", "CONSIGNEE", "OPERATOR")
ON_THE_WAY = [state for state in LotState if state is not LotState.CANCELLED]


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def page_of(client: Client, code: str, tail: str = "") -> HttpResponse:
    response = client.get(f"/freight/lots/{code}/{tail}")
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.parametrize("state", ON_THE_WAY)
@pytest.mark.parametrize("party", SEEN_BY)
def test_every_side_sees_a_lot_in_every_state(party: str, state: LotState) -> None:
    code = trip_to(state)

    response = page_of(client_of(party), code)

    assert response.status_code == 200
    assert "下一步" in body(response)


@pytest.mark.parametrize(
    "state", [LotState.OFFERED, LotState.LOADING, LotState.DISCHARGING, LotState.STATED]
)
@pytest.mark.parametrize("party", SEEN_BY)
def test_an_english_page_has_no_chinese_label(party: str, state: LotState) -> None:
    code = trip_to(state)

    left = chinese_left(body(page_of(client_of(party, "en"), code)))

    assert left == []


@pytest.mark.parametrize("tail", ["", "statement/", "sign/", "contract.pdf", "track.geojson"])
@pytest.mark.parametrize("party", ["RIVAL", "STRANGER"])
def test_a_lot_is_hidden_from_others(party: str, tail: str) -> None:
    code = trip_to(LotState.CONTRACTED)

    assert page_of(client_of(party), code, tail).status_code == 404


@pytest.mark.parametrize("tail", ["", "statement/", "sign/", "act/fund/", "code/"])
def test_a_guest_is_asked_to_sign_in(client: Client, tail: str) -> None:
    code = trip_to(LotState.CONTRACTED)

    response = page_of(client, code, tail)

    assert response.status_code == 302
    assert "/login" in response["Location"]


@pytest.mark.parametrize("code", ["ABCDEFGHJ", "x", "000000000", "%00", "../../etc"])
def test_an_unknown_code_is_not_found(code: str) -> None:
    assert page_of(client_of("CARRIER"), code).status_code == 404


def test_a_consignee_sees_no_money() -> None:
    code = trip_to(LotState.STATED)

    page = body(page_of(client_of("CONSIGNEE"), code))

    assert "¥" not in page
    assert "流水账" not in page
    assert page_of(client_of("CONSIGNEE"), code, "statement/").status_code == 403
    assert page_of(client_of("CONSIGNEE"), code, "contract.pdf").status_code == 403


def test_the_list_shows_own_lots_only() -> None:
    code = trip_to(LotState.FUNDED)

    assert code in body(client_of("CARRIER").get("/freight/lots/"))
    assert code not in body(client_of("RIVAL").get("/freight/lots/"))


@pytest.mark.parametrize(
    ("party", "words"),
    [("CARRIER", "找货盘"), ("SHIPPER", "发布货盘"), ("CONSIGNEE", "发给您的货物")],
)
def test_an_empty_list_tells_the_next_step(party: str, words: str) -> None:
    assert words in body(client_of(party).get("/freight/lots/"))


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_list_comes_as_a_file(kind: str, start: bytes) -> None:
    trip_to(LotState.FUNDED)

    response = client_of("CARRIER").get("/freight/lots/", {"format": kind})

    assert response.content.startswith(start)


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 40, "\x00"])
def test_a_strange_page_key_is_harmless(before: str) -> None:
    assert client_of("CARRIER").get("/freight/lots/", {"before": before}).status_code == 200


def test_both_sign_and_the_contract_stands() -> None:
    code = world.awarded()
    text = Lot.objects.get(code=code).text_sha256

    for party in ("SHIPPER", "CARRIER"):
        answer = client_of(party).post(
            f"/freight/lots/{code}/sign/", {"text_sha256": text, "agrees": "on"}
        )
        assert answer.status_code == 302

    assert Lot.objects.get(code=code).state == LotState.CONTRACTED


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"agrees": "on"},
        {"agrees": "on", "text_sha256": "0" * 64},
        {"agrees": "on", "text_sha256": "x" * 65},
        {"text_sha256": "0" * 64},
    ],
)
def test_a_bad_signature_is_refused(posted: dict[str, str]) -> None:
    code = world.awarded()

    response = client_of("CARRIER").post(f"/freight/lots/{code}/sign/", posted)

    assert response.status_code == 422
    assert Lot.objects.get(code=code).state == LotState.OFFERED


def test_funding_asks_first_and_happens_once() -> None:
    code = trip_to(LotState.CONTRACTED)
    shipper, address = client_of("SHIPPER"), f"/freight/lots/{code}/act/fund/"

    asked = shipper.get(address)
    funded, again = shipper.post(address), shipper.post(address)

    assert "¥" in body(asked)
    assert (funded.status_code, again.status_code) == (302, 409)
    assert Lot.objects.get(code=code).state == LotState.FUNDED


@pytest.mark.parametrize("party", ["CARRIER", "CONSIGNEE", "OPERATOR"])
def test_only_the_shipper_funds(party: str) -> None:
    code = trip_to(LotState.CONTRACTED)

    response = client_of(party).post(f"/freight/lots/{code}/act/fund/")

    assert response.status_code == 403


@pytest.mark.parametrize("act", ["settle", "stop", "deliver_silent", "contract", "nonsense", "%00"])
def test_acts_without_a_page_are_not_found(act: str) -> None:
    code = trip_to(LotState.CONTRACTED)

    assert client_of("SHIPPER").post(f"/freight/lots/{code}/act/{act}/").status_code == 404


def test_cancelling_names_its_price() -> None:
    code = trip_to(LotState.TO_LOAD)

    page = body(client_of("CARRIER").get(f"/freight/lots/{code}/act/cancel/"))

    assert "¥7,800.00" in page


def test_a_forged_form_is_refused() -> None:
    code = trip_to(LotState.CONTRACTED)
    client = client_of("SHIPPER")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post(f"/freight/lots/{code}/act/fund/")

    assert response.status_code == 403
    assert Lot.objects.get(code=code).state == LotState.CONTRACTED


def test_an_expired_session_changes_nothing(client: Client) -> None:
    code = trip_to(LotState.CONTRACTED)

    response = client.post(f"/freight/lots/{code}/act/fund/")

    assert response.status_code == 302
    assert Lot.objects.get(code=code).state == LotState.CONTRACTED


def test_the_track_names_both_berths() -> None:
    code = trip_to(LotState.IN_TRANSIT)

    answer = client_of("CONSIGNEE").get(f"/freight/lots/{code}/track.geojson").json()

    assert {one["properties"]["code"] for one in answer["features"]} >= {"P_CHI", "P_SAN"}


@pytest.mark.parametrize("tail", ["contract.pdf", "statement.pdf"])
def test_papers_are_pdf(tail: str) -> None:
    code = trip_to(LotState.STATED)

    response = page_of(client_of("SHIPPER"), code, tail)

    assert response.content.startswith(b"%PDF")


def test_berths_on_the_track_point_by_their_code() -> None:
    code = trip_to(LotState.IN_TRANSIT)
    ensure_code(
        kind="place", subject=world.ORIGIN, title_zh="赤水圩", title_en="Chishuixu", now=world.NOW
    )

    features = client_of("CARRIER").get(f"/freight/lots/{code}/track.geojson").json()["features"]

    pages = {one["properties"]["code"]: one["properties"].get("url") for one in features}
    known = code_of(kind="place", subject=world.ORIGIN)
    assert pages[world.ORIGIN] == f"/c/{known}"
    assert pages[world.DESTINATION] is None


def test_a_trip_called_off_before_sailing_shows_no_track() -> None:
    code = trip_to(LotState.OFFERED)
    lots.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=world.SHIPPER, now=world.NOW)

    page = body(page_of(client_of("CARRIER"), code))

    assert "track.geojson" not in page
    assert "steps-way" not in page


def test_a_vessel_outside_of_the_register_is_no_link() -> None:
    code = trip_to(LotState.OFFERED)

    assert "/c/VESSEL-CARRIER" not in body(page_of(client_of("SHIPPER"), code))


@pytest.mark.parametrize(("party", "is_paid"), [("CARRIER", True), ("CONSIGNEE", False)])
def test_a_closed_lot_leads_its_carrier_to_the_bank(party: str, is_paid: bool) -> None:  # noqa: FBT001
    code = trip_to(LotState.CLOSED)

    page = body(page_of(client_of(party), code))

    assert ("/freight/money/out/?amount=" in page) is is_paid


def test_a_closed_lot_offers_nothing_that_was_drawn_already() -> None:
    code = trip_to(LotState.CLOSED)
    all_of_it = ledger_queries.balance("wallet:CARRIER").available
    ledger.submit_or_refuse(
        [
            Posting(
                id=uuid4(),
                kind=PostingKind.POSTED,
                group="payout",
                purpose="test",
                event_at=world.NOW,
                debit="wallet:CARRIER",
                credit="custody:clearing",
                amount=all_of_it,
            )
        ]
    )

    assert "/freight/money/out/" not in body(page_of(client_of("CARRIER"), code))
