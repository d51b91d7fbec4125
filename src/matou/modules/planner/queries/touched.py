"""Which open bookings a change touches: every plan sent again over the network seen ahead.

A leg that has begun is out of our hands, and silence counts as on plan; what carriers and terminals
tell (EST, ACT) counts as they tell it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from matou.modules.planner.models import Booking, BookingLeg
from matou.modules.planner.queries.outlooks import Outlook
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import LIVING, LegState
from matou.modules.planner.rules.cargo import NO_WISHES
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.rules.pinning import PinnedChain, chain_of, question_of
from matou.modules.planner.rules.replaying import (
    Finding,
    Ground,
    Move,
    Replay,
    Snag,
    Start,
    moves_of,
    replayed,
)

BEGUN = (LegState.UNDER_WAY, LegState.DONE)


class LegTold(NamedTuple):
    """What is known of a leg: its state, when it should arrive, is expected to, did."""

    number: int
    state: str
    mode: str
    destination: str
    planned_at: datetime
    expected_at: datetime | None
    actual_at: datetime | None

    @property
    def arrives_at(self) -> datetime:
        """The best that is known."""
        return self.actual_at or self.expected_at or self.planned_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An open booking: the chain it is carried by, and how far it has come."""

    id: int
    code: str
    party: str
    arrives_at: datetime
    question: Question
    chain: PinnedChain
    after: LegTold | None
    """The last leg that has begun."""
    expected: tuple[tuple[int, datetime], ...]
    """When legs that have not begun are expected to end, where somebody said so."""
    made_at: datetime

    @property
    def after_leg(self) -> int:
        """The number of the last leg that has begun, 0 where none has."""
        return self.after.number if self.after else 0


class Standing(NamedTuple):
    """Where a booking's cargo is and from when it can go on, as its plan and as people tell."""

    place: str
    mode: Mode
    ready_at: datetime
    planned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A booking whose plan no longer holds, and why."""

    carried: Carried
    standing: Standing
    moves: tuple[Move, ...]
    findings: tuple[Finding, ...]


def open_ids(*, after_id: int, limit: int) -> list[int]:
    """Return the ids of the next open bookings."""
    rows = Booking.objects.filter(state__in=LIVING, id__gt=after_id).order_by("id")
    return list(rows.values_list("id", flat=True)[:limit])


def open_bookings(*, ids: Sequence[int] | None = None) -> list[Carried]:
    """Return open bookings, all or some, with their plans and progress, by id; two reads."""
    rows = Booking.objects.filter(state__in=LIVING)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    # As text: bookings of one shape are many, and reading their chains takes longer than all else.
    texts = {
        "question_text": Cast("offer__question", TextField()),
        "chain_text": Cast("offer__chain", TextField()),
    }
    names = ("id", "code", "party", "arrives_at", *texts, "offer__made_at")
    ordered = rows.annotate(**texts).order_by("id")
    found = [_Row(*row) for row in ordered.values_list(*names)]
    legs = _legs([row.id for row in found])
    parsed: dict[str, tuple[Question, PinnedChain]] = {}
    return [
        _carried(
            row,
            legs.get(row.id, []),
            _parsed(parsed, question=row.question, chain=row.chain),
        )
        for row in found
    ]


def touched_bookings(
    found: Iterable[Carried], *, outlook: Outlook, grounds: Sequence[tuple[int, Ground]]
) -> list[Touched]:
    """Return those of the bookings whose plan no longer holds; equal plans are looked at once."""
    looker = _Looker(outlook, grounds)
    return [one for carried in found if (one := looker.looked_at(carried)) is not None]


class _Looker:
    """Sends plans on their way again and remembers, for the length of one batch."""

    def __init__(self, outlook: Outlook, grounds: Sequence[tuple[int, Ground]]) -> None:
        self.outlook = outlook
        self.grounds = grounds
        self.known: dict[object, tuple[Replay, bool]] = {}
        self.moves: dict[tuple[int, int], tuple[Move, ...]] = {}

    def looked_at(self, one: Carried) -> Touched | None:
        outlook = self.outlook
        standing = standing_of(one)
        place = (id(one.chain), one.after_leg)  # chains of one shape are one value
        if place not in self.moves:
            self.moves[place] = moves_of(
                one.chain, after=one.after_leg, starts_at=outlook.starts_at
            )
        moves = self.moves[place]
        if not moves:
            return None
        told = {number: outlook.minute(at) for number, at in one.expected}
        start = Start(standing.place, outlook.minute(standing.ready_at), told)
        wishes = replace(NO_WISHES, lower_water_cm=one.question.wishes.lower_water_cm)
        key = (id(moves), one.question.cargo, wishes, standing, tuple(told.items()))
        if key not in self.known:
            replay = replayed(
                editions=self.grounds,
                moves=moves,
                cargo=one.question.cargo,
                start=start,
                wishes=wishes,
            )
            excused = self._excused(start, standing, moves)
            last = moves[-1].ends_min
            self.known[key] = replay, replay.touches(planned_min=last, excused_min=excused)
        replay, is_touched = self.known[key]
        if not is_touched:
            return None
        findings = replay.findings or _slower(moves, start)
        return Touched(carried=one, standing=standing, moves=moves, findings=findings)

    def _excused(self, start: Start, standing: Standing, moves: Sequence[Move]) -> int:
        """Return by how much people say that it is late anyway."""
        ends = [
            start.told[move.leg] - move.ends_min
            for move in moves
            if move.ends_leg and move.leg in start.told
        ]
        return max(0, start.minute - self.outlook.minute(standing.planned_at), *ends)


def grounds_of(outlook: Outlook) -> tuple[tuple[int, Ground], ...]:
    """Return the outlook's editions, looked up by code."""
    return tuple((begin, Ground(network)) for begin, network in outlook.editions)


def standing_of(one: Carried) -> Standing:
    """Return where the cargo is: at its origin, or where the running leg ends or the last ended."""
    last = one.after
    chain = one.chain
    question = one.question
    if last is None:
        return Standing(question.origin, question.origin_mode, chain.ready_at, chain.ready_at)
    own = next((leg for leg in chain.legs if leg.number == last.number), None)
    if own is None:
        ready_at = max(chain.ready_at, last.arrives_at)
        return Standing(question.origin, question.origin_mode, ready_at, chain.ready_at)
    return Standing(last.destination, own.mode, last.arrives_at, own.arrives_at)


def _slower(moves: Sequence[Move], start: Start) -> tuple[Finding, ...]:
    first = next((move for move in moves if move.leg), moves[0])
    return (
        Finding(
            snag=Snag.SLOWER,
            leg=first.leg,
            code=first.code,
            place=start.place,
            at_min=start.minute,
        ),
    )


def _legs(ids: Sequence[int]) -> dict[int, list[LegTold]]:
    names = ("number", "state", "mode", "destination", "planned_arrives_at",
             "estimated_arrives_at", "actual_arrives_at")  # fmt: skip
    rows = BookingLeg.objects.filter(booking_id__in=ids).exclude(state=LegState.REPLACED)
    found: dict[int, list[LegTold]] = {}
    for booking, *values in rows.order_by("number").values_list("booking_id", *names):
        found.setdefault(booking, []).append(LegTold(*values))
    return found


def _parsed(
    known: dict[str, tuple[Question, PinnedChain]],
    *,
    question: str,
    chain: str,
) -> tuple[Question, PinnedChain]:
    """Return question and chain as values; many bookings are of one shape."""
    key = question + chain
    if key not in known:
        known[key] = (question_of(json.loads(question)), chain_of(json.loads(chain)))
    return known[key]


def _carried(row: "_Row", legs: Sequence[LegTold], plan: tuple[Question, PinnedChain]) -> Carried:
    begun = [leg for leg in legs if leg.state in BEGUN]
    ahead = [leg for leg in legs if leg.state == LegState.PLANNED]
    return Carried(
        id=row.id,
        code=row.code,
        party=row.party,
        arrives_at=row.arrives_at,
        question=plan[0],
        chain=plan[1],
        after=begun[-1] if begun else None,
        expected=tuple((leg.number, leg.expected_at) for leg in ahead if leg.expected_at),
        made_at=row.made_at,
    )


class _Row(NamedTuple):
    id: int
    code: str
    party: str
    arrives_at: datetime
    question: str
    chain: str
    made_at: datetime
