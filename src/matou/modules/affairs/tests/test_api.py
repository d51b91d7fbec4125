"""Items by programme: read by everyone, written with a token of who may."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.fields import Kind
from matou.modules.affairs.services import moving
from matou.modules.affairs.tests.world import ANNEX, NOW, SECOND, code_of, content, published
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties import services

BASE = "/api/v1/affairs"
Send = Callable[..., Any]


@pytest.fixture
def send(client: Client, stock: int) -> Send:
    """Post as a demo person."""
    secrets: dict[str, str] = {}

    def post(key: str, path: str, body: Any, **headers: str) -> Any:
        if key not in secrets:
            handle = people.seed(now=utc_now())[key]
            user = parties.user_by_name(username=handle.username)
            secrets[key] = services.issue_token(
                user=user, name="t", scopes=["affairs:write"], days=1,
                actor=parties.actor_of(user=user, acts_for=handle.acts_for), now=utc_now(),
            )  # fmt: skip
        told = {"Authorization": f"Bearer {secrets[key]}", **headers}
        return client.post(BASE + path, body, "application/json", headers=told)

    return post


def test_items_are_read_page_by_page(client: Client, stock: int) -> None:
    first = client.get(f"{BASE}/items?samples=no&limit=20").json()
    second = client.get(f"{BASE}/items?samples=no&limit=20&cursor={first['next']}").json()

    codes = {row["code"] for row in first["items"] + second["items"]}
    assert (len(first["items"]), len(second["items"]), second["next"]) == (20, 5, "")
    assert len(codes) == 25


def test_an_item_is_read_as_of_an_instant(client: Client, stock: int) -> None:
    code = code_of()
    now = utc_now()
    published(code, now=now, promise_day=4)

    before = client.get(f"{BASE}/items/{code}", {"at": (now - timedelta(days=1)).isoformat()})
    after = client.get(f"{BASE}/items/{code}")

    promised = [one.json()["content"]["promise_day"] for one in (before, after)]
    assert promised == [5, 4]


def test_the_platform_tells_its_own_fields(client: Client, stock: int) -> None:
    code = code_of()
    first = client.get(f"{BASE}/items/{code}").json()["system"]
    again = client.get(f"{BASE}/items/{code}").json()["system"]
    moving.withdraw_item(code=code, reason="停办", successor="", actor=SECOND, now=utc_now())
    ended = client.get(f"{BASE}/items/{code}").json()["system"]

    system = {one.key for one in fields.fields() if one.kind is Kind.SYSTEM} - {"scan_log"}
    assert set(first) == system
    assert first == again
    assert (first["task_state"], first["cd_operation"]) == ("在用", "I")
    assert (ended["task_state"], ended["cd_operation"]) == ("取消", "D")


def test_before_its_first_day_there_is_no_item(client: Client, stock: int) -> None:
    early = (NOW - timedelta(days=1)).isoformat()

    assert client.get(f"{BASE}/items/{code_of()}", {"at": early}).status_code == 404


def test_a_withdrawn_item_names_its_successor(client: Client, stock: int) -> None:
    code, heir = code_of(), code_of(ANNEX)
    moving.withdraw_item(code=code, reason="并入", successor=heir, actor=SECOND, now=utc_now())

    found = client.get(f"{BASE}/items/{code}").json()

    assert found["successor"] == heir
    assert found["withdrawn_at"]


def test_a_guide_is_narrowed_by_answers(client: Client, stock: int) -> None:
    everything = client.get(f"{BASE}/items/{code_of()}/guide").json()
    renewal = client.get(f"{BASE}/items/{code_of()}/guide?kind=renew&craft=no").json()

    assert renewal["answers"] == {"kind": "renew", "craft": "no"}
    assert len(renewal["materials"]) == len(everything["materials"]) - 2


def test_linked_data_has_a_service(client: Client, stock: int) -> None:
    document = client.get(f"{BASE}/items/{code_of()}/cpsv-ap").json()

    assert document["@graph"][0]["@type"] == ["cpsv:PublicService"]


def test_fields_tell_their_marks(client: Client, stock: int) -> None:
    found = {one["key"]: one["mark"] for one in client.get(f"{BASE}/fields").json()["items"]}

    assert (found["task_code"], found["task_name"], found["summary"]) == ("memory", "seen", "own")


def test_three_people_publish_by_programme(client: Client, send: Send) -> None:
    code = code_of()

    answers = [
        send("item-editor", f"/items/{code}/versions", {}),
        send("item-editor", f"/items/{code}/draft", {"content": {"promise_day": 4}, "revision": 0}),
        send("item-editor", f"/items/{code}/versions/2/moves/submit", {}),
        send("item-lawyer", f"/items/{code}/versions/2/moves/pass", {}),
        send("item-publisher", f"/items/{code}/versions/2/publish", {}),
    ]

    assert [one.status_code for one in answers] == [201, 200, 200, 200, 200]
    assert client.get(f"{BASE}/items/{code}").json()["version"] == 2


def test_a_repeated_request_begins_one_item(send: Send) -> None:
    told = content()
    body = {"content": {**told, "task_handle_item": f"{told['task_code']}77"}}

    first = send("item-editor", "/items", body, **{"Idempotency-Key": "a"})
    again = send("item-editor", "/items", body, **{"Idempotency-Key": "a"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/items", {"content": {"task_name": "x"}}, 422, "affairs.content-refused"),
        ("/items", {"content": content()}, 409, "affairs.item-already-there"),
        ("/items/{code}/draft", {"content": {}}, 404, "not-found"),
        ("/items/{code}/versions/1/moves/submit", {}, 409, "affairs.move-not-possible"),
        ("/items/{code}/versions/9/moves/submit", {}, 404, "not-found"),
        ("/items/{code}/versions/1/publish", {}, 403, "not-allowed"),
        ("/items/{code}/withdraw", {"reason": "x"}, 403, "not-allowed"),
    ],
)
def test_refusals_are_problem_documents(
    send: Send, path: str, body: Any, status: int, code: str
) -> None:
    answer = send("item-editor", path.format(code=code_of()), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail_zh"]


def test_each_bad_value_is_named(send: Send) -> None:
    code = code_of()
    send("item-editor", f"/items/{code}/versions", {})
    rows = [{"material_name": "x", "is_need": "9"}]

    answer = send("item-editor", f"/items/{code}/draft", {"content": {"materials": rows, "no": 1}})

    assert [one["field"] for one in answer.json()["errors"]] == ["no", "materials.1.is_need"]
