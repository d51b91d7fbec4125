"""What the issuing office does to an e-licence: stop it, let it count again, end it, replace it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.kit.event import Event
from matou.kit.period import Period
from matou.spine.credentials.contracts import (
    CredentialState,
    HolderKind,
    LicenceCard,
    LicenceField,
    LicenceOrder,
    LicenceReinstated,
    LicenceReplaced,
    LicenceRevoked,
    LicenceSuspended,
)
from matou.spine.credentials.models import Credential, ELicence, ELicenceVersion
from matou.spine.credentials.queries.e_licences import newest_card, own_codes
from matou.spine.credentials.rules import validity
from matou.spine.credentials.rules.identifiers import parse_identifier
from matou.spine.credentials.rules.licence_terms import changed_fields, checked_grounds
from matou.spine.credentials.rules.licence_types import type_of
from matou.spine.credentials.services.checking import move
from matou.spine.credentials.services.issuing import write_version
from matou.spine.journal.services import publish


class OwnLicence(DomainError):
    """Nobody decides about a licence of their own or of a company of theirs."""

    code = "own-licence"
    status = 403
    zh = "不能处理自己或本企业持有的证照。请由发证机关的另一名工作人员处理。"
    en = "You or your company hold this licence. Another officer of the office has to act."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    licence: ELicence
    version: ELicenceVersion
    credential: Credential


@transaction.atomic
def suspend_licence(*, code: str, reason: str, actor: Actor, now: datetime) -> LicenceCard:
    """Let a licence not count for the time being.

    Raises NotFound, NotAllowed, OwnLicence, InvalidInput and CredentialMoveRefused.
    """
    held, told = _held(code, reason, actor=actor, now=now)
    move(held.credential, CredentialState.SUSPENDED, note=told, actor=actor, now=now)
    publish(_told(LicenceSuspended, held, reason=told, by=actor.code, now=now))
    return newest_card(code, at=now)


@transaction.atomic
def reinstate_licence(*, code: str, reason: str, actor: Actor, now: datetime) -> LicenceCard:
    """Let a suspended licence count again; raises as ``suspend_licence``."""
    held, told = _held(code, reason, actor=actor, now=now)
    if held.credential.state != Credential.State.SUSPENDED:
        raise validity.CredentialMoveRefused(state=held.credential.state)
    move(held.credential, CredentialState.VERIFIED, note=told, actor=actor, now=now)
    publish(_told(LicenceReinstated, held, reason=told, by=actor.code, now=now))
    return newest_card(code, at=now)


@transaction.atomic
def revoke_licence(*, code: str, reason: str, actor: Actor, now: datetime) -> LicenceCard:
    """End a licence for ever; raises as ``suspend_licence``."""
    held, told = _held(code, reason, actor=actor, now=now)
    return _revoked(held, told, actor=actor, now=now)


@transaction.atomic
def replace_licence(
    *,
    code: str,
    changes: Mapping[str, str],
    valid: Period | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> LicenceCard:
    """Issue the next version under the same serial; the one before never counts again.

    ``changes`` are new values of its lines; ``valid`` None keeps its dates; the holder's name is
    taken anew. Raises as ``suspend_licence``.
    """
    held, told = _held(code, reason, actor=actor, now=now)
    fields = tuple(LicenceField(**one) for one in held.version.fields)
    order = _again(held, by=actor.code, fields=changed_fields(fields, changes),
                   valid=valid or _period(held))  # fmt: skip
    return _replaced(held, order, told, actor=actor, now=now)


@transaction.atomic
def replace_by_decision(
    *, code: str, order: LicenceOrder, reason: str, actor: Actor, now: datetime
) -> LicenceCard:
    """Issue the next version as a signed decision orders; the caller has checked the decision.

    Raises NotFound, InvalidInput and CredentialMoveRefused.
    """
    held = _locked(code)
    return _replaced(held, order, checked_grounds(reason), actor=actor, now=now)


@transaction.atomic
def revoke_by_decision(*, code: str, reason: str, actor: Actor, now: datetime) -> LicenceCard:
    """End a licence as a signed decision orders; raises as ``replace_by_decision``."""
    return _revoked(_locked(code), checked_grounds(reason), actor=actor, now=now)


def _revoked(held: _Held, told: str, *, actor: Actor, now: datetime) -> LicenceCard:
    move(held.credential, CredentialState.REVOKED, note=told, actor=actor, now=now)
    publish(_told(LicenceRevoked, held, reason=told, by=actor.code, now=now))
    return newest_card(held.licence.code, at=now)


def _replaced(
    held: _Held, order: LicenceOrder, told: str, *, actor: Actor, now: datetime
) -> LicenceCard:
    wanted = type_of(held.licence.kind)
    validity.check_length(kind=wanted.kind, valid=order.valid)
    move(held.credential, CredentialState.REVOKED, note=told, actor=actor, now=now)
    write_version(
        held.licence, order, wanted=wanted,
        identifier=parse_identifier(held.version.identifier).next_version(),
        holder_kind=HolderKind(held.credential.holder_kind), now=now,
    )  # fmt: skip
    publish(
        LicenceReplaced(
            aggregate=held.licence.code, actor=actor.code, occurred_at=now,
            holder=held.licence.holder, recipient=held.licence.recipient,
            kind=held.licence.kind, version=held.version.number,
            reason=told,
        )
    )  # fmt: skip
    return newest_card(held.licence.code, at=now)


def _held(code: str, reason: str, *, actor: Actor, now: datetime) -> tuple[_Held, str]:
    """Return what is to be acted on, locked, and the clean reason; refuses who may not."""
    held = _locked(code)
    if actor.code == SYSTEM.code or not actor.roles & set(held.licence.officers):
        raise NotAllowed(needed=", ".join(held.licence.officers))
    if own_codes(actor, at=now) & {held.licence.holder, held.licence.recipient}:
        raise OwnLicence
    return held, checked_grounds(reason)


def _locked(code: str) -> _Held:
    """Lock a licence by the credential of its newest version.

    Whoever waited here for a replacement looks again, for another version is the newest then.
    """
    while True:
        version = _newest(code)
        credential = Credential.objects.select_for_update(of=("self",)).get(
            pk=version.credential_id
        )
        if _newest(code).pk == version.pk:
            return _Held(licence=version.licence, version=version, credential=credential)


def _newest(code: str) -> ELicenceVersion:
    rows = ELicenceVersion.objects.select_related("licence").filter(licence__code=code)
    found = rows.order_by("-number").first()
    if found is None:
        raise NotFound(what=code[:20])
    return found


def _again(
    held: _Held, *, by: str, fields: tuple[LicenceField, ...], valid: Period
) -> LicenceOrder:
    is_party = held.credential.holder_kind in {HolderKind.PERSON, HolderKind.COMPANY}
    return LicenceOrder(
        kind=held.licence.kind, issuer=held.licence.issuer, issuer_name=held.version.issuer_name,
        issuer_name_en=held.version.issuer_name_en, holder=held.licence.holder,
        recipient=held.licence.recipient,
        holder_name="" if is_party else held.version.holder_name,
        item=held.licence.item, case=held.licence.case, valid=valid, signed_by=by,
        officers=frozenset(held.licence.officers), fields=fields,
    )  # fmt: skip


def _period(held: _Held) -> Period:
    return Period(held.credential.from_at, held.credential.until_at)


def _told(
    event: type[LicenceSuspended] | type[LicenceReinstated] | type[LicenceRevoked],
    held: _Held,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> Event:
    return event(
        aggregate=held.licence.code, actor=by, occurred_at=now, holder=held.licence.holder,
        recipient=held.licence.recipient,
        kind=held.licence.kind, reason=reason,
    )  # fmt: skip
