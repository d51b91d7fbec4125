"""The house's field keys applied to parties; shared by the services of this package."""

from django.conf import settings

from matou.spine.parties.models import Party
from matou.spine.parties.rules import identity, vault

ID_NUMBER = "id_number"
PHONE = "phone"


def set_id_number(party: Party, number: str) -> None:
    """Seal a checked identity number into the party's row (not saved)."""
    party.id_number_sealed = _seal(party, ID_NUMBER, number)
    party.id_number_index = index_of(number, kind=ID_NUMBER)
    party.id_number_masked = identity.masked_id_number(number)


def set_phone(party: Party, number: str) -> None:
    """Seal a checked phone number into the party's row (not saved)."""
    party.phone_sealed = _seal(party, PHONE, number)
    party.phone_index = index_of(number, kind=PHONE)
    party.phone_masked = identity.masked_phone(number)


def opened(party: Party, field: str) -> str:
    """Return the unmasked number, empty where none is known; the caller logs the access."""
    sealed = {ID_NUMBER: party.id_number_sealed, PHONE: party.phone_sealed}[field]
    if sealed is None:
        return ""
    return vault.unseal(bytes(sealed), place=f"{party.code}:{field}", keys=settings.FIELD_KEYS)


def index_of(number: str, *, kind: str) -> str:
    """Return the blind index under the newest key, for storing."""
    return vault.blind_index(number, kind=kind, keys=settings.FIELD_KEYS)


def indexes_of(number: str, *, kind: str) -> list[str]:
    """Return the blind index under each key, for look-ups."""
    return vault.blind_indexes(number, kind=kind, keys=settings.FIELD_KEYS)


def _seal(party: Party, field: str, number: str) -> bytes:
    return vault.seal(number, place=f"{party.code}:{field}", keys=settings.FIELD_KEYS)
