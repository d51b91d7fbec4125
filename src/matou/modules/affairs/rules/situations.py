"""Situations (情形): questions that narrow a guide to what applies to the one who asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, str]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a question."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question on one's own situation."""

    key: str
    zh: str
    en: str
    options: tuple[Option, ...]

    def has(self, option: str) -> bool:
        """Tell whether it may be answered so."""
        return any(one.key == option for one in self.options)


def questions(content: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions of an item in order; lines that name no option are left out."""
    return tuple(
        Question(key=row["key"], zh=row["question"], en=row["question_en"],
                 options=_options(row["options"]))
        for row in content["situations"]
    )  # fmt: skip


def answered(content: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that fit the questions; others are ignored, never refused."""
    return {
        question.key: asked[question.key]
        for question in questions(content)
        if question.has(asked.get(question.key, ""))
    }


def applies(when: str, answers: Answers) -> bool:
    """Tell whether something applies: each question it names is open or answered as it says."""
    return all(
        question not in answers or answers[question] in wanted
        for question, wanted in _wanted(when).items()
    )


def is_open(when: str, answers: Answers) -> bool:
    """Tell whether a question that it names has no answer yet."""
    return any(question not in answers for question in _wanted(when))


def narrowed(rows: Sequence[Mapping[str, Any]], answers: Answers) -> list[Mapping[str, Any]]:
    """Return the conditions or materials that apply."""
    return [row for row in rows if applies(row["when"], answers)]


def unknown_situations(content: Mapping[str, Any], when: str) -> tuple[str, ...]:
    """Return the parts of a condition that no question and option of the item bears."""
    asked = {question.key: question for question in questions(content)}
    return tuple(
        part
        for part in when.split()
        if not (
            part.count("=") == 1
            and (question := asked.get(part.partition("=")[0]))
            and question.has(part.partition("=")[2])
        )
    )


def bad_questions(content: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the rows whose key or options cannot be asked: a question needs two answers."""
    keys = [row["key"] for row in content["situations"]]
    return tuple(
        number
        for number, row in enumerate(content["situations"], start=1)
        if not _KEY.fullmatch(row["key"])
        or keys.count(row["key"]) > 1
        or len(_options(row["options"])) < 2  # noqa: PLR2004  # else there is nothing to choose
    )


def _wanted(when: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in when.split():
        question, _sign, option = part.partition("=")
        found.setdefault(question, set()).add(option)
    return found


def _options(text: str) -> tuple[Option, ...]:
    parts = [line.split("=") for line in text.splitlines() if line.strip()]
    return tuple(
        Option(key=key.strip(), zh=words[0].strip(), en=(words[1:] or words)[0].strip())
        for key, *words in parts
        if words and _KEY.fullmatch(key.strip())
    )
