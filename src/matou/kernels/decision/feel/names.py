"""Names of several words: which run of tokens is a name that the scope knows."""

from bisect import insort
from collections.abc import Iterable, Sequence
from functools import lru_cache

from matou.kernels.decision.feel.lexer import (
    END,
    NAME,
    NUMBER,
    STRING,
    FeelUnreadable,
    Token,
    tokens,
)

KEYWORDS = frozenset(
    (
        *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or"),
        *("between", "instance", "of", "true", "false", "null", "function", "external", "not"),
    )
)
Words = tuple[str, ...]


@lru_cache(maxsize=65_536)
def words_of(name: str) -> Words:
    """Return the tokens of a name, empty where it has none."""
    try:
        return tuple(token.text for token in tokens(name)[:-1])
    except FeelUnreadable:
        return ()


class Names:
    """The names of a scope and of those around it."""

    def __init__(self, known: Iterable[str], around: "Names | None" = None) -> None:
        """Index the names of several words by the first of them."""
        self.around = around
        self.by_first: dict[str, list[tuple[Words, str]]] = {}
        for name in known:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known."""
        words = words_of(name)
        if len(words) > 1:
            others = self.by_first.setdefault(words[0], [])
            insort(others, (words, name), key=lambda entry: -len(entry[0]))

    def longest(self, found: Sequence[Token], at: int) -> tuple[int, str] | None:
        """Return how many tokens the longest known name takes here, and the name."""
        best: tuple[int, str] | None = None
        scope: Names | None = self
        while scope is not None:
            for words, name in scope.by_first.get(found[at].text, ()):
                if best is not None and len(words) <= best[0]:
                    break
                if all(
                    at + place < len(found) and found[at + place].text == word
                    for place, word in enumerate(words)
                ):
                    best = len(words), name
                    break
            scope = scope.around
        return best


def loose(found: Sequence[Token], at: int) -> tuple[int, str]:
    """Return the run of plain words that must be one name, since nothing else can follow."""
    end = at + 1
    while found[end].kind == NAME and found[end].text not in KEYWORDS:
        end += 1
    return end - at, spoken(found[at:end])


def spoken(run: Sequence[Token]) -> str:
    """Write tokens as one name: a single space wherever the author left room."""
    text = ""
    last: Token | None = None
    for token in run:
        if last is not None and token.start > last.end:
            text += " "
        text += token.text
        last = token
    return text


def run_until(found: Sequence[Token], at: int, stops: frozenset[str]) -> int:
    """Return where a freely written name ends: at one of the stop words."""
    end = at
    while found[end].kind != END and found[end].text not in stops:
        if found[end].kind == STRING or found[end].text in "()[]{},:":
            return at
        end += 1
    return end if found[end].kind != END and found[at].kind in {NAME, NUMBER} else at
