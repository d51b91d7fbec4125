"""Small translations from cases to what templates print."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from matou.modules.affairs.queries.cases import ActLine, CaseDetail, CaseRow, ClockFacts
from matou.modules.affairs.rules import case_decisions, case_states
from matou.modules.affairs.rules.case_marks import CLOCKS, colour
from matou.modules.affairs.views.shown import limit_words
from matou.web import texts
from matou.web.components.layout import Step
from matou.web.components.records import TimelineItem
from matou.web.language import in_language

_TONES = {
    case_states.DRAFTED: texts.NEUTRAL,
    case_states.SUBMITTED: texts.INFO,
    case_states.CORRECTION: texts.WARN,
    case_states.ACCEPTED: texts.INFO,
    case_states.HANDLING: texts.INFO,
    case_states.PROPOSED: texts.INFO,
    case_states.SUSPENDED: texts.WARN,
    case_states.DECIDED: texts.GOOD,
    case_states.DELIVERED: texts.GOOD,
    case_states.RATED: texts.GOOD,
}
_CLOCK_TONES = {"good": texts.GOOD, "info": texts.INFO, "warn": texts.WARN, "bad": texts.BAD}


def case_line(row: CaseRow, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a case as a line of a list."""
    zh, en = case_states.state_words(row.state)
    outcome_zh, outcome_en = case_decisions.outcome_words(row.outcome)
    return {
        "code": row.code,
        "name": in_language(zh=row.name_zh, en=row.name_en),
        "state": row.state,
        "label": in_language(zh=zh, en=en),
        "tone": _TONES.get(row.state, texts.DONE),
        "applicant": names.get(row.applicant, row.applicant),
        "assignee": names.get(row.assignee, row.assignee),
        "submitted_at": row.submitted_at,
        "clock": clock_line(row.clock) if row.clock else None,
        "is_provisional": row.is_provisional,
        "outcome": in_language(zh=outcome_zh, en=outcome_en),
        "is_against": row.outcome in case_decisions.AGAINST,
        "round": row.round,
    }


def clock_line(one: ClockFacts) -> dict[str, Any]:
    """Return a clock with its colour and words."""
    zh, en = next((zh, en) for key, zh, en in CLOCKS if key == one.name)
    share = _("已用 %d%%") % one.per_cent
    return {
        "label": in_language(zh=zh, en=en),
        "limit": limit_words(one.limit.count, one.limit.unit),
        "per_cent": one.per_cent,
        "share": _("计时暂停") if one.stands else share,
        "tone": texts.WARN if one.stands else _CLOCK_TONES[colour(one.per_cent)],
        "due_at": one.due_at,
    }


def step_line(detail: CaseDetail) -> list[Step]:
    """Return the item's own steps, done, current and to come."""
    return [
        Step(
            title=in_language(zh=one.name_zh, en=one.name_en),
            state=_step_state(number, detail.steps_done),
            note=one.limit,
        )
        for number, one in enumerate(detail.steps)
    ]


def history_items(detail: CaseDetail) -> list[TimelineItem]:
    """Return a case's history, the newest first."""
    return [
        TimelineItem(
            title=_act_title(line),
            at=line.at,
            actor=_who(line, detail.names),
            note=line.reason or _note(line, detail.names),
            tone=_TONES.get(line.target, texts.NEUTRAL),
        )
        for line in detail.history
    ]


def _who(line: ActLine, names: Mapping[str, str]) -> str:
    """Return who acted; at a window, for whom the clerk typed."""
    own = names.get(line.actor, _("系统"))
    clerk = names.get(str(line.facts.get("window_by", "")), "")
    return _("%(clerk)s 代 %(person)s") % {"clerk": clerk, "person": own} if clerk else own


def _step_state(number: int, done: int) -> str:
    if number < done:
        return "done"
    return "current" if number == done else "todo"


def _act_title(line: ActLine) -> str:
    move = case_states.BY_KEY.get(line.act)
    if move is not None:
        return in_language(zh=move.zh, en=move.en)
    own = {
        "begin": _("开始填写"), "take": _("领取"), "give": _("转给同事"), "lay_down": _("放回队列"),
        "mark": _("时限提醒"), "recompute": _("时限重算"), "licence": _("补发电子证照"),
        "window": _("窗口代办"),
    }  # fmt: skip
    return own[line.act]


def _note(line: ActLine, names: Mapping[str, str]) -> str:
    facts = line.facts
    if line.act == "mark":
        zh, en = next((zh, en) for key, zh, en in CLOCKS if key == facts["clock"])
        return f"{in_language(zh=zh, en=en)} {facts['per_cent']}%"
    if line.act == "step":
        return str(in_language(zh=facts["step_zh"], en=facts["step_en"]))
    return names.get(str(facts.get("to", "")), "") if line.act in {"give", "window"} else ""


def decision_facts(detail: CaseDetail) -> dict[str, Any]:
    """Return the decision as its card shows it; the applicant sees none before it is signed."""
    zh, en = case_decisions.outcome_words(detail.row.outcome)
    shown = bool(detail.row.outcome) and (bool(detail.signed_by) or not detail.is_applicant)
    return {
        "has_decision": shown,
        "outcome": in_language(zh=zh, en=en),
        "proposed_by": detail.names.get(detail.proposed_by, ""),
        "signed_by": detail.names.get(detail.signed_by, ""),
    }
