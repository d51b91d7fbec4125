"""Across regions, from the owner's side: where a case came from, its parts, what homes said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Arrival, AskedPart, Case, NeighbourItem
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.cases import seen_case
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.handover_clock import is_late
from matou.modules.affairs.rules.handover_scope import JOINT, ONLINE, shapes_of
from matou.spine.exchange import queries as exchange
from matou.spine.parties import queries as parties

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """An opinion that the lead asked for."""

    member: str
    question: str
    due_at: datetime
    state: str
    opinion: str
    words: str
    office: str
    answered_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeRow:
    """What a home register said, or that its answer is still to come."""

    member: str
    asked_at: datetime
    state: str
    record: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """Everything that a case has to do with other regions."""

    code: str
    name_zh: str
    name_en: str
    state: str
    is_desk: bool
    origin: Mapping[str, str]
    told: int
    heard: int
    parts: tuple[PartRow, ...]
    homes: tuple[HomeRow, ...]
    may_ask_part: bool
    may_ask_home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """An opinion that another member asks of us."""

    code: str
    member: str
    lead_case: str
    item_name: str
    question: str
    due_at: datetime
    is_late: bool
    opinion: str
    words: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item of another member as it is kept here."""

    member: str
    code: str
    version: int
    name_zh: str
    name_en: str
    department: str
    shapes: tuple[str, ...]
    told_at: datetime


def across(*, code: str, actor: Actor, now: datetime) -> Across:
    """Return what a case has to do with other regions; raises NotFound for who may not see it."""
    case = seen_case(code, actor)
    is_own = is_applicant(case, actor)
    is_desk = bool(actor.roles & case_states.DESK) and not is_own
    arrival = Arrival.objects.filter(case=case).first() if is_desk else None
    shapes = shapes_of(case.version.content)
    first = case.acts.filter(act="begin").order_by("id").first() if arrival else None
    messages = list(arrival.messages.values_list("is_heard", flat=True)) if arrival else []
    is_clerk = bool(actor.roles & case_states.CLERKS)
    return Across(
        code=case.code,
        name_zh=case.version.name_zh,
        name_en=case.version.name_en or case.version.name_zh,
        state=case.state,
        is_desk=is_desk,
        origin=first.facts if first else {},
        told=len(messages),
        heard=sum(messages),
        parts=_parts(case, now=now) if is_desk else (),
        homes=_homes(case),
        may_ask_part=is_desk and is_clerk and JOINT in shapes,
        may_ask_home=ONLINE in shapes and (is_own or (is_desk and is_clerk)),
    )


def asked_parts(*, now: datetime) -> tuple[AskedRow, ...]:
    """Return what other members ask of us: open ones first, then the newest."""
    rows = list(AskedPart.objects.filter(answered_at__isnull=True).order_by("due_at")[:_MOST])
    rows += AskedPart.objects.filter(answered_at__isnull=False).order_by("-answered_at")[:20]
    return tuple(_asked(one, {}, now=now) for one in rows)


def asked_part(*, code: str, now: datetime) -> AskedRow:
    """Return one of them; raises NotFound."""
    one = AskedPart.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=code[:20])
    cards = parties.party_cards({one.answered_by} - {""})
    people = {key: card.name for key, card in cards.items()}
    return _asked(one, people, now=now)


def neighbour_items(*, member: str, text: str) -> tuple[ItemRow, ...]:
    """Return the kept items of a member whose names hold the words."""
    rows = NeighbourItem.objects.filter(member=member, name_zh__icontains=text)
    listed = rows.defer("content").order_by("name_zh", "code")[:_MOST]
    return tuple(_item(one) for one in listed)


def neighbour_item(*, member: str, code: str) -> ItemRow:
    """Return one of them; raises NotFound."""
    one = NeighbourItem.objects.defer("content").filter(member=member, code=code).first()
    if one is None:
        raise NotFound(what=code[:20])
    return _item(one)


def first_part() -> str:
    """Return the code of an opinion asked of us, for pages that need one; else empty."""
    rows = AskedPart.objects.order_by("answered_at", "id")
    return rows.values_list("code", flat=True).first() or ""


def first_item() -> Mapping[str, str]:
    """Return member and code of a neighbour's item."""
    one = NeighbourItem.objects.order_by("member", "id").values("member", "code").first()
    return {"member": one["member"], "item": one["code"]} if one else {}


def member_names() -> dict[str, tuple[str, str]]:
    """Return members' names in both languages by code."""
    return {one.code: (one.name_zh, one.name_en) for one in exchange.members()}


def _parts(case: Case, *, now: datetime) -> tuple[PartRow, ...]:
    return tuple(
        PartRow(
            member=one.member, question=one.question, due_at=one.due_at, state=one.state,
            opinion=one.opinion, words=one.words, office=one.office,
            answered_at=one.answered_at,
            is_late=is_late(due_at=one.due_at, ended_at=one.answered_at, now=now),
        )
        for one in case.parts.order_by("asked_at")[:_MOST]
    )  # fmt: skip


def _homes(case: Case) -> tuple[HomeRow, ...]:
    found = []
    for one in case.home_reads.order_by("asked_at")[:5]:
        card = exchange.outgoing(one.request)
        record = card.records[0] if card.records else {}
        found.append(HomeRow(member=one.member, asked_at=one.asked_at, state=card.state.value,
                             record=record, reason=card.reason))  # fmt: skip
    return tuple(found)


def _asked(one: AskedPart, people: Mapping[str, str], *, now: datetime) -> AskedRow:
    return AskedRow(
        code=one.code, member=one.member, lead_case=one.lead_case, item_name=one.item_name,
        question=one.question, due_at=one.due_at,
        is_late=is_late(due_at=one.due_at, ended_at=one.answered_at, now=now),
        opinion=one.opinion, words=one.words,
        answered_by=people.get(one.answered_by, ""), answered_at=one.answered_at,
    )  # fmt: skip


def _item(one: NeighbourItem) -> ItemRow:
    return ItemRow(
        member=one.member, code=one.code, version=one.version, name_zh=one.name_zh,
        name_en=one.name_en or one.name_zh, department=one.department,
        shapes=tuple(one.shapes), told_at=one.told_at,
    )  # fmt: skip
