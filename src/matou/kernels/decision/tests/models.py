"""Small models that several tests decide on."""

from collections.abc import Sequence

from matou.kernels.decision import model
from matou.kernels.decision.graph import Ready
from matou.kernels.decision.model import (
    Box,
    Decision,
    Definitions,
    Input,
    InputData,
    Literal,
    Output,
    Reference,
    Rule,
    Table,
)


def feel(text: str, kind: str = "") -> Literal:
    return Literal(text=text, type=kind)


def refers(*names: str) -> tuple[Reference, ...]:
    return tuple(Reference(name=name) for name in names)


def a_table(
    *rows: tuple[Sequence[str], Sequence[str]],
    hit: str = "U",
    inputs: tuple[Input, ...] = (Input(text="age", type="number"),),
    outputs: tuple[Output, ...] = (Output(),),
) -> Table:
    rules = tuple(Rule(tests=tuple(when), results=tuple(then)) for when, then in rows)
    return Table(hit=hit, inputs=inputs, outputs=outputs, rules=rules)


def one_decision(logic: Box | None, *facts: str, kind: str = "") -> Ready:
    """Return a model whose decision ``it`` needs the facts (``name: type``)."""
    inputs = []
    for fact in facts:
        name, _, type_ = fact.partition(": ")
        inputs.append(InputData(name=name, type=type_))
    decision = Decision(
        name="it", type=kind, requires=refers(*(each.name for each in inputs)), logic=logic
    )
    return Ready(Definitions(name="one", inputs=tuple(inputs), decisions=(decision,)))


LENDING = Definitions(
    name="lending",
    namespace="https://example.org/lending",
    items=(
        model.ItemDefinition(name="tAge", type="number", allowed="[0..150]"),
        model.ItemDefinition(
            name="tShip",
            components=(
                model.ItemDefinition(name="flag", type="string"),
                model.ItemDefinition(name="past calls", type="number", is_list=True),
            ),
        ),
        model.ItemDefinition(name="tCheck", type="boolean", parameters=(("n", "number"),)),
    ),
    inputs=(InputData(name="age", type="tAge"), InputData(name="ship", type="tShip")),
    knowledge=(
        model.Knowledge(
            name="twice",
            function=model.FunctionBox(parameters=(("n", "number"),), body=feel("n * 2")),
        ),
    ),
    decisions=(
        Decision(
            name="calls",
            type="number",
            requires=refers("ship"),
            knowledge=refers("twice"),
            logic=feel("twice(sum(ship.past calls))"),
        ),
        Decision(
            name="verdict",
            type="string",
            description="Who may\nenter",
            requires=refers("age", "calls"),
            logic=a_table(
                (["< 18", "-"], ['"refuse"']),
                ([">= 18", "> 10"], ['"approve"']),
                ([">= 18", "<= 10"], ['"person"']),
                inputs=(Input(text="age", label="年龄"), Input(text="calls", type="number")),
                outputs=(Output(allowed='"refuse", "approve", "person"'),),
            ),
        ),
    ),
    services=(
        model.Service(
            name="judge",
            outputs=refers("verdict"),
            encapsulated=refers("calls"),
            inputs=refers("age", "ship"),
        ),
    ),
)
