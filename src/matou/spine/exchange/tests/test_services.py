"""What is shared: companies, papers, and the services that tell of the services."""

from datetime import timedelta

import pytest

from matou.kit.actor import SYSTEM
from matou.kit.period import Period
from matou.spine.credentials import services as credentials
from matou.spine.exchange.contracts import all_shared
from matou.spine.exchange.tests.world import (
    BASIS_TEXT,
    NOW,
    USCC,
    Neighbour,
    a_company,
    granted,
    received,
    registered,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour() -> Neighbour:
    return registered(Neighbour())


def asked(neighbour: Neighbour, name: str, **arguments: object) -> list[dict[str, object]]:
    """Return the records of a call without a grant."""
    found: list[dict[str, object]] = told(
        received(neighbour.request(name, arguments=dict(arguments)))
    )["records"]
    return found


def a_paper(holder: str, *, days: int) -> None:
    """Record and verify a licence that ends so many days after NOW."""
    card = credentials.record_credential(
        holder=holder,
        kind="carrier_permit",
        number=f"GX-PERMIT-2026-{days:03}",
        issuer="交通运输局",
        valid=Period(NOW - timedelta(days=400), NOW + timedelta(days=days)),
        actor=SYSTEM,
        now=NOW,
    )
    credentials.verify_credential(code=card.code, note="核对原件", actor=SYSTEM, now=NOW)


def test_an_unknown_credit_code_has_no_record_and_no_subject(neighbour: Neighbour) -> None:
    granted()

    response = received(neighbour.request())

    assert told(response)["records"] == []


def test_papers_are_those_in_force_with_numbers_partly_hidden(neighbour: Neighbour) -> None:
    company = a_company()
    a_paper(company, days=30)
    granted(service="credentials.valid_for", fields=("title", "number", "until"))

    response = received(neighbour.request("credentials.valid_for", arguments={"uscc": USCC}))

    (record,) = told(response)["records"]
    assert record["number"].startswith("GX-P***")
    assert "2026" not in record["number"]
    assert set(record) == {"title", "number", "until"}


def test_a_paper_that_is_over_is_not_told(neighbour: Neighbour) -> None:
    a_paper(a_company(), days=0)
    granted(service="credentials.valid_for", fields=("title",))

    response = received(neighbour.request("credentials.valid_for", arguments={"uscc": USCC}))

    assert told(response)["records"] == []


def test_list_clients_names_us_and_active_members(neighbour: Neighbour) -> None:
    names = [one["member"] for one in asked(neighbour, "listClients")]

    assert names[1:] == [neighbour.code]


def test_list_methods_names_every_service(neighbour: Neighbour) -> None:
    names = {one["service"] for one in asked(neighbour, "listMethods")}

    assert names == {one.name for one in all_shared()}


def test_allowed_methods_tells_the_terms_in_force(neighbour: Neighbour) -> None:
    granted()
    granted(from_at=NOW + timedelta(days=1))

    (only,) = asked(neighbour, "allowedMethods")

    assert (only["service"], only["basis"]) == ("parties.company", BASIS_TEXT)


def test_open_api_describes_request_and_fields(neighbour: Neighbour) -> None:
    (record,) = asked(neighbour, "getOpenAPI", service="parties.company")
    document = record["document"]

    assert isinstance(document, dict)
    assert document["openapi"] == "3.1.0"
    operation = document["paths"]["/exchange/v1/parties.company"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["arguments"]["properties"]["uscc"]["minLength"] == 18
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    fields = answer["properties"]["records"]["items"]["properties"]
    assert fields["name"]["x-sensitivity"] == "public"
