"""What can be said of a typed code before anyone looks it up, and which codes lie near it."""

from matou.kit.codes import ALPHABET, LENGTH, normal_code
from matou.spine.codes.contracts import Verdict

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = str.maketrans("", "", " -　‐‑–—.")
MAX_TYPED_LENGTH = 40


def typed_letters(text: str) -> str:
    """Return the text as a code would be stored: capitals, no spaces or hyphens, O as 0, I as 1."""
    return text[:MAX_TYPED_LENGTH].strip().translate(_IGNORED).upper().translate(_LOOK_ALIKES)


def verdict_on(text: str) -> Verdict:
    """Judge the form alone: UNKNOWN means well formed, and only a look-up can tell more.

    MOD 37,36 catches every single wrong character and all but a few swaps of neighbours, so a text
    of the right length and letters that fails the check was mistyped, never "not issued".
    """
    letters = typed_letters(text)
    if any(letter not in ALPHABET for letter in letters):
        return Verdict.WRONG_LETTERS
    if len(letters) != LENGTH:
        return Verdict.WRONG_LENGTH
    return Verdict.UNKNOWN if normal_code(letters) else Verdict.MISTYPED


def near_codes(text: str) -> frozenset[str]:
    """Return the well-formed codes one slip away (Damerau distance 1, same length).

    Of the 287 texts one slip away about nine pass the check, so asking for all of them is one
    small query.
    """
    letters = typed_letters(text)
    if len(letters) != LENGTH:
        return frozenset()
    replaced = {
        letters[:at] + letter + letters[at + 1 :]
        for at in range(LENGTH)
        for letter in ALPHABET
        if letter != letters[at]
    }
    swapped = {
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :] for at in range(LENGTH - 1)
    }
    return frozenset(code for code in replaced | swapped - {letters} if normal_code(code) == code)
