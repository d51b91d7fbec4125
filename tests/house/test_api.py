"""Every operation of the API on the demo data: no 500, nothing that the document does not say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from house_api import PREFIX, SCOPES, WRITING, Operation, application, operations, real_codes, token
from matou.spine.parties.seeds import Handle

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ALL = operations()
BOUNDED = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
EXAMPLES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 8}
"""Twenty an operation: two minutes for all of them on two busy cores."""


def named(operation: Operation) -> str:
    return operation.name


def shapes(base: type[Schema]) -> Iterator[type[Schema]]:
    """Yield every shape of the house's API below one."""
    for shape in base.__subclasses__():
        if shape.__module__.startswith("matou.") and "[" not in shape.__name__:
            yield shape
        yield from shapes(shape)


def test_each_shape_has_a_name_of_its_own() -> None:
    places = {(shape.__name__, shape.__module__) for shape in shapes(Schema)}
    doubled = [name for name, count in Counter(name for name, _ in places).items() if count > 1]

    assert len(places) > len(ALL) // 2
    assert doubled == [], "in the document the later shape would stand for both"


@pytest.fixture(scope="module")
def world(demo_world: dict[str, Handle], django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Return tokens of all scopes of three people, and codes that exist."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {
            "tokens": [
                token(demo_world[key], *SCOPES) for key in ("shipper", "skipper", "operator")
            ],
            "codes": real_codes(demo_world),
            "poor": token(demo_world["shipper"], "health:read"),
        }
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def schema(world: dict[str, Any]) -> Iterator[schemathesis.BaseSchema]:
    # As Django's own test client: a request's end must not close the world's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{PREFIX}openapi.json", application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", ALL, ids=named)
def test_an_operation_answers_as_documented(
    operation: Operation,
    mode: GenerationMode,
    schema: schemathesis.BaseSchema,
    world: dict[str, Any],
) -> None:
    described: APIOperation[Any, Any, Any, Any] = schema[operation.path][operation.method.upper()]

    @settings(BOUNDED, max_examples=EXAMPLES[mode])
    @given(
        case=described.as_strategy(generation_mode=mode),
        secret=st.sampled_from(world["tokens"]),
        real=st.sampled_from(["", *world["codes"]["code"]]),
    )
    def walk(case: Case[Any], secret: str, real: str) -> None:
        if real and "code" in case.path_parameters:
            case.path_parameters["code"] = real
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {secret}"})
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    walk()


@pytest.mark.parametrize("operation", [o for o in ALL if o.needs_token], ids=named)
def test_guests_and_wrong_tokens_are_refused(operation: Operation, world: dict[str, Any]) -> None:
    send = getattr(Client(), operation.method)

    answers = [
        send(operation.address(), {}, "application/json"),
        send(
            operation.address(),
            {},
            "application/json",
            headers={"Authorization": "Bearer mt_00000000_wrong"},
        ),
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0]["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("operation", [o for o in ALL if o.needs_token], ids=named)
def test_a_token_without_the_scope_is_refused(operation: Operation, world: dict[str, Any]) -> None:
    send = getattr(Client(), operation.method)

    answer = send(
        operation.address(),
        {},
        "application/json",
        headers={"Authorization": f"Bearer {world['poor']}"},
    )

    assert answer.status_code == 403
    assert answer.json()["code"] == "token-lacks-scope"


def test_every_writing_operation_needs_a_token_or_a_signature() -> None:
    open_doors = {o.name for o in ALL if o.method in WRITING and not o.needs_token}

    # A question to the planner is posted for its length, a licence to check so that it stands in no
    # log; both write nothing, and guests are counted. A one-time code in the address is the right
    # to rate one case, once.
    asks = {"POST planner/ask", "POST credentials/check"}
    rating = "POST affairs/ratings/codes/{code}"
    assert open_doors <= {"POST custody/callbacks", rating} | asks


@pytest.mark.parametrize("operation", ALL, ids=named)
def test_an_operation_says_what_it_does_and_shows_an_example(operation: Operation) -> None:
    assert operation.details["summary"]
    assert operation.details["description"]
    assert operation.tells_an_example()
