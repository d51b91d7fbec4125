"""Credentials and their checks: what is recorded, what is missing, what ends soon."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from matou.kit.errors import NotFound
from matou.kit.period import Period
from matou.spine.credentials.contracts import (
    CheckRow,
    CredentialCard,
    CredentialState,
    HolderKind,
)
from matou.spine.credentials.models import Check, Credential
from matou.spine.credentials.rules.kinds import KINDS, kind_named
from matou.spine.credentials.rules.validity import is_covered

MOST = 100
"""The longest page that a list answers."""


def valid_for(*, holder: str, kind: str, period: Period) -> bool:
    """Tell whether verified credentials of the kind cover the whole period without a gap."""
    return not missing_for(holder=holder, kinds=(kind,), period=period)


def missing_for(*, holder: str, kinds: Sequence[str], period: Period) -> tuple[str, ...]:
    """Return which of the kinds the holder lacks for some instant of the period, in one query."""
    return missing_among(wanted={holder: kinds}, period=period)


def missing_among(*, wanted: Mapping[str, Sequence[str]], period: Period) -> tuple[str, ...]:
    """Return which kinds are lacking, holder by holder, for some instant of the period.

    One query for all: a trip asks for its carrier's papers and for its vessel's.
    """
    kinds = {kind for each in wanted.values() for kind in each}
    for kind in kinds:
        kind_named(kind)
    rows = Credential.objects.filter(
        holder__in=wanted,
        kind__in=kinds,
        state=Credential.State.VERIFIED,
        from_at__lt=period.until_at,
        until_at__gt=period.from_at,
    ).values_list("holder", "kind", "from_at", "until_at")
    held: dict[tuple[str, str], list[Period]] = {}
    for holder, kind, from_at, until_at in rows:
        held.setdefault((holder, kind), []).append(Period(from_at, until_at))
    return tuple(
        kind
        for holder, each in wanted.items()
        for kind in each
        if not is_covered(by=held.get((holder, kind), []), wanted=period)
    )


def credentials_of(holder: str) -> tuple[CredentialCard, ...]:
    """Return all credentials of a holder, those that end last first."""
    rows = Credential.objects.filter(holder=holder).order_by("-until_at", "-pk")
    return tuple(card_of(row) for row in rows[:MOST])


def credential(code: str) -> CredentialCard:
    """Return a credential; raises NotFound."""
    row = Credential.objects.filter(code=code).first()
    if row is None:
        raise NotFound(what=code)
    return card_of(row)


def checks_of(code: str) -> tuple[CheckRow, ...]:
    """Return how a credential came to its state, the first step first."""
    rows = Check.objects.filter(credential__code=code).order_by("pk")
    return tuple(
        CheckRow(state=CredentialState(row.state), by=row.by, at=row.at, note=row.note)
        for row in rows
    )


def claimed_page(*, after: str = "", limit: int = 50) -> tuple[CredentialCard, ...]:
    """Return claims that wait for a check, the oldest first; go on ``after`` the last code."""
    rows = Credential.objects.filter(state=Credential.State.CLAIMED)
    if after:
        rows = rows.filter(pk__gt=Credential.objects.filter(code=after).values("pk")[:1])
    return tuple(card_of(row) for row in rows.order_by("pk")[: min(limit, MOST)])


def expiring_page(
    *, until_at: datetime, now: datetime, limit: int = 50
) -> tuple[CredentialCard, ...]:
    """Return verified credentials that end before an instant, the next to end first."""
    rows = Credential.objects.filter(
        state=Credential.State.VERIFIED, until_at__gt=now, until_at__lte=until_at
    )
    return tuple(card_of(row) for row in rows.order_by("until_at", "pk")[: min(limit, MOST)])


def card_of(row: Credential) -> CredentialCard:
    """Return the card of a loaded credential."""
    kind = KINDS[row.kind]
    return CredentialCard(
        code=row.code,
        holder=row.holder,
        holder_kind=HolderKind(row.holder_kind),
        kind=row.kind,
        title_zh=kind.zh,
        title_en=kind.en,
        number=row.number,
        issuer=row.issuer,
        valid=Period(row.from_at, row.until_at),
        document_code=row.document_code,
        state=CredentialState(row.state),
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
    )
