"""Cases by programme: the applicant's way, the desk's, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.affairs.rules.case_form import material_key
from matou.modules.affairs.seeds.filling import demo_pdf
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import CERTIFICATE, kept
from matou.modules.affairs.tests.world import code_of
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties import services

BASE = "/api/v1/affairs/cases"
APPLICATION = material_key("船舶营业运输证申领表")
Ask = Callable[..., Any]


@pytest.fixture
def ask(client: Client, stock: int) -> Ask:
    """Send as a demo person: a body posts, none reads."""
    secrets: dict[str, str] = {}

    def send(key: str, path: str = "", body: Any = None, **headers: str) -> Any:
        if key not in secrets:
            handle = people.seed(now=utc_now())[key]
            user = parties.user_by_name(username=handle.username)
            secrets[key] = services.issue_token(
                user=user, name="t", scopes=["affairs:read", "affairs:write"], days=1,
                actor=parties.actor_of(user=user, acts_for=handle.acts_for), now=utc_now(),
            )  # fmt: skip
        told = {"Authorization": f"Bearer {secrets[key]}", **headers}
        if body is None:
            return client.get(BASE + path, headers=told)
        if "file" in body:
            return client.post(BASE + path, body, headers=told)
        return client.post(BASE + path, body, "application/json", headers=told)

    return send


def begun(ask: Ask) -> str:
    return str(ask("shipper", body={"item": code_of(CERTIFICATE)}).json()["code"])


def test_a_programme_begins_fills_in_and_submits(ask: Ask) -> None:
    code = begun(ask)
    form = ask("shipper", f"/{code}/form").json()
    told = {"contact_phone": "07", "hire": "no", "purpose": "cancel", "vessel_name": "演示船",
            "register_number": "2026-1", "last_day_on": "2026-12-31"}  # fmt: skip
    saved = ask("shipper", f"/{code}/form", {"answers": told, "revision": form["revision"]}).json()
    file = SimpleUploadedFile("表.pdf", demo_pdf("x"), "application/pdf")
    ask("shipper", f"/{code}/files", {"file": file, "material": APPLICATION})
    checked = ask("shipper", f"/{code}/check").json()["missing"]
    fixed = {"answers": {"contact_phone": "0774-1234567"}, "revision": saved["revision"]}
    revision = ask("shipper", f"/{code}/form", fixed).json()["revision"]

    sent = ask("shipper", f"/{code}/submit", {"version": form["version"], "revision": revision})

    assert [one["field"] for one in checked] == ["contact_phone"]
    assert (sent.status_code, sent.json()["state"]) == (200, "submitted")
    assert sent.json()["sha256"] == kept(code).submissions.get().sha256


def test_an_incomplete_form_is_refused_with_every_field(ask: Ask) -> None:
    code = begun(ask)

    answer = ask("shipper", f"/{code}/submit", {"version": 1, "revision": 0})

    assert (answer.status_code, answer.json()["code"]) == (422, "affairs.form-incomplete")
    assert {"contact_phone", "hire", APPLICATION} <= {
        one["field"] for one in answer.json()["errors"]
    }


def test_a_stale_revision_is_refused_and_names_the_answer(ask: Ask) -> None:
    code = begun(ask)
    ask("shipper", f"/{code}/form", {"answers": {"vessel_name": "甲船"}, "revision": 0})

    answer = ask("shipper", f"/{code}/form", {"answers": {"vessel_name": "乙船"}, "revision": 0})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "vessel_name")


def test_a_repeated_key_begins_and_saves_once(ask: Ask) -> None:
    code = begun(ask)
    body = {"answers": {"vessel_name": "甲船"}, "revision": 0}

    revisions = [
        ask("shipper", f"/{code}/form", body, **{"Idempotency-Key": "k"}).json()["revision"]
        for _time in range(2)
    ]

    assert revisions == [1, 1]


def test_a_file_is_taken_out(ask: Ask) -> None:
    code = begun(ask)
    file = SimpleUploadedFile("表.pdf", demo_pdf("x"), "application/pdf")
    document = ask("shipper", f"/{code}/files", {"file": file, "material": APPLICATION}).json()

    answer = ask("shipper", f"/{code}/files/{document['document']}/remove", {})

    assert answer.json()["material"] == APPLICATION


def test_the_desk_carries_a_case_from_queue_to_decision(ask: Ask) -> None:
    code = world.submitted()
    listed = [row["code"] for row in ask("case-clerk", "?queue=acceptance").json()["items"]]
    for act, body in (
        ("take", {}),
        ("accept", {}),
        ("step", {}),
        ("propose", {"outcome": "granted"}),
    ):
        ask("case-clerk", f"/{code}/acts/{act}", body)

    answer = ask("case-signer", f"/{code}/acts/sign", {})

    assert (code in listed, answer.json()["state"]) == (True, "decided")
    assert ask("shipper", f"/{code}").json()["outcome"] == "granted"


def test_a_clerk_asks_for_single_things(ask: Ask) -> None:
    code = world.taken()
    body = {"reason": "请补正。", "items": [{"page": "vessel", "note": "写全名"}]}

    answer = ask("case-clerk", f"/{code}/acts/ask", body)

    assert (answer.json()["state"], kept(code).corrections) == ("correction_asked", 1)


@pytest.mark.parametrize(
    ("key", "path", "body", "status"),
    [
        ("skipper", "/{code}", None, 404),
        ("skipper", "/{code}/form", None, 404),
        ("skipper", "?queue=acceptance", None, 403),
        ("skipper", "/{code}/acts/accept", {}, 404),
        ("shipper", "/{code}/acts/accept", {}, 403),
        ("shipper", "/{code}/form", {"answers": {}, "revision": 0}, 409),
        ("case-clerk", "/{code}/form", None, 404),
        ("case-clerk", "/{code}/acts/accept", {}, 409),
        ("case-signer", "/{code}/acts/take", {}, 403),
    ],
)
def test_rights_are_those_of_the_pages(
    ask: Ask, key: str, path: str, body: Any, status: int
) -> None:
    code = world.submitted()

    assert ask(key, path.format(code=code), body).status_code == status


def test_the_applicant_learns_no_decision_before_it_is_signed(ask: Ask) -> None:
    code = world.proposed()

    told = [ask(key, f"/{code}").json()["outcome"] for key in ("shipper", "case-clerk")]

    assert told == ["", "granted"]


def test_the_form_of_an_item_is_read_without_a_token(client: Client, stock: int) -> None:
    told = client.get(f"/api/v1/affairs/items/{code_of(CERTIFICATE)}/form").json()

    assert told["answers_schema"]["properties"]["gross_tonnage"]["maximum"] == 100_000
    asked = {page["key"]: page for page in told["pages"]}
    assert asked[APPLICATION]["types"] == ["pdf", "jpg", "png"]
