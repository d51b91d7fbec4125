"""Bad questions by rule, programme and command: the cause named, in less than a second."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from matou.kit.clock import CHINA, utc_now
from matou.modules.planner.commands import commands
from matou.modules.planner.services.importing import ImportReport

MOST_SECONDS = 1.0
FLAGS = {"origin": "from", "destination": "to", "draught_m": "draught", "dangerous_class": "dg"}
GRAVEL = {"origin": "P_WUL", "destination": "P_NSA", "tonnes": 2000, "draught_m": 3.2}


def in_days(days: int) -> str:
    return (utc_now() + timedelta(days=days)).astimezone(CHINA).isoformat()


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A question, and the word that the refusal must hold."""

    word: str
    body: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()


TABLE = {
    "same place": Bad(word="same place", body={"destination": "P_WUL"}),
    "unknown place": Bad(word="P_XXX", body={"origin": "P_XXX"}),
    "a lock as a door": Bad(word="L_CHZ", body={"destination": "L_CHZ"}),
    "nothing to carry": Bad(word="tonnes", body={"tonnes": None}),
    "0 t": Bad(word="tonnes", body={"tonnes": 0}),
    "a billion t": Bad(word="1,000,000 t", body={"tonnes": 10**9}),
    "less than nothing": Bad(word="tonnes", body={"tonnes": -1}),
    "0 TEU": Bad(word="TEU", body={"teu": 0}),
    "boxes in the air": Bad(word="air", body={"teu": 1, "air": True}, options=("--air",)),
    "draught 0": Bad(word="draught", body={"draught_m": 0}),
    "draught 50": Bad(word="draught", body={"draught_m": 50}),
    "class 17": Bad(word="class", body={"dangerous_class": "17"}),
    "no mode": Bad(word="ruled out", body={"without": ["road", "water", "rail"]}),
    "an end avoided": Bad(word="avoided", body={"without": ["P_NSA"]}),
    "an unknown thing avoided": Bad(word="submarine", body={"without": ["submarine"]}),
    "an unknown must": Bad(word="W999", body={"must": ["W999"]}),
    "a must that is avoided": Bad(
        word="must be used", body={"must": ["water"], "without": ["water"]}
    ),
    "a link over an avoided lock": Bad(
        word="leads over", body={"must": ["W003"], "without": ["L_JJT"]}
    ),
    "flights for gravel": Bad(word="air takes no cargo", body={"must": ["air"]}),
    "a liner for gravel": Bad(word="S001 takes no cargo", body={"must": ["S001"]}),
    "four musts": Bad(word="At most 3", body={"must": ["P_CHI", "P_ZJC", "L_CHZ", "P_LIJ"]}),
    "water without transfers": Bad(
        word="two transfers", body={"must": ["water"], "max_transfers": 1}
    ),
    "nine transfers": Bad(word="0 to 8", body={"max_transfers": 9}),
    "less than no transfers": Bad(word="0 to 8", body={"max_transfers": -1}),
}
BY_PROGRAMME = {
    "past date": Bad(word="past", body={"ready_at": in_days(-1)}),
    "beyond the timetable": Bad(word="timetable", body={"ready_at": in_days(400)}),
    "late departure": Bad(word="within a year", body={"depart_from": in_days(400)}),
    "back before it leaves": Bad(word="before it may leave", body={"arrive_by": in_days(-2)}),
    "rising water": Bad(word="1000 cm", body={"lower_water_cm": -1}),
    "a closure of no lock": Bad(
        word="not a lock",
        body={"closures": [{"lock": "P_NSA", "starts_at": in_days(1), "ends_at": in_days(2)}]},
    ),
    "a closure that ends first": Bad(
        word="end after",
        body={"closures": [{"lock": "L_CHZ", "starts_at": in_days(2), "ends_at": in_days(1)}]},
    ),
}
BY_COMMAND = {
    "beyond the timetable": Bad(word="timetable", options=("--ready", "9999999")),
    "no such time": Bad(word="mon-08:00", options=("--arrive-by", "soon")),
    "back before it leaves": Bad(word="before it may leave", options=("--arrive-by", "mon-07:00")),
    "rising water": Bad(word="1000 cm", options=("--lower-water", "-1")),
    "water to the millimetre": Bad(word="centimetres", options=("--lower-water", "0.001")),
}


def cases(*tables: dict[str, Bad]) -> list[Any]:
    return [pytest.param(bad, id=name) for table in tables for name, bad in table.items()]


def as_options(body: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name, value in body.items():
        flag = "--" + FLAGS.get(name, name).replace("_", "-")
        values = value if isinstance(value, list) else [value]
        found += [
            word
            for one in values
            if one is not None and one is not True
            for word in (flag, str(one))
        ]
    return found


@pytest.mark.parametrize("bad", cases(TABLE, BY_PROGRAMME))
def test_programmes_are_told_the_cause_at_once(
    bad: Bad, client: Client, present: ImportReport
) -> None:
    began = time.process_time()

    answer = client.post("/api/v1/planner/ask", {**GRAVEL, **bad.body}, "application/json")

    problem = answer.json()
    assert time.process_time() - began < MOST_SECONDS
    assert answer.status_code in (404, 422)
    assert bad.word in problem["detail"] + str(problem["errors"])
    assert problem["detail_zh"]


@pytest.mark.parametrize("bad", cases(TABLE, BY_COMMAND))
def test_the_command_names_the_cause_at_once(bad: Bad) -> None:
    began = time.process_time()

    result = CliRunner().invoke(
        commands, ["ask", *as_options({**GRAVEL, **bad.body}), *bad.options]
    )

    chinese, english = result.stderr.strip().splitlines()
    assert time.process_time() - began < MOST_SECONDS
    assert (result.exit_code, result.stdout) == (2, "")
    assert bad.word in english
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
