"""Numbers of papers: shown as they are, or sealed and masked where they are a person's own.

A driving licence carries its holder's identity number (机动车驾驶证, GA 482), and crew
certificates often do.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from matou.kit.actor import ADMIN, REGISTRAR, Actor
from matou.kit.errors import NotFound
from matou.spine.credentials.models import Credential
from matou.spine.credentials.rules.kinds import Kind
from matou.spine.parties.rules import vault
from matou.spine.parties.services import note_reading

_SHOWN_ENDS = 2
_SHORTEST_MASKED = 8


def set_number(credential: Credential, number: str, *, kind: Kind) -> None:
    """Put a checked number into the row (not saved)."""
    if not kind.is_personal:
        credential.number = credential.number_index = number
        return
    credential.number = _masked(number)
    credential.number_index = vault.blind_index(number, kind=kind.code, keys=settings.FIELD_KEYS)
    credential.number_sealed = vault.seal(
        number, place=_place(credential), keys=settings.FIELD_KEYS
    )


@transaction.atomic
def read_number(*, code: str, why: str, actor: Actor, now: datetime) -> str:
    """Return a paper's whole number; the reading of a person's own is logged.

    By the holder, or as registrar or administrator with a reason. Raises InvalidInput,
    NotAllowed and NotFound.
    """
    credential = Credential.objects.filter(code=code).first()
    if credential is None:
        raise NotFound(what=code)
    if credential.number_sealed is None:
        return credential.number
    if actor.code != credential.holder:
        actor.require_any({REGISTRAR, ADMIN, "platform.system"})
    note_reading(
        subject=credential.holder, field=credential.kind[:16], why=why, actor=actor, now=now
    )
    return _opened(credential)


def reseal_numbers() -> int:
    """Seal every personal number under the newest field key; returns how many changed."""
    sealed = Credential.objects.filter(number_sealed__isnull=False)
    return sum(_reseal(pk) for pk in list(sealed.values_list("pk", flat=True)))


@transaction.atomic
def _reseal(credential_id: int) -> bool:
    row = Credential.objects.select_for_update(of=("self",)).get(pk=credential_id)
    if vault.is_sealed_by_newest(bytes(row.number_sealed or b""), keys=settings.FIELD_KEYS):
        return False
    number = _opened(row)
    row.number_index = vault.blind_index(number, kind=row.kind, keys=settings.FIELD_KEYS)
    row.number_sealed = vault.seal(number, place=_place(row), keys=settings.FIELD_KEYS)
    row.save(update_fields=["number_index", "number_sealed"])
    return True


def _opened(credential: Credential) -> str:
    sealed = bytes(credential.number_sealed or b"")
    return vault.unseal(sealed, place=_place(credential), keys=settings.FIELD_KEYS)


def _place(credential: Credential) -> str:
    return f"{credential.code}:number"


def _masked(number: str) -> str:
    if len(number) < _SHORTEST_MASKED:
        return "*" * len(number)
    hidden = "*" * (len(number) - 2 * _SHOWN_ENDS)
    return number[:_SHOWN_ENDS] + hidden + number[-_SHOWN_ENDS:]
