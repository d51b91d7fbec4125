"""Reading personal numbers unmasked, with a log, and sealing them anew under a new key."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from matou.kit.actor import ADMIN, REGISTRAR, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.spine.parties.models import AccessLog, Party, User
from matou.spine.parties.rules import identity, roles, vault
from matou.spine.parties.services import _sealing

FIELDS = (_sealing.ID_NUMBER, _sealing.PHONE)
_SHORTEST_REASON = 4
_LONGEST_REASON = 200
_BATCH = 500


@transaction.atomic
def read_personal_number(*, code: str, field: str, why: str, actor: Actor, now: datetime) -> str:
    """Return an unmasked ``id_number`` or ``phone`` and log who read whose, and why.

    One's own numbers, or as registrar, administrator or the house itself with a reason.
    Raises InvalidInput, NotAllowed and NotFound.
    """
    if actor.code != code:
        actor.require_any({REGISTRAR, ADMIN, roles.SYSTEM_ROLE})
    if field not in FIELDS:
        raise _bad_reason()
    party = Party.objects.filter(code=code).first()
    if party is None:
        raise NotFound(what=code)
    note_reading(subject=code, field=field, why=why, actor=actor, now=now)
    return _sealing.opened(party, field)


def note_reading(*, subject: str, field: str, why: str, actor: Actor, now: datetime) -> None:
    """Log a reading of somebody's personal number; whoever opens a sealed number calls this.

    Raises InvalidInput without a reason.
    """
    reason = identity.checked_name(why, field="查阅原因 reason") if why else ""
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise _bad_reason()
    AccessLog.objects.create(
        reader=actor.code, subject=subject, field=field, why=reason, read_at=now
    )


def reseal_personal_numbers() -> int:
    """Seal every number under the newest key, in small transactions; returns how many parties.

    Afterwards the older keys can leave the settings.
    """
    changed = 0
    last_id = 0
    while ids := list(
        Party.objects.filter(pk__gt=last_id).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        changed += sum(_reseal(party_id) for party_id in ids)
        last_id = ids[-1]
    return changed


@transaction.atomic
def _reseal(party_id: int) -> bool:
    party = Party.objects.select_for_update(of=("self",)).get(pk=party_id)
    sealed = [value for value in (party.id_number_sealed, party.phone_sealed) if value]
    if all(vault.is_sealed_by_newest(bytes(one), keys=settings.FIELD_KEYS) for one in sealed):
        return False
    if party.id_number_sealed:
        _sealing.set_id_number(party, _sealing.opened(party, _sealing.ID_NUMBER))
    if party.phone_sealed:
        _sealing.set_phone(party, _sealing.opened(party, _sealing.PHONE))
        User.objects.filter(party=party, phone_index__isnull=False).update(
            phone_index=party.phone_index
        )
    party.save()
    return True


def _bad_reason() -> InvalidInput:
    return InvalidInput(
        field="查阅原因 reason",
        reason_zh="请说明查阅哪个号码及原因（至少 4 个字）。",
        reason_en="Say which number you read and why (at least 4 characters).",
    )
