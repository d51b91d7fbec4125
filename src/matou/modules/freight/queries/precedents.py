"""Precedents (先例): ruled disputes, found by cargo, words, amount and outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.money import Money
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.precedents import (
    Outcome,
    anonymous,
    cargoes_named,
    outcome_of,
    searched_for,
)
from matou.modules.freight.rules.states import RELATION_NAMES, Relation
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard

READERS = AUDIT_ROLES | {SHIPPER_ROLE, CARRIER_ROLE, ADMIN}
_SEES_NAMES = AUDIT_ROLES | {OPERATOR, ADMIN}
MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentFilter:
    """What somebody looks for; nothing asked finds everything."""

    text: str = ""
    cargo: str = ""
    outcome: Outcome | None = None
    least: Money | None = None
    most: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentRow:
    """A ruled dispute; ``lot`` and names only for the house's own people."""

    id: UUID
    lot: str
    claimant: Relation
    cargo: str
    amount: Money
    awarded: Money
    outcome: Outcome
    reason: str
    reply: str
    ruling: str
    is_appealed: bool
    appeal_reason: str
    appeal_ruling: str
    ended_at: datetime


def precedents_page(
    *, actor: Actor, asked: PrecedentFilter, after: UUID | None = None, limit: int = 20
) -> tuple[tuple[PrecedentRow, ...], UUID | None]:
    """Return ruled disputes, the latest first, and the key of the next page.

    Parties read them without names; operators, auditors and administrators read all. Raises
    NotAllowed for those who neither ship nor carry.
    """
    actor.require_any(READERS)
    rows = Dispute.objects.filter(state=DisputeState.FINAL).select_related("lot")
    rows = rows.annotate(won=Coalesce("appeal_to_claimant_fen", "to_claimant_fen"))
    rows = rows.filter(_asked(asked))
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        edge = last.ended_at
        rows = rows.filter(Q(ended_at__lt=edge) | Q(ended_at=edge, id__lt=last.id))
    found = list(rows.order_by("-ended_at", "-id")[: limit + 1])
    page = found[:limit]
    more = page[-1].id if len(found) > len(page) else None
    is_house = bool(actor.roles & _SEES_NAMES)
    cards = {} if is_house else _cards(page)
    return tuple(_row(one, None if is_house else cards) for one in page), more


def _asked(asked: PrecedentFilter) -> Q:
    wanted = Q()
    for word in asked.text.split()[:MOST_WORDS]:
        wanted &= _holds(word)
    if asked.cargo:
        wanted &= Q(lot__cargo=asked.cargo)
    if asked.least is not None:
        wanted &= Q(amount_fen__gte=asked.least.fen)
    if asked.most is not None:
        wanted &= Q(amount_fen__lte=asked.most.fen)
    if asked.outcome is not None:
        wanted &= {
            Outcome.FULL: Q(won=F("amount_fen")),
            Outcome.PART: Q(won__gt=0) & Q(won__lt=F("amount_fen")),
            Outcome.NONE: Q(won=0),
        }[asked.outcome]
    return wanted


def _holds(word: str) -> Q:
    found = Q(lot__cargo__in=cargoes_named(word)) | Q(lot__cargo_name__icontains=word)
    for one in searched_for(word):
        for column in ("reason", "reply", "ruling", "appeal_reason", "appeal_ruling"):
            found |= Q(**{f"{column}__icontains": one})
    return found


def _cards(page: Sequence[Dispute]) -> Mapping[str, PartyCard]:
    lots = [one.lot for one in page]
    return parties.party_cards(
        {code for lot in lots for code in (lot.shipper, lot.carrier, lot.consignee)}
    )


def _row(dispute: Dispute, cards: Mapping[str, PartyCard] | None) -> PrecedentRow:
    """Return a case; with ``cards``, without the names that stand in them."""
    names = {} if cards is None else _names(dispute, cards)

    def told(text: str) -> str:
        return text if cards is None else anonymous(text, names=names)

    amount, awarded = Money(dispute.amount_fen), Money(_won(dispute))
    assert dispute.ended_at is not None, "a final dispute has ended"  # noqa: S101
    return PrecedentRow(
        id=dispute.id,
        lot=dispute.lot.code if cards is None else "",
        claimant=Relation(dispute.claimant),
        cargo=dispute.lot.cargo,
        amount=amount,
        awarded=awarded,
        outcome=outcome_of(amount=amount, awarded=awarded),
        reason=told(dispute.reason),
        reply=told(dispute.reply),
        ruling=told(dispute.ruling),
        is_appealed=dispute.appealed_at is not None,
        appeal_reason=told(dispute.appeal_reason),
        appeal_ruling=told(dispute.appeal_ruling),
        ended_at=dispute.ended_at,
    )


def _won(dispute: Dispute) -> int:
    appeal = dispute.appeal_to_claimant_fen
    return (dispute.to_claimant_fen or 0) if appeal is None else appeal


def _names(dispute: Dispute, cards: Mapping[str, PartyCard]) -> dict[str, list[str]]:
    lot = dispute.lot
    sides = {
        Relation.SHIPPER: lot.shipper,
        Relation.CARRIER: lot.carrier,
        Relation.CONSIGNEE: lot.consignee,
    }
    names = {
        RELATION_NAMES[side][0]: [cards[code].name, cards[code].name_en, code]
        for side, code in sides.items()
        if code in cards
    }
    vessel = [str(lot.particulars.get("name", "")), lot.vessel_code]
    return names | {"船舶": vessel, "货运单": [lot.code]}
