"""A model as DMN 1.5 XML, which reads back as the same model. Diagrams are not kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405  # written here

from matou.kernels.decision import model
from matou.kernels.decision.xml_boxes import AGGREGATIONS, HITS

NAMESPACE: Final = "https://www.omg.org/spec/DMN/20230324/MODEL/"
_HIT_WORDS: Final = {letter: word for word, letter in HITS.items()}
_SUMS: Final = {letter: word for word, letter in AGGREGATIONS.items()}


def write_xml(
    definitions: model.Definitions, imported: Mapping[str, model.Definitions] | None = None
) -> bytes:
    """Return the model as XML; ``imported`` holds by namespace the models it refers to."""
    whole = with_ids(definitions)
    root = Element("definitions", {"xmlns": NAMESPACE, "id": "_model", "name": whole.name})
    root.set("namespace", whole.namespace)
    for each in whole.imports:
        attributes = {"name": each.name, "namespace": each.namespace, "importType": NAMESPACE}
        SubElement(root, "import", attributes)
    for item in whole.items:
        _item(SubElement(root, "itemDefinition"), item)
    Writer(whole, imported or {}).elements(root)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def with_ids(definitions: model.Definitions) -> model.Definitions:
    """Return the model with an id for every element; those that stand are kept."""
    taken = {element.id for element in definitions.elements()}
    free = (f"_{number}" for number in range(1, 1_000_000) if f"_{number}" not in taken)

    def named(elements: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(each if each.id else replace(each, id=next(free)) for each in elements)

    return replace(
        definitions,
        inputs=named(definitions.inputs),
        decisions=named(definitions.decisions),
        knowledge=named(definitions.knowledge),
        services=named(definitions.services),
    )


class Writer:
    """Writes the elements of the graph; knows which name has which id."""

    def __init__(
        self, definitions: model.Definitions, imported: Mapping[str, model.Definitions]
    ) -> None:
        """Note the ids of this model and of those it imports."""
        self.model = definitions
        self.spaces = {each.name: each.namespace for each in definitions.imports}
        self.ids = {("", element.name): element.id for element in definitions.elements()}
        self.kinds = {("", element.name): type(element) for element in definitions.elements()}
        for name, space in self.spaces.items():
            for element in imported[space].elements() if space in imported else ():
                self.ids[name, element.name] = element.id
                self.kinds[name, element.name] = type(element)

    def elements(self, root: Element) -> None:
        """Write everything of the graph."""
        for given in self.model.inputs:
            self.start(root, "inputData", given)
        for decision in self.model.decisions:
            written = self.start(root, "decision", decision)
            self.requirements(written, decision.requires)
            self.known(written, decision.knowledge)
            if decision.logic is not None:
                write_box(written, decision.logic)
        for knowledge in self.model.knowledge:
            written = self.start(root, "businessKnowledgeModel", knowledge)
            if knowledge.function is not None:
                _function_parts(SubElement(written, "encapsulatedLogic"), knowledge.function)
            self.known(written, knowledge.knowledge)
        for service in self.model.services:
            self.service(self.start(root, "decisionService", service), service)

    def start(self, root: Element, tag: str, element: model.Element) -> Element:
        """Write what all elements have."""
        written = SubElement(root, tag, {"id": element.id, "name": element.name})
        if element.description:
            SubElement(written, "description").text = element.description
        variable = SubElement(written, "variable", {"name": element.name})
        _type(variable, element.type)
        return written

    def requirements(self, written: Element, references: model.References) -> None:
        """Write what a decision requires."""
        for reference in references:
            kind = self.kinds.get((reference.model, reference.name))
            tag = "requiredInput" if kind is model.InputData else "requiredDecision"
            requirement = SubElement(written, "informationRequirement")
            SubElement(requirement, tag, {"href": self.href(reference)})

    def known(self, written: Element, references: model.References) -> None:
        """Write which knowledge is used."""
        for reference in references:
            requirement = SubElement(written, "knowledgeRequirement")
            SubElement(requirement, "requiredKnowledge", {"href": self.href(reference)})

    def service(self, written: Element, service: model.Service) -> None:
        """Write what a service holds."""
        for tag, references in (
            ("outputDecision", service.outputs),
            ("encapsulatedDecision", service.encapsulated),
            ("inputDecision", service.input_decisions),
            ("inputData", service.inputs),
        ):
            for reference in references:
                SubElement(written, tag, {"href": self.href(reference)})

    def href(self, reference: model.Reference) -> str:
        """Return ``#id`` or ``namespace#id``. Raises ModelRefused."""
        ident = self.ids.get((reference.model, reference.name))
        if ident is None:
            raise model.ModelRefused(place=str(reference), reason="nothing of that name")
        return f"{self.spaces.get(reference.model, '')}#{ident}"


def _item(written: Element, item: model.ItemDefinition) -> None:
    written.set("name", item.name)
    if item.is_list:
        written.set("isCollection", "true")
    if item.parameters is not None:
        function = SubElement(written, "functionItem", {"outputTypeRef": item.type})
        for name, kind in item.parameters:
            SubElement(function, "parameters", {"name": name, "typeRef": kind})
    elif item.type:
        SubElement(written, "typeRef").text = item.type
    for tag, text in (("allowedValues", item.allowed), ("typeConstraint", item.constraint)):
        if text:
            _text(SubElement(written, tag), text)
    for component in item.components:
        _item(SubElement(written, "itemComponent"), component)


def _type(written: Element, kind: str) -> None:
    if kind:
        written.set("typeRef", kind)


def _text(written: Element, text: str) -> None:
    SubElement(written, "text").text = text


def write_box(parent: Element, box: model.Box) -> None:
    """Write a boxed expression."""
    tag, fill = WRITERS[type(box)]
    written = SubElement(parent, box.kind if isinstance(box, model.Iteration) else tag)
    _type(written, box.type)
    fill(written, box)


def _literal(written: Element, box: model.Literal) -> None:
    _text(written, box.text)


def _context(written: Element, box: model.Context) -> None:
    for entry in box.entries:
        line = SubElement(written, "contextEntry")
        if entry.name:
            _type(SubElement(line, "variable", {"name": entry.name}), entry.type)
        write_box(line, entry.value)


def _invocation(written: Element, box: model.Invocation) -> None:
    write_box(written, box.function)
    for name, value in box.bindings:
        binding = SubElement(written, "binding")
        SubElement(binding, "parameter", {"name": name})
        write_box(binding, value)


def _list(written: Element, box: model.ListBox) -> None:
    for item in box.items:
        write_box(written, item)


def _relation(written: Element, box: model.Relation) -> None:
    for name in box.columns:
        SubElement(written, "column", {"name": name})
    for row in box.rows:
        line = SubElement(written, "row")
        for cell in row:
            write_box(line, cell)


def _function(written: Element, box: model.FunctionBox) -> None:
    _function_parts(written, box)


def _function_parts(written: Element, box: model.FunctionBox) -> None:
    _type(written, box.type)
    if box.kind != "FEEL":
        written.set("kind", box.kind)
    for name, kind in box.parameters:
        _type(SubElement(written, "formalParameter", {"name": name}), kind)
    write_box(written, box.body)


def _conditional(written: Element, box: model.Conditional) -> None:
    for tag, part in (("if", box.condition), ("then", box.then), ("else", box.otherwise)):
        write_box(SubElement(written, tag), part)


def _filter(written: Element, box: model.FilterBox) -> None:
    write_box(SubElement(written, "in"), box.source)
    write_box(SubElement(written, "match"), box.match)


def _iteration(written: Element, box: model.Iteration) -> None:
    written.set("iteratorVariable", box.variable)
    write_box(SubElement(written, "in"), box.source)
    write_box(SubElement(written, "return" if box.kind == "for" else "satisfies"), box.body)


def _table(written: Element, box: model.Table) -> None:
    written.set("hitPolicy", _HIT_WORDS[box.hit[0]])
    if box.hit in _SUMS:
        written.set("aggregation", _SUMS[box.hit])
    for each in box.inputs:
        _input(SubElement(written, "input"), each)
    for output in box.outputs:
        _output(SubElement(written, "output"), output)
    for name in box.note_columns:
        SubElement(written, "annotation", {"name": name})
    for rule in box.rules:
        _rule(SubElement(written, "rule"), rule)


def _rule(row: Element, rule: model.Rule) -> None:
    for tag, texts in (
        ("inputEntry", rule.tests),
        ("outputEntry", rule.results),
        ("annotationEntry", rule.notes),
    ):
        for text in texts:
            _text(SubElement(row, tag), text)


def _input(column: Element, given: model.Input) -> None:
    if given.label:
        column.set("label", given.label)
    expression = SubElement(column, "inputExpression")
    _type(expression, given.type)
    _text(expression, given.text)
    if given.allowed:
        _text(SubElement(column, "inputValues"), given.allowed)


def _output(column: Element, output: model.Output) -> None:
    for key, text in (("name", output.name), ("label", output.label), ("typeRef", output.type)):
        if text:
            column.set(key, text)
    if output.allowed:
        _text(SubElement(column, "outputValues"), output.allowed)
    if output.default:
        _text(SubElement(column, "defaultOutputEntry"), output.default)


WRITERS: Final[dict[type[model.Box], tuple[str, Callable[[Element, Any], None]]]] = {
    model.Literal: ("literalExpression", _literal),
    model.Context: ("context", _context),
    model.Invocation: ("invocation", _invocation),
    model.ListBox: ("list", _list),
    model.Relation: ("relation", _relation),
    model.FunctionBox: ("functionDefinition", _function),
    model.Conditional: ("conditional", _conditional),
    model.FilterBox: ("filter", _filter),
    model.Iteration: ("", _iteration),
    model.Table: ("decisionTable", _table),
}
