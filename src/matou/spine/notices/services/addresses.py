"""Where a party can be reached outside the site."""

from datetime import datetime

from django.contrib.auth import get_user_model

from matou.kit.actor import SYSTEM
from matou.kit.errors import NotFound
from matou.spine.notices.contracts import Channel
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import MANAGER, PartyKind
from matou.spine.parties.services import read_personal_number

WHY = "发送短信通知 to send an SMS notice"


def addresses_of(*, party: str, channel: Channel, now: datetime) -> tuple[str, ...]:
    """Return the party's addresses on a channel; those of its managers for a company."""
    people = _people(party)
    if channel is Channel.EMAIL:
        users = get_user_model().objects.filter(party__code__in=people, is_active=True)
        return tuple(users.exclude(email="").order_by("email").values_list("email", flat=True))
    return tuple(phone for person in people if (phone := _phone(person, now)))


def _people(party: str) -> tuple[str, ...]:
    try:
        card = parties.party_card(party)
    except NotFound:
        return ()
    if card.kind is PartyKind.PERSON:
        return (party,)
    members = parties.members_of(company=party)
    return tuple(sorted({member.person for member in members if member.role == MANAGER}))


def _phone(person: str, now: datetime) -> str:
    """Return the number unmasked; the parties room logs the reading under the house's name."""
    if not parties.party_card(person).phone_masked:
        return ""
    return read_personal_number(code=person, field="phone", why=WHY, actor=SYSTEM, now=now)
