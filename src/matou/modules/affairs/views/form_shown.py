"""Small translations from a form's state to what its templates print."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.modules.affairs.queries.case_forms import FormState, Missing
from matou.modules.affairs.rules import case_papers, fields
from matou.modules.affairs.rules.case_form import FormPage
from matou.modules.affairs.rules.case_papers import MaterialState, Paper
from matou.modules.affairs.rules.case_snapshot import last_day, words_of
from matou.web import texts
from matou.web.language import in_language

FROM_CHECK = "check"


def page_url(code: str, page: str, *, from_check: bool = False) -> str:
    """Return the address of a page of the form."""
    address = reverse("affairs:form_page", args=[code, page])
    return f"{address}?from={FROM_CHECK}" if from_check else address


def page_facts(state: FormState, page: FormPage) -> dict[str, Any]:
    """Return what every page of a form shows around its question."""
    pages = [one.key for one in state.judged.pages]
    number = pages.index(page.key)
    asked = next((one for one in state.asked if one.key == page.key), None)
    return {
        "code": state.code,
        "name": in_language(zh=state.name_zh, en=state.name_en),
        "title": in_language(zh=page.zh, en=page.en),
        "help": in_language(zh=page.help_zh, en=page.help_en),
        "number": number + 1,
        "count": len(pages),
        "back_url": page_url(state.code, pages[number - 1]) if number
        else reverse("affairs:case", args=[state.code]),
        "check_url": reverse("affairs:form_check", args=[state.code]),
        "saved_at": state.saved_at if state.revision else None,
        "revision": state.revision,
        "asked_note": (asked.note or state.asked_words) if asked else "",
        "sources": [line for one in page.fields if (line := _source(state, one.key))],
    }  # fmt: skip


def material_facts(state: MaterialState, *, now: datetime) -> dict[str, Any]:
    """Return how a material stands, for its page and the page of all answers."""
    asked = state.page.material
    assert asked is not None, "a page of a material"  # noqa: S101
    table = fields.field("materials")
    need, form = asked.row["is_need"], asked.row["material_format"]
    return {
        "status": state.status,
        "label": _status_words()[state.status],
        "tone": _TONES[state.status],
        "need": table.column("is_need").choice_label(need, _language()) if need else "",
        "form": table.column("material_format").choice_label(form, _language()) if form else "",
        "files": [
            {"code": one.code, "name": one.name, "size": _size(one.size), "added_at": one.added_at}
            for one in state.files
        ],
        "held": [_paper(one, now=now) for one in state.held],
        "expired": [_paper(one, now=now) for one in state.expired],
        "types": ", ".join(one.upper() for one in asked.types),
        "accept": ",".join(f".{one}" for one in asked.types),
        "most": asked.most,
        "may_add": len(state.files) < asked.most,
        "basis": asked.row["by_law"],
    }


def answer_lines(state: FormState, *, now: datetime) -> list[dict[str, Any]]:
    """Return every open question and material with its answer, in the order of the pages."""
    lines: list[dict[str, Any]] = []
    for page in state.judged.pages:
        url = page_url(state.code, page.key, from_check=True)
        if page.material:
            facts = material_facts(state.material(page.key), now=now)
            is_bad = facts["status"] == case_papers.LACKING
            lines.append({"label": in_language(zh=page.zh, en=page.en), "url": url,
                          "material": facts, "is_bad": is_bad})  # fmt: skip
            continue
        bad = {fault.field for fault in state.judged.faults_of(page.key)}
        for one in page.fields:
            value = state.judged.values.get(one.key)
            zh, en = words_of(one, value) if value is not None else ("", "")
            lines.append(
                {
                    "label": in_language(zh=one.zh, en=one.en),
                    "text": in_language(zh=zh, en=en),
                    "source": _source(state, one.key),
                    "is_bad": one.key in bad,
                    "url": url,
                }
            )
    return lines


def missing_lines(state: FormState, missing: Sequence[Missing]) -> list[dict[str, str]]:
    """Return all that is missing, each with the page where it is mended."""
    return [
        {
            "title": in_language(zh=one.title_zh, en=one.title_en),
            "text": in_language(zh=one.zh, en=one.en),
            "url": page_url(state.code, one.page, from_check=True),
        }
        for one in missing
    ]


def asked_lines(state: FormState) -> list[dict[str, str]]:
    """Return what the desk asked to mend, with links."""
    return [
        {
            "title": in_language(zh=one.title_zh, en=one.title_en),
            "note": one.note,
            "url": page_url(state.code, one.key, from_check=True),
        }
        for one in state.asked
    ]


def submitted_lines(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a submission's answers and files as the desk reads them."""
    lines: list[dict[str, Any]] = [
        {
            "label": in_language(zh=row["zh"], en=row["en"]),
            "text": in_language(zh=row["said_zh"], en=row["said_en"]),
            "source": source_words(row["source"]),
        }
        for row in content["answers"]
    ]
    lines += [
        {"label": in_language(zh=row["zh"], en=row["en"]), "material": _submitted_material(row)}
        for row in content["materials"]
    ]
    return lines


def _submitted_material(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": _status_words()[row["status"]],
        "status": row["status"],
        "tone": _TONES[row["status"]],
        "files": [
            {"code": one["code"], "name": one["name"], "size": _size(one["size"])}
            for one in row["files"]
        ],
        "held": [_held_paper(one) for one in row["held"]],
    }


def source_words(source: Mapping[str, str]) -> str:
    """Return where an answer came from, empty where it was typed."""
    words = {
        "party": _("来自您的账户资料"),
        "guide": _("来自您在办事指南中的选择"),
        "case": _("来自您的办件 %s") % source.get("case", ""),
    }
    return words.get(source.get("from", ""), "")


def _source(state: FormState, key: str) -> str:
    return source_words(state.sources.get(key) or {})


def _paper(one: Paper, *, now: datetime) -> dict[str, Any]:
    return {
        "title": in_language(zh=one.title_zh, en=one.title_en),
        "number": one.number,
        "holder": one.holder,
        "until": last_day(one.until_at),
        "is_good": one.is_good(now),
    }


def _held_paper(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "title": in_language(zh=row["title_zh"], en=row["title_en"]),
        "number": row["number"],
        "holder": row["holder"],
        "until": row["until"],
    }


def _language() -> str:
    return in_language(zh="zh", en="en")


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= _MEGA else f"{max(1, count // 1000)} kB"


_MEGA = 1_000_000


def _status_words() -> dict[str, str]:
    return {
        case_papers.HELD: _("免提交"),
        case_papers.FILES: _("已上传"),
        case_papers.CHECKED: _("部门核对"),
        case_papers.LACKING: _("还没有上传"),
        case_papers.OPTIONAL: _("没有上传，可以不传"),
    }


_TONES = {
    case_papers.HELD: texts.GOOD,
    case_papers.FILES: texts.GOOD,
    case_papers.CHECKED: texts.INFO,
    case_papers.LACKING: texts.WARN,
    case_papers.OPTIONAL: texts.NEUTRAL,
}
