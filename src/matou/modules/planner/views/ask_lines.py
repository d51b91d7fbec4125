"""From a plan to what its pages print: lines to compare, and the dots of the drawing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matou.modules.planner.queries.answers import LiveAnswer
from matou.modules.planner.queries.gazetteer import Gazetteer
from matou.modules.planner.queries.plans import Plan, ShownPlan
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Load
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.layers import is_transfer
from matou.modules.planner.rules.network import Service
from matou.modules.planner.views.ask_words import (
    MODE_ICONS,
    carbon,
    mark_words,
    mode_words,
    percent,
    span,
)
from matou.web.language import in_language


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeWord:
    """One carriage of a chain: its icon and word, and for a ride its service."""

    icon: str
    words: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareLine:
    """One chain beside the others; ``index`` counts from 1, by arrival."""

    index: int
    marks: tuple[str, ...]
    arrives_at: datetime
    half_by: datetime
    nine_in_ten_by: datetime
    lasts: str
    fen: int
    carbon: str
    modes: tuple[ModeWord, ...]
    in_time: str
    transfers: int
    variants: int
    via: str


def compare_lines(plan: Plan, names: Gazetteer) -> list[CompareLine]:
    """Return the shown chains by arrival."""
    return [
        compare_line(plan.live, one, names, index) for index, one in enumerate(plan.chains, start=1)
    ]


def compare_line(live: LiveAnswer, one: ShownPlan, names: Gazetteer, index: int) -> CompareLine:
    """Return one chain as a line."""
    chain, told = one.shown.chain, one.reliability
    latest = live.answer.question.wishes.arrive_by_min
    return CompareLine(
        index=index,
        marks=tuple(mark_words(mark) for mark in one.shown.best_in),
        arrives_at=live.instant(chain.arrive_min),
        half_by=live.instant(told.median_min),
        nine_in_ten_by=live.instant(told.ninetieth_min),
        lasts=span(chain.duration_min),
        fen=chain.fen,
        carbon=carbon(chain.grams),
        modes=tuple(
            ModeWord(icon=MODE_ICONS[leg.mode], words=mode_words(leg.mode), service=leg.service)
            for leg in chain.legs
        ),
        in_time="" if latest is None else percent(told.on_time(latest)),
        transfers=transfers(chain),
        variants=one.shown.variants,
        via=in_language(zh="、", en=", ").join(
            names.name(leg.destination) for leg in chain.legs[:-1]
        ),
    )


def transfers(chain: Chain) -> int:
    """Return how often the cargo is handled, both gates counted, and changes its sailing."""
    after = [False, *(isinstance(step.made_of, Service) for step in chain.steps)]
    return sum(
        is_transfer(made_of=step.made_of, after_service=rides)
        for step, rides in zip(chain.steps, after, strict=False)
    )


def cargo_words(question: Question) -> str:
    """Return the cargo in a few words: ``2,000 t · 吃水 3.2 m``."""
    cargo = question.cargo
    tonnes = f"{cargo.mass_kg / 1000:,g} t"
    parts = [f"{cargo.teu} TEU · {tonnes}" if cargo.load is Load.CONTAINER else tonnes]
    if cargo.load is Load.AIR:
        parts.append(_("空运"))
    if cargo.draught_mm:
        parts.append(_("吃水 %s m") % f"{cargo.draught_mm / 1000:g}")
    if cargo.is_dangerous:
        parts.append(_("危险货物 %s 类") % cargo.dangerous_class)
    return " · ".join(parts)


def left_out_words(plan: Plan) -> str:
    """Say how many chains are not shown, and how many of them no shown one comes close to."""
    hidden, uncovered = plan.choice.hidden, plan.choice.uncovered
    if not hidden:
        return _("可走的方案都列在这里。")
    told = ngettext("另有 %d 个方案没有列出。", "另有 %d 个方案没有列出。", hidden) % hidden
    if not uncovered:
        return (
            told
            + in_language(zh="", en=" ")
            + _("每一个都有列出的方案与之相近，各项相差不超过百分之五。")
        )
    close = ngettext(
        "其中 %d 个，列出的方案里没有与之相近的（各项相差不超过百分之五）。",
        "其中 %d 个，列出的方案里没有与之相近的（各项相差不超过百分之五）。",
        uncovered,
    )
    return told + in_language(zh="", en=" ") + close % uncovered
