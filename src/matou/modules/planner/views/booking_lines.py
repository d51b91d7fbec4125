"""Offers and bookings as pages print them: names for codes, words for states, one timeline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.modules.planner.queries.bookings import (
    BookingPage,
    BookingRow,
    LegCard,
    OfferCard,
    Triple,
    WorkCard,
)
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.booking_states import (
    BOOKING_STATES,
    LEG_STATES,
    WORK_STATES,
    BookingState,
    LegState,
    WorkState,
)
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places
from matou.web import texts
from matou.web.components.layout import Step
from matou.web.components.records import TimelineItem
from matou.web.language import in_language

Names = Mapping[str, str]
MODE_ICONS = {"water": "ship", "rail": "train", "road": "truck", "air": "plane"}
STATE_TONES: dict[str, str] = {
    BookingState.HELD: texts.WARN,
    BookingState.CONFIRMED: texts.GOOD,
    BookingState.UNDER_WAY: texts.INFO,
    BookingState.CLOSED: texts.DONE,
    BookingState.RELEASED: texts.NEUTRAL,
    BookingState.EXPIRED: texts.NEUTRAL,
    BookingState.FAILED: texts.BAD,
}
_PART_TONES: dict[str, str] = {
    LegState.PLANNED: texts.NEUTRAL,
    LegState.UNDER_WAY: texts.INFO,
    LegState.DONE: texts.GOOD,
    LegState.RELEASED: texts.DONE,
    LegState.REPLACED: texts.DONE,
    LegState.FAILED: texts.BAD,
}
_WAY = (BookingState.HELD, BookingState.CONFIRMED, BookingState.UNDER_WAY, BookingState.CLOSED)


def place_names(codes: Iterable[str]) -> Names:
    """Return the names of places in the reader's language, in one read."""
    wanted = set(codes)
    known = places.places_by_code(wanted)
    return {
        code: in_language(zh=known[code].name_zh, en=known[code].name_en) if code in known else code
        for code in wanted
    }


def party_names(codes: Iterable[str]) -> Names:
    """Return the names of companies in the reader's language, in one read."""
    wanted = set(codes) - {""}
    known = parties.party_cards(wanted)
    return {
        code: in_language(zh=known[code].name, en=known[code].name_en or known[code].name)
        if code in known
        else code
        for code in wanted
    }


def booking_line(row: BookingRow, *, spots: Names) -> dict[str, Any]:
    """Return a booking as a line of a list and as the head of its page."""
    return {
        "row": row,
        "state": state_words(row.state),
        "tone": STATE_TONES[row.state],
        "origin": spots[row.origin],
        "destination": spots[row.destination],
    }


def state_words(state: BookingState) -> str:
    """Return a booking's state in words."""
    return _words(BOOKING_STATES, state)


def leg_lines(page: BookingPage, *, spots: Names, people: Names) -> list[dict[str, Any]]:
    """Return the legs of a booking, ready to show."""
    return [_leg_line(leg, spots=spots, people=people) for leg in page.carried_legs]


def old_leg_lines(page: BookingPage, *, spots: Names) -> list[dict[str, Any]]:
    """Return the legs that a re-plan has replaced, ready to show."""
    gone = (leg for leg in page.legs if leg.state is LegState.REPLACED)
    return [_leg_line(leg, spots=spots, people={}) for leg in gone]


def work_lines(page: BookingPage, *, spots: Names) -> list[dict[str, Any]]:
    """Return the work orders of a booking, ready to show."""
    return [
        {
            "work": one,
            "place": spots[one.origin],
            "change": work_words(one.origin_mode, one.destination_mode),
            "state": _words(WORK_STATES, one.state),
            "tone": _PART_TONES[_leg_state(one)],
            "begins": times(one.begins),
            "ends": times(one.ends),
        }
        for one in page.work_orders
    ]


def offer_legs(card: OfferCard, *, spots: Names) -> list[dict[str, Any]]:
    """Return the legs of an offer, ready to show."""
    return [
        {
            "leg": leg,
            "mode": mode_words(leg.mode),
            "icon": MODE_ICONS[leg.mode],
            "origin": spots[leg.origin],
            "destination": spots[leg.destination],
            "km": leg.length_m / 1000,
        }
        for leg in card.chain.legs
    ]


def way(state: BookingState) -> list[Step]:
    """Return how far a booking has come; none where it ended before its time."""
    if state not in _WAY:
        return []
    here = _WAY.index(state)
    is_over = state is BookingState.CLOSED
    return [
        Step(
            title=state_words(one),
            state="done" if place < here or is_over else "current" if place == here else "todo",
        )
        for place, one in enumerate(_WAY)
    ]


def timeline(page: BookingPage, *, spots: Names) -> list[TimelineItem]:
    """Return what happened and what is ahead, in the order of the best known times."""
    row = page.row
    items = [TimelineItem(title=_("占舱"), at=row.booked_at, tone=texts.GOOD)]
    if row.confirmed_at:
        items.append(TimelineItem(title=_("货主已确认"), at=row.confirmed_at, tone=texts.GOOD))
    for leg in page.carried_legs:
        mode = mode_words(leg.mode)
        departs = {"place": spots[leg.origin], "mode": mode}
        arrives = {"place": spots[leg.destination], "mode": mode}
        items.append(_moment(leg.departs, _("%(place)s 出发（%(mode)s）") % departs))
        items.append(_moment(leg.arrives, _("%(place)s 到达（%(mode)s）") % arrives))
    for work in page.work_orders:
        if work.state is WorkState.RELEASED and row.state in _WAY:
            continue  # handling of legs that were replaced
        title = _("%(place)s 装卸") % {"place": spots[work.origin]}
        items.append(_moment(work.begins, title))
    if row.ended_at:
        items.append(
            TimelineItem(
                title=state_words(row.state),
                at=row.ended_at,
                note=row.reason,
                tone=STATE_TONES[row.state],
            )
        )
    return sorted(items, key=lambda item: item.at or row.booked_at)


def times(triple: Triple) -> list[tuple[str, Any]]:
    """Return the instants that are known, each under its word."""
    named = (
        (_("计划"), triple.planned_at),
        (_("预计"), triple.estimated_at),
        (_("实际"), triple.actual_at),
    )
    return [(word, at) for word, at in named if at is not None]


def mode_words(mode: str) -> str:
    """Return a mode in words."""
    return next((in_language(zh=zh, en=en) for key, zh, en in kinds.MODES if key == mode), mode)


def work_words(origin_mode: str, destination_mode: str) -> str:
    """Return a handling as “公路 → 水路”."""
    return f"{mode_words(origin_mode)} → {mode_words(destination_mode)}"


def _leg_line(leg: LegCard, *, spots: Names, people: Names) -> dict[str, Any]:
    return {
        "leg": leg,
        "mode": mode_words(leg.mode),
        "icon": MODE_ICONS[leg.mode],
        "origin": spots[leg.origin],
        "destination": spots[leg.destination],
        "carrier": people.get(leg.carrier, ""),
        "state": _words(LEG_STATES, leg.state),
        "tone": _PART_TONES[leg.state],
        "km": leg.length_m / 1000,
        "departs": times(leg.departs),
        "arrives": times(leg.arrives),
        "parts": [
            {
                "part": part,
                "url": f"/freight/lots/{part.lot}/"
                if part.lot
                else f"/freight/demands/{part.demand}/",
                "carrier": people.get(part.carrier, ""),
            }
            for part in leg.parts
        ],
    }


def _moment(triple: Triple, title: str) -> TimelineItem:
    word, at = times(triple)[-1]
    tone = texts.GOOD if triple.actual_at else texts.NEUTRAL
    return TimelineItem(title=title, at=at, note=word, tone=tone)


def _leg_state(one: WorkCard) -> LegState:
    """Return the state of a leg that reads as a work order's does."""
    return {
        WorkState.PLANNED: LegState.PLANNED,
        WorkState.UNDER_WAY: LegState.UNDER_WAY,
        WorkState.DONE: LegState.DONE,
        WorkState.RELEASED: LegState.RELEASED,
    }[one.state]


def _words(choices: Iterable[tuple[Any, str, str]], key: Any) -> str:
    return next((in_language(zh=zh, en=en) for own, zh, en in choices if own == key), str(key))


def booking_url(code: str) -> str:
    """Return the address of a booking's page."""
    return reverse("planner:booking", args=[code])
