"""Rows of demands and offers as templates print them: names for codes, words for states."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.modules.freight.queries.demands import DemandRow, OfferRow, OwnOffer
from matou.modules.freight.rules.demands import OFFER_STATE_NAMES, OPEN_STATES, OfferState
from matou.modules.freight.rules.guards import Lack
from matou.modules.freight.rules.states import DEMAND_STATE_NAMES
from matou.modules.freight.rules.terms import (
    CARGO_CATEGORIES,
    PRICE_BASIS_NAMES,
    PRICE_MODE_NAMES,
    PriceBasis,
    PriceMode,
)
from matou.spine.codes import queries as codes
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard, PartyKind
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard
from matou.web import texts
from matou.web.language import in_language, is_chinese

MOST_DIGITS = 18
"""What a bigint holds in any case."""

PLACE_CODE = "place"
"""The kind under which the spine gives every place its code."""

OFFER_TONES = {
    OfferState.OPEN: texts.INFO,
    OfferState.WON: texts.GOOD,
    OfferState.LOST: texts.DONE,
    OfferState.WITHDRAWN: texts.NEUTRAL,
    OfferState.FAILED: texts.BAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name and the language it stands in, so that a reader's voice changes with it."""

    text: str
    lang: str


def language() -> str:
    """Return the reader's language for queries and rules."""
    return "zh" if is_chinese() else "en"


def words(pair: tuple[str, str]) -> str:
    """Return the reader's half of a pair of Chinese and English."""
    return in_language(zh=pair[0], en=pair[1])


def asked_code(text: str) -> str:
    """Return the code of an address in its normal form; raises NotFound for what is no code."""
    code = normal_code(text)
    if code is None:
        raise NotFound(what="".join(sign for sign in text[:20] if sign.isprintable()))
    return code


def asked_uuid(request: HttpRequest, parameter: str) -> UUID | None:
    """Return the key of a page in the address, None where there is none or it is no key."""
    try:
        return UUID(request.GET.get(parameter, ""))
    except ValueError:
        return None


def asked_number(request: HttpRequest, parameter: str) -> int | None:
    """Return a row number in the address, None where there is none or it is none."""
    typed = request.GET.get(parameter, "")
    is_number = typed.isdecimal() and len(typed) <= MOST_DIGITS
    return int(typed) if is_number else None


def with_query(request: HttpRequest) -> str:
    """Return the address of the list as it is filtered, from its first page on, for a file."""
    asked = request.GET.copy()
    for name in ("before", "after", "format"):
        asked.pop(name, None)
    return f"{request.path}?{asked.urlencode()}"


def party_name(card: PartyCard | None, *, code: str = "") -> Name:
    """Return a party's name for its counterparts: the English one where there is one."""
    if card is None:
        return Name(text=code, lang="zh")
    is_translated = not is_chinese() and bool(card.name_en)
    return Name(text=card.name_en, lang="en") if is_translated else Name(text=card.name, lang="zh")


def public_name(card: PartyCard | None) -> Name:
    """Return a party's name for everyone; people stay unnamed."""
    if card is None or card.kind is PartyKind.PERSON:
        return Name(text=_("个人货主"), lang="zh" if is_chinese() else "en")
    return party_name(card)


def place_name(card: PlaceCard | None, *, code: str) -> str:
    """Return the name of a place, its code where the place is unknown."""
    return card.name(language()) if card else code


def known_places(ends: Collection[str]) -> Mapping[str, PlaceCard]:
    """Return the places by code: ports as kept for a minute, others read once."""
    kept = places.kept_ports()
    others = set(ends).difference(kept)
    return {**kept, **places.places_by_code(others)} if others else kept


def place_pages(subjects: Collection[str]) -> dict[str, str]:
    """Return where places' codes lead, by place; those without a code are left out."""
    found = codes.codes_of(kind=PLACE_CODE, subjects=subjects)
    return {subject: reverse("resolver:code", args=[code]) for subject, code in found.items()}


def demand_lines(rows: Sequence[DemandRow], *, now: datetime) -> list[dict[str, Any]]:
    """Return demands as lines of a list; places and parties are read once for all."""
    known = known_places({end for row in rows for end in (row.origin, row.destination)})
    cards = parties.party_cards(row.shipper for row in rows)
    return [demand_line(row, known=known, cards=cards, now=now) for row in rows]


def demand_line(
    row: DemandRow,
    *,
    known: Mapping[str, PlaceCard],
    cards: Mapping[str, PartyCard],
    now: datetime,
) -> dict[str, Any]:
    """Return one demand as a line of a list or the head of its page."""
    is_over = row.state in OPEN_STATES and row.loading.until_at <= now
    return {
        "row": row,
        "code": row.code,
        "state": "expired" if is_over else row.state.value,
        "state_label": _("已过期") if is_over else words(DEMAND_STATE_NAMES[row.state]),
        "origin": place_name(known.get(row.origin), code=row.origin),
        "destination": place_name(known.get(row.destination), code=row.destination),
        "cargo": words(CARGO_CATEGORIES[row.cargo]),
        "cargo_name": row.cargo_name,
        "price": row.price,
        "mode": words(PRICE_MODE_NAMES[row.mode]),
        "basis": words(PRICE_BASIS_NAMES[row.price_basis]),
        "is_sealed": row.mode is PriceMode.SEALED,
        "is_lump_sum": row.price_basis is PriceBasis.LUMP_SUM,
        "is_open": row.state in OPEN_STATES and not is_over,
        "is_closing_over": row.offers_until is not None and row.offers_until <= now,
        "shipper": public_name(cards.get(row.shipper)),
    }


def offer_lines(rows: Sequence[OfferRow]) -> list[dict[str, Any]]:
    """Return offers as lines, each with its carrier's name."""
    cards = parties.party_cards(row.carrier for row in rows)
    return [
        {
            "row": row,
            "id": str(row.id),
            "carrier": party_name(cards.get(row.carrier), code=row.carrier),
            "state": row.state.value,
            "state_label": words(OFFER_STATE_NAMES[row.state]),
            "state_tone": OFFER_TONES[row.state],
            "is_open": row.state is OfferState.OPEN,
            "vessel_name": row.particulars.name,
        }
        for row in rows
    ]


def own_offer_lines(rows: Sequence[OwnOffer], *, now: datetime) -> list[dict[str, Any]]:
    """Return a carrier's own offers, each beside the demand it is for."""
    lines = demand_lines([row.demand for row in rows], now=now)
    offers = offer_lines([row.offer for row in rows])
    return [{"line": line, "offer": offer} for line, offer in zip(lines, offers, strict=True)]


def lack_words(lacks: Iterable[Lack]) -> str:
    """Return what is lacking as one phrase."""
    return texts.joined([in_language(zh=lack.zh, en=lack.en) for lack in lacks])
