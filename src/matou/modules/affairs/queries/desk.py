"""Items as those who work on them see them: every version, its findings, its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, When

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import CatalogueEntry, Item, ItemChange, ItemVersion
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.rules.difference import Difference, differences
from matou.modules.affairs.rules.lint import Finding, lint
from matou.modules.affairs.rules.states import Move
from matou.spine.parties import queries as parties

SIZE = 25
_UNDER_WAY_FIRST = Case(When(state__in=sorted(states.UNDER_WAY), then=0), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFilter:
    """What the desk's list is narrowed to; ``marks`` is ``errors`` or ``warnings``."""

    text: str = ""
    state: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One version in the desk's list."""

    code: str
    number: int
    name_zh: str
    name_en: str
    department: str
    region: str
    state: str
    errors: int
    warnings: int
    is_sample: bool
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """One page of the list."""

    rows: tuple[DeskRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One act in an item's history."""

    number: int
    act: str
    reason: str
    actor: str
    at: datetime
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDetail:
    """A version with all that its page shows."""

    row: DeskRow
    handling_code: str
    revision: int
    content: Mapping[str, Any]
    findings: tuple[Finding, ...]
    moves: tuple[Move, ...]
    may_edit: bool
    may_begin: bool
    authors: tuple[str, ...]
    legal_by: str
    approved_by: str
    names: Mapping[str, str]
    """Names of the people, by party code; the platform itself has none."""
    numbers: tuple[int, ...]
    history: tuple[HistoryLine, ...]
    withdrawn_reason: str
    successor: str


def desk_page(*, wanted: DeskFilter, page: int = 1, size: int = SIZE) -> DeskPage:
    """Return the versions that the desk asked for: those under way first, then by name."""
    found = ItemVersion.objects.select_related("item")
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.state == states.PUBLISHED:
        found = found.filter(valid_until__isnull=True)
    if wanted.marks:
        errors, warnings = Q(finding_errors__gt=0), Q(finding_warnings__gt=0)
        found = found.filter(errors if wanted.marks == "errors" else warnings)
    for word in wanted.text.lower().split()[:5]:
        found = found.filter(Q(words__contains=word) | Q(item__code=word.upper()))
    total = found.count()
    first = (page - 1) * size
    rows = found.order_by(_UNDER_WAY_FIRST, "item__is_sample", "name_zh", "-number")
    return DeskPage(rows=tuple(_row(one) for one in rows[first : first + size]), total=total)


def counts() -> dict[str, int]:
    """Return how many versions wait in each state that someone works on."""
    rows = ItemVersion.objects.under_way().values_list("state", flat=True)
    found = list(rows)
    return {state: found.count(state) for state in sorted(states.UNDER_WAY)}


def version_detail(*, code: str, number: int | None, actor: Actor, now: datetime) -> VersionDetail:
    """Return a version, the latest without a number; raises NotFound."""
    item = Item.objects.select_related("successor").filter(code=code).first()
    rows = list(item.versions.select_related("item").order_by("-number")) if item else []
    row = next((one for one in rows if number in {None, one.number}), None)
    if item is None or row is None:
        raise NotFound(what=f"{code} {number or ''}".strip())
    content = {**fields.empty_content(), **row.content}
    is_editor = bool(actor.roles & states.EDITORS)
    is_busy = any(one.state in states.UNDER_WAY for one in rows)
    history = _history(item)
    moves = states.moves_open(state=row.state, actor=actor, authors=row.authors)
    return VersionDetail(
        row=_row(row),
        handling_code=item.handling_code,
        revision=row.revision,
        content=content,
        findings=lint(content, surroundings(now=now)),
        moves=() if row.valid_until or item.withdrawn_at else moves,
        may_edit=is_editor and row.state == states.DRAFT and item.withdrawn_at is None,
        may_begin=is_editor and not is_busy and item.withdrawn_at is None,
        authors=tuple(row.authors),
        legal_by=row.legal_by,
        approved_by=row.approved_by,
        names=_names(row, history),
        numbers=tuple(one.number for one in rows),
        history=history,
        withdrawn_reason=item.withdrawn_reason,
        successor=item.successor.code if item.successor else "",
    )


def draft(*, code: str) -> ItemVersion:
    """Return the version that editors may change; raises NotFound where there is none."""
    rows = ItemVersion.objects.select_related("item")
    row = rows.filter(item__code=code, state=states.DRAFT).first()
    if row is None:
        raise NotFound(what=code)
    return row


def content_of(*, code: str, number: int) -> dict[str, Any]:
    """Return what a version says; raises NotFound."""
    row = ItemVersion.objects.filter(item__code=code, number=number).first()
    if row is None:
        raise NotFound(what=f"{code} {number}")
    return {**fields.empty_content(), **row.content}


def compared(*, code: str, older: int, newer: int) -> tuple[Difference, ...]:
    """Return what differs between two versions of an item; raises NotFound."""
    return differences(content_of(code=code, number=older), content_of(code=code, number=newer))


def in_regions(*, basic_code: str, now: datetime) -> tuple[tuple[str, str, Mapping[str, Any]], ...]:
    """Return one kind of item as each region has it in force: code, region, content."""
    rows = ItemVersion.objects.at(now).filter(item__basic_id=basic_code, state=states.PUBLISHED)
    found = rows.select_related("item").order_by("item__region", "item_id")
    return tuple(
        (one.item.code, one.item.region, {**fields.empty_content(), **one.content}) for one in found
    )


def catalogue() -> tuple[tuple[str, str, str], ...]:
    """Return the basic catalogue to choose from: code, Chinese and English name."""
    rows = CatalogueEntry.objects.order_by("is_sample", "code")
    return tuple(rows.values_list("code", "name_zh", "name_en"))


def _row(one: ItemVersion) -> DeskRow:
    return DeskRow(
        code=one.item.code,
        number=one.number,
        name_zh=one.name_zh,
        name_en=one.name_en,
        department=one.department,
        region=one.item.region,
        state=one.state,
        errors=one.finding_errors,
        warnings=one.finding_warnings,
        is_sample=one.item.is_sample,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
    )


def _names(row: ItemVersion, history: tuple[HistoryLine, ...]) -> dict[str, str]:
    codes = {*row.authors, row.legal_by, row.approved_by, *(one.actor for one in history)}
    return {code: card.name for code, card in parties.party_cards(codes).items()}


def _history(item: Item) -> tuple[HistoryLine, ...]:
    rows = ItemChange.objects.filter(version__item=item).select_related("version")
    return tuple(
        HistoryLine(
            number=one.version.number,
            act=one.act,
            reason=one.reason,
            actor=one.actor,
            at=one.recorded_at,
            differences=tuple(Difference(**told) for told in one.differences),
        )
        for one in rows.order_by("-id")[:100]
    )
