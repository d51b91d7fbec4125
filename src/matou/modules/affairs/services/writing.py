"""What every act on a version shares: locks, derived columns, the line of history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.models import Item, ItemChange, ItemVersion
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.difference import Difference
from matou.modules.affairs.rules.finding import search_words
from matou.modules.affairs.rules.lint import Surroundings, lint
from matou.modules.affairs.rules.values import Fault


class ContentRefused(DomainError):
    """Values cannot be taken; ``errors`` names each."""

    code = "affairs.content-refused"
    status = 422
    zh = "有 {count} 处不能接受：{first_zh}"
    en = "{count} value(s) cannot be taken: {first_en}"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults for forms and problem documents."""
        self.faults = tuple(faults)
        listed = [
            {"field": fault.path, "reason": fault.en, "reason_zh": fault.zh} for fault in faults
        ]
        first = faults[0]
        super().__init__(count=len(faults), first_zh=first.zh, first_en=first.en, errors=listed)


class ItemIsWithdrawn(DomainError):
    """The item is no more."""

    code = "affairs.item-is-withdrawn"
    status = 410
    zh = "该事项已撤销，编号不再用于新内容。请新建事项。"
    en = "The item was withdrawn and its code keeps its meaning. Begin a new item."


def locked_item(code: str) -> Item:
    """Return an item, locked until the transaction ends; always before its versions.

    Raises NotFound.
    """
    item = Item.objects.select_for_update(of=("self",)).filter(code=code).first()
    if item is None:
        raise NotFound(what=code)
    return item


def locked_version(item: Item, number: int) -> ItemVersion:
    """Return a version of a locked item; raises NotFound."""
    rows = ItemVersion.objects.select_for_update(of=("self",))
    version = rows.filter(item=item, number=number).first()
    if version is None:
        raise NotFound(what=f"{item.code} {number}")
    return version


def check_alive(item: Item) -> None:
    """Raise ItemIsWithdrawn where the item is no more."""
    if item.withdrawn_at is not None:
        raise ItemIsWithdrawn


def put_content(version: ItemVersion, content: Mapping[str, Any], *, around: Surroundings) -> None:
    """Set what a version says, with the columns that lists are searched and marked by."""
    whole = {**fields.empty_content(), **content}
    version.content = whole
    version.name_zh = whole["task_name"]
    version.name_en = whole["task_name_en"]
    version.department = whole["dept_name"]
    version.audience = list(whole["server_type"])
    version.words = search_words(whole)
    put_marks(version, around=around)


def put_marks(version: ItemVersion, *, around: Surroundings) -> None:
    """Count a version's findings anew."""
    found = lint(version.content, around)
    version.finding_errors = sum(one.stops for one in found)
    version.finding_warnings = len(found) - version.finding_errors


def record(
    version: ItemVersion,
    *,
    act: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
    changed: Sequence[Difference] = (),
) -> None:
    """Add a line to the history."""
    ItemChange.objects.create(
        version=version,
        act=act,
        reason=reason,
        actor=actor.code,
        recorded_at=now,
        differences=[asdict(one) for one in changed],
    )
