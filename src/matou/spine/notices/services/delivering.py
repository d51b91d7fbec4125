"""Carry notices over e-mail and SMS, try again after failures, never lose one."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.spine.notices import queries, rules
from matou.spine.notices.contracts import Channel, Message, Sender, SendFailed
from matou.spine.notices.models import Delivery, State
from matou.spine.notices.services.addresses import addresses_of
from matou.spine.notices.services.senders import ConsoleSender, EmailSender

MAX_ERROR_LENGTH = 300

_SENDERS: dict[Channel, Sender] = {
    Channel.EMAIL: EmailSender(),
    # A contract with an SMS service is the operator's to make; until then texts go to the log.
    Channel.SMS: ConsoleSender(),
}


def register_sender(*, channel: Channel, sender: Sender) -> None:
    """Let another sender carry a channel, for an installation's own wiring."""
    _SENDERS[channel] = sender


def deliver_due(*, now: datetime, limit: int = 100) -> int:
    """Send what is due, each in a transaction of its own; returns how many were sent.

    A row locked by another worker is skipped, so several may run.
    """
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=now)
    waiting = list(due.order_by("due_at", "id").values_list("id", flat=True)[:limit])
    return sum(_deliver(delivery_id, now) for delivery_id in waiting)


@transaction.atomic
def retry_delivery(*, delivery_id: int, actor: Actor, now: datetime) -> None:
    """Put a failed delivery in line again; raises NotAllowed and NotFound."""
    actor.require_any((OPERATOR, ADMIN))
    changed = Delivery.objects.filter(
        id=delivery_id, state__in=(State.FAILED, State.NO_ADDRESS)
    ).update(state=State.WAITING, attempts=0, due_at=now, last_error="")
    if not changed:
        raise NotFound(what=str(delivery_id))


@transaction.atomic
def _deliver(delivery_id: int, now: datetime) -> bool:
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice")
        .filter(id=delivery_id, state=State.WAITING)
        .first()
    )
    if delivery is None:
        return False
    _attempt(delivery, now)
    delivery.save()
    return delivery.state == State.SENT


def _attempt(delivery: Delivery, now: datetime) -> None:
    message = _message(delivery, now)
    if not message.addresses:
        delivery.state = State.NO_ADDRESS
        return
    delivery.attempts += 1
    try:
        _SENDERS[message.channel].send(message)
    except SendFailed as error:
        _note_failure(delivery, error, now)
    else:
        delivery.state, delivery.sent_at, delivery.last_error = State.SENT, now, ""


def _note_failure(delivery: Delivery, error: SendFailed, now: datetime) -> None:
    delivery.last_error = str(error.facts.get("reason", ""))[:MAX_ERROR_LENGTH]
    again = rules.retry_at(attempts=delivery.attempts, now=now)
    if again is None:
        delivery.state = State.FAILED
    else:
        delivery.due_at = again


def _message(delivery: Delivery, now: datetime) -> Message:
    notice = delivery.notice
    channel = Channel(delivery.channel)
    card = queries.card_of(notice)
    language = queries.preference_of(notice.party).language
    return Message(
        channel=channel,
        addresses=addresses_of(party=notice.party, channel=channel, now=now),
        subject=card.subject(language),
        body=card.body(language),
        reference=f"notice-{notice.pk}-{channel.value}",
    )
