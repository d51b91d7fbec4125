"""The same table for two engines: ours, and zen-engine's where it is installed."""

import json
from itertools import pairwise
from random import Random
from typing import Any

from matou.kernels.decision import model
from matou.kernels.decision.graph import Ready

COLUMNS = ("tonnage", "age", "flag", "cargo", "crew", "escorted")
TYPES = ("number", "number", "string", "string", "number", "boolean")
FLAGS = ("CN", "PA", "LR", "SG", "HK")
CARGO = ("coal", "ore", "grain", "oil", "boxes", "none")
TOP = {"tonnage": 9_000, "age": 40, "crew": 30}
CONTENT = "application/vnd.gorules.decision"


def a_table(rows: int, seed: int) -> model.Table:
    """Return a first-hit table with numbers, ranges, lists of words and yes or no."""
    dice = Random(seed)
    rules = [
        model.Rule(tests=tuple(_cell(dice, name) for name in COLUMNS), results=(f'"r{row}"',))
        for row in range(rows)
    ]
    inputs = zip(COLUMNS, TYPES, strict=True)
    return model.Table(
        hit="F",
        inputs=tuple(model.Input(text=name, type=kind) for name, kind in inputs),
        outputs=(model.Output(name="answer", type="string"),),
        rules=tuple(rules),
    )


def _cell(dice: Random, name: str) -> str:
    if dice.random() < 0.35:
        return "-"
    if name in TOP:
        return _numeric(dice, TOP[name])
    if name == "escorted":
        return dice.choice(("true", "false"))
    words = dice.sample(FLAGS if name == "flag" else CARGO, dice.randint(1, 3))
    return ", ".join(f'"{word}"' for word in words)


def _numeric(dice: Random, top: int) -> str:
    low = dice.randint(0, top)
    high = low + dice.randint(1, top)
    return dice.choice(
        (f"< {high}", f"<= {high}", f"> {low}", f">= {low}", f"[{low}..{high}]", f"({low}..{high})")
    )


def some_facts(count: int, seed: int) -> list[dict[str, Any]]:
    """Return facts on and around the borders."""
    dice = Random(seed)
    return [
        {
            **{name: dice.randint(0, top) for name, top in TOP.items()},
            "flag": dice.choice(FLAGS),
            "cargo": dice.choice(CARGO),
            "escorted": dice.random() < 0.5,
        }
        for _ in range(count)
    ]


def ready(table: model.Table) -> Ready:
    """Return our engine with the table as its one decision."""
    kinds = dict(zip(COLUMNS, TYPES, strict=True))
    facts = tuple(model.InputData(name=name, type=kind) for name, kind in kinds.items())
    decision = model.Decision(
        name="answer",
        type="string",
        requires=tuple(model.Reference(name=name) for name in kinds),
        logic=table,
    )
    return Ready(model.Definitions(name="referee", inputs=facts, decisions=(decision,)))


def zen_content(table: model.Table) -> str:
    """Return the table as zen-engine reads it."""
    rules = [
        {"_id": str(row), **_tests(rule), "answer": rule.results[0]}
        for row, rule in enumerate(table.rules)
    ]
    inner = {
        "hitPolicy": "first" if table.hit == "F" else "collect",
        "inputs": [{"id": name, "name": name, "field": name} for name in COLUMNS],
        "outputs": [{"id": "answer", "name": "answer", "field": "answer"}],
        "rules": rules,
    }
    kinds = ("inputNode", "decisionTableNode", "outputNode")
    nodes = [
        {"id": kind, "type": kind, "name": kind, "position": {"x": 0, "y": 0}} for kind in kinds
    ]
    nodes[1]["content"] = inner
    edges = [
        {"id": f"{left}-{right}", "sourceId": left, "targetId": right, "type": "edge"}
        for left, right in pairwise(kinds)
    ]
    return json.dumps({"contentType": CONTENT, "nodes": nodes, "edges": edges})


def _tests(rule: model.Rule) -> dict[str, str]:
    pairs = zip(COLUMNS, rule.tests, strict=True)
    return {name: "" if test == "-" else test for name, test in pairs}
