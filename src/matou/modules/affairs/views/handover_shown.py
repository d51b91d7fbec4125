"""Small translations from hand-overs to what templates print."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.modules.affairs.queries.across import AskedRow, ItemRow, PartRow
from matou.modules.affairs.queries.handovers import ActRow, HandoverDetail, HandoverRow
from matou.modules.affairs.rules import case_decisions, case_states, handover_states, part_opinions
from matou.modules.affairs.rules.case_snapshot import words_of
from matou.modules.affairs.rules.handover_scope import ELSEWHERE, shape_words
from matou.modules.affairs.views.form_shown import material_facts
from matou.web import texts
from matou.web.components.layout import Step
from matou.web.components.records import TimelineItem
from matou.web.language import in_language

_TONES = {
    handover_states.REFUSED_BACK: texts.BAD,
    handover_states.UNANSWERED: texts.WARN,
    handover_states.CORRECTION: texts.WARN,
    handover_states.RECEIVED: texts.INFO,
    handover_states.CHECKED: texts.INFO,
    handover_states.SEALED: texts.INFO,
    handover_states.SENT: texts.INFO,
    handover_states.TAKEN: texts.INFO,
    handover_states.ACCEPTED: texts.INFO,
    handover_states.DECIDED: texts.GOOD,
    handover_states.HANDED_OUT: texts.GOOD,
}
_WAY = ("received", "checked", "sealed", "sent", "taken", "accepted", "decided", "handed_out")
_BESIDE = {
    handover_states.REFUSED_BACK: "sent",
    handover_states.UNANSWERED: "sent",
    handover_states.CORRECTION: "taken",
}
"""Where on the way a hand-over stands that went aside."""


def handover_line(row: HandoverRow) -> dict[str, Any]:
    """Return a hand-over as a line of a list."""
    zh, en = handover_states.handover_words(row.state)
    return {
        "code": row.code,
        "name": in_language(zh=row.name_zh, en=row.name_en),
        "member": in_language(zh=row.member_zh, en=row.member_en),
        "applicant": row.applicant,
        "state": row.state,
        "label": in_language(zh=zh, en=en),
        "tone": _TONES.get(row.state, texts.DONE),
        "round": row.round,
        "received_at": row.received_at,
        "forward_due_at": row.forward_due_at,
        "is_late": row.is_forward_late,
        "is_preparing": row.state in handover_states.PREPARING,
        "sent_at": row.sent_at,
        "owner_case": row.owner_case,
        "owner_due_at": row.owner_due_at,
        "next": _next(row.state),
    }


def item_line(row: ItemRow) -> dict[str, Any]:
    """Return an item of another member as a line."""
    words = [shape_words(one) for one in row.shapes]
    return {
        "member": row.member,
        "code": row.code,
        "name": in_language(zh=row.name_zh, en=row.name_en),
        "department": row.department,
        "version": row.version,
        "shapes": "、".join(zh for zh, _en in words)
        if in_language(zh="zh", en="en") == "zh"
        else ", ".join(en for _zh, en in words),
        "may_receive": ELSEWHERE in row.shapes,
        "told_at": row.told_at,
    }


def part_line(row: AskedRow) -> dict[str, Any]:
    """Return an opinion that others ask of us as a line."""
    zh, en = part_opinions.opinion_words(row.opinion)
    return {
        "code": row.code, "member": row.member, "lead_case": row.lead_case,
        "item": row.item_name, "question": row.question, "due_at": row.due_at,
        "is_late": row.is_late, "opinion": in_language(zh=zh, en=en), "words": row.words,
        "answered_at": row.answered_at, "answered_by": row.answered_by,
    }  # fmt: skip


def asked_part_line(row: PartRow, member: tuple[str, str]) -> dict[str, Any]:
    """Return an opinion that we asked for as a line."""
    zh, en = part_opinions.part_words(row.state)
    opinion_zh, opinion_en = part_opinions.opinion_words(row.opinion)
    tones = {part_opinions.ANSWERED: texts.GOOD, part_opinions.OPEN: texts.INFO}
    return {
        "member": in_language(zh=member[0], en=member[1]), "question": row.question,
        "due_at": row.due_at, "state": row.state, "label": in_language(zh=zh, en=en),
        "tone": tones.get(row.state, texts.BAD), "is_late": row.is_late,
        "opinion": in_language(zh=opinion_zh, en=opinion_en), "words": row.words,
        "office": row.office, "answered_at": row.answered_at,
    }  # fmt: skip


def detail_facts(detail: HandoverDetail, *, is_clerk: bool, now: datetime) -> dict[str, Any]:
    """Return everything that the page of a hand-over shows."""
    code = detail.row.code
    owner = detail.owner
    zh, en = case_states.state_words(owner["state"]) if owner else ("", "")
    out_zh, out_en = case_decisions.outcome_words(owner.get("outcome", ""))
    return {
        "detail": detail,
        "line": handover_line(detail.row),
        "steps": _steps(detail.row.state),
        "acts": _acts(detail) if is_clerk else [],
        "answers": _answers(detail),
        "materials": [
            {"label": in_language(zh=one.page.zh, en=one.page.en),
             "material": material_facts(one, now=now)}
            for one in detail.state.materials
        ],
        "missing": [in_language(zh=one[0], en=one[1]) for one in detail.state.missing]
        if detail.row.state == handover_states.RECEIVED else [],
        "refusal": in_language(zh=detail.refusal.get("zh", ""), en=detail.refusal.get("en", "")),
        "sealed_at": datetime.fromisoformat(detail.seal["sealed_at"]) if detail.seal else None,
        "owner_label": in_language(zh=zh, en=en),
        "owner_outcome": in_language(zh=out_zh, en=out_en),
        "history": [_item(line, detail) for line in detail.history],
        "fill_url": reverse("affairs:handover_fill", args=[code]),
    }  # fmt: skip


def act_words(key: str) -> str:
    """Return an act in the reader's language."""
    move = handover_states.BY_KEY.get(key)
    if move is not None:
        return in_language(zh=move.zh, en=move.en)
    own = {
        "receive": _("代收"), "write": _("填写"), "refused": _("受理地拒收"),
        "unanswered": _("没有应答"),
    }  # fmt: skip
    owners = case_states.BY_KEY.get(key.removeprefix("owner_"))
    if owners is not None:
        return _("受理地：%s") % in_language(zh=owners.zh, en=owners.en)
    return own.get(key, key)


def _acts(detail: HandoverDetail) -> list[dict[str, str]]:
    code, listed = detail.row.code, []
    if detail.row.state == handover_states.RECEIVED:
        listed.append({"url": reverse("affairs:handover_fill", args=[code]), "label": _("填写")})
    moves = [
        {"url": reverse("affairs:handover_act", args=[code, move.key]),
         "label": in_language(zh=move.zh, en=move.en)}
        for move in detail.moves
        if not (move.key == "check" and detail.state.missing)
    ]  # fmt: skip
    is_whole = detail.row.state == handover_states.RECEIVED and not detail.state.missing
    return moves[:1] + listed + moves[1:] if is_whole else listed + moves


def _answers(detail: HandoverDetail) -> list[dict[str, str]]:
    values, found = detail.state.judged.values, []
    for page in detail.state.judged.pages:
        for one in page.fields:
            value = values.get(one.key)
            zh, en = words_of(one, value) if value is not None else ("", "")
            found.append({"label": in_language(zh=one.zh, en=one.en),
                          "text": in_language(zh=zh, en=en)})  # fmt: skip
    return found


def _steps(state: str) -> list[Step]:
    at = _BESIDE.get(state, state)
    place = _WAY.index(at) if at in _WAY else len(_WAY)
    return [
        Step(title=_way_words()[key],
             state="done" if number < place else "current" if number == place else "todo")
        for number, key in enumerate(_WAY)
    ]  # fmt: skip


def _way_words() -> dict[str, str]:
    return {
        "received": _("代收"), "checked": _("核对"), "sealed": _("盖章"), "sent": _("转递"),
        "taken": _("收件"), "accepted": _("受理"), "decided": _("决定"),
        "handed_out": _("交付"),
    }  # fmt: skip


def _next(state: str) -> str:
    """Return what is to be done now, in one sentence."""
    return {
        handover_states.RECEIVED: _("补齐内容和材料，然后核对。"),
        handover_states.CHECKED: _("盖平台章封装。"),
        handover_states.SEALED: _("转递给受理地。"),
        handover_states.SENT: _("等受理地收件。"),
        handover_states.REFUSED_BACK: _("看退回原因，修改后再转递。"),
        handover_states.UNANSWERED: _("受理地没有收下，请再次转递。"),
        handover_states.TAKEN: _("等受理地受理。"),
        handover_states.CORRECTION: _("请申请人补正，再转递。"),
        handover_states.ACCEPTED: _("等受理地决定。"),
        handover_states.DECIDED: _("请申请人来取，登记交付。"),
    }.get(state, _("已结束。"))


def _item(line: ActRow, detail: HandoverDetail) -> TimelineItem:
    member = in_language(zh=detail.row.member_zh, en=detail.row.member_en)
    is_owner = line.act.startswith("owner_")
    return TimelineItem(
        title=act_words(line.act), at=line.at,
        actor=member if is_owner else line.actor or _("系统"), note=line.reason,
        tone=_TONES.get(line.target, texts.NEUTRAL),
    )  # fmt: skip
