"""From FEEL text to tokens. Names of several words are put together by the parser."""

import re
from typing import Final, NamedTuple

from matou.kit.errors import DomainError

TEXT_LIMIT: Final = 100_000
"""Characters of one expression."""
QUOTED: Final = 80
"""Characters of a text that a refusal repeats."""
LAST_CHARACTER: Final = 0x10FFFF

NAME, NUMBER, STRING, AT, SYMBOL, END = "name", "number", "string", "at", "symbol", "end"
_START: Final = r"[^\W\d]|[?$]|[\U00010000-\U000EFFFF]"
_TOKEN = re.compile(
    r"(?P<skip>(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)+)"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>(?:{_START})(?:{_START}|[\w\u00b7])*)"
    r'|(?P<at>@\s*"(?:\\.|[^"\\])*")'
    r'|(?P<string>"(?:\\.|[^"\\])*")'
    r"|(?P<open>/\*)"
    r"|(?P<symbol>\*\*|<=|>=|!=|\.\.|->|[-+*/()\[\]{},.:<>=|'])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(U[0-9A-Fa-f]{6}|u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class FeelUnreadable(DomainError):
    """The text is not an expression of FEEL."""

    code = "feel-unreadable"
    status = 422
    zh = "“{text}”第 {column} 个字符处无法读懂：{reason}。请改正后重试。"
    en = "“{text}” cannot be read at character {column}: {reason}. Correct it and try again."


class Token(NamedTuple):
    """A piece of the text, where it starts and where it ends."""

    kind: str
    text: str
    start: int
    end: int


def unreadable(text: str, at: int, reason: str) -> FeelUnreadable:
    """Return the refusal with the neighbourhood of the trouble."""
    short = text if len(text) <= QUOTED else text[max(0, at - QUOTED // 2) : at + QUOTED // 2]
    return FeelUnreadable(text=short, column=at + 1, reason=reason)


def tokens(text: str) -> list[Token]:
    """Return the text's tokens and an end mark. Raises FeelUnreadable."""
    if len(text) > TEXT_LIMIT:
        raise unreadable(text, TEXT_LIMIT, f"longer than {TEXT_LIMIT} characters")
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise unreadable(text, at, f"unexpected {text[at]!r}")
        kind = match.lastgroup or END
        if kind == "open":
            raise unreadable(text, at, "the comment is not closed")
        if kind != "skip":
            found.append(Token(kind, match.group(), at, match.end()))
        at = match.end()
    found.append(Token(END, "", at, at))
    return found


def unquoted(text: str) -> str:
    """Return what a quoted string says, its escapes resolved."""
    body = _ESCAPE.sub(_escape, text[1:-1])
    try:  # surrogate pairs written as two escapes are one character
        return body.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return body.encode("utf-8", "replace").decode("utf-8")


def _escape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= LAST_CHARACTER else "\ufffd"
    return _PLAIN.get(code, "\\" + code)
