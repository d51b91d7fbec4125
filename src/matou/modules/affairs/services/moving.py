"""From draft to published and to the end: each act by the one who may, each with its trace."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.contracts import (
    CODE_KIND,
    ItemPublished,
    ItemVersionMoved,
    ItemWithdrawn,
)
from matou.modules.affairs.models import Item, ItemVersion
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import states
from matou.modules.affairs.rules.lint import check_clean, lint
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.services.writing import (
    check_alive,
    locked_item,
    locked_version,
    put_marks,
    record,
)
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal


class EffectiveTooEarly(DomainError):
    """What is published cannot reach back."""

    code = "affairs.effective-too-early"
    status = 422
    zh = "生效时间不能早于现在。请改为现在或以后。"
    en = "A version cannot hold from before now. Choose now or later."


class LaterVersionPlanned(DomainError):
    """A version that begins later is published already."""

    code = "affairs.later-version-planned"
    zh = "已有第 {number} 版将在更晚时生效。请让本版在它之后生效。"
    en = "Version {number} begins later already. Let this one begin after it."


class SuccessorNotInForce(DomainError):
    """The item that shall replace another is not in force itself."""

    code = "affairs.successor-not-in-force"
    status = 422
    zh = "替代事项 {successor} 不在用，或就是本事项。请填写在用事项的编号，或留空。"
    en = "{successor} is not in force, or is this very item. Name one in force, or none."


@transaction.atomic
def move_version(
    *, code: str, number: int, key: str, reason: str, actor: Actor, now: datetime
) -> str:
    """Send a version to legal check, pass it, or return it; returns the state it is in now.

    Raises NotAllowed, NotFound, ItemIsWithdrawn, MoveNotPossible, SecondPersonNeeded,
    LintNotClean and InvalidInput.
    """
    assert key in {"submit", "pass", "return", "send_back"}, "others have acts of their own"  # noqa: S101
    item = locked_item(code)
    check_alive(item)
    version = locked_version(item, number)
    move = states.check_move(key=key, state=version.state, actor=actor, authors=version.authors)
    reason = checked_reason(reason) if move.needs_reason else ""
    if move.needs_clean_lint:
        _check_findings(version, now=now)
    version.state = move.target
    version.legal_by = actor.code if key == "pass" else ""
    version.save()
    record(version, act=key, actor=actor, now=now, reason=reason)
    journal.publish(
        ItemVersionMoved(
            aggregate=code, actor=actor.code, occurred_at=now, version=number, move=key,
            state=move.target, reason=reason,
        )
    )  # fmt: skip
    return move.target


@transaction.atomic
def publish_version(
    *, code: str, number: int, valid_from: datetime | None, actor: Actor, now: datetime
) -> datetime:
    """Approve a version as the second person and let it hold from a day on, else at once.

    The version in force ends there. Raises NotAllowed, NotFound, ItemIsWithdrawn,
    MoveNotPossible, SecondPersonNeeded, LintNotClean, EffectiveTooEarly and LaterVersionPlanned.
    """
    item = locked_item(code)
    check_alive(item)
    version = locked_version(item, number)
    states.check_move(key="publish", state=version.state, actor=actor, authors=version.authors)
    if valid_from is not None and valid_from < now:
        raise EffectiveTooEarly
    _check_findings(version, now=now)
    begins = valid_from or now
    _end_former(item, at=begins)
    version.state, version.approved_by = states.PUBLISHED, actor.code
    version.valid_from, version.published_at = begins, now
    version.save()
    _name_code(version, now=now)
    record(version, act="publish", actor=actor, now=now)
    journal.publish(
        ItemPublished(
            aggregate=code, actor=actor.code, occurred_at=now, version=number,
            effective_at=begins, basic_code=item.basic_id,
        )
    )  # fmt: skip
    return begins


@transaction.atomic
def withdraw_item(*, code: str, reason: str, successor: str, actor: Actor, now: datetime) -> None:
    """End an item for good; its code and page stay, and name the item that replaces it.

    Raises NotAllowed, NotFound, MoveNotPossible, InvalidInput and SuccessorNotInForce.
    """
    actor.require_any(states.PUBLISHERS)
    item, heir = _locked_with_heir(code, successor, now=now)
    held = item.versions.select_for_update(of=("self",)).filter(
        state=states.PUBLISHED, valid_until__isnull=True
    )
    version = held.order_by("-number").first()
    state = version.state if version else _last_state(item)
    states.check_move(key="withdraw", state=state, actor=actor, authors=())
    assert version is not None, "a published item has a version without end"  # noqa: S101
    reason = checked_reason(reason)
    held.update(state=states.WITHDRAWN, valid_until=Greatest(F("valid_from"), now))
    item.withdrawn_at, item.withdrawn_reason, item.successor = now, reason, heir
    item.save(update_fields=["withdrawn_at", "withdrawn_reason", "successor"])
    codes.retire(code=code, successor=heir.code if heir else None, actor=actor, now=now)
    record(version, act="withdraw", actor=actor, now=now, reason=reason)
    journal.publish(
        ItemWithdrawn(
            aggregate=code, actor=actor.code, occurred_at=now, version=version.number,
            successor=heir.code if heir else "", reason=reason,
        )
    )  # fmt: skip


def _locked_with_heir(code: str, successor: str, *, now: datetime) -> tuple[Item, Item | None]:
    """Lock an item and the one that follows it, by code, so that nobody waits in a ring."""
    rows = Item.objects.select_for_update(of=("self",)).filter(code__in={code, successor})
    found = {item.code: item for item in rows.order_by("code")}
    if code not in found:
        raise NotFound(what=code)
    if not successor:
        return found[code], None
    heir = found.get(successor)
    if heir is None or successor == code or not heir.versions.at(now).exists():
        raise SuccessorNotInForce(successor=successor[:40])
    return found[code], heir


def _last_state(item: Item) -> str:
    version = item.versions.order_by("-number").first()
    assert version is not None, "an item is made with its first version"  # noqa: S101
    return version.state


def _end_former(item: Item, *, at: datetime) -> None:
    open_rows = item.versions.filter(state=states.PUBLISHED, valid_until__isnull=True)
    for former in open_rows.select_for_update(of=("self",)).order_by("number"):
        if former.valid_from is not None and former.valid_from > at:
            raise LaterVersionPlanned(number=former.number)
        former.valid_until = at
        former.save(update_fields=["valid_until"])


def _check_findings(version: ItemVersion, *, now: datetime) -> None:
    around = surroundings(now=now)
    check_clean(lint(version.content, around))
    put_marks(version, around=around)


def _name_code(version: ItemVersion, *, now: datetime) -> None:
    codes.ensure_code(
        kind=CODE_KIND,
        subject=version.item.code,
        title_zh=version.name_zh,
        title_en=version.name_en or version.name_zh,
        now=now,
    )
