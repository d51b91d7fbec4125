"""From FEEL text to nodes: one method a rule of the grammar (DMN 1.5, 10.3.1.2)."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.cursor import DEPTH, LINKS
from matou.kernels.decision.feel.lexer import AT, NAME, NUMBER, STRING, unquoted
from matou.kernels.decision.feel.names import KEYWORDS, Names, loose, run_until
from matou.kernels.decision.feel.phrases import UNARY, Phrases
from matou.kernels.decision.instants import read_instant
from matou.kernels.decision.types import NAMES, Type
from matou.kernels.decision.values import number

Found = TypeVar("Found")
CONSTANTS: Final = {"true": True, "false": False, "null": None}


def parsed(text: str, known: Names | None = None, types: Mapping[str, Type] = NAMES) -> nodes.Node:
    """Read an expression. Raises FeelUnreadable."""
    return _read(Parser(text, known or Names(()), types), Parser.expression)


def parsed_tests(
    text: str, known: Names | None = None, types: Mapping[str, Type] = NAMES
) -> nodes.Tests:
    """Read the unary tests of a cell. Raises FeelUnreadable."""
    return _read(Parser(text, known or Names(()), types), Parser.unary_tests)


def parsed_type(text: str, types: Mapping[str, Type] = NAMES) -> Type:
    """Read a type. Raises FeelUnreadable."""
    return _read(Parser(text, Names(()), types), Parser.type)


def _read(parser: "Parser", rule: Callable[["Parser"], Found]) -> Found:
    """Read a whole text by a rule; what is too deep for the stack is unreadable too."""
    try:
        found = rule(parser)
    except RecursionError:
        raise parser.trouble("nested too deeply") from None
    parser.finish()
    return found


class Parser(Phrases):
    """Reads one text from left to right."""

    def expression(self) -> nodes.Node:
        """Read any expression, not deeper than allowed."""
        self.deep += 1
        if self.deep > DEPTH:
            raise self.trouble(f"nested deeper than {DEPTH}")
        found = self.chain(("or",), self.conjunction, nodes.Junction)
        self.deep -= 1
        return found

    def conjunction(self) -> nodes.Node:
        """Read ``a and b``."""
        return self.chain(("and",), self.comparison, nodes.Junction)

    def comparison(self) -> nodes.Node:
        """Read ``a < b``, ``a between b and c``, ``a in tests``."""
        left = self.sum()
        for _ in range(LINKS):
            if self.sign() in UNARY:
                left = nodes.Comparison(self.next().text, left, self.sum())
            elif self.take("between"):
                low = self.sum()
                self.need("and")
                left = nodes.Between(left, low, self.sum())
            elif self.take("in"):
                left = nodes.In(left, self.tests_after_in())
            else:
                return left
        raise self.trouble(f"more than {LINKS} operators")

    def sum(self) -> nodes.Node:
        """Read ``a + b``."""
        return self.chain(("+", "-"), self.product, nodes.Binary)

    def product(self) -> nodes.Node:
        """Read ``a * b``."""
        return self.chain(("*", "/"), self.power, nodes.Binary)

    def power(self) -> nodes.Node:
        """Read ``a ** b``."""
        return self.chain(("**",), self.negation, nodes.Binary)

    def chain(
        self,
        operators: tuple[str, ...],
        part: Callable[[], nodes.Node],
        made: Callable[[str, nodes.Node, nodes.Node], nodes.Node],
    ) -> nodes.Node:
        """Read operands of equal rank from left to right."""
        left = part()
        for _ in range(LINKS):
            if self.sign() not in operators:
                return left
            left = made(self.next().text, left, part())
        raise self.trouble(f"more than {LINKS} operators")

    def negation(self) -> nodes.Node:
        """Read ``-a``."""
        minus = 0
        while self.take("-"):
            minus += 1
        found = self.instance()
        for _ in range(min(minus, LINKS)):
            found = nodes.Negation(found)
        return found

    def instance(self) -> nodes.Node:
        """Read ``a instance of type``."""
        left = self.postfix()
        if self.sign() == "instance" and self.tokens[self.at + 1].text == "of":
            self.at += 2
            return nodes.InstanceOf(left, self.type())
        return left

    def postfix(self) -> nodes.Node:
        """Read calls, filters and paths behind an operand."""
        left = self.primary()
        for _ in range(LINKS):
            if self.sign() == "[" and not self.closes_range():
                left = nodes.Filter(left, self.filter_test())
            elif self.take("."):
                left = nodes.Path(left, self.member())
            elif self.take("("):
                left = self.call(left)
            else:
                return left
        raise self.trouble(f"more than {LINKS} operators")

    def filter_test(self) -> nodes.Node:
        """Read what stands between the brackets of a filter."""
        self.need("[")
        before = self.within("item")
        found = self.expression()
        self.names = before
        self.need("]")
        return found

    def member(self) -> str:
        """Read the name behind a dot."""
        if self.token.kind != NAME:
            raise self.trouble("a name is missing")
        width, name = self.names.longest(self.tokens, self.at) or loose(self.tokens, self.at)
        self.at += width
        return name

    def call(self, function: nodes.Node) -> nodes.Node:
        """Read the arguments of a call, by place or by name."""
        if self.take(")"):
            return nodes.Call(function, ())
        if run_until(self.tokens, self.at, frozenset({":"})) == self.at:
            return nodes.Call(function, self.listed(")"))
        named = [(self.key(), self.expression())]
        while self.take(","):
            named.append((self.key(), self.expression()))
        self.need(")")
        return nodes.NamedCall(function, tuple(named))

    def listed(self, close: str) -> tuple[nodes.Node, ...]:
        """Read expressions between commas up to the closing sign."""
        found = [self.expression()]
        while self.take(","):
            found.append(self.expression())
        self.need(close)
        return tuple(found)

    def primary(self) -> nodes.Node:
        """Read an operand."""
        token = self.token
        if token.kind == NUMBER:
            return self.number()
        if token.kind == STRING:
            return nodes.Constant(unquoted(self.next().text))
        if token.kind == AT:
            text = unquoted(self.next().text.lstrip("@ \t\r\n"))
            return nodes.Constant(read_instant(text))
        if token.kind == NAME:
            return self.worded()
        if token.text in SIGNS:
            return SIGNS[token.text](self)
        raise self.trouble("an expression is missing")

    def number(self) -> nodes.Node:
        """Read a numeral."""
        try:
            return nodes.Constant(number(self.next().text))
        except ArithmeticError:
            raise self.trouble("a number beyond exponent 6144") from None

    def worded(self) -> nodes.Node:
        """Read what begins with a word: a known name first, then a keyword."""
        known = self.names.longest(self.tokens, self.at)
        if known is not None:
            self.at += known[0]
            return nodes.Name(known[1])
        word = self.token.text
        if word in CONSTANTS:
            self.at += 1
            return nodes.Constant(CONSTANTS[word])
        if word in WORDS and (word != "function" or self.tokens[self.at + 1].text == "("):
            self.at += 1
            return WORDS[word](self)
        if word in KEYWORDS and word != "not":
            raise self.trouble(f"unexpected {word!r}")
        width, name = loose(self.tokens, self.at)
        self.at += width
        return nodes.Name(name)

    def unary_tests(self) -> nodes.Tests:
        """Read a cell's tests: ``-``, ``not(…)``, or tests between commas."""
        if self.sign() == "-" and self.tokens[self.at + 1].text == "":
            self.at += 1
            return nodes.Tests((nodes.AnyValue(),))
        if self.sign() == "not" and self.tokens[self.at + 1].text == "(":
            self.at += 1
            return nodes.Tests(self.tests_in_parenthesis(), negated=True)
        found = [self.test()]
        while self.take(","):
            found.append(self.test())
        return nodes.Tests(tuple(found))

    def tests_after_in(self) -> nodes.Tests:
        """Read the right side of ``in``."""
        if self.sign() == "(":
            return nodes.Tests(self.tests_in_parenthesis())
        if self.sign() in UNARY:
            return nodes.Tests((nodes.UnaryTest(self.next().text, self.sum()),))
        return nodes.Tests((self.sum(),))


SIGNS: Final[dict[str, Callable[[Parser], nodes.Node]]] = {
    "(": Parser.parenthesis,
    "[": Parser.bracket,
    "]": Parser.open_range,
    "{": Parser.context,
}
WORDS: Final[dict[str, Callable[[Parser], nodes.Node]]] = {
    "if": Parser.conditional,
    "for": Parser.loop,
    "some": Parser.some,
    "every": Parser.every,
    "function": Parser.function,
}
