"""A party's payee accounts, and who may be one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from matou.kit.errors import NotFound
from matou.spine.custody.contracts.payees import (
    PAYEE_STANDINGS,
    PayeeCard,
    PayeeRole,
    Standing,
)
from matou.spine.custody.models import PayeeAccount


def standings(*, party: str, at: datetime) -> tuple[Standing, ...]:
    """Return who may be paid with the party's money: itself, and whom the work names."""
    asked = PAYEE_STANDINGS.get()
    return (Standing(holder=party, role=PayeeRole.SELF), *(asked(party, at) if asked else ()))


def payees_of(party: str) -> tuple[PayeeCard, ...]:
    """Return the payee accounts that stand, the oldest first."""
    rows = PayeeAccount.objects.filter(party=party, ended_at=None)
    return tuple(payee_row(row) for row in rows.order_by("registered_at", "pk"))


def payee(payee_id: UUID, *, party: str) -> PayeeCard:
    """Return one of the party's payee accounts, ended or not; raises NotFound for another's."""
    row = PayeeAccount.objects.filter(pk=payee_id, party=party).first()
    if row is None:
        raise NotFound(what=str(payee_id))
    return payee_row(row)


def payees(payee_ids: Iterable[UUID]) -> dict[UUID, PayeeCard]:
    """Return cards by id in one query; unknown ids are absent."""
    found = PayeeAccount.objects.filter(pk__in=set(payee_ids))
    return {row.pk: payee_row(row) for row in found}


def payee_row(row: PayeeAccount) -> PayeeCard:
    """Return the account as its party and officers see it."""
    return PayeeCard(
        payee_id=row.pk,
        party=row.party,
        holder=row.holder,
        holder_name=row.holder_name,
        role=PayeeRole(row.role),
        because=row.because,
        bank=row.bank,
        number_masked=row.number_masked,
        registered_at=row.registered_at,
        usable_from=row.usable_from,
        ended_at=row.ended_at,
    )
