"""One chain told stretch by stretch: what goes by where and why, and how it was figured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from matou.modules.planner.queries.answers import LiveAnswer
from matou.modules.planner.queries.gazetteer import Gazetteer
from matou.modules.planner.queries.plans import ShownPlan
from matou.modules.planner.rules.network import Link, Mode, Service, Transfer
from matou.modules.planner.rules.reliability import Connection
from matou.modules.planner.rules.sheets import EmissionLine, SheetLine, Spent, TariffLine
from matou.modules.planner.views.ask_words import (
    MODE_ICONS,
    carbon_exact,
    kilometres,
    mode_words,
    number,
    percent,
    rate_words,
    span,
    spent_words,
    unit_words,
    yuan,
)
from matou.web.language import in_language

_TONES = {Mode.WATER: "info", Mode.RAIL: "good", Mode.ROAD: "neutral", Mode.AIR: "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something on the way that takes time, where, and why."""

    place: str
    words: str
    is_wait: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """A rate times its units."""

    words: str
    told: str
    yuan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the sheet, ready to print."""

    code: str
    kind: str
    way: str
    kilometres: str
    spent: tuple[str, ...]
    prices: tuple[PriceLine, ...]
    emission: str
    fen: int
    carbon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """An emission factor in the words of ISO 14083, with its source."""

    element: str
    category: str
    intensity: str
    scope: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A carriage or a handling: its place in time, its events, its part of the sheet."""

    title: str
    icon: str
    tone: str
    way: str
    service: str
    begins_at: datetime
    ends_at: datetime
    lasts: str
    kilometres: str
    events: tuple[Event, ...]
    risks: tuple[str, ...]
    steps: tuple[StepLine, ...]
    factors: tuple[Factor, ...]
    fen: int
    carbon: str


def stretches(live: LiveAnswer, plan: ShownPlan, names: Gazetteer) -> list[Stretch]:
    """Return a chain's carriages and handlings in order."""
    risks = {one.step: one for one in plan.reliability.connections}
    teller = _Teller(live, names, risks)
    return [teller.stretch(first, lines) for first, lines in _grouped(plan.sheet.lines)]


def way_geojson(plan: ShownPlan, names: Gazetteer) -> dict[str, Any]:
    """Return a chain's lines with the names and notes that the map shows, and its stops."""
    lines, stops = [], {}
    for at, feature in enumerate(plan.geojson["features"], start=1):
        facts = feature["properties"]
        mode = Mode(facts["mode"])
        ends = [names.nodes[facts[end]] for end in ("origin", "destination")]
        for node in ends:
            stops[node.code] = node
        name = f"{at}. {mode_words(mode)} {ends[0].name_zh} → {ends[1].name_zh}"
        name_en = f"{at}. {mode_words(mode).capitalize()} {ends[0].name_en} → {ends[1].name_en}"
        note = f"{facts['km']:g} km" + (f" · {facts['service']}" if facts["service"] else "")
        shown = {"code": str(at), "name_zh": name, "name_en": name_en, "tone": _TONES[mode]}
        lines.append({**feature, "properties": {**facts, **shown, "note_zh": note,
                                                "note_en": note}})  # fmt: skip
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [node.longitude, node.latitude]},
            "properties": {"code": node.code, "name_zh": node.name_zh, "name_en": node.name_en},
        }
        for node in stops.values()
    ]
    return {"type": "FeatureCollection", "features": [*lines, *points]}


def _grouped(lines: Sequence[SheetLine]) -> Iterator[tuple[int, list[SheetLine]]]:
    """Part a sheet into carriages and handlings, each with the number of its first step."""
    group: list[SheetLine] = []
    for number_, line in enumerate(lines):
        made_of = line.step.made_of
        goes_on = bool(group) and isinstance(made_of, Link) and isinstance(
            group[-1].step.made_of, Link
        )  # fmt: skip
        if group and not goes_on:
            yield number_ - len(group), group
            group = []
        group.append(line)
    yield len(lines) - len(group), group


class _Teller:
    """Puts one chain into words."""

    def __init__(self, live: LiveAnswer, names: Gazetteer, risks: dict[int, Connection]) -> None:
        self.live = live
        self.names = names
        self.risks = risks

    def stretch(self, first: int, lines: list[SheetLine]) -> Stretch:
        begin, end = lines[0].step, lines[-1].step
        made_of = begin.made_of
        is_hub = isinstance(made_of, Transfer)
        here, there = self.names.name(begin.origin), self.names.name(end.destination)
        steps = [line.step for line in lines]
        length_m = sum(step.length_m for step in steps)
        return Stretch(
            title=_("装卸") if is_hub else mode_words(begin.origin_mode),
            icon="arrows-exchange" if is_hub else MODE_ICONS[begin.origin_mode],
            tone="neutral" if is_hub else _TONES[begin.origin_mode],
            way=here if here == there else f"{here} → {there}",
            service=made_of.code if isinstance(made_of, Service) else "",
            begins_at=self.live.instant(begin.ready_min),
            ends_at=self.live.instant(end.ends_min),
            lasts=span(end.ends_min - begin.ready_min),
            kilometres=kilometres(length_m) if length_m else "",
            events=tuple(event for line in lines for event in self._events(line)),
            risks=tuple(self._risks(first, len(lines))),
            steps=tuple(self._step(line) for line in lines),
            factors=tuple(dict.fromkeys(_factor(line.emission) for line in lines)),
            fen=sum(line.fen for line in lines),
            carbon=carbon_exact(sum(line.grams for line in lines)),
        )

    def _events(self, line: SheetLine) -> Iterator[Event]:
        for part in line.minutes:
            if part.spent is Spent.MOVING:
                continue
            yield Event(
                place=self.names.name(line.step.origin),
                words=f"{spent_words(part.spent)} {span(part.minutes)}",
                is_wait=part.spent not in {Spent.HANDLING, Spent.LOCK_PASSAGE, Spent.POSITIONING},
            )

    def _risks(self, first: int, count: int) -> Iterator[str]:
        for number_ in range(first, first + count):
            found = self.risks.get(number_)
            if found is not None:
                place = self.names.name(found.at)
                yield _("%(place)s：赶不上的可能 %(share)s") % {
                    "place": place,
                    "share": percent(found.missed),
                }

    def _step(self, line: SheetLine) -> StepLine:
        step = line.step
        here, there = self.names.name(step.origin), self.names.name(step.destination)
        kind = {Link: "link", Service: "service", Transfer: "transfer"}[type(step.made_of)]
        emission = line.emission
        return StepLine(
            code=step.made_of.code,
            kind=kind,
            way=here if here == there else f"{here} → {there}",
            kilometres=kilometres(step.length_m) if step.length_m else "",
            spent=tuple(f"{spent_words(one.spent)} {span(one.minutes)}" for one in line.minutes),
            prices=tuple(_price(one) for one in line.tariff),
            emission=(
                f"{number(emission.activity)} {unit_words(emission.activity_unit)}"
                f" × {number(emission.intensity_g)} g"
            ),
            fen=line.fen,
            carbon=carbon_exact(line.grams),
        )


def _price(line: TariffLine) -> PriceLine:
    unit = unit_words(line.unit)
    return PriceLine(
        words=rate_words(line.rate),
        told=f"{yuan(line.fen_per_unit)}/{unit} × {number(line.units)} {unit}",
        yuan=yuan(line.fen),
    )


def _factor(line: EmissionLine) -> Factor:
    is_hub = line.element == "hub"
    return Factor(
        element=in_language(zh="枢纽环节", en="hub TCE")
        if is_hub
        else in_language(zh="运输环节", en="transport TCE"),
        category=line.category,
        intensity=f"{number(Fraction(line.intensity_g))} g/{unit_words(line.activity_unit)}",
        scope=line.scope,
        source=line.source,
        confidence=line.confidence,
    )
