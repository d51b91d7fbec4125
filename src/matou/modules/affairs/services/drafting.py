"""Editors' acts: begin an item, begin its next version, write fields of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.contracts import CODE_KIND
from matou.modules.affairs.models import CatalogueEntry, Item, ItemVersion
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import codes as code_rules
from matou.modules.affairs.rules import fields, states, values
from matou.modules.affairs.rules.difference import differences
from matou.modules.affairs.rules.fields import Field
from matou.modules.affairs.services.writing import (
    ContentRefused,
    check_alive,
    locked_item,
    put_content,
    record,
)
from matou.spine.codes import services as codes

IDENTITY = ("catalog_code", "task_code", "task_handle_item", "region_code", "dept_code")
"""What an item is: other codes are another item, since a code never changes its meaning."""
_MOST_TITLE = 120


class ItemAlreadyThere(DomainError):
    """The handling item has a code already."""

    code = "affairs.item-already-there"
    zh = "业务办理项 {handling} 已有编号 {item}。请打开它，开始新版本。"
    en = "The handling item {handling} has the code {item}. Open it and begin a new version."


class VersionUnderWay(DomainError):
    """Somebody works on a version of the item already."""

    code = "affairs.version-under-way"
    zh = "该事项的第 {number} 版正在编写或审核。请先完成或退回它。"
    en = "Version {number} of this item is being written or checked. Finish it first."


class DraftIsStale(DomainError):
    """Somebody else saved the draft since it was opened."""

    code = "affairs.draft-is-stale"
    zh = "您打开之后，别人已保存过这份草稿。您的内容没有覆盖它：请刷新页面，再改一次。"
    en = "Somebody saved this draft after you opened it; nothing was overwritten. Reload and redo."


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The draft that an act left behind."""

    code: str
    number: int
    revision: int


@transaction.atomic
def begin_item(*, content: Mapping[str, Any], actor: Actor, now: datetime) -> Draft:
    """Begin a new item with a first draft, and give it its code for ever.

    Raises NotAllowed, ContentRefused, ItemAlreadyThere.
    """
    actor.require_any(states.EDITORS)
    read, faults = values.read_content(content)
    known = frozenset(CatalogueEntry.objects.values_list("code", flat=True))
    faults = (*faults, *(f for f in code_rules.code_faults(read, known=known)))
    if not read["task_name"]:
        faults = (*faults, *(f for f in values.missing(read) if f.field == "task_name"))
    if faults:
        raise ContentRefused(faults)
    item = new_item(content=read, is_sample=False, now=now)
    version = new_version(item, content=read, actor=actor, now=now)
    record(version, act="begin", actor=actor, now=now)
    return Draft(code=item.code, number=version.number, revision=version.revision)


@transaction.atomic
def begin_version(*, code: str, actor: Actor, now: datetime) -> Draft:
    """Begin the next version of an item from what it says now.

    Raises NotAllowed, NotFound, VersionUnderWay, ItemIsWithdrawn.
    """
    actor.require_any(states.EDITORS)
    item = locked_item(code)
    check_free(item)
    last = item.versions.order_by("-number").first()
    assert last is not None, "an item is made with its first version"  # noqa: S101
    version = new_version(item, content=last.content, actor=actor, now=now)
    record(version, act="begin", actor=actor, now=now)
    return Draft(code=code, number=version.number, revision=0)


@transaction.atomic
def write_fields(
    *, code: str, changes: Mapping[str, Any], revision: int | None, actor: Actor, now: datetime
) -> Draft:
    """Write fields of an item's draft; ``revision`` is the one that the editor had before them.

    Raises NotAllowed, NotFound, ItemIsWithdrawn, DraftIsStale, ContentRefused.
    """
    actor.require_any(states.EDITORS)
    item = locked_item(code)
    check_alive(item)
    rows = ItemVersion.objects.select_for_update(of=("self",))
    version = rows.filter(item=item, state=states.DRAFT).first()
    if version is None:
        raise NotFound(what=code)
    if revision is not None and revision != version.revision:
        raise DraftIsStale
    read, faults = values.read_content({**version.content, **changes})
    faults = (*faults, *_moved_identity(version.content, read))
    if faults:
        raise ContentRefused(faults)
    changed = differences(version.content, read)
    if changed:
        put_content(version, read, around=surroundings(now=now))
        version.revision += 1
        version.authors = list(dict.fromkeys([*version.authors, actor.code]))
        version.save()
        record(version, act="write", actor=actor, now=now, changed=changed)
    return Draft(code=code, number=version.number, revision=version.revision)


def check_free(item: Item) -> None:
    """Raise VersionUnderWay or ItemIsWithdrawn unless a new version may begin."""
    check_alive(item)
    busy = item.versions.filter(state__in=states.UNDER_WAY).first()
    if busy is not None:
        raise VersionUnderWay(number=busy.number)


def new_item(*, content: Mapping[str, Any], is_sample: bool, now: datetime) -> Item:
    """Keep a new item under a fresh code; raises ItemAlreadyThere."""
    handling = content["task_handle_item"]
    code = new_code()
    try:
        with transaction.atomic():
            item = Item.objects.create(
                code=code,
                handling_code=handling,
                basic_id=content["catalog_code"],
                region=content["region_code"],
                is_sample=is_sample,
                created_at=now,
            )
    except IntegrityError as error:
        known = Item.objects.filter(handling_code=handling).first()
        if known is None:
            raise
        raise ItemAlreadyThere(handling=handling, item=known.code) from error
    name, english = content["task_name"], content["task_name_en"]
    codes.issue(
        kind=CODE_KIND,
        subject=code,
        title_zh=name[:_MOST_TITLE],
        title_en=(english or name)[:_MOST_TITLE],
        now=now,
    )
    return item


def new_version(
    item: Item, *, content: Mapping[str, Any], actor: Actor, now: datetime
) -> ItemVersion:
    """Keep a new draft of a locked or new item."""
    last = item.versions.order_by("-number").values_list("number", flat=True).first()
    version = ItemVersion(
        item=item,
        number=(last or 0) + 1,
        state=states.DRAFT,
        authors=[actor.code],
        created_at=now,
    )
    put_content(version, content, around=surroundings(now=now))
    version.save()
    return version


def _moved_identity(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[values.Fault]:
    moved: list[Field] = [
        fields.field(key) for key in IDENTITY if before[key] and before[key] != after[key]
    ]
    return [
        values.Fault(field=one.key, zh=f"“{one.zh}”定了就不改；编码不同就是另一个事项，请新建。",
                     en=f"“{one.en}” stays: with another code it is another item. Begin a new one.")
        for one in moved
    ]  # fmt: skip
