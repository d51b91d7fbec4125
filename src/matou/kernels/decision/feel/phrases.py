"""The longer phrases of FEEL: if, for, some, every, function, brackets, ranges, contexts."""

from typing import Final

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.lexer import END, STRING
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.feel.typewords import TypeWords
from matou.kernels.decision.types import ANY, Type

UNARY: Final = frozenset({"<", "<=", ">", ">=", "=", "!="})
CLOSERS: Final = frozenset(
    (
        *("", ")", "]", "}", ",", ".", "=", "!=", "<", "<=", ">", ">=", "*", "/", "+"),
        *("and", "or", "in", "then", "else", "return", "satisfies", "between"),
    )
)
"""What may follow the ``[`` that closes an open range; none of them begins an expression."""
Domain = tuple[str, nodes.Node, nodes.Node | None]


class Phrases(TypeWords):
    """Reads what begins with a keyword or a bracket."""

    closing = False
    """Whether the upper bound of a range is being read, so that ``[`` may close it."""

    def within(self, *more: str) -> Names:
        """Make further names known and return the scope to go back to."""
        before = self.names
        self.names = Names(more, before)
        return before

    def conditional(self) -> nodes.Node:
        """Read ``if a then b else c`` behind its first word."""
        condition = self.expression()
        self.need("then")
        then = self.expression()
        self.need("else")
        return nodes.If(condition, then, self.expression())

    def loop(self) -> nodes.Node:
        """Read ``for x in list return body`` behind its first word."""
        before = self.within("partial")
        domains = self.domains("return")
        body = self.expression()
        self.names = before
        return nodes.For(domains, body)

    def some(self) -> nodes.Node:
        """Read ``some x in list satisfies test`` behind its first word."""
        return self.quantified("some")

    def every(self) -> nodes.Node:
        """Read ``every x in list satisfies test`` behind its first word."""
        return self.quantified("every")

    def quantified(self, kind: str) -> nodes.Node:
        """Read domains and test."""
        before = self.within()
        domains = self.domains("satisfies")
        body = self.expression()
        self.names = before
        return nodes.Quantified(kind, domains, body)

    def domains(self, end: str) -> tuple[Domain, ...]:
        """Read ``x in list, y in 1..3`` and the word behind them."""
        found: list[Domain] = []
        while True:
            name = self.free_name("in")
            if name is None:
                raise self.trouble("a name is missing")
            self.need("in")
            low = self.expression()
            high = self.expression() if self.take("..") else None
            self.names.add(name)
            found.append((name, low, high))
            if not self.take(","):
                break
        self.need(end)
        return tuple(found)

    def function(self) -> nodes.Node:
        """Read ``function(a: type, b) body`` behind its first word."""
        self.need("(")
        parameters: list[tuple[str, Type]] = []
        while not self.take(")"):
            name = self.free_name(":", ",", ")")
            if name is None:
                raise self.trouble("a parameter is missing")
            parameters.append((name, self.type() if self.take(":") else ANY))
            if self.sign() != ")":
                self.need(",")
        external = self.take("external")
        before = self.within(*(name for name, _ in parameters))
        body = self.expression()
        self.names = before
        return nodes.FunctionOf(tuple(parameters), None if external else body)

    def parenthesis(self) -> nodes.Node:
        """Read ``(a)``, ``(a..b)`` or ``(< a)``."""
        found = self.tests_in_parenthesis()
        if len(found) != 1:
            raise self.trouble("a list is written in square brackets")
        return found[0]

    def tests_in_parenthesis(self) -> tuple[nodes.Node, ...]:
        """Read ``(a, b, < c)``: what may stand behind ``in``."""
        self.need("(")
        first = self.test()
        if self.take(".."):
            return (self.range_end(first, closed=False),)
        found = [first]
        while self.take(","):
            found.append(self.test())
        self.need(")")
        return tuple(found)

    def test(self) -> nodes.Node:
        """Read one test: ``< a`` or any expression."""
        if self.sign() in UNARY:
            return nodes.UnaryTest(self.next().text, self.sum())
        return self.expression()

    def bracket(self) -> nodes.Node:
        """Read ``[a, b]``, ``[a..b]`` or ``[< a]``."""
        self.need("[")
        if self.take("]"):
            return nodes.ListOf(())
        first = self.test()
        if self.take(".."):
            return self.range_end(first, closed=True)
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.need("]")
        return first if isinstance(first, nodes.UnaryTest) else nodes.ListOf(tuple(items))

    def open_range(self) -> nodes.Node:
        """Read ``]a..b]``."""
        self.need("]")
        first = self.expression()
        self.need("..")
        return self.range_end(first, closed=False)

    def range_end(self, low: nodes.Node, *, closed: bool) -> nodes.Node:
        """Read the upper bound and the bracket that closes the range."""
        before, self.closing = self.closing, True
        high = self.expression()
        self.closing = before
        sign = self.next().text
        if sign not in {")", "]", "["}:
            raise self.trouble("the range is not closed")
        return nodes.RangeOf(low, high, closed, sign == "]")

    def closes_range(self) -> bool:
        """Tell whether the bracket that comes next closes a range and opens no filter."""
        token = self.tokens[self.at + 1]
        return self.closing and (
            token.kind == END or (token.kind != STRING and token.text in CLOSERS)
        )

    def context(self) -> nodes.Node:
        """Read ``{key: value}``; later entries know the earlier names."""
        self.need("{")
        entries: list[tuple[str, nodes.Node]] = []
        before = self.within()
        while not self.take("}"):
            name = self.key()
            entries.append((name, self.expression()))
            self.names.add(name)
            if self.sign() != "}":
                self.need(",")
        self.names = before
        return nodes.ContextOf(tuple(entries))
