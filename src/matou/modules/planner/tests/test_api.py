"""The network by programme: read by everyone, changed with a token of an editor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.world import altered, with_cell
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties import services

BASE = "/api/v1/planner"
Send = Callable[[str, Any], Any]
CLOSURE = {
    "kind": "lock_closure", "targets": ["L_CHZ"], "starts_at": "2027-01-01T08:00:00+08:00",
    "ends_at": "2027-01-20T08:00:00+08:00", "issuer": "航道处", "source": "通告",
    "confidence": "A",
}  # fmt: skip


def sender(client: Client, key: str) -> Send:
    handle = people.seed(now=utc_now())[key]
    user = parties.user_by_name(username=handle.username)
    actor = parties.actor_of(user=user, acts_for=handle.acts_for)
    secret = services.issue_token(
        user=user, name="t", scopes=["planner:write"], days=1, actor=actor, now=utc_now()
    )

    def send(path: str, body: Any) -> Any:
        return client.post(
            BASE + path, body, "application/json", headers={"Authorization": f"Bearer {secret}"}
        )

    return send


@pytest.fixture
def send(client: Client, present: ImportReport) -> Send:
    return sender(client, "registrar")


def test_the_version_tells_hash_and_size(client: Client, present: ImportReport) -> None:
    found = client.get(f"{BASE}/network").json()

    assert found["number"] == 1
    assert len(found["digest"]) == 64
    assert found["rows"]["link"] == 329


def test_rows_are_read_page_by_page(client: Client, present: ImportReport) -> None:
    first = client.get(f"{BASE}/network/link?mode=rail&limit=20").json()
    second = client.get(f"{BASE}/network/link?mode=rail&limit=20&cursor={first['next']}").json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (20, 14, "")
    assert {row["cells"]["mode"] for row in first["items"] + second["items"]} == {"rail"}


def test_an_instant_before_the_network_has_none(client: Client, present: ImportReport) -> None:
    answer = client.get(f"{BASE}/network?at=2020-01-01T00:00:00Z")

    assert (answer.status_code, answer.json()["code"]) == (404, "planner.network-missing")


def test_a_lock_tells_its_chambers(client: Client, present: ImportReport) -> None:
    found = client.get(f"{BASE}/locks/L_CHZ").json()

    assert [one["cells"]["chamber"] for one in found["chambers"]] == ["1#", "2#", "3#", "4#"]


def test_a_layer_is_geojson(client: Client, present: ImportReport) -> None:
    answer = client.get(f"{BASE}/map/water")

    assert answer["Content-Type"] == "application/geo+json"
    assert answer.json()["features"][0]["geometry"]["type"] == "LineString"


def test_a_row_is_changed_and_its_wordings_read(
    client: Client, send: Send, present: ImportReport
) -> None:
    body = {"cells": {"depth_m": "2.9", "source": "桂航通", "conf": "A"}}

    answer = send("/network/link/W001", body)

    wordings = client.get(f"{BASE}/network/link/W001").json()["wordings"]
    assert answer.json() == {"code": "W001", "number": 2}
    assert [one["cells"]["depth_m"] for one in wordings] == ["2.9", "2.4"]


def test_a_bad_change_is_refused_with_its_reason(send: Send, present: ImportReport) -> None:
    answer = send("/network/link/W001", {"cells": {"km": "1"}})

    assert answer.status_code == 422
    assert "straight line" in answer.json()["detail"]


def test_a_shippers_token_changes_nothing(client: Client, present: ImportReport) -> None:
    answer = sender(client, "shipper")("/network/link/W001", {"cells": {"depth_m": "2.9"}})

    assert answer.status_code == 403


def test_a_row_is_added_and_ended(send: Send, present: ImportReport) -> None:
    row = next(one.after for one in present.changes if one.code == "S001") or {}

    added = send("/network/service", {"cells": row | {"service_id": "S900"}})
    ended = send("/network/service/S900/end", {})

    assert (added.status_code, ended.status_code) == (200, 200)
    assert "S900" not in {one.code for one in network_at(utc_now()).services}


def test_a_notice_goes_its_way(client: Client, send: Send, present: ImportReport) -> None:
    code = send("/notices", CLOSURE).json()["code"]
    longer = CLOSURE | {"ends_at": "2027-01-25T08:00:00+08:00", "reason": "工期延长"}

    amended = send(f"/notices/{code}/amend", longer)
    withdrawn = send(f"/notices/{code}/withdraw", {"reason": "取消"})

    assert (amended.status_code, withdrawn.status_code) == (200, 200)
    assert client.get(f"{BASE}/notices/{code}").json()["phase"] == "withdrawn"
    assert client.get(f"{BASE}/notices?phase=standing").json()["items"] == []


def test_files_are_looked_at_and_taken_in(send: Send, present: ImportReport) -> None:
    text = altered("params.csv", with_cell("ukc_m", "value", "0.4"))["params.csv"].decode()

    look = send("/import/preview", {"files": {"params.csv": text}}).json()
    done = send("/import", {"files": {"params.csv": text}}).json()

    assert look == done
    assert done["changes"] == [
        {
            "kind": "tariff",
            "code": "ukc_m",
            "what": "changed",
            "differences": [["value", "0.3", "0.4"]],
        }
    ]
    assert network_at(utc_now()).params.under_keel_cm == 40


def test_bad_files_are_listed(send: Send, present: ImportReport) -> None:
    look = send("/import/preview", {"files": {"params.csv": "name\nx\n"}}).json()

    assert {one["column"] for one in look["problems"]} == {"value", "unit", "note"}
