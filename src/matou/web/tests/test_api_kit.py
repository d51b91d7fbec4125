"""The API kit: what the document says of refusals and keys, the routers of codes and places."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.spine.codes import services as codes
from matou.spine.parties import seeds as people
from matou.spine.parties import services as parties
from matou.spine.parties.models import User
from matou.spine.parties.queries import actor_of
from matou.spine.places import services as places
from matou.web.limits import REQUESTS_PER_MINUTE

pytestmark = pytest.mark.django_db

CODES, PLACES = "/api/v1/codes", "/api/v1/places"


@pytest.fixture
def basin() -> None:
    places.load_basin(now=utc_now())


@pytest.fixture
def code() -> str:
    return codes.issue(kind="lot", subject="X", title_zh="货运单", title_en="Lot", now=utc_now())


def document() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def secret(*scopes: str, days: int = 1, ago: int = 0) -> str:
    handle = people.seed(now=utc_now())["shipper"]
    user = User.objects.get(username=handle.username)
    return parties.issue_token(
        user=user,
        name="kit",
        scopes=scopes,
        days=days,
        actor=actor_of(user=user, acts_for=handle.acts_for),
        now=utc_now() - timedelta(days=ago),
    )


def test_every_refusal_is_described_as_a_problem_document() -> None:
    refusals = [
        list(answer["content"])
        for methods in document()["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    ]

    assert refusals
    assert all(types == ["application/problem+json"] for types in refusals)


def test_the_document_shows_the_key_of_a_writing_operation() -> None:
    operation = document()["paths"]["/api/v1/freight/demands"]["post"]

    assert "Idempotency-Key" in {parameter["name"] for parameter in operation["parameters"]}


@pytest.mark.parametrize("key", ["", "x" * 81, "schlüssel", "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(key: str, client: Client) -> None:
    response = client.post(
        "/api/v1/freight/demands/7K3M9QXP4/publish",
        headers={
            "Authorization": f"Bearer {secret('freight:write')}",
            "Idempotency-Key": key,
        },
    )

    assert response.status_code == 422


def test_an_expired_token_is_refused(client: Client) -> None:
    old = secret("freight:read", days=1, ago=2)

    response = client.get("/api/v1/freight/lots", headers={"Authorization": f"Bearer {old}"})

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_that_is_no_json_is_refused(client: Client) -> None:
    response = client.post(
        "/api/v1/freight/demands",
        "{half",
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret('freight:write')}"},
    )

    assert response.status_code == 400


@pytest.mark.parametrize("shape", [str.lower, lambda text: f"{text[:4]}-{text[4:8]}-{text[8:]}"])
def test_a_code_is_found_however_it_is_typed(shape: Any, code: str, client: Client) -> None:
    answer = client.get(f"{CODES}/{shape(code)}")

    assert answer.json()["code"] == code
    assert answer.json()["facts"] is None


@pytest.mark.parametrize("text", ["NONE", "7K3M9QXP5", "码头", "%E2%80%8B"])
def test_what_names_nothing_is_not_found(text: str, client: Client) -> None:
    assert client.get(f"{CODES}/{text}").status_code == 404


@pytest.mark.parametrize("text", ["%00", "x" * 41])
def test_what_cannot_be_a_code_is_refused(text: str, client: Client) -> None:
    assert client.get(f"{CODES}/{text}").status_code == 422


def test_a_wrong_token_is_refused_where_none_is_needed(code: str, client: Client) -> None:
    wrong = client.get(f"{CODES}/{code}", headers={"Authorization": "Bearer mt_no"})
    poor = client.get(
        f"{CODES}/{code}", headers={"Authorization": f"Bearer {secret('freight:read')}"}
    )

    assert (wrong.status_code, poor.status_code) == (401, 403)


def test_codes_cannot_be_tried_out_in_bulk(client: Client) -> None:
    # Twice as many, so that one minute has its fill wherever the clock stands.
    answers = [client.get(f"{CODES}/NONE") for _ in range(2 * REQUESTS_PER_MINUTE + 2)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(int(answer["Retry-After"]) > 0 for answer in refused)


def test_places_page_to_their_end_without_repeat(basin: None, client: Client) -> None:
    found: list[str] = []
    cursor = ""
    for _ in range(20):
        page = client.get(f"{PLACES}?kind=terminal&limit=20&cursor={cursor}").json()
        found += [place["code"] for place in page["items"]]
        cursor = page["next"]
        if not cursor:
            break

    assert cursor == ""
    assert len(found) == len(set(found)) > 20


@pytest.mark.parametrize("ask", [{"format": "geojson"}, {}])
def test_places_are_taken_as_geojson(basin: None, client: Client, ask: dict[str, str]) -> None:
    headers = {} if ask else {"Accept": "application/geo+json"}

    answer = client.get(PLACES, {**ask, "west": "111", "east": "112"}, headers=headers)

    longitudes = [each["geometry"]["coordinates"][0] for each in answer.json()["features"]]
    assert answer["Content-Type"] == "application/geo+json"
    assert longitudes
    assert all(111 <= longitude <= 112 for longitude in longitudes)


def test_a_place_is_found_by_name_and_by_code(basin: None, client: Client) -> None:
    found = client.get(PLACES, {"q": "赤水"}).json()["items"]

    assert "P_CHI" in {place["code"] for place in found}
    assert client.get(f"{PLACES}/P_CHI").json()["kind"] == "terminal"
    assert client.get(f"{PLACES}/P_NONE").status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "west=NaN", "kind=castle", "q=%00", "format=xml"])
def test_bad_questions_about_places_are_refused(query: str, client: Client) -> None:
    assert client.get(f"{PLACES}?{query}").status_code == 422


def test_every_operation_shows_what_is_sent_and_what_comes_back() -> None:
    missing = [
        f"{method} {path} {where}"
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        for where, holder in [("body", operation.get("requestBody", {})), *_answers(operation)]
        for content in holder.get("content", {}).values()
        if content["schema"].get("format") != "binary" and content.get("example") is None
    ]

    assert missing == []


def test_every_operation_says_what_it_does() -> None:
    operations = [one for methods in document()["paths"].values() for one in methods.values()]

    assert [one["operationId"] for one in operations if not one.get("summary")] == []


def test_every_refusal_shows_its_own_status() -> None:
    refusals = [
        (int(status), holder["content"]["application/problem+json"]["example"]["status"])
        for methods in document()["paths"].values()
        for operation in methods.values()
        for status, holder in _answers(operation)
        if "application/problem+json" in holder.get("content", {})
    ]

    assert refusals
    assert [pair for pair in refusals if pair[0] != pair[1]] == []


def _answers(operation: Any) -> list[tuple[str, Any]]:
    return list(operation["responses"].items())
