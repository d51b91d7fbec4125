"""The moves of a cargo demand (货盘), and whether an offer fits it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.modules.freight.rules.guards import Lack
from matou.modules.freight.rules.states import DEMAND_STATE_NAMES, DemandState, Relation
from matou.modules.freight.rules.terms import VESSEL_TYPES, DemandTerms


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
class Particulars:
    """What an offer says of its vessel; a snapshot, so that freight needs no register."""

    name: str
    mmsi: str = ""
    vessel_type: str = ""
    hatch: str = ""
    deadweight_kg: int | None = None
    draught_cm: int | None = None
    length_cm: int | None = None
    beam_cm: int | None = None
    air_draught_cm: int | None = None
    sealed_hold: bool = False


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


class VesselUnfit(DomainError):
    """The vessel does not meet what the demand asks for; ``facts["lacks"]`` lists it."""

    code = "freight.vessel-unfit"
    status = 422
    zh = "船舶不符合货盘要求：{missing_zh}。请换船或另选货盘。"
    en = "The vessel does not fit: {missing_en}. Offer another vessel or choose another demand."


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


def check_offers_open(*, offers_until: datetime | None, now: datetime) -> None:
    """Refuse an offer after the closing time; raises OffersClosed."""
    if offers_until is not None and offers_until <= now:
        raise OffersClosed


def check_offers_opened(*, offers_until: datetime | None, now: datetime) -> None:
    """Refuse an award while offers are sealed; raises OffersStillSealed."""
    if offers_until is not None and now < offers_until:
        raise OffersStillSealed(until=offers_until.isoformat(timespec="minutes"))


def check_vessel_fit(*, terms: DemandTerms, vessel: Particulars) -> None:
    """Refuse a vessel that the demand rules out; raises VesselUnfit naming every reason."""
    missing = vessel_lacks(terms=terms, vessel=vessel)
    if missing:
        raise VesselUnfit(
            missing_zh="、".join(lack.zh for lack in missing),
            missing_en="; ".join(lack.en for lack in missing),
            lacks=tuple(lack.code for lack in missing),
        )


def vessel_lacks(*, terms: DemandTerms, vessel: Particulars) -> tuple[Lack, ...]:
    """Return every way in which a vessel misses the demand; what is unknown is not held against.

    The deadweight is the exception: without it nobody can say that the cargo fits.
    """
    asked = terms.vessel
    capacity = vessel.deadweight_kg or 0
    least = max(asked.deadweight_min_kg or 0, terms.quantity.kg)
    type_zh, type_en = VESSEL_TYPES.get(asked.vessel_type, ("", ""))
    is_other_type = bool(asked.vessel_type) and vessel.vessel_type not in {"", asked.vessel_type}
    found = (
        (capacity < least, _lack("deadweight_min", "载重不足", "too little deadweight")),
        (
            _exceeds(capacity, asked.deadweight_max_kg),
            _lack("deadweight_max", "载重超过上限", "too much deadweight"),
        ),
        (is_other_type, _lack("vessel_type", f"船型须为{type_zh}", f"must be a {type_en}")),
        (
            _exceeds(vessel.draught_cm, asked.draught_max_cm),
            _lack("draught", "吃水超限", "too deep a draught"),
        ),
        (
            _exceeds(vessel.length_cm, asked.length_max_cm),
            _lack("length", "船长超限", "too long"),
        ),
        (_exceeds(vessel.beam_cm, asked.beam_max_cm), _lack("beam", "船宽超限", "too wide")),
        (
            _exceeds(vessel.air_draught_cm, asked.air_draught_max_cm),
            _lack("air_draught", "船高超限", "too high"),
        ),
        (
            asked.sealed_hold and not vessel.sealed_hold,
            _lack("sealed_hold", "须可封舱", "holds must be sealable"),
        ),
    )
    return tuple(lack for is_missed, lack in found if is_missed)


def _exceeds(value: int | None, limit: int | None) -> bool:
    return value is not None and limit is not None and value > limit


def _lack(code: str, zh: str, en: str) -> Lack:
    return Lack(code=code, zh=zh, en=en)
