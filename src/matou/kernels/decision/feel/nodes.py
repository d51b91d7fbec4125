"""The parts of speech of FEEL: what the parser makes and the compiler reads."""

from dataclasses import dataclass, fields

from matou.kernels.decision.types import Type
from matou.kernels.decision.values import Value


class Node:
    """Any part of an expression."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal: null, boolean, number, string or ``@"…"``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or built-in function."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``base.name``."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``base[test]``: an index or a condition."""

    base: Node
    test: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call with arguments by place."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall(Node):
    """A call with arguments by name."""

    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-x``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic: ``+ - * / **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``= != < <= > >=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and`` or ``or`` in three-valued logic."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``x between a and b``."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """A comparison whose left side is the input: ``< 5``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """The tests of a cell: any of them, or none where negated."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AnyValue(Node):
    """The test ``-`` that everything passes."""


@dataclass(frozen=True, slots=True)
class In(Node):
    """``x in tests``."""

    operand: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``x instance of type``."""

    operand: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if … then … else …``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for … return …``; a domain of two nodes counts from one to the other."""

    domains: tuple[tuple[str, Node, Node | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` or ``every … satisfies …``."""

    kind: str
    domains: tuple[tuple[str, Node, Node | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{key: value}``; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """``[a..b]``; an end may be missing (None)."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """``function(a: type) body``; an external one has no body here."""

    parameters: tuple[tuple[str, Type], ...]
    body: Node | None


def parts(node: Node) -> list[object]:
    """Return what a node is made of."""
    return [getattr(node, part.name) for part in fields(node)]  # type: ignore[arg-type]
