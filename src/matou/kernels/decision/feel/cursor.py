"""The place in a text up to which the parser has read."""

from collections.abc import Mapping
from typing import Final

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.lexer import (
    AT,
    END,
    NAME,
    STRING,
    FeelUnreadable,
    Token,
    tokens,
    unquoted,
    unreadable,
)
from matou.kernels.decision.feel.names import Names, run_until, spoken
from matou.kernels.decision.types import Type

DEPTH: Final = 40
"""Nested expressions that a reader could still follow; the stack bears three times as much."""
LINKS: Final = 150
"""Operators in one chain."""


class Cursor:
    """Tokens, the next one, and the names known here."""

    def __init__(self, text: str, names: Names, types: Mapping[str, Type]) -> None:
        """Cut the text into tokens."""
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.names = names
        self.types = types
        self.type_names = Names(types)
        self.deep = 0

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.at]

    def sign(self) -> str:
        """Return the next token's text, empty for strings, which are never signs."""
        token = self.tokens[self.at]
        return "" if token.kind in {STRING, AT} else token.text

    def next(self) -> Token:
        """Take the next token."""
        token = self.tokens[self.at]
        self.at += token.kind != END
        return token

    def take(self, sign: str) -> bool:
        """Take the sign or keyword if it comes next."""
        found = self.sign() == sign
        self.at += found
        return found

    def need(self, sign: str) -> None:
        """Take the sign or keyword. Raises FeelUnreadable."""
        if not self.take(sign):
            raise self.trouble(f"{sign!r} is missing")

    def finish(self) -> None:
        """Refuse what is left over. Raises FeelUnreadable."""
        if self.token.kind != END:
            raise self.trouble(f"unexpected {self.token.text!r}")

    def trouble(self, reason: str) -> FeelUnreadable:
        """Return the refusal at this token."""
        return unreadable(self.text, self.token.start, reason)

    def free_name(self, *stops: str) -> str | None:
        """Take a freely written name up to one of the stops, None where there is none."""
        end = run_until(self.tokens, self.at, frozenset(stops))
        if end == self.at:
            return None
        name = spoken(self.tokens[self.at : end])
        self.at = end
        return name

    def key(self) -> str:
        """Take a name or string and the colon behind it. Raises FeelUnreadable."""
        name = unquoted(self.next().text) if self.token.kind == STRING else self.free_name(":")
        if name is None:
            raise self.trouble("a name is missing")
        self.need(":")
        return name

    def starts_name(self) -> bool:
        """Tell whether a word comes next."""
        return self.token.kind == NAME

    def expression(self) -> nodes.Node:
        """Read any expression; the grammar above fills it in."""
        raise NotImplementedError

    def sum(self) -> nodes.Node:
        """Read an operand of a comparison; the grammar above fills it in."""
        raise NotImplementedError
