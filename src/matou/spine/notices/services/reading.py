"""What readers do: mark notices read, say how they want to be told."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.spine.notices import queries, rules
from matou.spine.notices.contracts import PreferenceCard
from matou.spine.notices.models import Notice, Preference


def mark_read(*, notice_id: int, actor: Actor, now: datetime) -> None:
    """Mark one of the actor's notices read; once read it stays so. Raises NotFound."""
    mine = Notice.objects.filter(id=notice_id, party__in=_parties(actor))
    if not mine.exists():
        raise NotFound(what=str(notice_id))
    mine.filter(read_at__isnull=True).update(read_at=now)


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Mark all of the actor's notices read; returns how many there were."""
    mine = Notice.objects.filter(party__in=_parties(actor), read_at__isnull=True)
    return mine.update(read_at=now)


@transaction.atomic
def set_preference(
    *,
    language: str,
    channels_off: Collection[str],
    quiet_from_minute: int | None,
    quiet_until_minute: int | None,
    actor: Actor,
) -> PreferenceCard:
    """Keep how the party the actor acts for wants to be told; raises InvalidInput."""
    if (quiet_from_minute is None) != (quiet_until_minute is None):
        raise InvalidInput(
            field="免打扰时间 quiet hours",
            reason_zh="请同时填写开始和结束时间。",
            reason_en="Give both ends.",
        )
    Preference.objects.update_or_create(
        party=actor.acts_for,
        defaults={
            "language": rules.checked_language(language),
            "channels_off": rules.checked_off(channels_off),
            "quiet_from_minute": rules.checked_quiet(quiet_from_minute),
            "quiet_until_minute": rules.checked_quiet(quiet_until_minute),
        },
    )
    return queries.preference_of(actor.acts_for)


def _parties(actor: Actor) -> set[str]:
    return {actor.code, actor.acts_for}
