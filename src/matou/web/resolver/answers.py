"""What a code's page shows: facts in words, and help for codes that are not there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matou.kit.tonnes import Tonnes
from matou.spine.codes.contracts import CodeCard, LookUp, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact as the page shows it."""

    label: str
    value: str


def fact_lines(facts: Mapping[str, object] | None) -> list[FactLine]:
    """Return the facts that have a label for people; the thing's own page tells the rest."""
    labels = {
        "name": _("名称"),
        "name_zh": _("中文名"),
        "name_en": _("英文名"),
        "city": _("城市"),
        "cargo": _("货名"),
        "quantity_kg": _("数量"),
        "uscc": _("统一社会信用代码"),
        "mmsi": "MMSI",
        "deadweight_kg": _("载重吨"),
        "media_type": _("文件类型"),
    }
    return [
        FactLine(label=label, value=_value(name, facts[name]))
        for name, label in labels.items()
        if facts and facts.get(name) not in {None, ""}
    ]


def machine_answer(card: CodeCard, facts: Mapping[str, object] | None) -> dict[str, object]:
    """Return what machines read; ``facts`` is null where the asker may read nothing."""
    return {
        "code": card.code,
        "shown": card.shown,
        "kind": card.kind,
        "title_zh": card.title_zh,
        "title_en": card.title_en,
        "state": "retired" if card.retired_at else "in-use",
        "successor": card.successor,
        "url": card.page_url or None,
        "facts": dict(facts) if facts is not None else None,
    }


def help_for(answer: LookUp) -> str:
    """Say why nothing was found and what to do next."""
    return {
        Verdict.MISTYPED: _("最后一位校验不符，至少有一个字符抄错了。请对照标签逐位核对。"),
        Verdict.WRONG_LENGTH: _("编号是 9 位：8 位加 1 位校验。请看看是不是少抄或多抄了。"),
        Verdict.WRONG_LETTERS: _("编号只有数字和英文字母，没有 U 和汉字。请对照标签核对。"),
        Verdict.UNKNOWN: _("这个编号写法正确，但没有登记过。请核对标签，或向发码方询问。"),
    }.get(answer.verdict, "")


def _value(name: str, value: object) -> str:
    if name.endswith("_kg") and isinstance(value, int):
        return str(Tonnes(value))
    return str(value)
