"""What other regions may hand in: told to members, and kept of theirs with its instant."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.models import ItemVersion, NeighbourItem
from matou.modules.affairs.rules import states
from matou.modules.affairs.rules.handover_messages import (
    BASIS,
    CROSS_ITEM,
    CROSS_ITEMS,
    PURPOSE,
    ItemAsked,
    Wanted,
)
from matou.modules.affairs.rules.handover_scope import shapes_of
from matou.modules.affairs.services.case_applying import version_in_force
from matou.modules.affairs.services.handover_writing import require_clerk
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import Asked, CallCard, CallState, NewCall, Shared

_MOST = 50


class NeighbourSilent(DomainError):
    """The member does not answer now."""

    code = "affairs.neighbour-silent"
    status = 503
    zh = "受理地现在没有应答（{reason}）。可先用已存的目录，或稍后再试。"
    en = "The owner region does not answer now ({reason}). Use what is kept, or try again later."


def cross_items(asked: Asked) -> Shared:
    """List the items in force that other regions may hand in, apply for or join in."""
    told = asked.arguments
    assert isinstance(told, Wanted)  # noqa: S101  # the door read it as that
    rows = ItemVersion.objects.at(asked.now).filter(
        state=states.PUBLISHED, item__is_sample=False, words__icontains=told.text.lower()
    )
    found = rows.exclude(content__scopes=[]).select_related("item").order_by("name_zh", "id")
    return Shared(
        records=tuple(
            {
                "code": one.item.code, "version": one.number, "name_zh": one.name_zh,
                "name_en": one.name_en, "department": one.department,
                "shapes": "".join(shapes_of(one.content)),
            }
            for one in found[: _MOST * 2]
            if shapes_of(one.content)
        )[:_MOST]
    )  # fmt: skip


def cross_item(asked: Asked) -> Shared:
    """Give the wording in force of one item, by which a window checks; raises ItemTakesNoCases."""
    told = asked.arguments
    assert isinstance(told, ItemAsked)  # noqa: S101  # the door read it as that
    one = version_in_force(told.code, now=asked.now)
    record = {
        "code": told.code, "version": one.number, "name_zh": one.name_zh,
        "name_en": one.name_en, "department": one.department,
        "shapes": "".join(shapes_of(one.content)), "content": one.content,
    }  # fmt: skip
    return Shared(records=(record,))


def refresh_catalogue(*, member: str, text: str, actor: Actor, now: datetime) -> int:
    """Ask a member for its items and keep them with this instant; returns how many.

    Raises NotAllowed, MemberUnknown and NeighbourSilent.
    """
    require_clerk(actor)
    card = _asked(member, CROSS_ITEMS, {"text": text[:60]}, actor=actor, now=now)
    for record in card.records:
        keep_item(member, dict(record), now=now)
    return len(card.records)


def refresh_item(*, member: str, code: str, actor: Actor, now: datetime) -> None:
    """Ask a member for an item's wording and keep it.

    Raises NotAllowed, MemberUnknown and NeighbourSilent.
    """
    require_clerk(actor)
    card = _asked(member, CROSS_ITEM, {"code": code}, actor=actor, now=now)
    for record in card.records:
        keep_item(member, dict(record), now=now)


@transaction.atomic
def keep_item(member: str, told: dict[str, object], *, now: datetime) -> None:
    """Keep an item as a member told it; a wording stays only with its own version."""
    facts = {
        "version": told["version"], "name_zh": str(told["name_zh"])[:120],
        "name_en": str(told["name_en"])[:120], "department": str(told["department"])[:120],
        "shapes": str(told["shapes"])[:10], "told_at": now,
    }  # fmt: skip
    code = str(told["code"])[:9]
    rows = NeighbourItem.objects.select_for_update(of=("self",))
    kept = rows.filter(member=member, code=code).first()
    if "content" in told:
        facts["content"] = told["content"]
    elif kept is not None and kept.version != told["version"]:
        facts["content"] = None  # an old wording under a new number would mislead
    NeighbourItem.objects.update_or_create(member=member, code=code, defaults=facts)


def _asked(
    member: str, service: str, arguments: dict[str, str], *, actor: Actor, now: datetime
) -> CallCard:
    card = exchange.ask_now(
        new=NewCall(request_id=uuid4(), member=member, service=service, arguments=arguments,
                    purpose=PURPOSE, basis=BASIS),
        actor=actor, now=now,
    )  # fmt: skip
    if card.state is not CallState.ANSWERED:
        if card.state is CallState.WAITING:
            # Nobody waits for this answer any more: the next look asks anew.
            exchange.give_up(request_id=card.request_id, note="目录改日再取", actor=actor, now=now)
        raise NeighbourSilent(reason=card.reason or card.state.value)
    return card
