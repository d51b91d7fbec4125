"""Boxed expressions in DMN's XML, read into a model."""

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element  # nosec B405  # defusedxml parses

from matou.kernels.decision import model

AGGREGATIONS: Final = {"SUM": "C+", "MIN": "C<", "MAX": "C>", "COUNT": "C#"}
HITS: Final = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}


def local(element: Element) -> str:
    """Return the element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child of that name."""
    found = next((each for each in element if local(each) == name), None)
    return "" if found is None else (found.text or "").strip()


def child(element: Element, name: str, place: str) -> Element:
    """Return the first child of that name. Raises ModelRefused."""
    found = next((each for each in element if local(each) == name), None)
    if found is None:
        raise model.ModelRefused(place=place, reason=f"{local(element)} lacks {name}")
    return found


def box_in(element: Element, place: str) -> model.Box | None:
    """Return the box that an element holds, None where it holds none. Raises ModelRefused."""
    found = next((each for each in element if local(each) in READERS), None)
    return None if found is None else READERS[local(found)](found, place)


def needed_box(element: Element, place: str) -> model.Box:
    """Return the box that an element holds; empty text where it holds none."""
    return box_in(element, place) or model.Literal(text="")


def boxed(element: Element, name: str, place: str) -> model.Box:
    """Return the box inside the child of that name. Raises ModelRefused."""
    return needed_box(child(element, name, place), place)


def _literal(element: Element, _place: str) -> model.Box:
    return model.Literal(text=text_of(element, "text"), type=element.get("typeRef", ""))


def _context(element: Element, place: str) -> model.Box:
    entries: list[model.Entry] = []
    for each in element:
        if local(each) != "contextEntry":
            continue
        variable = next((part for part in each if local(part) == "variable"), None)
        name = "" if variable is None else " ".join(variable.get("name", "").split())
        kind = "" if variable is None else variable.get("typeRef", "")
        entries.append(model.Entry(name=name, type=kind, value=needed_box(each, place)))
    return model.Context(entries=tuple(entries), type=element.get("typeRef", ""))


def _invocation(element: Element, place: str) -> model.Box:
    bindings = tuple(
        (child(each, "parameter", place).get("name", ""), needed_box(each, place))
        for each in element
        if local(each) == "binding"
    )
    kind = element.get("typeRef", "")
    return model.Invocation(function=needed_box(element, place), bindings=bindings, type=kind)


def _list(element: Element, place: str) -> model.Box:
    items = [READERS[local(each)](each, place) for each in element if local(each) in READERS]
    return model.ListBox(items=tuple(items), type=element.get("typeRef", ""))


def _relation(element: Element, place: str) -> model.Box:
    columns = tuple(each.get("name", "") for each in element if local(each) == "column")
    rows = tuple(
        tuple(READERS[local(cell)](cell, place) for cell in row if local(cell) in READERS)
        for row in element
        if local(row) == "row"
    )
    for at, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise model.ModelRefused(place=f"{place}, row {at}", reason="cells are missing")
    return model.Relation(columns=columns, rows=rows, type=element.get("typeRef", ""))


def function_in(element: Element, place: str) -> model.FunctionBox:
    """Read a function definition. Raises ModelRefused."""
    parameters = tuple(
        (each.get("name", ""), each.get("typeRef", ""))
        for each in element
        if local(each) == "formalParameter"
    )
    return model.FunctionBox(
        kind=element.get("kind", "FEEL"),
        parameters=parameters,
        body=needed_box(element, place),
        type=element.get("typeRef", ""),
    )


def _conditional(element: Element, place: str) -> model.Box:
    return model.Conditional(
        condition=boxed(element, "if", place),
        then=boxed(element, "then", place),
        otherwise=boxed(element, "else", place),
        type=element.get("typeRef", ""),
    )


def _filter(element: Element, place: str) -> model.Box:
    source, match = boxed(element, "in", place), boxed(element, "match", place)
    return model.FilterBox(source=source, match=match, type=element.get("typeRef", ""))


def _iteration(element: Element, place: str) -> model.Box:
    kind = local(element)
    return model.Iteration(
        kind=kind,
        variable=element.get("iteratorVariable", ""),
        source=boxed(element, "in", place),
        body=boxed(element, "return" if kind == "for" else "satisfies", place),
        type=element.get("typeRef", ""),
    )


def _table(element: Element, place: str) -> model.Box:
    policy = element.get("hitPolicy", "UNIQUE")
    hit = HITS.get(policy, policy)
    if hit == "C" and element.get("aggregation"):
        hit = AGGREGATIONS.get(element.get("aggregation", ""), "?")
    parts = {name: [each for each in element if local(each) == name] for name in TABLE_PARTS}
    return model.Table(
        hit=hit,
        inputs=tuple(_input(each, place) for each in parts["input"]),
        outputs=tuple(_output(each) for each in parts["output"]),
        rules=tuple(_rule(each) for each in parts["rule"]),
        note_columns=tuple(each.get("name", "") for each in parts["annotation"]),
        type=element.get("typeRef", ""),
    )


TABLE_PARTS: Final = ("input", "output", "rule", "annotation")


def _input(element: Element, place: str) -> model.Input:
    expression = child(element, "inputExpression", place)
    return model.Input(
        text=text_of(expression, "text"),
        label=element.get("label", ""),
        type=expression.get("typeRef", ""),
        allowed=_inner_text(element, "inputValues"),
    )


def _output(element: Element) -> model.Output:
    return model.Output(
        name=element.get("name", ""),
        label=element.get("label", ""),
        type=element.get("typeRef", ""),
        allowed=_inner_text(element, "outputValues"),
        default=_inner_text(element, "defaultOutputEntry"),
    )


def _rule(element: Element) -> model.Rule:
    texts: dict[str, list[str]] = {"inputEntry": [], "outputEntry": [], "annotationEntry": []}
    for each in element:
        if local(each) in texts:
            texts[local(each)].append(text_of(each, "text"))
    return model.Rule(
        tests=tuple(texts["inputEntry"]),
        results=tuple(texts["outputEntry"]),
        notes=tuple(texts["annotationEntry"]),
    )


def _inner_text(element: Element, name: str) -> str:
    found = next((each for each in element if local(each) == name), None)
    return "" if found is None else text_of(found, "text")


READERS: Final[dict[str, Callable[[Element, str], model.Box]]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function_in,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
    "decisionTable": _table,
}
