"""The moves of a cargo demand (货盘), and when offers for it may be made and opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.rules.states import DEMAND_STATE_NAMES, DemandState, Relation
from matou.modules.freight.rules.terms import DemandTerms, PriceMode
from matou.modules.freight.rules.vessels import Particulars


class DemandAct(StrEnum):
    """What may be done to a demand."""

    PUBLISH = "publish"
    TAKE_OFFER = "take_offer"
    AWARD = "award"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REOPEN = "reopen"
    CLOSE = "close"


class OfferState(StrEnum):
    """Where an offer (报价) stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    """Won, but its trip fell through."""


OFFER_STATE_NAMES: dict[OfferState, tuple[str, str]] = {
    OfferState.OPEN: ("有效", "open"),
    OfferState.WON: ("中选", "won"),
    OfferState.LOST: ("未中选", "not chosen"),
    OfferState.WITHDRAWN: ("已撤回", "withdrawn"),
    OfferState.FAILED: ("未履行", "fell through"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandMove:
    """One row of the demand's table."""

    source: DemandState
    act: DemandAct
    who: frozenset[Relation]
    target: DemandState


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """What a carrier offers: a vessel, a price, and how many days her trip takes.

    ``price`` is None when a fixed price is accepted; ``particulars`` is None when the vessel
    register is to answer.
    """

    vessel: str
    price: Money | None = None
    trip_days: int = 7
    particulars: Particulars | None = None
    note: str = ""


class OwnDemand(DomainError):
    """A shipper cannot carry its own demand: that would be a circular consignment."""

    code = "freight.own-demand"
    status = 422
    zh = "不能承运本单位发布的货盘。"
    en = "A party cannot carry its own demand."


class DemandNotOpen(DomainError):
    """The demand's state does not allow the act."""

    code = "freight.demand-not-open"
    zh = "货盘当前为“{state_zh}”，不能这样操作。请刷新后再看。"
    en = "The demand is {state_en}, so this cannot be done. Reload and look again."


class DemandAlreadyTaken(DomainError):
    """Another carrier was faster."""

    code = "freight.demand-already-taken"
    zh = "该货盘已被其他承运人抢先成交。请查看其他货盘。"
    en = "Another carrier has taken this demand. Look for another one."


class NoSealedOffers(DomainError):
    """The demand has a fixed price: it is accepted, not offered on."""

    code = "freight.no-sealed-offers"
    zh = "该货盘为一口价，请直接接单。"
    en = "This demand has a fixed price: accept it instead."


class NotFixedPrice(DomainError):
    """The demand takes sealed offers: it cannot be accepted at once."""

    code = "freight.not-fixed-price"
    zh = "该货盘为密封报价，请提交报价。"
    en = "This demand takes sealed offers: make one instead."


class OffersClosed(DomainError):
    """The closing time for sealed offers has passed."""

    code = "freight.offers-closed"
    zh = "报价已截止。请查看其他货盘。"
    en = "Offers are closed. Look for another demand."


class OffersStillSealed(DomainError):
    """Sealed offers may not be opened before the closing time."""

    code = "freight.offers-sealed"
    zh = "报价截止前不能开封定标。请在 {until} 之后再试。"
    en = "Sealed offers open at {until}; award after that."


_SHIPPER = frozenset({Relation.SHIPPER})
_SYSTEM = frozenset({Relation.SYSTEM})
_ANY_CARRIER = frozenset({Relation.CARRIER})

DEMAND_MOVES: tuple[DemandMove, ...] = tuple(
    DemandMove(source=source, act=act, who=who, target=target)
    for source, act, who, target in (
        (DemandState.DRAFT, DemandAct.PUBLISH, _SHIPPER, DemandState.PUBLISHED),
        (DemandState.DRAFT, DemandAct.WITHDRAW, _SHIPPER, DemandState.WITHDRAWN),
        (DemandState.PUBLISHED, DemandAct.TAKE_OFFER, _ANY_CARRIER, DemandState.QUOTING),
        (DemandState.QUOTING, DemandAct.TAKE_OFFER, _ANY_CARRIER, DemandState.QUOTING),
        # First come, first served: the carrier's acceptance is the award.
        (DemandState.PUBLISHED, DemandAct.AWARD, _ANY_CARRIER, DemandState.AWARDED),
        (DemandState.QUOTING, DemandAct.AWARD, _SHIPPER, DemandState.AWARDED),
        (DemandState.PUBLISHED, DemandAct.WITHDRAW, _SHIPPER, DemandState.WITHDRAWN),
        (DemandState.QUOTING, DemandAct.WITHDRAW, _SHIPPER, DemandState.WITHDRAWN),
        (DemandState.PUBLISHED, DemandAct.EXPIRE, _SYSTEM, DemandState.EXPIRED),
        (DemandState.QUOTING, DemandAct.EXPIRE, _SYSTEM, DemandState.EXPIRED),
        (DemandState.AWARDED, DemandAct.REOPEN, _SYSTEM, DemandState.PUBLISHED),
        (DemandState.AWARDED, DemandAct.CLOSE, _SYSTEM, DemandState.CLOSED),
    )
)

OPEN_STATES = (DemandState.PUBLISHED, DemandState.QUOTING)

_BY_STATE_AND_ACT = {(move.source, move.act): move for move in DEMAND_MOVES}


def demand_move(
    *, state: DemandState, act: DemandAct, relations: Collection[Relation]
) -> DemandMove:
    """Return the row that allows the act; raises DemandAlreadyTaken or DemandNotOpen."""
    move = _BY_STATE_AND_ACT.get((state, act))
    if move is not None and not move.who.isdisjoint(relations):
        return move
    if state is DemandState.AWARDED and act in {DemandAct.AWARD, DemandAct.TAKE_OFFER}:
        raise DemandAlreadyTaken
    state_zh, state_en = DEMAND_STATE_NAMES[state]
    raise DemandNotOpen(state_zh=state_zh, state_en=state_en)


def check_sealed(terms: DemandTerms) -> None:
    """Refuse an offer on a fixed price; raises NoSealedOffers."""
    if terms.mode is not PriceMode.SEALED:
        raise NoSealedOffers


def check_fixed(terms: DemandTerms) -> Money:
    """Return the fixed price; raises NotFixedPrice."""
    if terms.mode is not PriceMode.FIXED or terms.price is None:
        raise NotFixedPrice
    return terms.price


def check_window_open(*, loading_until: datetime, now: datetime) -> None:
    """Refuse a demand whose window is over though the job has not expired it yet."""
    if loading_until <= now:
        state_zh, state_en = DEMAND_STATE_NAMES[DemandState.EXPIRED]
        raise DemandNotOpen(state_zh=state_zh, state_en=state_en)


def check_offers_open(*, offers_until: datetime | None, now: datetime) -> None:
    """Refuse an offer after the closing time; raises OffersClosed."""
    if offers_until is not None and offers_until <= now:
        raise OffersClosed


def check_offers_opened(*, offers_until: datetime | None, now: datetime) -> None:
    """Refuse an award while offers are sealed; raises OffersStillSealed."""
    if offers_until is not None and now < offers_until:
        raise OffersStillSealed(until=offers_until.isoformat(timespec="minutes"))
