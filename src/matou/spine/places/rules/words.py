"""Words by which people find and order places: pinyin keys and two-character pieces."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from types import ModuleType

MAX_QUERY_LENGTH = 60


def sort_key(name_zh: str) -> str:
    """Return the pinyin of a Chinese name with tones, by which lists are ordered.

    PostgreSQL's own collations would need ICU, which the embedded server is built without.
    """
    pinyin = _dictionary()
    toned = pinyin.lazy_pinyin(name_zh, style=pinyin.Style.TONE3, neutral_tone_with_five=True)
    return " ".join(toned).lower()


def search_text(words: Iterable[str]) -> str:
    """Return one normal text holding the words and, for Chinese ones, pinyin and initials."""
    parts: list[str] = []
    for word in filter(None, words):
        parts.append(normal(word))
        if not word.isascii():
            pinyin = _dictionary()
            initials = pinyin.lazy_pinyin(word, style=pinyin.Style.FIRST_LETTER)
            parts.append(normal("".join(pinyin.lazy_pinyin(word))))
            parts.append(normal("".join(initials)))
    return "|".join(dict.fromkeys(parts))


@cache
def _dictionary() -> ModuleType:
    """Return pypinyin with the river's own readings.

    Its dictionaries are a quarter of the processor's time of a start, and only names that are
    written need them: searching compares with what was kept.
    """
    import pypinyin

    # 圩, a market town on the river, is read xū in Guangxi and Guangdong, not wéi as elsewhere.
    pypinyin.load_single_dict({ord("圩"): "xū"})
    # 长洲, the island of the great lock below Wuzhou, is read chángzhōu.
    pypinyin.load_phrases_dict({"长洲": [["cháng"], ["zhōu"]]})
    return pypinyin


def normal(text: str) -> str:
    """Return the text in NFKC, lower case, with no spaces: what is compared when searching."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def grams(text: str) -> list[str]:
    """Return the single characters and the pairs of neighbours in a normal text.

    Trigram indexes answer Chinese only from three characters on; most place names have two.
    """
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    return sorted({*text, *pairs})


def query_grams(text: str) -> list[str]:
    """Return the pieces that every hit must have: pairs, or the one character asked for."""
    if len(text) == 1:
        return [text]
    return sorted({text[at : at + 2] for at in range(len(text) - 1)})
