"""Signals of rings as officers read them, and the rows from which they are reckoned."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.db.models import Q

from matou.kit.errors import NotFound
from matou.spine.custody.contracts.signals import SignalCard, SignalKind, SignalState
from matou.spine.custody.models import PayeeAccount, PayoutSignal
from matou.spine.custody.rules.signals import Flow, Sharing, Thresholds, coarse
from matou.spine.parties.models import Party

_STANDING = (SignalState.OPEN.value, SignalState.HOLD_PROPOSED.value, SignalState.HELD.value)

# What came out of one party's wallet into a lot's accounts, and out of these into another's: the
# lot's group joins both ends. Each receiver counts against the one that put in the most.
_FLOWS = """
WITH moved AS (
    SELECT t.group_code, d.code AS debit, c.code AS credit, t.amount, t.created_at
    FROM ledger_transfer t
    JOIN ledger_account d ON d.id = t.debit_account_id
    JOIN ledger_account c ON c.id = t.credit_account_id
    WHERE t.created_at >= %(since)s AND t.kind IN ('posted', 'post')
        AND (d.code LIKE 'wallet:%%' OR c.code LIKE 'wallet:%%')
), source AS (
    SELECT DISTINCT ON (group_code) group_code, debit FROM moved
    WHERE debit LIKE 'wallet:%%' AND credit LIKE 'escrow:%%'
    ORDER BY group_code, amount DESC
)
SELECT s.debit, m.credit, m.amount, m.created_at FROM moved m
JOIN source s ON s.group_code = m.group_code
WHERE m.debit LIKE 'escrow:%%' AND m.credit LIKE 'wallet:%%' AND m.credit <> s.debit
"""


def thresholds() -> Thresholds:
    """Return from how many on something is a signal, changed by ``CUSTODY_SIGNALS``."""
    return Thresholds(**getattr(settings, "CUSTODY_SIGNALS", {}))


def signals_page(
    *,
    state: SignalState | None = None,
    kind: SignalKind | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[SignalCard, ...]:
    """Return signals that stand, or those of one state or kind, the newest first."""
    states = _STANDING if state is None else (state.value,)
    rows = PayoutSignal.objects.filter(state__in=states).order_by("-found_at", "-pk")
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return tuple(_card(row) for row in rows[offset : offset + limit])


def open_signal_count() -> int:
    """Return how many signals wait for an officer."""
    waiting = (SignalState.OPEN.value, SignalState.HOLD_PROPOSED.value)
    return PayoutSignal.objects.filter(state__in=waiting).count()


def signal(signal_id: int) -> SignalCard:
    """Return one signal; raises NotFound."""
    row = PayoutSignal.objects.filter(pk=signal_id).first()
    if row is None:
        raise NotFound(what=str(signal_id))
    return _card(row)


def signals_about(parties: Collection[str]) -> tuple[SignalCard, ...]:
    """Return the standing signals that name any of the parties."""
    rows = PayoutSignal.objects.filter(state__in=_STANDING, parties__overlap=list(parties))
    return tuple(_card(row) for row in rows.order_by("pk"))


def phones() -> tuple[Sharing, ...]:
    """Return the telephone of each party that has one, by its blind index."""
    rows = Party.objects.exclude(phone_index=None).filter(~Q(phone_index=""))
    return tuple(
        Sharing(key=row.phone_index, shown=row.phone_masked, party=row.code, since=row.created_at)
        for row in rows.only("code", "phone_index", "phone_masked", "created_at").iterator()
        if row.phone_index
    )


def accounts() -> tuple[Sharing, ...]:
    """Return the payee accounts that stand, by the blind index of their number."""
    rows = PayeeAccount.objects.filter(ended_at=None)
    return tuple(
        Sharing(
            key=row.number_index,
            shown=f"{row.bank} {row.number_masked}",
            party=row.party,
            since=row.registered_at,
        )
        for row in rows.iterator()
    )


def devices(*, since: datetime) -> tuple[Sharing, ...]:
    """Return from what device each party's people signed in, as a salted fingerprint.

    Browser and coarse network address go into a keyed hash and are not kept: a signal says that
    parties share a device, never which. The party is the one the person acts for.
    """
    rows = UserSession.objects.filter(last_seen_at__gte=since).values_list(
        "user__party__code", "user__acts_for__code", "user_agent", "ip", "created_at"
    )
    return tuple(
        Sharing(
            key=(key := _fingerprint(agent, ip)), shown=key[:8], party=acts_for or own, since=at
        )
        for own, acts_for, agent, ip, at in rows.iterator()
    )


def flows(*, since: datetime) -> tuple[Flow, ...]:
    """Return what went through lots from one party's wallet into another's."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, {"since": since})
        return tuple(
            Flow(
                source=source.partition(":")[2],
                target=target.partition(":")[2],
                fen=int(fen),
                at=at,
            )
            for source, target, fen, at in cursor.fetchall()
        )


def _fingerprint(agent: str, address: str) -> str:
    salt = f"device {settings.FIELD_KEYS[0]}".encode()
    seen = f"{agent}\n{coarse(address)}".encode()
    return hmac.new(salt, seen, hashlib.sha256).hexdigest()


def _card(row: PayoutSignal) -> SignalCard:
    return SignalCard(
        signal_id=row.pk,
        kind=SignalKind(row.kind),
        state=SignalState(row.state),
        parties=tuple(row.parties),
        common=row.common,
        since=row.since,
        found_at=row.found_at,
        seen_at=row.seen_at,
        proposed_by=row.proposed_by,
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
