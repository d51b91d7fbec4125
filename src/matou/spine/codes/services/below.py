"""Codes of places and parties, whose rooms lie below this one and cannot ask for them."""

from collections.abc import Mapping
from datetime import datetime

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, REGISTRAR, Actor
from matou.kit.errors import NotFound
from matou.spine.codes.contracts import Subject
from matou.spine.codes.services.issuing import ensure_code, ensure_codes
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import CompanyRegistered, PartyKind, PersonRegistered
from matou.spine.places import queries as places
from matou.spine.places.contracts import BasinLoaded, PlaceCorrected

PLACE = "place"
PARTY = "party"
SEES_PEOPLE = frozenset({OPERATOR, REGISTRAR, AUDITOR, ADMIN})


def ensure_place_codes(*, now: datetime) -> int:
    """Give every place its code and bring titles up to date; returns how many places there are."""
    subjects = [
        Subject(subject=place.code, title_zh=place.name_zh, title_en=place.name_en)
        for place in places.places_of()
    ]
    ensure_codes(kind=PLACE, subjects=subjects, now=now)
    return len(subjects)


def follow_basin(event: BasinLoaded) -> None:
    """Give codes to newly loaded places."""
    ensure_place_codes(now=event.occurred_at)


def follow_correction(event: PlaceCorrected) -> None:
    """Bring the titles of a corrected place's code up to date."""
    place = places.place(event.aggregate)
    ensure_code(
        kind=PLACE,
        subject=place.code,
        title_zh=place.name_zh,
        title_en=place.name_en,
        now=event.occurred_at,
    )


def follow_company(event: CompanyRegistered) -> None:
    """Register a company's own code under its name, which is public."""
    ensure_code(
        kind=PARTY,
        subject=event.aggregate,
        title_zh=event.name,
        title_en=parties.party_card(event.aggregate).name_en or event.name,
        now=event.occurred_at,
    )


def follow_person(event: PersonRegistered) -> None:
    """Register a person's own code; titles are read by anyone, so the name stays out of them."""
    ensure_code(
        kind=PARTY,
        subject=event.aggregate,
        title_zh="平台用户",
        title_en="A person on the platform",
        now=event.occurred_at,
    )


def place_facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell anyone what a place is; who may correct it also reads where the figures come from."""
    try:
        place = places.place(subject)
    except NotFound:
        return None
    facts: dict[str, object] = {
        "place": place.code,
        "kind": place.kind.value,
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "city": place.city,
        "latitude": place.position.latitude,
        "longitude": place.position.longitude,
        "opening_hours": place.opening_hours,
    }
    if actor and actor.has(REGISTRAR):
        facts["source"] = place.source
    return facts


def party_facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell anyone a company's name; of people only the house's officers and they themselves."""
    try:
        party = parties.party_card(subject)
    except NotFound:
        return None
    sees_people = actor is not None and (actor.code == subject or bool(actor.roles & SEES_PEOPLE))
    if party.kind is PartyKind.PERSON and not sees_people:
        return None
    facts: dict[str, object] = {"party": party.code, "kind": party.kind.value, "name": party.name}
    if party.kind is PartyKind.COMPANY:
        facts["name_en"] = party.name_en
        facts["uscc"] = party.uscc if sees_people else party.uscc_masked
    return facts
