"""Take the provider's callbacks, each event once, in any order; record those that are refused."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from matou.kit.errors import InvalidInput
from matou.spine.custody.contracts import CallbackNotGenuine
from matou.spine.custody.contracts.callbacks import CallbackRefusal, CallbackReplayed
from matou.spine.custody.models import CallbackReceived, CallbackRefused
from matou.spine.custody.rules import china_day
from matou.spine.custody.rules.callbacks import Callback, read_callback
from matou.spine.custody.services.providers import provider
from matou.spine.custody.services.settling import settle

_MOST_A_DAY = 1_000
_ALL_OTHERS = "others"


def callback_key() -> bytes:
    """Return the key that provider and house share: ``CUSTODY_CALLBACK_KEY``.

    Without that setting (the simulator) it is derived from the installation's own secret.
    """
    given = getattr(settings, "CUSTODY_CALLBACK_KEY", "")
    if given:
        return str(given).encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"custody callbacks", hashlib.sha256).digest()


def receive_callback(*, body: bytes, signature: str, now: datetime) -> bool:
    """Take one callback and apply it; tell whether it was news.

    A doubled event changes nothing. Raises CallbackNotGenuine for a wrong signature, InvalidInput
    for a body of another form, CallbackReplayed for a known event with another body: each is
    recorded, and nothing of it is applied.
    """
    try:
        callback = read_callback(body=body, given=signature, key=callback_key())
        with transaction.atomic():
            return _is_first(callback, body=body, now=now) and settle(callback.answer(), now=now)
    except CallbackNotGenuine:
        note_refused_callback(reason=CallbackRefusal.NOT_GENUINE, body=body, now=now)
        raise
    except InvalidInput:
        note_refused_callback(reason=CallbackRefusal.MALFORMED, body=body, now=now)
        raise
    except CallbackReplayed:
        note_refused_callback(reason=CallbackRefusal.REPLAYED, body=body, now=now)
        raise


@transaction.atomic
def note_refused_callback(*, reason: CallbackRefusal, body: bytes, now: datetime) -> None:
    """Record that a callback was refused: of a stranger's the hash, of a signed one the body.

    The same bytes are counted, and beyond a thousand different ones a day all others together: who
    floods the door must not fill the disk.
    """
    is_signed = reason in {CallbackRefusal.MALFORMED, CallbackRefusal.REPLAYED}
    on = china_day(now)
    today = CallbackRefused.objects.filter(on=on, reason=reason.value)
    key = hashlib.sha256(body).hexdigest()
    if not is_signed and not today.filter(body_hash=key).exists() and today.count() >= _MOST_A_DAY:
        key = _ALL_OTHERS
    row, is_new = CallbackRefused.objects.get_or_create(
        on=on,
        reason=reason.value,
        body_hash=key,
        defaults={
            "body": body.decode("utf-8", "replace").replace("\x00", " ") if is_signed else "",
            "size": len(body),
            "first_at": now,
            "last_at": now,
        },
    )
    if not is_new:
        CallbackRefused.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)


def _is_first(callback: Callback, *, body: bytes, now: datetime) -> bool:
    text = body.decode()
    known, is_first = CallbackReceived.objects.get_or_create(
        event_id=callback.event_id,
        defaults={
            "provider": provider().name,
            "order_id": callback.order_id,
            "state": callback.state.value,
            "body": text,
            "received_at": now,
        },
    )
    if known.body != text:
        raise CallbackReplayed(event=str(callback.event_id))
    return is_first
