"""Which facts a decision needs, of which types, and whether those at hand will do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matou.kernels.decision import model
from matou.kernels.decision.feel.written import inner
from matou.kernels.decision.graph import NoSuchDecision, Ready, required
from matou.kernels.decision.limits import Run, running
from matou.kernels.decision.types import Type, coerced
from matou.kernels.decision.values import Value
from matou.kit.errors import DomainError

SHOWN = 60
"""Characters of a value that a refusal repeats."""


class FactsUnfit(DomainError):
    """Facts are missing or of the wrong type; nothing was decided."""

    code = "decision-facts-unfit"
    status = 422
    zh = "事实不完整或类型不符，未作决策：{troubles}。请补正后重试。"
    en = "Facts are missing or of the wrong type, nothing was decided: {troubles}. Mend them first."


@dataclass(frozen=True, slots=True)
class NeededFact:
    """A fact that a decision stands on, directly or through other decisions."""

    name: str
    type: Type


def needed_facts(ready: Ready, name: str) -> tuple[NeededFact, ...]:
    """Return the facts a decision needs, each once, nearest first. Raises NoSuchDecision."""
    if name not in ready.elements:
        raise NoSuchDecision(name=name)
    found: dict[str, NeededFact] = {}
    for home, element in _below(ready, name):
        if isinstance(element, model.InputData):
            found.setdefault(element.name, NeededFact(element.name, home.kind(element.name)))
    return tuple(found.values())


def _below(ready: Ready, name: str) -> Iterator[tuple[Ready, model.Element]]:
    """Yield the element and all it requires, breadth first, across imported models."""
    waiting: list[tuple[Ready, str]] = [(ready, name)]
    seen: set[tuple[int, str]] = set()
    while waiting:
        home, at = waiting.pop(0)
        if (id(home), at) in seen:
            continue
        seen.add((id(home), at))
        element = home.elements[at]
        yield home, element
        references = required(element)
        if isinstance(element, model.Service):
            references = (*element.inputs, *element.input_decisions)
        waiting.extend((home.home(reference), reference.name) for reference in references)


def require_facts(ready: Ready, name: str, facts: Mapping[str, Value]) -> None:
    """Refuse facts that are missing or of the wrong type. Raises FactsUnfit, NoSuchDecision.

    A fact that is there and null is an ordinary value: a table may ask for it.
    """
    needs = needed_facts(ready, name)
    with running(Run()):  # allowed values are expressions: they cost, too
        troubles = [trouble for need in needs if (trouble := _trouble(need, facts))]
    if troubles:
        raise FactsUnfit(troubles="; ".join(troubles))


def _trouble(need: NeededFact, facts: Mapping[str, Value]) -> str:
    if need.name not in facts:
        return f"{need.name} ({need.type}) missing 缺失"
    value = facts[need.name]
    fits, _ = coerced(value, need.type)
    return "" if fits else f"{need.name} ({need.type}) ≠ {inner(value)[:SHOWN]}"
