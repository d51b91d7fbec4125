"""Items as citizens and programmes read them: what is in force at an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.contracts import ItemVersionCard, MaterialCard
from matou.modules.affairs.models import Item, ItemVersion
from matou.modules.affairs.models.items import VersionQuerySet
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.rules.envelope import envelope

PAGE_SIZE = 20
REQUIRED = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """What a reader of the list asks for."""

    text: str = ""
    audience: str = ""
    department: str = ""
    region: str = ""
    samples: str = ""
    """``no`` leaves samples out, ``only`` keeps them alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One line of the list."""

    code: str
    version: int
    name_zh: str
    name_en: str
    summary_zh: str
    summary_en: str
    department_zh: str
    department_en: str
    region: str
    audience: tuple[str, ...]
    promised_count: int
    promised_unit: str
    is_sample: bool
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """An item as its guide (办事指南) tells it, or as it ended."""

    code: str
    handling_code: str
    basic_code: str
    region: str
    version: int
    is_sample: bool
    valid_from: datetime
    valid_until: datetime | None
    content: Mapping[str, Any]
    system: Mapping[str, str | int]
    withdrawn_at: datetime | None
    withdrawn_reason: str
    successor: str
    successor_name_zh: str
    successor_name_en: str

    def name(self, language: str) -> str:
        """Return the item's name, Chinese where English is missing."""
        english = self.content["task_name_en"] or self.content["task_name"]
        return str(self.content["task_name"] if language.startswith("zh") else english)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One page of the list and how many there are in all."""

    rows: tuple[ItemRow, ...]
    total: int


def items_page(
    *, wanted: ItemFilter, now: datetime, page: int = 1, size: int = PAGE_SIZE
) -> ItemPage:
    """Return the items in force that were asked for: those of the house first, then samples."""
    found = in_force(wanted, now)
    total = found.count()
    first = (page - 1) * size
    rows = _ordered(found)[first : first + size]
    return ItemPage(rows=tuple(row_of(one) for one in rows), total=total)


def first_items(*, wanted: ItemFilter, now: datetime, most: int) -> tuple[ItemRow, ...]:
    """Return the first items in force that were asked for, uncounted."""
    return tuple(row_of(one) for one in _ordered(in_force(wanted, now))[:most])


def _ordered(found: VersionQuerySet) -> VersionQuerySet:
    return found.select_related("item").order_by("item__is_sample", "name_zh", "item_id")


def departments(*, now: datetime) -> tuple[str, ...]:
    """Return the bodies that have items in force, by name."""
    rows = ItemVersion.objects.at(now).filter(state=states.PUBLISHED).order_by("department")
    return tuple(rows.values_list("department", flat=True).distinct())


def regions(*, now: datetime) -> tuple[str, ...]:
    """Return the regions that have items in force."""
    rows = ItemVersion.objects.at(now).filter(state=states.PUBLISHED).order_by("item__region")
    return tuple(rows.values_list("item__region", flat=True).distinct())


def guide(*, code: str, at: datetime) -> Guide:
    """Return the item as it reads at an instant; a withdrawn one as it last read.

    Raises NotFound for what was never published.
    """
    item = Item.objects.select_related("successor").filter(code=code).first()
    if item is None:
        raise NotFound(what=code)
    held = item.versions.exclude(valid_from__isnull=True).filter(valid_from__lte=at)
    version = held.order_by("-valid_from", "-number").first()
    if version is None:
        raise NotFound(what=code)
    ended_at = item.withdrawn_at if item.withdrawn_at and item.withdrawn_at <= at else None
    after = item.successor
    heir = after.versions.order_by("-number").first() if after else None
    return Guide(
        code=code,
        handling_code=item.handling_code,
        basic_code=item.basic_id,
        region=item.region,
        version=version.number,
        is_sample=item.is_sample,
        valid_from=version.valid_from or at,
        valid_until=version.valid_until,
        content={**fields.empty_content(), **version.content},
        system=envelope(
            code=code,
            number=version.number,
            published_at=version.published_at or at,
            withdrawn_at=ended_at,
        ),
        withdrawn_at=ended_at,
        withdrawn_reason=item.withdrawn_reason,
        successor=after.code if after else "",
        successor_name_zh=heir.name_zh if heir else "",
        successor_name_en=heir.name_en if heir else "",
    )


def version_at(code: str, at: datetime) -> ItemVersionCard | None:
    """Return the version that holds at an instant, None where none does."""
    rows = ItemVersion.objects.at(at).select_related("item")
    row = rows.filter(item__code=code).first()
    return None if row is None else _card(row)


def page_url(code: str) -> str:
    """Return the address of an item's guide."""
    return f"/affairs/guide/{code}/"


def code_facts(code: str, _actor: Actor | None) -> Mapping[str, object] | None:
    """Tell anyone who resolves the code what the item is now."""
    item = Item.objects.filter(code=code).first()
    row = (
        item.versions.exclude(valid_from__isnull=True).order_by("-number").first() if item else None
    )
    if item is None or row is None:
        return None
    return {
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "handling_code": item.handling_code,
        "version": row.number,
        "department": row.department,
        "withdrawn": item.withdrawn_at is not None,
    }


def row_of(one: ItemVersion) -> ItemRow:
    """Return a version as a line of a list."""
    content = one.content
    return ItemRow(
        code=one.item.code,
        version=one.number,
        name_zh=one.name_zh,
        name_en=one.name_en,
        summary_zh=content.get("summary", ""),
        summary_en=content.get("summary_en", ""),
        department_zh=one.department,
        department_en=content.get("dept_name_en", ""),
        region=one.item.region,
        audience=tuple(one.audience),
        promised_count=content.get("promise_day") or 0,
        promised_unit=content.get("promise_type", ""),
        is_sample=one.item.is_sample,
        valid_from=one.valid_from or one.created_at,
    )


def in_force(wanted: ItemFilter, now: datetime) -> VersionQuerySet:
    """Return the published versions that a reader asked for."""
    found = ItemVersion.objects.at(now).filter(state=states.PUBLISHED)
    for word in wanted.text.lower().split()[:5]:
        found = found.filter(Q(words__contains=word) | Q(item__code=word.upper().replace("-", "")))
    if wanted.audience:
        found = found.filter(audience__contains=[wanted.audience])
    if wanted.department:
        found = found.filter(department=wanted.department)
    if wanted.region:
        found = found.filter(item__region=wanted.region)
    if wanted.samples:
        found = found.filter(item__is_sample=wanted.samples == "only")
    return found


def _card(row: ItemVersion) -> ItemVersionCard:
    content = row.content
    return ItemVersionCard(
        code=row.item.code,
        version=row.number,
        name_zh=row.name_zh,
        name_en=row.name_en,
        basic_code=row.item.basic_id,
        handling_code=row.item.handling_code,
        region=row.item.region,
        department=row.department,
        valid_from=row.valid_from or row.created_at,
        valid_until=row.valid_until,
        promised_count=content["promise_day"],
        promised_unit=content["promise_type"],
        statutory_count=content["anticipate_day"],
        statutory_unit=content["anticipate_type"],
        automation=content["automation"],
        materials=_materials(content["materials"]),
    )


def _materials(rows: Sequence[Mapping[str, Any]]) -> tuple[MaterialCard, ...]:
    return tuple(
        MaterialCard(
            name_zh=row["material_name"],
            name_en=row["material_name_en"],
            is_needed=row["is_need"] == REQUIRED,
            e_licence=row["e_licence"],
            source=row["source_type"],
            when=row["when"],
        )
        for row in rows
    )
