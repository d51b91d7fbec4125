"""The events of freight: what happened to demands, offers, lots and disputes.

One class per row of the state table (``rules/moves.py``); every ``LotEvent`` carries the state
it led to, so that the journal alone rebuilds each lot.
"""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEvent(Event):
    """Something happened to a cargo demand (货盘); ``aggregate`` is its code."""

    shipper: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPublished(DemandEvent):
    """A demand can be seen and answered by carriers."""

    origin: str
    destination: str
    cargo: str
    quantity_kg: int
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandAwarded(DemandEvent):
    """A carrier has the demand; ``lot`` is the trip that carries it."""

    lot: str
    offer: str
    carrier: str
    vessel: str
    price_fen_per_tonne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandReopened(DemandEvent):
    """The awarded lot fell through and nobody stood behind it; carriers may answer again."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandClosed(DemandEvent):
    """The demand has been carried, or its only trip ended for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdrawn(DemandEvent):
    """The shipper took the demand back before any award."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandExpired(DemandEvent):
    """The loading window ended without an award."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Event):
    """A carrier answered a demand (报价); the price stays sealed and is not told here."""

    demand: str
    carrier: str
    vessel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(Event):
    """A carrier took an open offer back."""

    demand: str
    carrier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEvent(Event):
    """Something happened to a lot; ``aggregate`` is its code, ``state`` the state after it."""

    demand: str
    shipper: str
    carrier: str
    act: str
    state: str


class LotOffered(LotEvent):
    """A lot was created by an award; both sides are to sign."""


class LotContracted(LotEvent):
    """Both sides have signed the same text; the carrier's deposit is held."""


class LotFunded(LotEvent):
    """The shipper's money lies in escrow."""


class LotUnderWay(LotEvent):
    """The vessel sails towards the loading berth."""


class LotAtLoading(LotEvent):
    """The vessel lies at the loading berth and has given notice of readiness."""


class LotLoading(LotEvent):
    """Loading has begun."""


class LotLoaded(LotEvent):
    """The weight is agreed and signed; the fuel advance is paid."""


class LotInTransit(LotEvent):
    """The vessel has left the loading berth with the cargo."""


class LotAtDischarge(LotEvent):
    """The vessel lies at the discharging berth and has given notice of readiness."""


class LotDischarging(LotEvent):
    """Discharging has begun."""


class LotDelivered(LotEvent):
    """The cargo is received, or the receiver stayed silent for 48 hours."""


class LotRefused(LotEvent):
    """The consignee refused the cargo; a return lot follows."""


class LotStated(LotEvent):
    """The statement (结算单) is issued; 24 hours to object."""


class LotSettled(LotEvent):
    """The undisputed money has left escrow."""


class LotClosed(LotEvent):
    """Nothing is held any more."""


class LotCancelled(LotEvent):
    """The trip will not take place; ``act`` says on which rung of the ladder."""


class LotFlagged(LotEvent):
    """A flag (on hold, incident) was raised or lowered; the state stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalEstimated(Event):
    """A lot's vessel is expected at ``place`` at ``arrives_at`` (预计到港); classifier EST."""

    place: str
    arrives_at: datetime
    remaining_m: int
    assumptions_zh: str
    assumptions_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvent(Event):
    """Something happened to a dispute (争议); ``aggregate`` is the lot's code."""

    dispute: str
    claimant: str
    amount_fen: int


class DisputeOpened(DisputeEvent):
    """A party contests an amount; only that amount is frozen."""


class DisputeWithdrawn(DisputeEvent):
    """The claimant gave the claim up; the amount went to the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReplied(DisputeEvent):
    """The other side answered; the hash proves which text."""

    reply_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReminded(DisputeEvent):
    """A deadline comes near; ``turn`` says which, ``due_at`` when."""

    turn: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEscalated(DisputeEvent):
    """A deadline has passed; ``turn`` says which, ``due_at`` when it was."""

    turn: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRuled(DisputeEvent):
    """An operator without interest ruled; the amount stays frozen until the appeal time is over."""

    to_claimant_fen: int
    ruling_sha256: str
    appeal_until_at: datetime
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingAccepted(DisputeEvent):
    """A side accepted the ruling and gave up its appeal."""

    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAppealed(DisputeEvent):
    """A side appealed (申诉) against the ruling, once and for all."""

    appellant: str
    reason_sha256: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRuled(DisputeEvent):
    """Another operator ruled on the appeal; this ruling is final."""

    to_claimant_fen: int
    ruling_sha256: str
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(DisputeEvent):
    """The ruling can no longer change; the frozen amount was handed out."""

    to_claimant_fen: int
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceBundleTaken(DisputeEvent):
    """Somebody took the evidence bundle; the hash is that of its signed list of files."""

    acts_for: str
    sums_sha256: str
