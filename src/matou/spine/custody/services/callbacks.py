"""Take the provider's callbacks, each event once, in any order."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction

from matou.spine.custody.models import CallbackReceived
from matou.spine.custody.rules.callbacks import Callback, read_callback
from matou.spine.custody.services.providers import provider
from matou.spine.custody.services.settling import settle


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

    A doubled event changes nothing. Raises CallbackNotGenuine for a wrong signature and
    InvalidInput for a body of another form; nothing is kept of either.
    """
    callback = read_callback(body=body, given=signature, key=callback_key())
    with transaction.atomic():
        return _is_first(callback, body=body, now=now) and settle(callback.answer(), now=now)


def _is_first(callback: Callback, *, body: bytes, now: datetime) -> bool:
    _, is_first = CallbackReceived.objects.get_or_create(
        event_id=callback.event_id,
        defaults={
            "provider": provider().name,
            "order_id": callback.order_id,
            "state": callback.state.value,
            "body": body.decode(),
            "received_at": now,
        },
    )
    return is_first
