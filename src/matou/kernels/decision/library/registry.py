"""How a built-in function is declared: by its signature as the standard prints it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import DecimalException
from typing import Final

from matou.kernels.decision.limits import Run
from matou.kernels.decision.types import Type, coerced, is_instance, kind_of
from matou.kernels.decision.values import Function, Value

Body = Callable[..., Value]
_PARAMETER = re.compile(r"(\.\.\.)?([A-Za-z0-9 ]+?)(\?)?\s*:\s*([a-z |]+)(\?)?")
_SIGNATURE = re.compile(r"([a-z ]+)\((.*)\)")
_KINDS: Final = {
    "dt": Type("date and time"),
    "months": Type("years and months duration"),
    "span": Type("days and time duration"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, the kinds it takes, and whether it may be left out or null."""

    name: str
    kinds: tuple[Type, ...]
    optional: bool
    nullable: bool
    rest: bool

    def fit(self, value: Value) -> tuple[bool, Value]:
        """Return whether the value may be passed, and what is passed."""
        if value is None:
            return self.nullable, None
        for kind in self.kinds:
            if is_instance(value, kind):
                return True, value
        for kind in self.kinds:
            fits, found = coerced(value, kind)
            if fits:
                return True, found
        return False, None


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    body: Body

    def by_place(self, arguments: Sequence[Value]) -> list[Value] | None:
        """Return the arguments as the body takes them, None where they do not fit."""
        rest = bool(self.parameters) and self.parameters[-1].rest
        fixed = self.parameters[:-1] if rest else self.parameters
        needed = sum(1 for parameter in fixed if not parameter.optional)
        if len(arguments) < needed or (len(arguments) > len(fixed) and not rest):
            return None
        bound: list[Value] = []
        for parameter, argument in zip(fixed, arguments, strict=False):
            fits, value = parameter.fit(argument)
            if not fits:
                return None
            bound.append(value)
        return self._with_rest(bound, arguments[len(fixed) :]) if rest else bound

    def _with_rest(self, bound: list[Value], rest: Sequence[Value]) -> list[Value] | None:
        for argument in rest:
            fits, value = self.parameters[-1].fit(argument)
            if not fits:
                return None
            bound.append(value)
        return bound if rest else None

    def by_name(self, given: dict[str, Value]) -> list[Value] | None:
        """Return the arguments in their places, None where the names do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if not set(given) <= set(names):
            return None
        last = max((names.index(name) for name in given), default=-1)
        ordered: list[Value] = []
        for parameter in self.parameters[: last + 1]:
            fits, value = self._named(parameter, given)
            if not fits:
                return None
            ordered.append(value)
        needed = [p.name for p in self.parameters if not p.optional]
        return ordered if set(needed) <= set(given) else None

    @staticmethod
    def _named(parameter: Parameter, given: dict[str, Value]) -> tuple[bool, Value]:
        if parameter.name not in given:
            return parameter.optional, None
        return parameter.fit(given[parameter.name])


@dataclass(slots=True)
class Overloads:
    """All the ways to call one function."""

    name: str
    ways: list[Overload] = field(default_factory=list)

    def by_place(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call the first way that the arguments fit."""
        for way in self.ways:
            bound = way.by_place(arguments)
            if bound is not None:
                return self.run_body(way, run, bound)
        kinds = ", ".join(kind_of(argument) for argument in arguments)
        return run.fail(f"{self.name} does not take ({kinds})")

    def by_name(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Call the first way that the named arguments fit."""
        for way in self.ways:
            bound = way.by_name(arguments)
            if bound is not None:
                return self.run_body(way, run, bound)
        return run.fail(f"{self.name} does not take ({', '.join(arguments)})")

    def run_body(self, way: Overload, run: Run, bound: list[Value]) -> Value:
        """Run the body; an arithmetic impossibility is null."""
        run.step(1 + sum(len(each) for each in bound if isinstance(each, list | dict)) // 8)
        try:
            result = way.body(run, *bound)
        except (DecimalException, OverflowError):
            result = None
        if result is None:
            run.fail(f"{self.name} has no result here")
        elif type(result) is str:
            run.check_text(len(result))
        elif isinstance(result, list | dict):
            run.check_list(len(result))
        return result


BUILT_INS: dict[str, Function] = {}
"""Every built-in function by name: all that FEEL can reach outside the model."""


def built_in(signature: str) -> Callable[[Body], Body]:
    """Declare a way to call a built-in: ``substring(string: string, start position: number)``.

    ``?`` behind a name makes it optional, behind a kind lets it be null; ``...`` takes the rest.
    """
    matched = _SIGNATURE.fullmatch(signature)
    assert matched, signature  # noqa: S101  the signatures stand in this package
    name, inside = matched.groups()
    parameters = tuple(_parameter(text.strip()) for text in inside.split(",") if text.strip())

    def declare(body: Body) -> Body:
        known = BUILT_INS.get(name)
        overloads = known.kind if known is not None else Overloads(name)
        overloads.ways.append(Overload(parameters, body))
        names = tuple(parameter.name for parameter in parameters)
        BUILT_INS[name] = known or Function(name, names, overloads.by_place, overloads)
        return body

    return declare


def _parameter(text: str) -> Parameter:
    matched = _PARAMETER.fullmatch(text)
    assert matched, text  # noqa: S101  the signatures stand in this package
    rest, name, optional, kinds, nullable = matched.groups()
    types = tuple(_KINDS.get(kind.strip(), Type(kind.strip())) for kind in kinds.split("|"))
    free = bool(nullable) or types[0].kind == "any"
    return Parameter(name, types, bool(optional), free, bool(rest))
