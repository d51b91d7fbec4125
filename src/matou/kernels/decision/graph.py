"""A model made ready: its graph checked, every box compiled, decisions answered on facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from matou.kernels.decision import model
from matou.kernels.decision.boxed import Bench, compiled_box, root_names
from matou.kernels.decision.circles import refuse_circles
from matou.kernels.decision.feel.calls import as_type, call_named
from matou.kernels.decision.feel.frame import Closure, Frame
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.feel.properties import PROPERTY_NAMES
from matou.kernels.decision.itemtypes import ItemTypes
from matou.kernels.decision.limits import STANDARD, Limits, Note, Run, running
from matou.kernels.decision.operators import weigh
from matou.kernels.decision.trace import TableTrace
from matou.kernels.decision.types import Type, coerced
from matou.kernels.decision.values import Function, Value, now_moment
from matou.kit.errors import DomainError

ELEMENTS: Final = 5_000
"""Decisions, facts, knowledge and services of one model."""


class NoSuchDecision(DomainError):
    """The model holds nothing of that name to answer."""

    code = "no-such-decision"
    status = 404
    zh = "决策模型中没有“{name}”。请核对名称。"
    en = "The decision model has no “{name}”. Check the name."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a decision came to, why values became null, and the trace where one was wanted.

    A null with notes is no answer: whoever acts on outcomes asks ``is_sound`` first.
    """

    value: Value
    notes: tuple[Note, ...]
    traces: tuple[TableTrace, ...] = ()
    steps: int = 0

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing went wrong on the way."""
        return self.value is not None and not self.notes


@dataclass(slots=True)
class Session:
    """The values found so far in one evaluation."""

    run: Run
    facts: Mapping[str, Value]
    values: dict[tuple[str, str], Value] = field(default_factory=dict)


class Ready:
    """A compiled model."""

    def __init__(
        self, definitions: model.Definitions, imported: Mapping[str, "Ready"] | None = None
    ) -> None:
        """Compile everything; ``imported`` holds ready models by namespace.

        Raises ModelRefused.
        """
        self.model = definitions
        self.imports: dict[str, Ready] = {}
        for each in definitions.imports:
            if imported is None or each.namespace not in imported:
                raise model.ModelRefused(place=each.name, reason=f"{each.namespace} is missing")
            self.imports[each.name] = imported[each.namespace]
        self.elements = _by_name(definitions)
        refuse_circles(definitions)
        prefixed = {name: ready.types.types for name, ready in self.imports.items()}
        self.types: ItemTypes = ItemTypes(definitions, prefixed)
        self.words = tuple(_words(definitions, self.imports))
        self.names = root_names(self.words)
        self.closures: dict[str, Closure] = {}
        for element in definitions.elements():
            self._compile(element)

    def kind(self, name: str) -> Type:
        """Return the type of an element's variable. Raises ModelRefused."""
        return self.types.named(self.elements[name].type)

    def decide(
        self,
        name: str,
        facts: Mapping[str, Value],
        *,
        limits: Limits = STANDARD,
        now: datetime | None = None,
        traced: bool = False,
    ) -> Outcome:
        """Answer a decision, service or knowledge model on the facts.

        Raises NoSuchDecision, DecisionTooLarge.
        """
        if name not in self.elements:
            raise NoSuchDecision(name=name)
        run = Run(limits=limits, now=now_moment(now) if now else None)
        run.traces = [] if traced else None
        try:
            with running(run):
                value = self._answer(self.elements[name], Session(run, facts))
            weigh(value, limits.list_items)
        except RecursionError:
            run.refuse("depth")
        return Outcome(
            value=value,
            notes=tuple(run.notes),
            traces=tuple(run.traces or ()),
            steps=run.steps,
        )

    def _answer(self, element: model.Element, session: Session) -> Value:
        if isinstance(element, model.Service | model.Knowledge):
            called = self.value(element.name, session)
            if not isinstance(called, Function):
                return None
            for missing in (name for name in called.parameters if name not in session.facts):
                session.run.fail(f"the fact {missing!r} is missing")
            given = {name: session.facts.get(name) for name in called.parameters}
            return call_named(called, given, session.run)
        return self.value(element.name, session)

    def value(self, name: str, session: Session) -> Value:
        """Return an element's value, found once in a session."""
        key = (self.model.namespace or self.model.name, name)
        if key not in session.values:
            session.run.step()
            before, session.run.place = session.run.place, name
            session.values[key] = self._found(self.elements[name], session)
            session.run.place = before
        return session.values[key]

    def _found(self, element: model.Element, session: Session) -> Value:
        if isinstance(element, model.InputData):
            return self._fact(element, session)
        if isinstance(element, model.Service):
            return self._service(element)
        closure = self.closures.get(element.name)
        if closure is None:
            return session.run.fail(f"{element.name} has no logic")
        scope = self._scope(element, session)
        value = closure(Frame(scope, session.run))
        if isinstance(element, model.Knowledge):
            scope[element.name] = value  # it may call itself
            return value
        return as_type(value, self.kind(element.name), element.name, session.run)

    def _fact(self, element: model.InputData, session: Session) -> Value:
        if element.name not in session.facts:
            return session.run.fail(f"the fact {element.name!r} is missing")
        given = session.facts[element.name]
        return as_type(given, self.kind(element.name), element.name, session.run)

    def _scope(self, element: model.Element, session: Session) -> dict[str, Value]:
        scope: dict[str, Value] = {}
        for reference in required(element):
            if reference.name == element.name and not reference.model:
                continue
            if not reference.model:
                scope[reference.name] = self.value(reference.name, session)
                continue
            other = self.imports[reference.model]
            found = other.value(reference.name, session)
            scope.setdefault(reference.model, {})[reference.name] = found
        return scope

    def _service(self, service: model.Service) -> Function:
        """Return the service as a function; its arguments stand in for what it does not hold."""
        inner = (*service.inputs, *service.input_decisions)
        names = tuple(reference.name for reference in inner)

        def call(run: Run, arguments: list[Value]) -> Value:
            if len(arguments) != len(names):
                return run.fail(f"{service.name} takes {len(names)} arguments")
            fresh = Session(run, {})
            for reference, argument in zip(inner, arguments, strict=True):
                home = self.home(reference)
                kind = home.kind(reference.name)
                key = (home.model.namespace or home.model.name, reference.name)
                fits, fresh.values[key] = coerced(argument, kind)
                if not fits:
                    return run.fail(f"{reference.name} must be a {kind}")
            run.enter()
            answers = {
                reference.name: self.home(reference).value(reference.name, fresh)
                for reference in service.outputs
            }
            run.depth -= 1
            whole = next(iter(answers.values())) if len(answers) == 1 else answers
            return as_type(whole, self._service_type(service), service.name, run)

        return Function(service.name, names, call)

    def _service_type(self, service: model.Service) -> Type:
        kind = self.kind(service.name)
        return kind.element or Type("any") if kind.kind == "function" else kind

    def home(self, reference: model.Reference) -> "Ready":
        """Return the model in which the element stands."""
        return self.imports[reference.model] if reference.model else self

    def _compile(self, element: model.Element) -> None:
        for reference in all_references(element):
            home = self.imports.get(reference.model) if reference.model else self
            if home is None or reference.name not in home.elements:
                raise model.ModelRefused(place=element.name, reason=f"no {reference} to require")
        self.types.named(element.type)
        names = [element.name, *(r.model or r.name for r in required(element))]
        bench = Bench(self.types, Names(names, self.names), element.name)
        if isinstance(element, model.Decision) and element.logic is not None:
            self.closures[element.name] = compiled_box(element.logic, bench)
        if isinstance(element, model.Knowledge) and element.function is not None:
            self.closures[element.name] = compiled_box(element.function, bench)


def required(element: model.Element) -> model.References:
    """Return what stands in an element's scope."""
    if isinstance(element, model.Decision):
        return (*element.requires, *element.knowledge)
    return element.knowledge if isinstance(element, model.Knowledge) else ()


def all_references(element: model.Element) -> model.References:
    """Return everything an element names."""
    if isinstance(element, model.Service):
        inner = (*element.input_decisions, *element.inputs)
        return (*element.outputs, *element.encapsulated, *inner)
    return required(element)


def _by_name(definitions: model.Definitions) -> dict[str, model.Element]:
    if len(definitions.elements()) > ELEMENTS:
        raise model.ModelRefused(place=definitions.name, reason=f"more than {ELEMENTS} elements")
    found: dict[str, model.Element] = {}
    for element in definitions.elements():
        if not element.name:
            raise model.ModelRefused(place=element.id or "?", reason="a name is missing")
        if element.name in found:
            raise model.ModelRefused(place=element.name, reason="the name stands twice")
        found[element.name] = element
    return found


def _words(definitions: model.Definitions, imports: Mapping[str, Ready]) -> Iterator[str]:
    """Yield every name of several words that may stand behind a dot or in a filter."""
    yield from PROPERTY_NAMES
    waiting = list(definitions.items)
    while waiting:
        item = waiting.pop()
        waiting.extend(item.components)
        yield from (component.name for component in item.components)
    yield from (output.name for output in _outputs(definitions))
    for ready in imports.values():
        yield from ready.words
        yield from ready.elements


def _outputs(definitions: model.Definitions) -> Iterator[model.Output]:
    for decision in definitions.decisions:
        if isinstance(decision.logic, model.Table):
            yield from decision.logic.outputs
