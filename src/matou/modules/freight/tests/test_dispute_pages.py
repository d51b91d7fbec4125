"""Pages of disputes, rulings and precedents: seen by the right person, in both languages."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries.precedents import PrecedentFilter, PrecedentRow, precedents_page
from matou.modules.freight.rules import precedents as rules
from matou.modules.freight.rules.precedents import Outcome
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import bundle, disputes, rulings
from matou.modules.freight.tests import world
from matou.modules.freight.tests.people import body, chinese_left, client_of, settle
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, OPERATOR_ACTOR, SHIPPER

REASON = "梧州砂石交给西江航运的货少了两吨，电话 13812345678。"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()
    settle()


def _opened(reason: str = REASON) -> tuple[str, UUID]:
    code = trip_to(LotState.STATED)
    now = utc_now()
    dispute = disputes.open_dispute(
        lot_code=code, amount=Money.yuan(100), reason=reason, actor=SHIPPER, now=now
    )
    return code, dispute


def _ruled(yuan: int = 40) -> tuple[str, UUID]:
    code, dispute = _opened()
    now = utc_now()
    disputes.reply_to_dispute(dispute_id=dispute, reply="以水尺为准", actor=CARRIER, now=now)
    rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money.yuan(yuan),
        ruling="按磅单扣款",
        actor=OPERATOR_ACTOR,
        now=now,
    )
    return code, dispute


def _final(yuan: int = 40) -> tuple[str, UUID]:
    code, dispute = _ruled(yuan)
    for actor in (SHIPPER, CARRIER):
        disputes.accept_ruling(dispute_id=dispute, actor=actor, now=utc_now())
    return code, dispute


def _page(party: str, code: str, dispute: UUID, rest: str = "", language: str = "zh-hans") -> str:
    return body(client_of(party, language).get(f"/freight/lots/{code}/disputes/{dispute}/{rest}"))


@pytest.mark.parametrize(
    ("party", "offered"), [("CARRIER", "reply/"), ("SHIPPER", "withdraw/"), ("OPERATOR", "console")]
)
def test_each_is_offered_the_own_next_step(party: str, offered: str) -> None:
    code, dispute = _opened()

    page = _page(party, code, dispute)

    assert "少了两吨" in page
    assert offered in page


@pytest.mark.parametrize("party", ["SHIPPER", "CARRIER"])
def test_a_ruled_dispute_offers_acceptance_and_appeal(party: str) -> None:
    code, dispute = _ruled()

    page = _page(party, code, dispute)

    assert "accept/" in page
    assert "appeal/" in page
    assert "¥60.00" in page


def test_both_accept_on_their_pages_and_the_money_goes() -> None:
    code, dispute = _ruled()
    address = f"/freight/lots/{code}/disputes/{dispute}/accept/"

    asked = client_of("SHIPPER").get(address)
    done = [client_of(party).post(address) for party in ("SHIPPER", "CARRIER")]

    assert "¥40.00" in body(asked)
    assert [response.status_code for response in done] == [302, 302]
    assert Dispute.objects.get(pk=dispute).state == "final"


def test_an_appeal_is_written_on_its_page_and_shown_at_the_desk() -> None:
    code, dispute = _ruled()
    address = f"/freight/lots/{code}/disputes/{dispute}/appeal/"

    empty = client_of("CARRIER").post(address, {"appeal_reason": ""})
    done = client_of("CARRIER").post(address, {"appeal_reason": "未采信水尺"})

    desk = body(client_of("OPERATOR").get("/freight/console/disputes/"))
    assert (empty.status_code, done.status_code) == (422, 302)
    assert "未采信水尺" in desk


def test_the_first_ruler_reads_why_another_must_rule() -> None:
    _code, dispute = _ruled()
    disputes.appeal_ruling(dispute_id=dispute, reason="不服", actor=CARRIER, now=utc_now())
    Dispute.objects.update(ruled_by="OPERATOR")

    page = body(client_of("OPERATOR").get(f"/freight/console/disputes/{dispute}/"))

    assert "另一位运营人员" in page
    assert 'name="to_claimant"' not in page


def test_an_overdue_ruling_is_late_on_board_and_list() -> None:
    _code, dispute = _opened()
    past = utc_now() - timedelta(days=1)
    Dispute.objects.filter(pk=dispute).update(ruling_due_at=past)

    pages = [
        body(client_of("OPERATOR").get(f"/freight/console/{one}")) for one in ("", "disputes/")
    ]

    assert "裁决已超时的争议" in pages[0]
    assert "已超时" in pages[1]


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_the_evidence_is_handed_out_to_sides_and_desk_alone(form: str) -> None:
    code, dispute = _opened()
    address = f"/freight/lots/{code}/disputes/{dispute}/evidence.{form}"

    answers = {
        party: client_of(party).get(address)
        for party in ("SHIPPER", "CARRIER", "OPERATOR", "CONSIGNEE", "STRANGER")
    }

    codes = [response.status_code for response in answers.values()]
    assert codes[:3] == [200, 200, 200]
    assert set(codes[3:]) <= {403, 404}


def test_the_downloaded_pack_is_whole() -> None:
    code, dispute = _opened()

    answer = client_of("CARRIER").get(f"/freight/lots/{code}/disputes/{dispute}/evidence.zip")

    assert isinstance(answer, HttpResponse)
    assert bundle.check_bundle(pack=answer.content).findings == ()


@pytest.mark.parametrize("rest", ["", "reply/", "withdraw/", "accept/", "appeal/"])
@pytest.mark.parametrize("party", ["CONSIGNEE", "STRANGER"])
def test_strangers_see_nothing_of_a_dispute(party: str, rest: str) -> None:
    code, dispute = _ruled()

    answer = client_of(party).get(f"/freight/lots/{code}/disputes/{dispute}/{rest}")

    assert answer.status_code in {403, 404}


@pytest.mark.parametrize("rest", ["", "appeal/"])
def test_the_pages_speak_english(rest: str) -> None:
    code, dispute = _ruled()

    assert chinese_left(_page("CARRIER", code, dispute, rest, "en")) == []


def test_the_reply_speaks_english_and_ends_with_the_ruling() -> None:
    code, dispute = _opened()
    page = _page("CARRIER", code, dispute, "reply/", "en")
    Dispute.objects.update(state="withdrawn", ended_at=utc_now())

    late = client_of("CARRIER").get(f"/freight/lots/{code}/disputes/{dispute}/reply/")

    assert chinese_left(page) == []
    assert late.status_code == 409


def test_the_precedents_speak_english() -> None:
    _final()

    assert chinese_left(body(client_of("CARRIER", "en").get("/freight/precedents/"))) == []


def _found(actor: Actor = CARRIER, **asked: Any) -> tuple[PrecedentRow, ...]:
    return precedents_page(actor=actor, asked=PrecedentFilter(**asked))[0]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 1),
        ({"text": "shortage"}, 1),
        ({"text": "短少"}, 1),
        ({"text": "水尺"}, 1),
        ({"text": "demurrage"}, 0),
        ({"text": "shortage weighbridge"}, 1),
        ({"text": "shortage demurrage"}, 0),
        ({"cargo": "sand"}, 1),
        ({"cargo": "coal"}, 0),
        ({"outcome": Outcome.PART}, 1),
        ({"outcome": Outcome.FULL}, 0),
        ({"least": Money.yuan(100), "most": Money.yuan(100)}, 1),
        ({"least": Money.yuan("100.01")}, 0),
        ({"most": Money.yuan("99.99")}, 0),
    ],
)
def test_precedents_are_found_by_words_cargo_outcome_and_amount(
    asked: dict[str, Any], count: int
) -> None:
    _final()

    assert len(_found(**asked)) == count


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(100, Outcome.FULL), (99, Outcome.PART), (0, Outcome.NONE)]
)
def test_the_outcome_says_how_far_a_claim_was_granted(yuan: int, outcome: Outcome) -> None:
    _final(yuan)

    assert [row.outcome for row in _found()] == [outcome]


def test_what_is_not_final_is_no_precedent() -> None:
    _ruled()

    assert _found() == ()


def test_parties_read_no_names_and_operators_all() -> None:
    code, _dispute = _final()

    (seen,) = _found(CARRIER)
    (whole,) = _found(world.actor("OPERATOR", OPERATOR))

    assert seen.lot == ""
    assert seen.reason == "〔货主〕交给〔承运人〕的货少了两吨，电话 138****5678。"
    assert (whole.lot, whole.reason) == (code, REASON)


def test_precedents_are_read_on_page_by_page() -> None:
    _code, first = _final()
    one = Dispute.objects.get(pk=first)
    for number in range(2):
        one.pk = UUID(int=one.pk.int + 1)
        one.ended_at = utc_now() - timedelta(hours=number + 1)
        one.save(force_insert=True)

    page, more = precedents_page(actor=CARRIER, asked=PrecedentFilter(), limit=2)
    rest, end = precedents_page(actor=CARRIER, asked=PrecedentFilter(), after=more, limit=2)

    assert (len(page), len(rest), end) == (2, 1, None)
    assert len({row.id for row in page + rest}) == 3


def test_precedents_go_into_a_file_without_names() -> None:
    code, _dispute = _final()

    answer = client_of("CARRIER").get("/freight/precedents/", {"format": "csv"})

    assert isinstance(answer, HttpResponse)
    said = answer.content.decode("utf-8-sig")
    assert "按磅单扣款" in said
    assert code not in said
    assert "梧州砂石" not in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("西江航运有限公司迟到", "〔承运人〕迟到"),
        ("西江航运的船", "〔承运人〕的船"),
        ("XIJIANG SHIPPING was late", "〔承运人〕 was late"),
        ("身份证 450403199001011234", "身份证 450****1234"),
    ],
)
def test_names_are_known_with_and_without_their_legal_form(text: str, told: str) -> None:
    names = {"承运人": ["西江航运有限公司", "Xijiang Shipping Co., Ltd."]}

    assert rules.anonymous(text, names=names) == told


@pytest.mark.parametrize(
    "query", ["?q=%00", "?least=abc", "?outcome=x", "?after=nonsense", "?cargo=../", "?most=-1"]
)
def test_nonsense_in_the_address_finds_what_makes_sense(query: str) -> None:
    assert client_of("CARRIER").get(f"/freight/precedents/{query}").status_code == 200
