"""What was submitted (提交快照): every question in words with its answer, every file by its hash.

A snapshot can be read without the version, the form or the documents: it holds the wording of
the day. Its hash is over the canonical JSON, so anybody can compute it again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matou.kit.clock import CHINA
from matou.modules.affairs.rules.case_form import FormField
from matou.modules.affairs.rules.case_papers import FileLine, MaterialState, Paper
from matou.modules.affairs.rules.form_answers import Judged

Snapshot = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One question or material that differs between two submissions."""

    zh: str
    en: str
    before: str
    after: str


def snapshot(
    judged: Judged, materials: Sequence[MaterialState], *, sources: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is submitted: open questions and materials alone, in the order of the pages."""
    return {
        "answers": [
            _answer(page.key, one, judged.values, sources)
            for page in judged.pages
            for one in page.fields
            if one.key in judged.values
        ],
        "materials": [_material(one) for one in materials],
    }


def digest_of(told: Snapshot) -> str:
    """Return the SHA-256 of the canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(one: FormField, value: Any) -> tuple[str, str]:
    """Return an answer in Chinese and English."""
    if isinstance(value, bool):
        return ("是", "Yes") if value else ("否", "No")
    for key, zh, en in one.choices:
        if key == value:
            return zh, en
    text = str(value)
    return (f"{text} {one.unit}", f"{text} {one.unit}") if one.unit else (text, text)


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Return what differs between two submissions, in the order of the later one."""
    old, new = _lines(before), _lines(after)
    return tuple(
        Change(zh=names[0], en=names[1], before=old.get(key, (names, ""))[1],
               after=new.get(key, (names, ""))[1])
        for key, names in {key: row[0] for key, row in {**new, **old}.items()}.items()
        if old.get(key, (names, ""))[1] != new.get(key, (names, ""))[1]
    )  # fmt: skip


def _lines(told: Snapshot) -> dict[str, tuple[tuple[str, str], str]]:
    """Return each question and material by key: its names, and what it says in one line."""
    found = {
        row["key"]: ((row["zh"], row["en"]), row["said_zh"]) for row in told.get("answers", ())
    }
    for row in told.get("materials", ()):
        parts = [f"{one['name']} ({one['sha256'][:8]})" for one in row["files"]]
        parts += [f"{one['title_zh']} {one['number']}" for one in row["held"]]
        found[row["key"]] = ((row["zh"], row["en"]), "、".join(parts))
    return found


def _answer(
    page: str, one: FormField, values: Mapping[str, Any], sources: Mapping[str, Any]
) -> dict[str, Any]:
    value = values[one.key]
    zh, en = words_of(one, value)
    return {
        "key": one.key, "page": page, "zh": one.zh, "en": one.en, "value": value,
        "said_zh": zh, "said_en": en, "source": dict(sources.get(one.key) or {}),
    }  # fmt: skip


def _material(state: MaterialState) -> dict[str, Any]:
    return {
        "key": state.page.key, "page": state.page.key, "zh": state.page.zh, "en": state.page.en,
        "status": state.status, "files": _files(state.files),
        "held": [_paper(one) for one in state.held] if not state.files else [],
    }  # fmt: skip


def _files(files: Iterable[FileLine]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "name": one.name, "media_type": one.media_type, "size": one.size,
         "sha256": one.sha256}
        for one in files
    ]  # fmt: skip


def _paper(one: Paper) -> dict[str, Any]:
    return {
        "code": one.code, "title_zh": one.title_zh, "title_en": one.title_en,
        "number": one.number, "issuer": one.issuer, "holder": one.holder,
        "until": last_day(one.until_at),
    }  # fmt: skip


def last_day(until_at: datetime) -> str:
    """Return the last day on which a paper counts, empty where none is set (year 9999)."""
    if until_at.year >= _ENDLESS:
        return ""
    return (until_at - timedelta(microseconds=1)).astimezone(CHINA).date().isoformat()


_ENDLESS = 9000
