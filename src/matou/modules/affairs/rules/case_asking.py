"""What a clerk asks to mend (补正): questions and materials by name, each with words if need be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matou.kit.errors import InvalidInput
from matou.modules.affairs.rules.reasons import MOST_REASON


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """One page of the form that a clerk can name."""

    key: str
    zh: str
    en: str


def asked_items(pages: Sequence[Askable], items: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was named, in the order of the form; raises InvalidInput for all else."""
    known = {page.key for page in pages}
    unknown = sorted(items.keys() - known)
    if unknown:
        raise InvalidInput(field=unknown[0][:40], reason_zh="表单中没有这一项。",
                           reason_en="The form has no such page.")  # fmt: skip
    return [
        {"key": page.key, "zh": page.zh, "en": page.en, "note": _note(items[page.key])}
        for page in pages
        if page.key in items
    ]


def _note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > MOST_REASON or not note.isprintable():
        raise InvalidInput(field="note", reason_zh=f"请写 {MOST_REASON} 字以内。",
                           reason_en=f"Write at most {MOST_REASON} characters.")  # fmt: skip
    return note
