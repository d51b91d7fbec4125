"""Asking by programme: chains with legs, sheets and lines, without a token."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from matou.kit.clock import CHINA, utc_now
from matou.modules.planner.api.ask_answers import PlanOut
from matou.modules.planner.services.importing import ImportReport
from matou.web import limits

URL = "/api/v1/planner/ask"
GRAVEL = {"origin": "P_WUL", "destination": "P_NSA", "tonnes": 2000, "draught_m": 3.2}


def ask(client: Client, **changes: Any) -> Any:
    return client.post(URL, {**GRAVEL, **changes}, "application/json")


def in_days(days: float) -> str:
    return (utc_now() + timedelta(days=days)).astimezone(CHINA).isoformat()


def test_gravel_is_answered_with_chosen_chains(client: Client, present: ImportReport) -> None:
    found = ask(client).json()

    chains = found["chains"]
    assert not found["is_truncated"]
    assert 3 <= len(chains) <= 8
    assert found["hidden"] > found["uncovered"]
    assert found["binding"] is None
    marks = sorted(word for one in chains for word in one["best_in"])
    assert marks == ["co2e", "cost", "reliability", "time"]
    assert chains == sorted(chains, key=lambda one: one["arrives_at"])


def test_an_answer_is_what_the_schema_says(client: Client, present: ImportReport) -> None:
    found = ask(client).json()

    assert PlanOut.model_validate(found).model_dump(mode="json") == found


def test_legs_and_sheets_add_up(client: Client, present: ImportReport) -> None:
    chains = ask(client).json()["chains"]

    sums = [
        (
            sum(line["cost_fen"] for line in one["sheet"]),
            sum(line["co2e_g"] for line in one["sheet"]),
            sum(part["minutes"] for line in one["sheet"] for part in line["minutes"]),
        )
        for one in chains
    ]
    assert sums == [(one["cost_fen"], one["co2e_g"], one["duration_min"]) for one in chains]
    assert {leg["origin"] for one in chains for leg in one["legs"][:1]} == {"P_WUL"}


def test_a_chain_is_drawn_leg_by_leg(client: Client, present: ImportReport) -> None:
    cheapest = next(one for one in ask(client).json()["chains"] if "cost" in one["best_in"])

    lines = cheapest["geojson"]["features"]
    assert [one["properties"]["mode"] for one in lines] == [leg["mode"] for leg in cheapest["legs"]]
    assert all(len(one["geometry"]["coordinates"]) >= 2 for one in lines)
    assert sum(len(one["geometry"]["coordinates"]) - 1 for one in lines) == sum(
        line["km"] > 0 for line in cheapest["sheet"]
    )


def test_wishes_are_kept(client: Client, present: ImportReport) -> None:
    found = ask(client, must=["water", "L_CHZ"], max_transfers=2, arrive_by=in_days(12)).json()

    assert found["chains"]
    assert all("water" in {leg["mode"] for leg in one["legs"]} for one in found["chains"])


def test_each_chain_says_how_surely_it_arrives(client: Client, present: ImportReport) -> None:
    told = [one["reliability"] for one in ask(client).json()["chains"]]

    assert all(one["half_by"] <= one["nine_in_ten_by"] for one in told)
    assert all(one["in_time"] is None for one in told)
    assert all(0 <= join["missed"] <= 1 for one in told for join in one["connections"])


def test_a_later_deadline_is_met_more_surely(client: Client, present: ImportReport) -> None:
    cheapest = [
        next(one for one in ask(client, arrive_by=at).json()["chains"] if "co2e" in one["best_in"])
        for at in (in_days(9), in_days(12))
    ]

    sooner, later = (one["reliability"]["in_time"] for one in cheapest)
    assert 0 < sooner <= later <= 1


def test_a_closure_of_a_week_is_waited_for(client: Client, present: ImportReport) -> None:
    week = {"lock": "L_CHZ", "starts_at": in_days(0), "ends_at": in_days(7)}

    found = ask(client, must=["L_CHZ"], closures=[week]).json()

    assert found["chains"][0]["arrives_at"] > in_days(7)


def test_an_empty_answer_names_what_binds(client: Client, present: ImportReport) -> None:
    found = ask(client, must=["water"], arrive_by=in_days(1)).json()

    assert found["chains"] == []
    assert "latest arrival is too early" in found["binding"]["en"]


def test_the_version_is_that_of_the_network(client: Client, present: ImportReport) -> None:
    version = client.get("/api/v1/planner/network").json()

    assert ask(client).json()["network"] == f"{version['number']}-{version['digest'][:16]}"


def test_a_guest_is_counted(
    client: Client, present: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()  # a new minute begins with a new allowance
    monkeypatch.setattr(limits, "utc_now", lambda: now)

    answers = [ask(client, destination="P_WUL").status_code for _ in range(125)]

    assert answers[:100] == [422] * 100
    assert answers[-1] == 429
