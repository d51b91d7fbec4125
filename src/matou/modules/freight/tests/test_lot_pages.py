"""Pages of lots: in every state, by every side, with bad input, in two languages."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from matou.modules.freight.rules.states import LotState
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.trip import trip_to

pytestmark = pytest.mark.django_db

SEEN_BY = ("SHIPPER", "CARRIER", "CONSIGNEE", "OPERATOR")


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def body(response: HttpResponse) -> str:
    return response.content.decode()


def chinese_left(html: str) -> list[str]:
    dropped = re.sub(
        r"<(script|style)\b.*?</\1>|<(\w+)[^>]*\b(?:lang=\"zh[^\"]*\"|data-data)[^>]*>.*?</\2>",
        "",
        html,
        flags=re.DOTALL,
    )
    text = re.sub(r"<[^>]+>", "\n", dropped)
    return [line.strip() for line in text.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]


def lot_at(client: Client, code: str, tail: str = "") -> HttpResponse:
    return client.get(f"/freight/lots/{code}/{tail}")


@pytest.mark.parametrize("state", [state for state in LotState if state != "cancelled"])
@pytest.mark.parametrize("party", SEEN_BY)
def test_every_side_sees_a_lot_in_every_state(party: str, state: LotState) -> None:
    code = trip_to(state)

    response = lot_at(people.client_of(party), code)

    assert response.status_code == 200
    assert "下一步" in body(response) or "已完结" in body(response)
