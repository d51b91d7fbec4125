"""Built-in functions over strings (DMN 1.5, 10.3.4.3)."""

import re
from decimal import Decimal
from typing import Any, Final

from matou.kernels.decision.library.patterns import PatternUnfit, guarded, pattern_of
from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import Value

PIECES: Final = 4
"""Text, escaped sign, group, stray sign: so a replacement is cut up."""
GROUP_AT: Final = 2
_GROUP = re.compile(r"\\(.)|\$(\d)|(\\|\$)", re.DOTALL)


@built_in("substring(string: string, start position: number, length?: number?)")
def substring(_run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    """Return a part of the string; the first character is 1, the last -1."""
    place = int(start)
    if place == 0 or abs(place) > len(text) or (length is not None and length < 1):
        return None
    first = place - 1 if place > 0 else len(text) + place
    return text[first:] if length is None else text[first : first + int(length)]


@built_in("string length(string: string)")
def string_length(_run: Run, text: str) -> Value:
    """Return how many characters the string has."""
    return Decimal(len(text))


@built_in("upper case(string: string)")
def upper_case(_run: Run, text: str) -> Value:
    """Return the string in capitals."""
    return text.upper()


@built_in("lower case(string: string)")
def lower_case(_run: Run, text: str) -> Value:
    """Return the string in small letters."""
    return text.lower()


@built_in("substring before(string: string, match: string)")
def substring_before(_run: Run, text: str, match: str) -> Value:
    """Return what stands before the match, nothing where it does not occur."""
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


@built_in("substring after(string: string, match: string)")
def substring_after(_run: Run, text: str, match: str) -> Value:
    """Return what stands behind the match, nothing where it does not occur."""
    return text.partition(match)[2] if match else text


@built_in("contains(string: string, match: string)")
def contains(_run: Run, text: str, match: str) -> Value:
    """Tell whether the match occurs."""
    return match in text


@built_in("starts with(string: string, match: string)")
def starts_with(_run: Run, text: str, match: str) -> Value:
    """Tell whether the string begins so."""
    return text.startswith(match)


@built_in("ends with(string: string, match: string)")
def ends_with(_run: Run, text: str, match: str) -> Value:
    """Tell whether the string ends so."""
    return text.endswith(match)


@built_in("matches(input: string, pattern: string, flags?: string?)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    """Tell whether the pattern occurs."""
    try:
        found = pattern_of(pattern, flags or "")
    except PatternUnfit:
        return None
    return guarded(run, found.search, text) is not None


@built_in("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Return the string with each match replaced; ``$1`` is its first group."""
    try:
        found = pattern_of(pattern, flags or "")
    except PatternUnfit:
        return None
    run.check_text(len(text) * max(1, len(replacement)) // 8)
    if "q" in (flags or ""):
        return guarded(run, found.sub, lambda _match: replacement, text)
    pieces = _GROUP.split(replacement)
    if any(pieces[3::PIECES]) or not all(
        sign is None or sign in "\\$" for sign in pieces[1::PIECES]
    ):
        return None
    if guarded(run, found.search, "") is not None:
        return None
    return guarded(run, found.sub, lambda match: _filled(pieces, match), text)


def _filled(pieces: list[Any], match: Any) -> str:
    groups = len(match.groups())
    parts: list[str] = []
    for at, piece in enumerate(pieces):
        if piece is None:
            continue
        if at % PIECES == GROUP_AT:
            parts.append((match.group(int(piece)) or "") if int(piece) <= groups else "")
        else:
            parts.append(piece)
    return "".join(parts)


@built_in("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> Value:
    """Return the parts between the matches of a pattern."""
    try:
        found = pattern_of(delimiter, "")
    except PatternUnfit:
        return None
    places: list[tuple[int, int]] = [m.span() for m in guarded(run, found.finditer, text)]
    parts: list[str] = []
    last = 0
    for start, end in places:
        parts.append(text[last:start])
        last = end
    return [*parts, text[last:]]


@built_in("string join(list: list, delimiter?: string?)")
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """Return the strings of a list one behind the other; nulls are left out."""
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        return None
    run.check_text(sum(len(text) for text in texts) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
