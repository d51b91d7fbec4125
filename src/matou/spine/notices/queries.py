"""Reads of notices: a party's list and unread count, their wishes, deliveries for operators."""

from collections.abc import Sequence

from matou.kit.errors import InvalidInput, NotFound
from matou.spine.notices.contracts import (
    Channel,
    DeliveryRow,
    DeliveryState,
    NoticeCard,
    PreferenceCard,
)
from matou.spine.notices.models import Delivery, Notice, Preference

MAX_LIMIT = 200


def inbox(*, party: str, before: int | None = None, limit: int = 50) -> tuple[NoticeCard, ...]:
    """Return the party's notices, newest first; ``before`` is the last id of the page before."""
    rows = Notice.objects.filter(party=party).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(card_of(row) for row in rows[: _checked_limit(limit)])


def unread_count(*, parties: Sequence[str]) -> int:
    """Return how many notices to any of the parties are unread, for the number on the bell."""
    return Notice.objects.filter(party__in=parties, read_at__isnull=True).count()


def notice(*, notice_id: int) -> NoticeCard:
    """Return one notice; raises NotFound."""
    row = Notice.objects.filter(id=notice_id).first()
    if row is None:
        raise NotFound(what=str(notice_id))
    return card_of(row)


def preference_of(party: str) -> PreferenceCard:
    """Return how the party wants to be told; Chinese and every channel unless they said."""
    row = Preference.objects.filter(party=party).first() or Preference(party=party)
    return PreferenceCard(
        party=party,
        language=row.language,
        channels_off=frozenset(row.channels_off),
        quiet_from_minute=row.quiet_from_minute,
        quiet_until_minute=row.quiet_until_minute,
    )


def deliveries_page(
    *, state: DeliveryState | None = None, before: int | None = None, limit: int = 50
) -> tuple[DeliveryRow, ...]:
    """Return deliveries, newest first, of one state or all."""
    rows = Delivery.objects.select_related("notice").order_by("-id")
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_delivery_row(row) for row in rows[: _checked_limit(limit)])


def card_of(row: Notice) -> NoticeCard:
    """Return the row as a card."""
    return NoticeCard(
        id=row.pk,
        party=row.party,
        template=row.template,
        zh_subject=row.zh_subject,
        zh_body=row.zh_body,
        en_subject=row.en_subject,
        en_body=row.en_body,
        url=row.url,
        facts=row.facts,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _delivery_row(row: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.pk,
        notice=row.notice_id,
        party=row.notice.party,
        template=row.notice.template,
        channel=Channel(row.channel),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
    )


def _checked_limit(limit: int) -> int:
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(
            field="limit",
            reason_zh=f"请填写 1 到 {MAX_LIMIT}。",
            reason_en=f"Give 1 to {MAX_LIMIT}.",
        )
    return limit
