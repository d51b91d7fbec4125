"""API tokens: shown once, kept as a hash, limited by scope and date."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.journal.services import publish
from matou.spine.parties import queries
from matou.spine.parties.contracts import TokenIssued, TokenRefused, TokenRevoked
from matou.spine.parties.models import ApiToken, Party, User
from matou.spine.parties.rules import identity, roles

LONGEST_DAYS = 366
_USE_NOTED_EVERY = timedelta(minutes=1)
"""A write per request would cost more than the request; a minute is near enough."""


@transaction.atomic
def issue_token(
    *, user: User, name: str, scopes: Collection[str], days: int, actor: Actor, now: datetime
) -> str:
    """Make a token for the party that the actor acts for and return its secret, shown only now.

    Raises InvalidInput, and NotAllowed for anyone but the user.
    """
    if actor.code != user.party.code:
        raise NotAllowed
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(
            field="有效天数 days",
            reason_zh=f"请填写 1 至 {LONGEST_DAYS} 天。",
            reason_en=f"Give 1 to {LONGEST_DAYS} days.",
        )
    prefix = secrets.token_hex(4)
    secret = f"mt_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        acts_for=Party.objects.get(code=actor.acts_for),
        name=identity.checked_name(name)[:60],
        prefix=prefix,
        secret_hash=_hash(secret),
        scopes=list(roles.checked_scopes(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    publish(
        TokenIssued(
            aggregate=actor.code,
            actor=actor.code,
            occurred_at=now,
            prefix=prefix,
            scopes=tuple(token.scopes),
        )
    )
    return secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: Actor, now: datetime) -> None:
    """End one's own token at once; raises NotFound for any other."""
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .filter(pk=token_id, user__party__code=actor.code, revoked_at__isnull=True)
        .first()
    )
    if token is None:
        raise NotFound(what=str(token_id))
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    publish(
        TokenRevoked(aggregate=actor.code, actor=actor.code, occurred_at=now, prefix=token.prefix)
    )


def authenticate_token(*, secret: str, now: datetime) -> tuple[Actor, frozenset[str]]:
    """Return who a bearer token stands for and its scopes; raises TokenRefused."""
    bearer = queries.bearer_of(secret_hash=_hash(secret), at=now)
    if bearer is None:
        raise TokenRefused
    _note_use(bearer, now=now)
    return bearer.actor, bearer.scopes


def _note_use(bearer: queries.Bearer, *, now: datetime) -> None:
    if bearer.last_used_at is None or bearer.last_used_at < now - _USE_NOTED_EVERY:
        ApiToken.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USE_NOTED_EVERY),
            pk=bearer.token_id,
        ).update(last_used_at=now)


def _hash(secret: str) -> str:
    # The secret holds 256 random bits, so a plain hash cannot be guessed back.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
