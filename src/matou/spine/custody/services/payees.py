"""Register, change and end the bank accounts that a party's money may go to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.spine.custody import queries
from matou.spine.custody.contracts.events import PayeeEnded, PayeeRefused, PayeeRegistered
from matou.spine.custody.contracts.payees import (
    NameVerdict,
    NewPayee,
    PayeeCard,
    PayeeNameDiffers,
    PayeeNotEntitled,
    Standing,
    TooManyPayees,
)
from matou.spine.custody.models import PayeeAccount
from matou.spine.custody.rules import limits as limit_rules
from matou.spine.custody.rules import payees as rules
from matou.spine.custody.services.gates import lock_gates, party_gate
from matou.spine.custody.services.name_check import name_checker
from matou.spine.journal import services as journal
from matou.spine.parties import queries as parties
from matou.spine.parties.rules import vault


def register_payee(*, party: str, new: NewPayee, actor: Actor, now: datetime) -> PayeeCard:
    """Register a payee account; it may be paid when its cooling period is over.

    The same account again changes nothing. Raises InvalidInput, PayeeNotEntitled,
    PayeeNameDiffers, ProviderUnavailable, TooManyPayees, NotAllowed.
    """
    with _refusals_kept(party, new, actor=actor, now=now):
        clean, name, standing = _checked(party, new, actor=actor, now=now)
        with transaction.atomic():
            lock_gates([party_gate(party)])
            return _registered(party, clean, name, standing, actor=actor, now=now)


def change_payee(
    *, payee_id: UUID, party: str, new: NewPayee, actor: Actor, now: datetime
) -> PayeeCard:
    """Put another account in a payee's place; the cooling period begins anew.

    Raises NotFound for an account that is another's or ended, and as ``register_payee``.
    """
    with _refusals_kept(party, new, actor=actor, now=now):
        clean, name, standing = _checked(party, new, actor=actor, now=now)
        with transaction.atomic():
            lock_gates([party_gate(party)])
            _end(payee_id, party=party, actor=actor, now=now)
            return _registered(party, clean, name, standing, actor=actor, now=now)


@transaction.atomic
def end_payee(*, payee_id: UUID, party: str, actor: Actor, now: datetime) -> None:
    """Pay no more to an account; what was ordered goes on. Raises NotFound, NotAllowed."""
    _require_own(party, actor)
    lock_gates([party_gate(party)])
    _end(payee_id, party=party, actor=actor, now=now)


def require_standing(*, party: str, holder: str, name: str, now: datetime) -> Standing:
    """Return why the holder may be paid with the party's money; raises PayeeNotEntitled."""
    standing = rules.standing_of(holder, queries.standings(party=party, at=now))
    if standing is None:
        raise PayeeNotEntitled(holder=name)
    return standing


@contextmanager
def _refusals_kept(party: str, new: NewPayee, *, actor: Actor, now: datetime) -> Iterator[None]:
    """Leave an entry of a refusal before it is told; what it refused is undone by then.

    A mistyped number is none: it never reached the question whose account it is. The caller must
    not hold a transaction open, or the entry would go with it.
    """
    try:
        yield
    except (PayeeNotEntitled, PayeeNameDiffers, TooManyPayees) as refusal:
        with transaction.atomic():
            journal.publish(
                PayeeRefused(
                    aggregate=f"payees:{party}",
                    actor=actor.code,
                    occurred_at=now,
                    party=party,
                    holder=new.holder,
                    account=rules.masked(rules.checked_number(new.number)),
                    reason=refusal.code,
                )
            )
        raise


def _checked(
    party: str, new: NewPayee, *, actor: Actor, now: datetime
) -> tuple[NewPayee, str, Standing]:
    _require_own(party, actor)
    clean = replace(new, number=rules.checked_number(new.number), bank=rules.checked_bank(new.bank))
    cards = parties.party_cards([new.holder])
    name = cards[new.holder].name if new.holder in cards else new.holder
    standing = require_standing(party=party, holder=new.holder, name=name, now=now)
    # A call to the institution stands outside any transaction: no lock waits for a bank.
    if name_checker().check_name(name=name, number=clean.number) is NameVerdict.DIFFERS:
        raise PayeeNameDiffers(holder=name)
    return clean, name, standing


def _require_own(party: str, actor: Actor) -> None:
    if actor.acts_for != party:
        raise NotAllowed(needed=party)


def _registered(
    party: str, new: NewPayee, name: str, standing: Standing, *, actor: Actor, now: datetime
) -> PayeeCard:
    indexes = vault.blind_indexes(new.number, kind=rules.ACCOUNT_NUMBER, keys=settings.FIELD_KEYS)
    standing_rows = PayeeAccount.objects.filter(party=party, ended_at=None)
    known = standing_rows.filter(number_index__in=indexes, holder=new.holder).first()
    if known is not None:
        return queries.payee_row(known)
    # The number under another holder is a change of the payee: the old row makes room.
    for row in standing_rows.filter(number_index__in=indexes):
        _end(row.pk, party=party, actor=actor, now=now)
    in_force = queries.limits()
    if standing_rows.count() >= in_force.most_payees:
        raise TooManyPayees(most=in_force.most_payees)
    payee_id = uuid4()
    row = PayeeAccount.objects.create(
        id=payee_id,
        party=party,
        holder=new.holder,
        holder_name=name,
        role=standing.role.value,
        because=standing.because,
        bank=new.bank,
        number_sealed=vault.seal(new.number, place=_place(payee_id), keys=settings.FIELD_KEYS),
        number_index=indexes[0],
        number_masked=rules.masked(new.number),
        registered_by=actor.code,
        registered_at=now,
        usable_from=limit_rules.usable_from(limits=in_force, registered_at=now),
    )
    journal.publish(
        PayeeRegistered(
            aggregate=f"payee:{row.pk}",
            actor=actor.code,
            occurred_at=now,
            party=party,
            holder=new.holder,
            role=standing.role.value,
            account=row.number_masked,
            usable_from=row.usable_from.isoformat(),
        )
    )
    return queries.payee_row(row)


def _end(payee_id: UUID, *, party: str, actor: Actor, now: datetime) -> None:
    ended = PayeeAccount.objects.filter(pk=payee_id, party=party, ended_at=None).update(
        ended_at=now, ended_by=actor.code
    )
    if not ended:
        raise NotFound(what=str(payee_id))
    journal.publish(
        PayeeEnded(aggregate=f"payee:{payee_id}", actor=actor.code, occurred_at=now, party=party)
    )


def account_number(payee_id: UUID) -> str:
    """Return the account's number for the custodian's order, opened from its seal."""
    row = PayeeAccount.objects.get(pk=payee_id)
    return vault.unseal(bytes(row.number_sealed), place=_place(row.pk), keys=settings.FIELD_KEYS)


def reseal_payees() -> int:
    """Seal the numbers anew that older keys sealed; returns how many. Safe to repeat."""
    keys, done = settings.FIELD_KEYS, 0
    for row in PayeeAccount.objects.order_by("registered_at", "pk").iterator():
        if vault.is_sealed_by_newest(bytes(row.number_sealed), keys=keys):
            continue
        number = account_number(row.pk)
        done += PayeeAccount.objects.filter(pk=row.pk).update(
            number_sealed=vault.seal(number, place=_place(row.pk), keys=keys),
            number_index=vault.blind_index(number, kind=rules.ACCOUNT_NUMBER, keys=keys),
        )
    return done


def _place(payee_id: UUID) -> str:
    return f"{payee_id}:{rules.ACCOUNT_NUMBER}"
