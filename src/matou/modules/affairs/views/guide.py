"""The guide (办事指南) as a phone reads it: small, without scripts, narrowed by plain links."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.codes import shown_code
from matou.modules.affairs.forms import language
from matou.modules.affairs.queries import items
from matou.modules.affairs.queries.items import Guide
from matou.modules.affairs.rules import fields, situations
from matou.modules.affairs.rules.regions import region_name
from matou.modules.affairs.rules.situations import Answers
from matou.modules.affairs.views.shown import joined, limit_words
from matou.modules.affairs.views.steps import steps_picture
from matou.web.access import GuestRequest
from matou.web.language import in_language

_GONE = 410
_NOT_HANDED_IN = "9"
_AUTHORITY = "20"


@require_safe
def guide(request: GuestRequest, code: str) -> HttpResponse:
    """Show an item's guide in force, narrowed to the situation told; 410 where it was withdrawn."""
    now = utc_now()
    found = items.guide(code=code, at=now)
    if found.withdrawn_at:
        return render(request, "affairs/withdrawn.html", _ended(found), status=_GONE)
    answers = situations.answered(found.content, request.GET.dict())
    begin = reverse("affairs:case_begin", args=[found.code])
    facts = {
        **_head(found),
        **_terms(found.content),
        "situations": _situations(found.content, answers),
        "is_narrowed": bool(answers),
        "conditions": _conditions(found.content, answers),
        "materials": _materials(found.content, answers),
        "steps": found.content["handle_flow"],
        "picture": steps_picture(found.content["handle_flow"]),
        "step_words": [_step(row) for row in found.content["handle_flow"]],
        "windows": [_window(row) for row in found.content["windows"]],
        "questions": [_question(row) for row in found.content["faq"]],
        "laws": found.content["by_law"],
        "here": f"{request.path}?{urlencode(answers)}" if answers else request.path,
        "page_url": request.path,
        "begin_url": f"{begin}?{urlencode(answers)}" if answers else begin,
    }
    return render(request, "affairs/guide.html", facts)


def _head(found: Guide) -> dict[str, Any]:
    content = found.content
    kind = fields.field("server_type")
    return {
        "guide": found,
        "shown": shown_code(found.code),
        "name": found.name(language()),
        "lacks_english": not content["task_name_en"],
        "summary": in_language(zh=content["summary"], en=content["summary_en"]),
        "department": in_language(zh=content["dept_name"], en=content["dept_name_en"]),
        "region": region_name(found.region, language()),
        "audience": joined(kind.choice_label(key, language()) for key in content["server_type"]),
    }


def _terms(content: Mapping[str, Any]) -> dict[str, Any]:
    ways = fields.field("handle_type")
    kind = fields.field("project_type")
    return {
        "promised": limit_words(content["promise_day"], content["promise_type"]),
        "statutory": limit_words(content["anticipate_day"], content["anticipate_type"]),
        "case_kind": kind.choice_label(content["project_type"], language()),
        "visits": content["limit_scene_num"] or 0,
        "ways": joined(ways.choice_label(key, language()) for key in content["handle_type"]),
        "is_fee": content["is_fee"],
        "fees": content["fees"],
        "result": in_language(zh=content["result_name"], en=content["result_name_en"]),
        "validity": content["result_validity"],
        "ask_at": content["link_way"],
        "complain_at": content["supervise_way"],
        "online_url": content["online_handle_url"],
        "procedures": content["special_procedure"],
    }


def _situations(content: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    return [
        {
            "key": question.key,
            "text": in_language(zh=question.zh, en=question.en),
            "options": [
                {
                    "key": option.key,
                    "text": in_language(zh=option.zh, en=option.en),
                    "is_chosen": answers.get(question.key) == option.key,
                }
                for option in question.options
            ],
        }
        for question in situations.questions(content)
    ]


def _conditions(content: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    return [
        {
            "text": in_language(zh=row["text"], en=row["text_en"]),
            "only_if": _only_if(content, row["when"], answers),
        }
        for row in situations.narrowed(content["accept_condition"], answers)
    ]


def _materials(content: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    table = fields.field("materials")
    found = []
    for row in situations.narrowed(content["materials"], answers):

        def words(key: str, row: Mapping[str, Any] = row) -> str:
            return table.column(key).choice_label(row[key], language()) if row[key] else ""

        found.append(
            {
                "name": in_language(zh=row["material_name"], en=row["material_name_en"]),
                "need": words("is_need"),
                "only_if": _only_if(content, row["when"], answers),
                "is_held": row["material_format"] == _NOT_HANDED_IN,
                "is_issued": row["source_type"] == _AUTHORITY,
                "licence": row["e_licence"],
                "source": words("source_type"),
                "form": words("material_format"),
                "kind": words("material_type"),
                "copies": row["page_num"],
                "blank": row["form_guid"],
                "sample": row["example_guid"],
                "notes": row["fill_explain"] or row["accept_stand"],
                "basis": row["by_law"],
            }
        )
    return found


def _only_if(content: Mapping[str, Any], when: str, answers: Answers) -> str:
    """Return the situation in which something applies, while it is still open."""
    if not situations.is_open(when, answers):
        return ""
    said = []
    for question in situations.questions(content):
        fitting = [
            in_language(zh=option.zh, en=option.en)
            for option in question.options
            if f"{question.key}={option.key}" in when.split()
        ]
        if fitting and question.key not in answers:
            asked = in_language(zh=question.zh, en=question.en)
            said.append(f"{asked} {in_language(zh='或', en=' or ').join(fitting)}")
    return _("；").join(said)


def _step(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": in_language(zh=row["name"], en=row["name_en"]),
        "limit": row["limit"],
        "role": row["role"],
    }


def _window(row: Mapping[str, Any]) -> dict[str, Any]:
    has_place = row["latitude"] is not None and row["longitude"] is not None
    asked = urlencode(
        {
            "position": f"{row['longitude']},{row['latitude']}",
            "name": row["name"],
            "coordinate": "wgs84",
        }
    )
    return {
        "name": in_language(zh=row["name"], en=row["name_en"]),
        "address": row["transact_addr"],
        "hours": row["transact_time"],
        "map_url": f"https://uri.amap.com/marker?{asked}" if has_place else "",
    }


def _question(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "question": in_language(zh=row["question"], en=row["question_en"]),
        "answer": in_language(zh=row["answer"], en=row["answer_en"]),
    }


def _ended(found: Guide) -> dict[str, Any]:
    name = in_language(zh=found.successor_name_zh, en=found.successor_name_en)
    return {**_head(found), "successor_name": name, "page_url": items.page_url(found.code)}
