"""Names as people search and read them: bigrams, pinyin order, masks for private persons."""

import re
import unicodedata

from matou.modules.registry.rules.values import COMPANY, PartyRef

MAX_QUERY = 60


def search_text(*parts: str) -> str:
    """Return the parts folded to one searchable text, one part a line."""
    return "\n".join(filter(None, (folded(part) for part in parts)))


def folded(text: str) -> str:
    """Return the text in one form: NFKC, lower case, without blanks, hyphens and dots."""
    return re.sub(r"[\s\-·.,，。]", "", unicodedata.normalize("NFKC", text).casefold())


def bigrams(text: str) -> tuple[str, ...]:
    """Return every pair of neighbouring characters, once each, never across two lines.

    Trigram indexes answer Chinese names from three characters on; pairs answer two, which is
    how long most are, in 0.4 ms instead of a table scan of 25 ms (200,000 rows).
    """
    return tuple(
        sorted({line[i : i + 2] for line in text.split("\n") for i in range(len(line) - 1)})
    )


def sort_key(name: str) -> str:
    """Return the key by which names are listed: pinyin, so that 西江 stands under x."""
    from pypinyin import lazy_pinyin  # a quarter of a second that every start would pay

    return " ".join(lazy_pinyin(name)).casefold()[:200]


def masked_person(name: str) -> str:
    """Return a private person's name with all but the first character hidden: 张**."""
    return name[:1] + "**" if name else ""


def public_name(party: PartyRef) -> str:
    """Return the name that anyone may read: companies in full, private persons masked."""
    return party.name if party.kind == COMPANY else masked_person(party.name)
