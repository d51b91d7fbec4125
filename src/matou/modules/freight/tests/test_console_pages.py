"""The operator's desk: seen by operators and auditors, hidden from all others, in two languages."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from matou.kit.money import Money
from matou.modules.freight.models import (
    AisFeed,
    AisReject,
    CargoDemand,
    Dispute,
    Lot,
    LotProposal,
    Offer,
)
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import disputes
from matou.modules.freight.tests import people
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import NOW, SHIPPER, awarded, build
from matou.spine.parties.models import User
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db

PAGES = ("board", "disputes", "proposals", "feeds")


@pytest.fixture(autouse=True)
def river() -> None:
    build()
    people.settle()


@pytest.fixture
def operator() -> Client:
    return people.client_of("OPERATOR")


@pytest.fixture
def dispute() -> UUID:
    code = trip_to(LotState.DELIVERED)
    return disputes.open_dispute(
        lot_code=code,
        amount=Money.yuan(1200),
        reason="少货两吨",
        actor=SHIPPER,
        now=NOW + timedelta(days=2),
    )


def ruling_url(dispute: UUID) -> str:
    return reverse("freight:dispute_rule", args=[dispute])


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # test client


def add_feed() -> None:
    AisFeed.objects.create(source="file:a", lines=3, fixes=1, rejects={"bad_checksum": 2})
    AisReject.objects.create(
        source="file:a", reason="bad_checksum", line="<b>!AIVDM</b>", received_at=NOW
    )


def propose(code: str) -> None:
    LotProposal.objects.create(
        lot_code=code,
        act="arrive_loading",
        place="P_CHI",
        mmsi="413800013",
        latitude=23.42,
        longitude=111.08,
        at=NOW,
        why_zh="船位在装货泊位内",
        why_en="Inside the loading berth",
    )


@pytest.mark.parametrize("name", PAGES)
def test_an_operator_opens_every_page_of_the_desk(name: str, operator: Client) -> None:
    response = operator.get(reverse(f"freight:{name}"))

    assert response.status_code == 200
    no_inline(body(response))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("party", ["SHIPPER", "CARRIER", "CONSIGNEE", "STRANGER"])
def test_the_desk_is_closed_to_the_sides(name: str, party: str) -> None:
    response = people.client_of(party).get(reverse(f"freight:{name}"))

    assert response.status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_a_guest_is_asked_to_sign_in(name: str, client: Client) -> None:
    response = client.get(reverse(f"freight:{name}"))

    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_the_desk_speaks_english(name: str, dispute: UUID) -> None:
    add_feed()
    awarded()

    page = people.client_of("OPERATOR", "en").get(reverse(f"freight:{name}"))

    no_untranslated(body(page), allowed=("运营某",))


def test_the_board_shows_what_is_late_first(operator: Client) -> None:
    code = awarded()

    page = body(operator.get(reverse("freight:board")))
    late = body(operator.get(reverse("freight:board"), {"late": "1"}))

    assert code in page
    assert code in late
    assert "已超时" in page


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_board_is_taken_as_a_file(kind: str, begins: bytes, operator: Client) -> None:
    awarded()

    response = operator.get(reverse("freight:board"), {"format": kind})

    assert response.content.startswith(begins)
    assert f"matou-board.{kind}" in response["Content-Disposition"]


def test_an_empty_board_says_what_comes_next(operator: Client) -> None:
    page = body(operator.get(reverse("freight:board")))

    assert "没有在途的货运单" in page


def test_a_proposal_waits_until_its_step_is_taken(operator: Client) -> None:
    code = trip_to(LotState.TO_LOAD)
    propose(code)

    waiting = body(operator.get(reverse("freight:proposals")))
    trip_to(LotState.AT_LOAD, code)
    after = body(operator.get(reverse("freight:proposals")))

    assert code in waiting
    assert code not in after


def test_refused_lines_are_shown_and_never_run(operator: Client) -> None:
    add_feed()

    page = body(operator.get(reverse("freight:feeds"), {"source": "file:a"}))

    assert "&lt;b&gt;!AIVDM" in page
    assert "校验和不符" in page


def test_a_ruling_is_shown_once_more_before_the_money_moves(
    operator: Client, dispute: UUID
) -> None:
    answer = {"to_claimant": "700", "ground": "freight", "ruling": "磅单为准，货主得七百。"}

    asked = operator.post(ruling_url(dispute), answer)
    state_after_asking = Dispute.objects.get(pk=dispute).state
    done = operator.post(ruling_url(dispute), {**answer, "confirmed": "1"})

    assert "¥500.00" in body(asked)
    assert state_after_asking == "open"
    assert done.status_code == 302
    assert Dispute.objects.get(pk=dispute).to_claimant_fen == 70_000


def test_a_second_ruling_finds_no_open_dispute(operator: Client, dispute: UUID) -> None:
    answer = {"to_claimant": "700", "ground": "freight", "ruling": "磅单为准", "confirmed": "1"}
    operator.post(ruling_url(dispute), answer)

    again = operator.post(ruling_url(dispute), {**answer, "to_claimant": "1"})

    assert again.status_code == 404
    assert Dispute.objects.get(pk=dispute).to_claimant_fen == 70_000


@pytest.mark.parametrize(
    "change",
    [
        {"to_claimant": ""},
        {"to_claimant": "-1"},
        {"to_claimant": "1200.01"},
        {"to_claimant": "1200元"},
        {"to_claimant": "NaN"},
        {"to_claimant": "1e400"},
        {"to_claimant": "0.001"},
        {"ruling": ""},
        {"ruling": "x"},
        {"ruling": "字" * 1001},
        {"ruling": "有\x00字"},
    ],
)
def test_a_bad_ruling_is_refused_and_nothing_moves(
    operator: Client, dispute: UUID, change: dict[str, str]
) -> None:
    answer = {"to_claimant": "700", "ruling": "磅单为准", "confirmed": "1"} | change

    response = operator.post(ruling_url(dispute), answer)

    assert response.status_code in {200, 422}
    assert "error" in body(response)
    assert Dispute.objects.get(pk=dispute).state == "open"


@pytest.mark.parametrize("party", ["SHIPPER", "CARRIER", "STRANGER"])
def test_nobody_rules_on_his_own_dispute(party: str, dispute: UUID) -> None:
    answer = {"to_claimant": "1200", "ruling": "都归我", "confirmed": "1"}

    response = people.client_of(party).post(ruling_url(dispute), answer)

    assert response.status_code == 403
    assert Dispute.objects.get(pk=dispute).state == "open"


def test_an_unknown_dispute_is_not_found(operator: Client) -> None:
    assert operator.get(ruling_url(uuid4())).status_code == 404


def test_a_form_without_its_token_is_refused(dispute: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = people.client_of("OPERATOR").cookies

    response = strict.post(ruling_url(dispute), {"to_claimant": "1", "ruling": "不行"})

    assert response.status_code == 403


def test_an_expired_session_is_asked_to_sign_in(operator: Client, dispute: UUID) -> None:
    operator.session.flush()

    response = operator.post(ruling_url(dispute), {"to_claimant": "1", "ruling": "不行"})

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_hold_is_asked_about_placed_and_lifted(operator: Client) -> None:
    code = awarded()
    place = reverse("freight:lot_flag", args=[code, "place_hold"])

    asked = operator.get(place)
    untouched = Lot.objects.get(code=code).on_hold
    operator.post(place)
    held = Lot.objects.get(code=code).on_hold
    operator.post(reverse("freight:lot_flag", args=[code, "lift_hold"]))

    assert asked.status_code == 200
    assert (untouched, held, Lot.objects.get(code=code).on_hold) == (False, True, False)


def test_a_hold_pressed_twice_is_told(operator: Client) -> None:
    place = reverse("freight:lot_flag", args=[awarded(), "place_hold"])
    operator.post(place)

    assert operator.post(place).status_code == 409


@pytest.mark.parametrize("act", ["report_incident", "explode"])
def test_the_desk_knows_three_flags_only(operator: Client, act: str) -> None:
    response = operator.post(reverse("freight:lot_flag", args=[awarded(), act]))

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["lot_stop", "lot_flag"])
def test_an_unknown_lot_is_not_found(operator: Client, name: str) -> None:
    extra = ["place_hold"] if name == "lot_flag" else []

    for code in ("X", "7K3M9QXP4"):
        assert operator.post(reverse(f"freight:{name}", args=[code, *extra])).status_code == 404


def test_a_stop_by_authority_ends_the_trip_and_returns_all(operator: Client) -> None:
    code = trip_to(LotState.FUNDED)

    response = operator.post(
        reverse("freight:lot_stop", args=[code]), {"number": "航〔2026〕12", "authority": "海事局"}
    )

    assert response.status_code == 302
    assert Lot.objects.get(code=code).state == LotState.CANCELLED


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"number": "", "authority": "海事局"},
        {"number": "字" * 81, "authority": "海事局"},
        {"number": "1", "authority": "局" * 501},
        {"number": "1\x00", "authority": "海事局"},
    ],
)
def test_a_stop_without_its_notice_is_refused(operator: Client, answer: dict[str, str]) -> None:
    code = trip_to(LotState.FUNDED)

    operator.post(reverse("freight:lot_stop", args=[code]), answer)

    assert Lot.objects.get(code=code).state == LotState.FUNDED


def test_a_loaded_lot_cannot_be_stopped(operator: Client) -> None:
    code = trip_to(LotState.LOADED)

    page = operator.get(reverse("freight:lot_stop", args=[code]))

    assert "本环节不能按管制终止" in body(page)


@pytest.mark.parametrize("name", ["ruling", "stop"])
def test_forms_of_the_desk_speak_english(name: str, dispute: UUID) -> None:
    code = Dispute.objects.get(pk=dispute).lot.code
    path = ruling_url(dispute) if name == "ruling" else reverse("freight:lot_stop", args=[code])

    page = people.client_of("OPERATOR", "en").get(path)

    no_untranslated(body(page), allowed=("运营某",))


@pytest.mark.parametrize("model", [CargoDemand, Offer, Lot, Dispute, AisFeed])
def test_superusers_read_rows_and_change_none(client: Client, model: type) -> None:
    user = User.objects.get(party__code="OPERATOR")
    user.is_staff = user.is_superuser = True
    user.save()
    superuser = people.client_of("OPERATOR")
    name = model._meta.model_name  # type: ignore[attr-defined]  # every model has it

    assert superuser.get(reverse(f"admin:freight_{name}_changelist")).status_code == 200
    assert superuser.get(reverse(f"admin:freight_{name}_add")).status_code == 403


def test_the_admin_never_shows_the_price_of_an_offer() -> None:
    shown = admin.site._registry[Offer].get_fields(None)  # type: ignore[arg-type]  # not asked for

    assert "price_fen" not in shown
