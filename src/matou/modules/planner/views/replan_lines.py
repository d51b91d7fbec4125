"""Re-plans as pages print them: reasons in words, chains as ways, differences with their sign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from matou.modules.planner.queries.replan_choices import WAIT
from matou.modules.planner.queries.replan_reasons import Reason
from matou.modules.planner.queries.replans import ChoiceCard, ReplanPage, ReplanRow
from matou.modules.planner.rules.choice import Criterion
from matou.modules.planner.rules.pinning import PinnedLeg
from matou.modules.planner.rules.replan_states import REASONS, REPLAN_STATES, ReplanState
from matou.modules.planner.views.ask_words import mark_words
from matou.modules.planner.views.booking_lines import MODE_ICONS, Names, mode_words
from matou.web import texts
from matou.web.language import in_language

TONES: dict[str, str] = {
    ReplanState.OPEN: texts.WARN,
    ReplanState.ACCEPTED: texts.GOOD,
    ReplanState.DECLINED: texts.NEUTRAL,
    ReplanState.SUPERSEDED: texts.DONE,
    ReplanState.OBSOLETE: texts.DONE,
    ReplanState.EXPIRED: texts.DONE,
}
_MINUTES_PER_HOUR, _MINUTES_PER_DAY = 60, 24 * 60
_FEN_PER_YUAN, _G_PER_KG = 100, 1000


def replan_line(row: ReplanRow, *, spots: Names) -> dict[str, Any]:
    """Return a proposal as a line of a list and as the head of its page."""
    return {
        "row": row,
        "state": _words(REPLAN_STATES, row.state),
        "tone": TONES[row.state],
        "reason": _words(REASONS, row.reason),
        "origin": spots[row.origin],
        "destination": spots[row.destination],
    }


def reason_line(one: Reason, *, spots: Names) -> dict[str, Any]:
    """Return why a plan is touched: what, where, from when, until when, by which notice."""
    return {
        "title": _words(REASONS, one.snag),
        "leg": one.leg,
        "code": one.code,
        "place": spots.get(one.place, one.place),
        "at": datetime.fromisoformat(one.at),
        "until": datetime.fromisoformat(one.until) if one.until else None,
        "notice": one.notice,
    }


def old_line(page: ReplanPage, *, spots: Names) -> dict[str, Any]:
    """Return the rest of the plan so far, as choices are shown."""
    return {
        "legs": _legs(page.old_legs, spots),
        "arrives_at": page.row.old_arrives_at,
        "price_fen": page.row.old_price_fen,
        "kg": page.row.old_co2e_g / _G_PER_KG,
    }


def choice_line(one: ChoiceCard, *, spots: Names) -> dict[str, Any]:
    """Return a choice, ready to show beside the plan so far."""
    return {
        "number": one.number,
        "marks": [_mark(word) for word in one.best_in],
        "legs": _legs(one.chain.legs, spots),
        "starts_by": one.chain.starts_by,
        "arrives_at": one.chain.arrives_at,
        "price_fen": one.chain.fen,
        "kg": one.chain.grams / _G_PER_KG,
        "later": time_words(one.later_min),
        "dearer": money_words(one.dearer_fen),
        "dirtier": carbon_words(one.more_co2e_g),
    }


def difference_words(one: ChoiceCard) -> str:
    """Return in one line what a choice changes."""
    marks = " · ".join(_mark(word) for word in one.best_in)
    rest = f"{time_words(one.later_min)} · {money_words(one.dearer_fen)}"
    return f"{marks} · {rest} · {carbon_words(one.more_co2e_g)}"


def binding_words(row: ReplanRow) -> str:
    """Return what stands in the way of the wishes as they were, if anything does."""
    return in_language(zh=row.binding_zh, en=row.binding_en)


def places_of(page: ReplanPage) -> set[str]:
    """Return every place that the page names."""
    legs: Iterable[PinnedLeg] = (
        *page.old_legs,
        *(leg for one in page.choices for leg in one.chain.legs),
    )
    return {
        *(place for leg in legs for place in (leg.origin, leg.destination)),
        *(one.place for one in page.row.reasons),
        *(page.place, page.row.origin, page.row.destination),
    }


def time_words(minutes: int) -> str:
    """Return how much later or earlier, in days and hours."""
    if abs(minutes) < _MINUTES_PER_HOUR:
        return _("到达时间相当")
    days, rest = divmod(abs(minutes), _MINUTES_PER_DAY)
    told = {"days": days, "hours": rest // _MINUTES_PER_HOUR}
    if minutes > 0:
        return _("晚到 %(days)s 天 %(hours)s 小时") % told
    return _("早到 %(days)s 天 %(hours)s 小时") % told


def money_words(fen: int) -> str:
    """Return how much dearer or cheaper."""
    if not fen:
        return _("价格相同")
    told = {"yuan": f"{abs(fen) / _FEN_PER_YUAN:,.2f}"}
    return (_("贵 ¥%(yuan)s") if fen > 0 else _("省 ¥%(yuan)s")) % told


def carbon_words(grams: int) -> str:
    """Return how much more or less is emitted."""
    kg = round(abs(grams) / _G_PER_KG)
    if not kg:
        return _("碳排放相当")
    told = {"kg": f"{kg:,}"}
    return (_("多排 %(kg)s kg CO2e") if grams > 0 else _("少排 %(kg)s kg CO2e")) % told


def _legs(legs: Sequence[PinnedLeg], spots: Names) -> list[dict[str, Any]]:
    return [
        {
            "icon": MODE_ICONS[leg.mode],
            "mode": mode_words(leg.mode),
            "service": leg.service,
            "origin": spots[leg.origin],
            "destination": spots[leg.destination],
            "departs_at": leg.departs_at,
            "arrives_at": leg.arrives_at,
        }
        for leg in legs
    ]


def _mark(word: str) -> str:
    return _("原方案等候") if word == WAIT else mark_words(Criterion(word))


def _words(choices: Iterable[tuple[Any, str, str]], key: Any) -> str:
    return next((in_language(zh=zh, en=en) for own, zh, en in choices if own == key), str(key))
