"""Telling of credentials that are about to end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from matou.spine.credentials.contracts import CredentialExpiring, HolderKind
from matou.spine.credentials.models import Credential, ExpiryNotice
from matou.spine.credentials.rules import validity
from matou.spine.journal.services import publish


def announce_expiring(*, now: datetime) -> int:
    """Tell of each credential that passed 60, 30 or 7 days, once each; returns how many.

    A credential that a later verified one of the same holder and kind follows is passed over.
    Safe to run again and beside itself: the notice's row decides who tells.
    """
    latest = now + timedelta(days=max(validity.NOTICE_DAYS))
    follower = Credential.objects.filter(
        holder=OuterRef("holder"),
        kind=OuterRef("kind"),
        state=Credential.State.VERIFIED,
        from_at__lte=OuterRef("until_at"),
        until_at__gt=OuterRef("until_at"),
    )
    due = Credential.objects.filter(
        ~Exists(follower),
        state=Credential.State.VERIFIED,
        until_at__gt=now,
        until_at__lte=latest,
    )
    return sum(
        _announce(pk, now=now) for pk in due.order_by("until_at").values_list("pk", flat=True)
    )


@transaction.atomic
def _announce(credential_id: int, *, now: datetime) -> bool:
    credential = Credential.objects.select_for_update(of=("self",)).get(pk=credential_id)
    told = set(ExpiryNotice.objects.filter(credential=credential).values_list("days", flat=True))
    days = validity.due_notice(until_at=credential.until_at, now=now, told=told)
    if days is None or credential.state != Credential.State.VERIFIED:
        return False
    ExpiryNotice.objects.create(credential=credential, days=days, announced_at=now)
    publish(
        CredentialExpiring(
            aggregate=credential.code,
            actor="system",
            occurred_at=now,
            holder=credential.holder,
            holder_kind=HolderKind(credential.holder_kind),
            kind=credential.kind,
            number=credential.number,
            until_at=credential.until_at,
            days=days,
        )
    )
    return True
