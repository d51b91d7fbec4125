"""Claiming a credential."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import ADMIN, OPERATOR, REGISTRAR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialCard, CredentialRecorded, HolderKind
from matou.spine.credentials.models import Check, Credential
from matou.spine.credentials.queries import card_of
from matou.spine.credentials.rules import validity
from matou.spine.credentials.rules.kinds import Kind, kind_named
from matou.spine.credentials.services import numbers
from matou.spine.journal.services import publish
from matou.spine.parties import queries as parties
from matou.spine.parties.rules.identity import checked_name

_KEEPERS = frozenset({ADMIN, OPERATOR, REGISTRAR, "platform.system"})
_NUMBER_LENGTH = 60
_CODE_LENGTH = 16


class CredentialKnown(DomainError):
    """The holder has recorded this credential already."""

    code = "credential-known"
    zh = "该证照已登记，无需重复登记。"
    en = "This credential is recorded already."


@transaction.atomic
def record_credential(  # noqa: PLR0913 - a paper's own fields, every one of them needed
    *,
    holder: str,
    kind: str,
    number: str,
    issuer: str,
    valid: Period,
    document_code: str | None = None,
    actor: Actor,
    now: datetime,
) -> CredentialCard:
    """Claim a credential for a party, vessel or vehicle; it counts once it is verified.

    For a party, by the party itself or an officer. Whether the actor may speak for a vessel or
    vehicle, the room that keeps it has checked. Raises InvalidInput, NotAllowed, NotFound and
    CredentialKnown.
    """
    named = kind_named(kind)
    holder_kind = holder_kind_of(holder, kind=named)
    if holder_kind in {HolderKind.PERSON, HolderKind.COMPANY}:
        _check_speaks_for(actor, holder=holder)
    validity.check_length(kind=named, valid=valid)
    credential = Credential(
        holder=holder,
        holder_kind=holder_kind.value,
        kind=named.code,
        issuer=checked_name(issuer, field="发证机关 issuer"),
        from_at=valid.from_at,
        until_at=valid.until_at,
        document_code=(document_code or "")[:_CODE_LENGTH],
        recorded_by=actor.code,
        recorded_at=now,
    )
    numbers.set_number(credential, _checked_number(number), kind=named)
    try:
        with transaction.atomic():
            credential.save(force_insert=True)
    except IntegrityError as error:
        raise CredentialKnown from error
    Check.objects.create(credential=credential, state=credential.state, by=actor.code, at=now)
    publish(
        CredentialRecorded(
            aggregate=credential.code,
            actor=actor.code,
            occurred_at=now,
            holder=holder,
            kind=named.code,
            valid=valid,
        )
    )
    return card_of(credential)


def holder_kind_of(holder: str, *, kind: Kind) -> HolderKind:
    """Tell what the holder is: from the kind where only one fits, else from the parties."""
    if not 1 <= len(holder) <= _CODE_LENGTH or not holder.isprintable():
        raise InvalidInput(
            field="持证人 holder", reason_zh="编号不正确。", reason_en="The code is not valid."
        )
    party = parties.party_cards([holder]).get(holder)
    fitting = kind.holders
    if party is not None:
        fitting = fitting & {HolderKind(party.kind.value)}
    else:
        fitting = fitting - {HolderKind.PERSON, HolderKind.COMPANY}
    if len(fitting) != 1:
        raise InvalidInput(
            field="持证人 holder",
            reason_zh=f"{kind.zh}不能由该对象持有，或没有该对象。",
            reason_en=f"This holder cannot hold a {kind.en}, or does not exist.",
        )
    return next(iter(fitting))


def _check_speaks_for(actor: Actor, *, holder: str) -> None:
    if holder in {actor.code, actor.acts_for} or not actor.roles.isdisjoint(_KEEPERS):
        return
    raise NotAllowed


def _checked_number(text: str) -> str:
    number = "".join(checked_name(text, field="证号 number").split()).upper()
    if len(number) > _NUMBER_LENGTH:
        raise InvalidInput(
            field="证号 number",
            reason_zh=f"最多 {_NUMBER_LENGTH} 个字符。",
            reason_en=f"At most {_NUMBER_LENGTH} characters.",
        )
    return number
