"""A model in our YAML: a line a rule, so that a change of one rule is a diff of one line."""

from collections.abc import Callable
from typing import Any, Final

from matou.kernels.decision import model
from matou.kernels.decision.yaml_text import Line, Row, dump


def write_yaml(definitions: model.Definitions) -> str:
    """Return the model as YAML."""
    whole: dict[str, Any] = {"model": definitions.name}
    _put(whole, "namespace", definitions.namespace)
    _put(whole, "imports", {each.name: each.namespace for each in definitions.imports})
    _put(whole, "types", [_item(item) for item in definitions.items])
    _put(whole, "facts", [_element(fact) for fact in definitions.inputs])
    _put(whole, "knowledge", [_knowledge(each) for each in definitions.knowledge])
    _put(whole, "decisions", [_decision(each) for each in definitions.decisions])
    _put(whole, "services", [_service(each) for each in definitions.services])
    return dump(whole)


def write_table(table: model.Table) -> str:
    """Return one table as YAML."""
    return dump(_table(table))


def _put(into: dict[str, Any], key: str, value: Any) -> None:
    if value:
        into[key] = value


def _item(item: model.ItemDefinition) -> dict[str, Any]:
    written: dict[str, Any] = Line() if not item.components else {}
    written["name"] = item.name
    if item.parameters is not None:
        written["parameters"] = Row([Line({"name": n, "type": t}) for n, t in item.parameters])
    _put(written, "type", item.type)
    _put(written, "list", "true" if item.is_list else "")
    _put(written, "allowed", item.allowed)
    _put(written, "constraint", item.constraint)
    _put(written, "parts", [_item(component) for component in item.components])
    return written


def _element(element: model.Element) -> dict[str, Any]:
    plain = isinstance(element, model.InputData)
    written: dict[str, Any] = Line() if plain and not element.description else {}
    written["name"] = element.name
    _put(written, "id", element.id)
    _put(written, "type", element.type)
    _put(written, "description", element.description)
    return written


def _references(references: model.References) -> Row:
    return Row(
        [Line({"model": r.model, "name": r.name}) if r.model else r.name for r in references]
    )


def _decision(decision: model.Decision) -> dict[str, Any]:
    written = _element(decision)
    _put(written, "needs", _references(decision.requires))
    _put(written, "uses", _references(decision.knowledge))
    if decision.logic is not None:
        written["logic"] = box_out(decision.logic)
    return written


def _knowledge(knowledge: model.Knowledge) -> dict[str, Any]:
    written = _element(knowledge)
    _put(written, "uses", _references(knowledge.knowledge))
    if knowledge.function is not None:
        written["logic"] = box_out(knowledge.function)
    return written


def _service(service: model.Service) -> dict[str, Any]:
    written = _element(service)
    _put(written, "answers", _references(service.outputs))
    _put(written, "holds", _references(service.encapsulated))
    _put(written, "decisions given", _references(service.input_decisions))
    _put(written, "facts given", _references(service.inputs))
    return written


def box_out(box: model.Box) -> Any:
    """Return a box as it is written: FEEL as text, else a mapping that begins with its kind."""
    if isinstance(box, model.Literal) and not box.type:
        return box.text
    written: dict[str, Any] = WRITERS[type(box)](box)
    _put(written, "type", box.type)
    return written


def _literal(box: model.Literal) -> dict[str, Any]:
    return {"feel": box.text}


def _context(box: model.Context) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    for entry in box.entries:
        written: dict[str, Any] = {}
        _put(written, "name", entry.name)
        _put(written, "type", entry.type)
        written["value"] = box_out(entry.value)
        entries.append(written)
    return {"context": entries}


def _invocation(box: model.Invocation) -> dict[str, Any]:
    with_them = [{"name": name, "value": box_out(value)} for name, value in box.bindings]
    return {"call": box_out(box.function), "with": with_them}


def _list(box: model.ListBox) -> dict[str, Any]:
    return {"list": [box_out(item) for item in box.items]}


def _relation(box: model.Relation) -> dict[str, Any]:
    rows = [Row([box_out(cell) for cell in row]) for row in box.rows]
    return {"relation": rows, "columns": Row(box.columns)}


def _function(box: model.FunctionBox) -> dict[str, Any]:
    parameters = Row([Line({"name": name, "type": kind}) for name, kind in box.parameters])
    written: dict[str, Any] = {"function": box_out(box.body), "parameters": parameters}
    _put(written, "kind", "" if box.kind == "FEEL" else box.kind)
    return written


def _conditional(box: model.Conditional) -> dict[str, Any]:
    then, otherwise = box_out(box.then), box_out(box.otherwise)
    return {"if": box_out(box.condition), "then": then, "else": otherwise}


def _filter(box: model.FilterBox) -> dict[str, Any]:
    return {"filter": box_out(box.source), "match": box_out(box.match)}


def _iteration(box: model.Iteration) -> dict[str, Any]:
    last = "return" if box.kind == "for" else "satisfies"
    return {box.kind: box.variable, "in": box_out(box.source), last: box_out(box.body)}


def _table(box: model.Table) -> dict[str, Any]:
    written: dict[str, Any] = {"table": box.hit}
    written["inputs"] = [_column("text", each) for each in box.inputs]
    written["outputs"] = [_column("name", each) for each in box.outputs]
    _put(written, "notes", Row(box.note_columns))
    written["rules"] = [_rule(rule) for rule in box.rules]
    return written


def _column(first: str, column: model.Input | model.Output) -> Line:
    written = Line({first: column.text if isinstance(column, model.Input) else column.name})
    _put(written, "label", column.label)
    _put(written, "type", column.type)
    _put(written, "allowed", column.allowed)
    _put(written, "default", column.default if isinstance(column, model.Output) else "")
    return written


def _rule(rule: model.Rule) -> Line:
    written = Line({"when": Row(rule.tests), "then": Row(rule.results)})
    _put(written, "notes", Row(rule.notes))
    return written


WRITERS: Final[dict[type[model.Box], Callable[[Any], dict[str, Any]]]] = {
    model.Literal: _literal,
    model.Context: _context,
    model.Invocation: _invocation,
    model.ListBox: _list,
    model.Relation: _relation,
    model.FunctionBox: _function,
    model.Conditional: _conditional,
    model.FilterBox: _filter,
    model.Iteration: _iteration,
    model.Table: _table,
}
