"""Our YAML read into a model; whatever is unknown, missing or of the wrong shape is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from matou.kernels.decision import model
from matou.kernels.decision.yaml_text import load

DEPTH: Final = 30
ELEMENT: Final = ("name", "id", "type", "description")


def read_yaml(source: str | bytes) -> model.Definitions:
    """Read a model. Raises ModelRefused."""
    keys = ("namespace", "imports", "types", "facts", "knowledge", "decisions", "services")
    whole = Part(load(source), "model").fields("model", *keys)
    imports = whole.part("imports").texts() if "imports" in whole.value else {}
    return model.Definitions(
        name=whole.text("model"),
        namespace=whole.text("namespace"),
        imports=tuple(model.Import(name=n, namespace=space) for n, space in imports.items()),
        items=tuple(_item(part) for part in whole.parts("types")),
        inputs=tuple(_fact(part) for part in whole.parts("facts")),
        knowledge=tuple(_knowledge(part) for part in whole.parts("knowledge")),
        decisions=tuple(_decision(part) for part in whole.parts("decisions")),
        services=tuple(_service(part) for part in whole.parts("services")),
    )


def read_table(source: str | bytes) -> model.Table:
    """Read one table. Raises ModelRefused."""
    box = box_in(Part(load(source), "table"))
    if not isinstance(box, model.Table):
        raise model.ModelRefused(place="YAML", reason="not a table")
    return box


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the document and where it stands."""

    value: Any
    place: str
    depth: int = 0

    def refusal(self, reason: str) -> model.ModelRefused:
        """Return the refusal of this piece."""
        return model.ModelRefused(place=self.place, reason=reason)

    def fields(self, *known: str) -> "Part":
        """Check that this is a mapping with known keys alone. Raises ModelRefused."""
        if not isinstance(self.value, dict):
            raise self.refusal("a mapping is needed")
        unknown = set(self.value) - set(known)
        if unknown:
            raise self.refusal(f"unknown: {', '.join(sorted(unknown))}")
        return self

    def part(self, key: str) -> "Part":
        """Return what stands under a key. Raises ModelRefused."""
        if key not in self.value:
            raise self.refusal(f"{key} is missing")
        if self.depth > DEPTH:
            raise self.refusal(f"nested deeper than {DEPTH}")
        return Part(self.value[key], f"{self.place}.{key}", self.depth + 1)

    def parts(self, key: str) -> list["Part"]:
        """Return the items of the list under a key, none where it is missing."""
        return self.part(key).items() if key in self.value else []

    def items(self) -> list["Part"]:
        """Return the items of this list. Raises ModelRefused."""
        if not isinstance(self.value, list):
            raise self.refusal("a list is needed")
        return [
            Part(item, f"{self.place}[{at}]", self.depth + 1)
            for at, item in enumerate(self.value, 1)
        ]

    def as_text(self) -> str:
        """Return this text. Raises ModelRefused."""
        if not isinstance(self.value, str):
            raise self.refusal("text is needed")
        return self.value

    def text(self, key: str) -> str:
        """Return the text under a key, empty where it is missing."""
        return self.part(key).as_text() if key in self.value else ""

    def text_list(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list under a key."""
        return tuple(item.as_text() for item in self.parts(key))

    def texts(self) -> dict[str, str]:
        """Return this mapping of texts."""
        if not isinstance(self.value, dict):
            raise self.refusal("a mapping is needed")
        return {key: self.part(key).as_text() for key in self.value}

    def named(self) -> str:
        """Return the name, which must not be empty."""
        name = self.part("name").as_text()
        if not name:
            raise self.refusal("name is empty")
        return name


def _pairs(part: Part, key: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.named(), each.text("type"))
        for each in (inner.fields("name", "type") for inner in part.parts(key))
    )


def _item(part: Part) -> model.ItemDefinition:
    part.fields("name", "type", "list", "allowed", "constraint", "parts", "parameters")
    return model.ItemDefinition(
        name=part.named(),
        type=part.text("type"),
        components=tuple(_item(inner) for inner in part.parts("parts")),
        is_list=part.text("list") == "true",
        allowed=part.text("allowed"),
        constraint=part.text("constraint"),
        parameters=_pairs(part, "parameters") if "parameters" in part.value else None,
    )


def _element(part: Part) -> dict[str, str]:
    return {"name": part.named(), **{key: part.text(key) for key in ELEMENT[1:]}}


def _fact(part: Part) -> model.InputData:
    return model.InputData(**_element(part.fields(*ELEMENT)))


def _reference(part: Part) -> model.Reference:
    if isinstance(part.value, str):
        return model.Reference(name=part.value)
    part.fields("name", "model")
    return model.Reference(name=part.named(), model=part.text("model"))


def _references(part: Part, key: str) -> model.References:
    return tuple(_reference(inner) for inner in part.parts(key))


def _decision(part: Part) -> model.Decision:
    part.fields(*ELEMENT, "needs", "uses", "logic")
    return model.Decision(
        **_element(part),
        requires=_references(part, "needs"),
        knowledge=_references(part, "uses"),
        logic=box_in(part.part("logic")) if "logic" in part.value else None,
    )


def _knowledge(part: Part) -> model.Knowledge:
    part.fields(*ELEMENT, "uses", "logic")
    function = box_in(part.part("logic")) if "logic" in part.value else None
    if function is not None and not isinstance(function, model.FunctionBox):
        raise part.refusal("the logic of knowledge is a function")
    uses = _references(part, "uses")
    return model.Knowledge(**_element(part), knowledge=uses, function=function)


def _service(part: Part) -> model.Service:
    part.fields(*ELEMENT, "answers", "holds", "decisions given", "facts given")
    return model.Service(
        **_element(part),
        outputs=_references(part, "answers"),
        encapsulated=_references(part, "holds"),
        input_decisions=_references(part, "decisions given"),
        inputs=_references(part, "facts given"),
    )


def box_in(part: Part) -> model.Box:
    """Read a box: text is FEEL, of a mapping one key tells the kind. Raises ModelRefused."""
    if isinstance(part.value, str):
        return model.Literal(text=part.value)
    if not isinstance(part.value, dict):
        raise part.refusal("FEEL or a mapping is needed")
    kinds = [key for key in READERS if key in part.value]
    if not kinds:
        raise part.refusal("no kind of expression")
    keys, read = READERS[kinds[0]]
    return read(part.fields(kinds[0], "type", *keys))


def _kind(part: Part) -> str:
    return part.text("type")


def _literal(part: Part) -> model.Box:
    return model.Literal(text=part.text("feel"), type=_kind(part))


def _context(part: Part) -> model.Box:
    entries = tuple(
        model.Entry(name=e.text("name"), type=e.text("type"), value=box_in(e.part("value")))
        for e in (inner.fields("name", "type", "value") for inner in part.parts("context"))
    )
    return model.Context(entries=entries, type=_kind(part))


def _invocation(part: Part) -> model.Box:
    bindings = tuple(
        (each.named(), box_in(each.part("value")))
        for each in (inner.fields("name", "value") for inner in part.parts("with"))
    )
    called = box_in(part.part("call"))
    return model.Invocation(function=called, bindings=bindings, type=_kind(part))


def _list(part: Part) -> model.Box:
    return model.ListBox(items=tuple(map(box_in, part.parts("list"))), type=_kind(part))


def _relation(part: Part) -> model.Box:
    columns = part.text_list("columns")
    rows = tuple(tuple(map(box_in, row.items())) for row in part.parts("relation"))
    for at, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise part.refusal(f"row {at} has {len(row)} cells, not {len(columns)}")
    return model.Relation(columns=columns, rows=rows, type=_kind(part))


def _function(part: Part) -> model.Box:
    return model.FunctionBox(
        kind=part.text("kind") or "FEEL",
        parameters=_pairs(part, "parameters"),
        body=box_in(part.part("function")),
        type=_kind(part),
    )


def _conditional(part: Part) -> model.Box:
    return model.Conditional(
        condition=box_in(part.part("if")),
        then=box_in(part.part("then")),
        otherwise=box_in(part.part("else")),
        type=_kind(part),
    )


def _filter(part: Part) -> model.Box:
    source, match = box_in(part.part("filter")), box_in(part.part("match"))
    return model.FilterBox(source=source, match=match, type=_kind(part))


def _iteration(kind: str, last: str) -> Callable[[Part], model.Box]:
    def read(part: Part) -> model.Box:
        return model.Iteration(
            kind=kind,
            variable=part.text(kind),
            source=box_in(part.part("in")),
            body=box_in(part.part(last)),
            type=_kind(part),
        )

    return read


def _table(part: Part) -> model.Box:
    inputs = [p.fields("text", "label", "type", "allowed") for p in part.parts("inputs")]
    outputs = [
        p.fields("name", "label", "type", "allowed", "default") for p in part.parts("outputs")
    ]
    rules = [rule.fields("when", "then", "notes") for rule in part.parts("rules")]
    return model.Table(
        hit=part.text("table"),
        inputs=tuple(model.Input(text=p.part("text").as_text(), **_column(p)) for p in inputs),
        outputs=tuple(
            model.Output(name=p.text("name"), default=p.text("default"), **_column(p))
            for p in outputs
        ),
        rules=tuple(_rule(rule) for rule in rules),
        note_columns=part.text_list("notes"),
        type=_kind(part),
    )


def _column(part: Part) -> dict[str, str]:
    return {key: part.text(key) for key in ("label", "type", "allowed")}


def _rule(part: Part) -> model.Rule:
    return model.Rule(
        tests=part.text_list("when"),
        results=part.text_list("then"),
        notes=part.text_list("notes"),
    )


READERS: Final[dict[str, tuple[tuple[str, ...], Callable[[Part], model.Box]]]] = {
    "feel": ((), _literal),
    "table": (("inputs", "outputs", "notes", "rules"), _table),
    "context": ((), _context),
    "call": (("with",), _invocation),
    "list": ((), _list),
    "relation": (("columns",), _relation),
    "function": (("parameters", "kind"), _function),
    "if": (("then", "else"), _conditional),
    "filter": (("match",), _filter),
    "for": (("in", "return"), _iteration("for", "return")),
    "some": (("in", "satisfies"), _iteration("some", "satisfies")),
    "every": (("in", "satisfies"), _iteration("every", "satisfies")),
}
