"""Officers' checks on claimed credentials."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import ADMIN, OPERATOR, REGISTRAR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.kit.event import Event
from matou.spine.credentials.contracts import (
    CredentialCard,
    CredentialRevoked,
    CredentialState,
    CredentialSuspended,
    CredentialVerified,
)
from matou.spine.credentials.models import Check, Credential, ELicenceVersion
from matou.spine.credentials.queries import card_of
from matou.spine.credentials.rules import validity
from matou.spine.journal.services import publish
from matou.spine.parties import queries as parties
from matou.spine.parties.rules.identity import checked_name

_CHECKERS = frozenset({REGISTRAR, ADMIN, "platform.system"})
_STOPPERS = _CHECKERS | {OPERATOR}
_LONGEST_NOTE = 200


class NumberVerifiedElsewhere(DomainError):
    """The same number is verified for another holder or an overlapping period."""

    code = "number-verified-elsewhere"
    zh = "该证号在重叠的有效期内已核验过。请核对是否冒用，必要时先作废原记录。"
    en = (
        "This number is verified already for an overlapping period. Check for misuse, and revoke "
        "the earlier record if it is wrong."
    )


class OwnCredential(DomainError):
    """Nobody verifies their own paper, one they recorded, or one of a company of theirs."""

    code = "own-credential"
    status = 403
    zh = "不能核验自己登记、自己持有或本企业的证照。请由另一名登记员核验。"
    en = (
        "You recorded this credential, or you or your company hold it. Another registrar has to "
        "verify it."
    )


class IssuedHere(DomainError):
    """The credential belongs to an e-licence, which its issuing office alone stops."""

    code = "credential-issued-here"
    zh = "这是本平台签发的电子证照 {licence}，只能由发证机关在该证照的页面处理。"
    en = "This is the e-licence {licence} issued here. Its issuing office acts on that one's page."


@transaction.atomic
def verify_credential(*, code: str, note: str, actor: Actor, now: datetime) -> CredentialCard:
    """Find a claimed credential true, so that it counts.

    Raises NotAllowed, NotFound, CredentialMoveRefused, OwnCredential and NumberVerifiedElsewhere.
    """
    actor.require_any(_CHECKERS)
    credential = _locked(code)
    _check_not_own(credential, actor=actor, now=now)
    return move(credential, CredentialState.VERIFIED, note=note, actor=actor, now=now)


@transaction.atomic
def suspend_credential(*, code: str, note: str, actor: Actor, now: datetime) -> CredentialCard:
    """Let a verified credential not count for the time being, with the grounds.

    Raises NotAllowed, NotFound, InvalidInput and CredentialMoveRefused.
    """
    actor.require_any(_STOPPERS)
    _check_grounds(note)
    return move(_locked(code), CredentialState.SUSPENDED, note=note, actor=actor, now=now)


@transaction.atomic
def reinstate_credential(*, code: str, note: str, actor: Actor, now: datetime) -> CredentialCard:
    """Let a suspended credential count again; raises as ``verify_credential``."""
    actor.require_any(_CHECKERS)
    credential = _locked(code)
    if credential.state != Credential.State.SUSPENDED:
        raise validity.CredentialMoveRefused(state=credential.state)
    _check_not_own(credential, actor=actor, now=now)
    return move(credential, CredentialState.VERIFIED, note=note, actor=actor, now=now)


@transaction.atomic
def revoke_credential(*, code: str, note: str, actor: Actor, now: datetime) -> CredentialCard:
    """Find a credential false or withdrawn, for ever, with the grounds.

    Raises NotAllowed, NotFound, InvalidInput and CredentialMoveRefused.
    """
    actor.require_any(_STOPPERS)
    _check_grounds(note)
    return move(_locked(code), CredentialState.REVOKED, note=note, actor=actor, now=now)


def _locked(code: str) -> Credential:
    found = Credential.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NotFound(what=code)
    issued = ELicenceVersion.objects.filter(credential=found).select_related("licence").first()
    if issued is not None:
        raise IssuedHere(licence=issued.licence.code)
    return found


def _check_not_own(credential: Credential, *, actor: Actor, now: datetime) -> None:
    """Refuse who recorded the paper, who holds it, and who may act for the company that does."""
    if actor.code == "system":
        return
    companies = parties.companies_of(person=actor.code, at=now)
    own = {actor.code, actor.acts_for, *(card.code for card in companies)}
    if not own.isdisjoint({credential.recorded_by, credential.holder}):
        raise OwnCredential


def move(
    credential: Credential, to: CredentialState, *, note: str, actor: Actor, now: datetime
) -> CredentialCard:
    """Put a locked credential into a state, with the check and the event."""
    validity.check_move(state=CredentialState(credential.state), to=to)
    credential.state = to.value
    try:
        with transaction.atomic():
            credential.save(update_fields=["state"])
    except IntegrityError as error:
        raise NumberVerifiedElsewhere from error
    Check.objects.create(
        credential=credential,
        state=to.value,
        by=actor.code,
        at=now,
        note=checked_name(note, field="依据 grounds")[:_LONGEST_NOTE] if note else "",
    )
    publish(_event(credential, actor=actor, now=now))
    return card_of(credential)


def _event(credential: Credential, *, actor: Actor, now: datetime) -> Event:
    made = {
        CredentialState.VERIFIED: CredentialVerified,
        CredentialState.SUSPENDED: CredentialSuspended,
        CredentialState.REVOKED: CredentialRevoked,
    }[CredentialState(credential.state)]
    return made(
        aggregate=credential.code,
        actor=actor.code,
        occurred_at=now,
        holder=credential.holder,
        kind=credential.kind,
    )


def _check_grounds(note: str) -> None:
    if not note.strip():
        raise InvalidInput(
            field="依据 grounds",
            reason_zh="请说明暂停或作废的依据。",
            reason_en="Say on what grounds.",
        )
