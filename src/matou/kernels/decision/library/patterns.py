"""Regular expressions of XPath, run under a time limit so that no pattern can hang a decision."""

import re
from functools import lru_cache
from typing import Any, Final

import regex

from matou.kernels.decision.limits import CLOCK_EVERY, Run

PATTERN_LIMIT: Final = 500
REPEAT_LIMIT: Final = 1_000
REPEAT_DIGITS: Final = 4
SECONDS: Final = 0.25
_FLAGS: Final = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_SPACE = re.compile(r"(\[(?:\\.|[^\]\\])*\])|\s+")
"""White space outside classes, which the flag ``x`` takes away."""
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_CLASSES: Final = {
    "i": r"[\p{L}_:]",
    "c": r"[\p{L}\p{N}\p{M}_:.\-\u00b7]",
    "I": r"[^\p{L}_:]",
    "C": r"[^\p{L}\p{N}\p{M}_:.\-\u00b7]",
}
_KNOWN_ESCAPES: Final = frozenset("nrt\\|.-^?*+{}()[]$sSdDwWpPiIcC")


class PatternUnfit(Exception):
    """The pattern is none of XPath's, or larger than allowed."""


@lru_cache(maxsize=1024)
def pattern_of(pattern: str, flags: str) -> Any:
    """Compile an XPath pattern. Raises PatternUnfit."""
    if len(pattern) > PATTERN_LIMIT or not set(flags) <= set(_FLAGS):
        raise PatternUnfit
    bits = regex.V1
    for flag in flags:
        bits |= _FLAGS[flag]
    try:
        return regex.compile(_translated(pattern, flags), bits)
    except (regex.error, OverflowError, RecursionError):
        raise PatternUnfit from None


def _translated(pattern: str, flags: str) -> str:
    if "q" in flags:
        return str(regex.escape(pattern))
    for low, high in _REPEAT.findall(pattern):
        if max(len(low), len(high)) > REPEAT_DIGITS or max(int(low), int(high or 0)) > REPEAT_LIMIT:
            raise PatternUnfit
    plain = _SPACE.sub(lambda match: match[1] or "", pattern) if "x" in flags else pattern
    return Translation(plain, whole_lines="s" in flags).whole()


class Translation:
    """Writes XPath's pattern language as the regex library's."""

    def __init__(self, text: str, *, whole_lines: bool) -> None:
        """Start before the first character; with ``whole_lines`` a dot passes line ends."""
        self.text = text
        self.whole_lines = whole_lines
        self.at = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.waiting: list[int] = []

    def whole(self) -> str:
        """Return the translation. Raises PatternUnfit."""
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self.piece())
        return "".join(parts)

    def piece(self) -> str:
        """Translate one piece outside a class."""
        sign = self.text[self.at]
        if sign == "[":
            return self.character_class()
        self.at += 1
        if sign == "\\":
            return self.escape(in_class=False)
        if sign == ".":
            return "." if self.whole_lines else r"[^\n\r]"
        return self.group(sign)

    def group(self, sign: str) -> str:
        """Count groups, so that a reference names one that is closed."""
        if sign == "(":
            captures = self.text[self.at : self.at + 2] != "?:"
            if captures and self.text[self.at : self.at + 1] == "?":
                raise PatternUnfit
            self.groups += captures
            self.waiting.append(self.groups if captures else 0)
        elif sign == ")" and self.waiting:
            self.closed.add(self.waiting.pop())
        elif sign == ")":
            raise PatternUnfit
        return sign

    def escape(self, *, in_class: bool) -> str:
        """Translate what stands behind a backslash."""
        if self.at >= len(self.text):
            raise PatternUnfit
        sign = self.text[self.at]
        self.at += 1
        if sign in "pP":
            return self.category(sign)
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign.isdigit():
            return self.reference(sign, in_class=in_class)
        if sign not in _KNOWN_ESCAPES:
            raise PatternUnfit
        return "\\" + sign

    def reference(self, sign: str, *, in_class: bool) -> str:
        """Translate a reference to an earlier group."""
        if in_class or sign == "0" or int(sign) not in self.closed:
            raise PatternUnfit
        return rf"(?:\{sign})"

    def category(self, sign: str) -> str:
        """Translate a category such as L or a block such as IsBasicLatin."""
        end = self.text.find("}", self.at)
        if self.text[self.at : self.at + 1] != "{" or end < 0:
            raise PatternUnfit
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
            raise PatternUnfit
        full = f"Block={name[2:]}" if name.startswith("Is") else name
        return f"\\{sign}{{{full}}}"

    def character_class(self) -> str:
        """Translate ``[a-z-[aeiou]]``."""
        self.at += 1
        negated = self.text[self.at : self.at + 1] == "^"
        self.at += negated
        parts: list[str] = []
        minus = ""
        while self.at < len(self.text) and self.text[self.at] != "]":
            if self.text.startswith("-[", self.at):
                self.at += 1
                minus = self.character_class()
                break
            parts.append(self.member())
        if self.text[self.at : self.at + 1] != "]" or not parts:
            raise PatternUnfit
        self.at += 1
        inside = f"[{'^' if negated else ''}{''.join(parts)}]"
        return f"[{inside}--{minus}]" if minus else inside

    def member(self) -> str:
        """Translate one member of a class."""
        sign = self.text[self.at]
        self.at += 1
        if sign == "\\":
            return self.escape(in_class=True)
        if sign == "[":
            raise PatternUnfit
        return "\\" + sign if sign in "&|~^" or (sign == "-" and self.is_edge()) else sign

    def is_edge(self) -> bool:
        """Tell whether a hyphen stands for itself."""
        before, after = self.text[self.at - 2 : self.at - 1], self.text[self.at : self.at + 1]
        return before in {"[", "^", ""} or after in {"]", ""}


def guarded(run: Run, work: Any, *arguments: Any) -> Any:
    """Run a match within its time. Raises DecisionTooLarge."""
    run.step(CLOCK_EVERY // 4)
    try:
        return work(*arguments, timeout=SECONDS)
    except TimeoutError:
        return run.refuse("time of a regular expression")
