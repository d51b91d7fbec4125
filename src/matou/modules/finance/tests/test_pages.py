"""Pages and API of statements: seen by the right people, hidden from others, acts that lead on."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.finance.models import LineVerdict, PeriodStatement
from matou.modules.finance.tests.conftest import ClientOf, World
from matou.modules.freight.contracts import LOT_PROOF, EvidenceProof, LotProof
from matou.spine.parties import services as parties
from matou.spine.parties.models import User

pytestmark = pytest.mark.django_db
API = "/api/v1/finance"


def body(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def address(code: str, rest: str = "") -> str:
    return f"/finance/statements/{code}/{rest}"


def call(actor: Actor, method: str, path: str, data: Any = None, **headers: str) -> Any:
    """Call the API with a fresh token of the actor's person."""
    user = User.objects.get(party__code=actor.code)
    secret = parties.issue_token(
        user=user, name="test", scopes=("finance:read", "finance:write"), days=1, actor=actor,
        now=utc_now(),
    )  # fmt: skip
    return getattr(Client(), method)(
        f"{API}{path}",
        data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def test_a_party_sees_its_statement_and_another_does_not(as_: ClientOf, statement: str) -> None:
    answers = {
        key: as_(key).get(address(statement)).status_code
        for key in ("skipper", "operator", "auditor", "shipper", "registrar")
    }

    assert answers == {
        "skipper": 200, "operator": 200, "auditor": 200, "shipper": 404, "registrar": 404,
    }  # fmt: skip


def test_the_list_is_ones_own_and_can_be_filtered(as_: ClientOf, statement: str) -> None:
    own = body(as_("skipper").get("/finance/"))
    foreign = body(as_("shipper").get("/finance/"))
    none = body(as_("skipper").get("/finance/?state=signed"))

    assert address(statement) in own
    assert address(statement) not in foreign
    assert address(statement) not in none


def test_nonsense_in_a_filter_is_ignored(as_: ClientOf, statement: str) -> None:
    page = as_("skipper").get("/finance/?state=x&since=nonsense&until=%00&before=1&q=%00")

    assert page.status_code == 200


def test_lines_lead_to_the_lot_and_its_evidence(
    as_: ClientOf, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"7K3M9QXP4": proof_of("7K3M9QXP4")}
    monkeypatch.setattr(LOT_PROOF, "_answer", lambda _codes: answer)

    page = body(as_("skipper").get(address(statement)))

    assert 'href="/lots/7K3M9QXP4/"' in page
    assert "DOC123456" in page


def proof_of(code: str) -> LotProof:
    return LotProof(
        code=code, origin_zh="赤水圩", origin_en="Chishuixu", destination_zh="三水",
        destination_en="Sanshui", cargo_zh="机制砂", cargo_en="sand", cargo_name="机制砂",
        vessel_name="演示船", shipper="A", carrier="B", page_url=f"/lots/{code}/",
        evidence=(
            EvidenceProof(kind="photo", title_zh="照片", title_en="photo", document="DOC123456"),
        ),
    )  # fmt: skip


def test_the_page_stands_without_freight(
    as_: ClientOf, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LOT_PROOF, "_answer", None)

    page = as_("skipper").get(address(statement))

    assert page.status_code == 200
    assert "7K3M9QXP4" in body(page)


def test_the_seal_is_verified_from_the_page(as_: ClientOf, statement: str) -> None:
    page = body(as_("auditor").get(address(statement, "?verify=1")))

    assert "7 行逐行与总账相符" in page


def test_a_statement_goes_from_objection_to_both_signatures(as_: ClientOf, statement: str) -> None:
    skipper, operator = as_("skipper"), as_("operator")
    row = PeriodStatement.objects.get(code=statement)
    skipper.post(address(statement, "lines/4/object"), {"reason": "少付 100 元"})
    skipper.post(address(statement, "answer"))
    operator.post(
        f"/finance/console/statements/{statement}/lines/4",
        {"answer": "补付运费差额", "correction": "100.00"},
    )
    skipper.post(address(statement, "answer"))
    skipper.post(address(statement, "sign"), {"sha256": row.sha256})

    last = operator.post(address(statement, "sign"), {"sha256": row.sha256})

    row.refresh_from_db()
    assert last.status_code == 302
    assert row.progress.state == "signed"
    assert LineVerdict.objects.get(statement=row).correction_fen == 10_000


def test_an_objection_without_words_is_not_taken(as_: ClientOf, statement: str) -> None:
    answer = as_("skipper").post(address(statement, "lines/4/object"), {"reason": " "})

    assert answer.status_code == 422


def test_an_operator_issues_for_any_days(as_: ClientOf, world: World) -> None:
    answer = as_("operator").post(
        "/finance/console/issue",
        {"party": world.party, "first": "2026-01-01", "last": "2026-01-31"},
    )

    row = PeriodStatement.objects.get(party=world.party)
    assert answer.status_code == 302
    assert (row.line_count, row.closing_fen) == (0, 0)


def test_bad_days_come_back_with_a_reason(as_: ClientOf, world: World) -> None:
    answer = as_("operator").post(
        "/finance/console/issue",
        {"party": world.party, "first": "2026-02-01", "last": "2026-01-31"},
    )

    assert answer.status_code == 422
    assert "结束日不得早于开始日" in body(answer)


def test_the_api_reads_and_confirms_once_a_key(world: World, statement: str) -> None:
    path = f"/statements/{statement}/answer"

    answers = [
        call(world.carrier, "post", path, {}, **{"Idempotency-Key": "k1"}) for _time in range(2)
    ]

    lines = call(world.carrier, "get", f"/statements/{statement}/lines?limit=3").json()
    assert [one.json()["state"] for one in answers] == ["confirmed", "confirmed"]
    assert ([line["number"] for line in lines["items"]], lines["next"]) == ([1, 2, 3], "3")


def test_the_api_refuses_with_a_problem_document(world: World, statement: str) -> None:
    answer = call(world.carrier, "post", f"/statements/{statement}/sign", {"sha256": "0" * 64})

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "finance.seal-differs"


def test_the_api_verifies_a_seal(world: World, statement: str) -> None:
    found = call(world.auditor, "get", f"/statements/{statement}/seal").json()

    assert (found["holds"], found["lines"]) == (True, 7)
