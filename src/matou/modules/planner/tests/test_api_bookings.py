"""Booking by programme: offer, book, confirm, read, give back, each to whom it belongs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.planner.models import Booking
from matou.modules.planner.services.importing import ImportReport
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties import services

BASE = "/api/v1/planner"
Call = Callable[..., Any]
# From a set noon on: no sailing's cut-off passes between two offers of one test.
NOON = (utc_now() + timedelta(days=1)).replace(hour=4, minute=0, second=0, microsecond=0)
BOXES = {
    "origin": "P_CHI",
    "destination": "P_NSA",
    "teu": 20,
    "must": ["S001"],
    "ready_at": NOON.isoformat(),
}


def caller(client: Client, key: str) -> Call:
    handle = people.seed(now=utc_now())[key]
    user = parties.user_by_name(username=handle.username)
    actor = parties.actor_of(user=user, acts_for=handle.acts_for)
    secret = services.issue_token(
        user=user,
        name="t",
        scopes=["planner:write", "planner:read"],
        days=1,
        actor=actor,
        now=utc_now(),
    )
    headers = {"Authorization": f"Bearer {secret}"}

    def call(path: str, body: Any = None, **more: str) -> Any:
        if body is None:
            return client.get(BASE + path, headers=headers)
        return client.post(BASE + path, body, "application/json", headers={**headers, **more})

    return call


@pytest.fixture
def shipper(client: Client, present: ImportReport) -> Call:
    return caller(client, "shipper")


def booked(call: Call) -> dict[str, Any]:
    offer = call("/offers", BOXES).json()
    answer = call("/bookings", {"offer": offer["id"], "cargo_name": "瓷砖"})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_an_offer_tells_what_it_pins(shipper: Call) -> None:
    answer = shipper("/offers", BOXES)

    offer = answer.json()
    assert answer.status_code == 201
    assert offer["price_fen"] > 0
    assert "S001" in [leg["service"] for leg in offer["legs"]]
    assert len(offer["timetable"]) == 64


@pytest.mark.parametrize(
    "assumption",
    [
        {"allow": ["planned_pinglu"]},
        {
            "closures": [
                {
                    "lock": "L_CHZ",
                    "starts_at": utc_now().isoformat(),
                    "ends_at": (utc_now() + timedelta(days=2)).isoformat(),
                }
            ]
        },
    ],
    ids=["a canal taken to be open", "a lock taken to be closed"],
)
def test_what_rests_on_an_assumption_is_not_offered(
    shipper: Call, assumption: dict[str, Any]
) -> None:
    answer = shipper("/offers", {**BOXES, **assumption})

    assert answer.status_code == 409
    assert answer.json()["code"] == "planner.assumed-case"


def held_by(call: Call, teu: int, **headers: str) -> Any:
    offer = call("/offers", {**BOXES, "teu": teu}).json()
    return call("/bookings", {"offer": offer["id"], "cargo_name": "瓷砖"}, **headers)


@pytest.fixture
def overdue(shipper: Call) -> Booking:
    """Half of a sailing held beyond its time, the other half in time."""
    first, second = (held_by(shipper, 60).json()["code"] for _half in range(2))
    Booking.objects.filter(code=first).update(held_until=utc_now() - timedelta(minutes=1))
    return Booking.objects.exclude(code=second).get()


def test_with_a_key_room_held_beyond_its_time_is_given_to_the_next(
    shipper: Call, overdue: Booking
) -> None:
    answer = held_by(shipper, 60, **{"Idempotency-Key": "the next"})

    overdue.refresh_from_db()
    assert answer.status_code == 201
    assert overdue.state == "expired"


def test_a_key_that_is_refused_takes_nothing_of_the_sweep_back(
    shipper: Call, overdue: Booking
) -> None:
    answer = held_by(shipper, 110, **{"Idempotency-Key": "too much"})

    overdue.refresh_from_db()
    assert answer.json()["code"] == "planner.no-room"
    # Swept within the key's transaction, it would be held again.
    assert overdue.state == "expired"


def test_a_booking_goes_from_held_to_confirmed_to_released(shipper: Call) -> None:
    code = booked(shipper)["code"]

    confirmed = shipper(f"/bookings/{code}/confirm", {}).json()
    read = shipper(f"/bookings/{code}").json()
    released = shipper(f"/bookings/{code}/release", {}).json()

    assert [one["state"] for one in (confirmed, read, released)] == [
        "confirmed",
        "confirmed",
        "released",
    ]
    assert shipper(f"/bookings/{code}/confirm", {}).status_code == 409


def test_the_waybill_comes_with_confirmation(shipper: Call) -> None:
    code = booked(shipper)["code"]
    early = shipper(f"/bookings/{code}/waybill")
    shipper(f"/bookings/{code}/confirm", {})

    late = shipper(f"/bookings/{code}/waybill").json()

    assert early.status_code == 409
    assert late["specifiedConsignment"][0]["id"] == [{"content": code}]
    assert shipper(f"/bookings/{code}/waybill.pdf").content.startswith(b"%PDF")


def test_a_repeated_request_books_once(shipper: Call) -> None:
    offer = shipper("/offers", BOXES).json()["id"]
    body = {"offer": offer, "cargo_name": "瓷砖"}

    answers = [shipper("/bookings", body, **{"Idempotency-Key": "k1"}).json() for _ in range(2)]

    assert answers[0]["code"] == answers[1]["code"]


@pytest.mark.parametrize("key", ["skipper", "carrier2"])
def test_others_neither_offer_nor_see(client: Client, shipper: Call, key: str) -> None:
    code = booked(shipper)["code"]
    other = caller(client, key)

    assert other("/offers", BOXES).status_code == 403
    assert other(f"/bookings/{code}").status_code == 404
    assert other(f"/bookings/{code}/confirm", {}).status_code == 403


def test_operators_read_and_tell_times_but_do_not_confirm(client: Client, shipper: Call) -> None:
    code = booked(shipper)["code"]
    operator = caller(client, "operator")
    assert operator(f"/bookings/{code}/confirm", {}).status_code == 403
    shipper(f"/bookings/{code}/confirm", {})

    told = operator(
        f"/bookings/{code}/legs/1/times", {"begins_at": utc_now().isoformat()[:19] + "Z"}
    )
    failed = operator(f"/bookings/{code}/legs/1/fail", {"reason": "机损"}).json()

    assert told.json()["state"] == "under_way"
    assert (failed["state"], failed["reason"]) == ("failed", "机损")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/offers", {**BOXES, "destination": "P_CHI"}, 422),
        ("/offers", {**BOXES, "origin": "P_XXX"}, 404),
        ("/offers", {**BOXES, "teu": 0}, 422),
        ("/offers", {**BOXES, "cost_fen": 1}, 409),
        ("/offers", {**BOXES, "chain": 99}, 422),
        ("/bookings", {"offer": str(UUID(int=1)), "cargo_name": "x", "cargo": "gold"}, 404),
        ("/bookings", {"offer": "no", "cargo_name": "x"}, 422),
        ("/bookings", {"offer": "01990000-0000-7000-8000-000000000001", "cargo_name": "x"}, 404),
        ("/bookings/7K3M9QXP4/confirm", {}, 404),
        ("/bookings/7K3M9QXP4/release", {}, 404),
        ("/bookings/7K3M9QXP4/legs/1/times", {}, 403),
        ("/bookings/7K3M9QXP4/legs/0/times", {}, 422),
    ],
)
def test_bad_requests_are_answered(shipper: Call, path: str, body: Any, status: int) -> None:
    answer = shipper(path, body)

    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_without_a_token_nothing_is_told(client: Client, present: ImportReport) -> None:
    assert client.get(f"{BASE}/bookings/7K3M9QXP4").status_code == 401
