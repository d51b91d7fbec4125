"""What others may know of freight: roles, events, the lot card and the port that answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matou.kit.port import Port
from matou.modules.freight.contracts.events import (
    AppealRuled,
    ArrivalEstimated,
    DemandAwarded,
    DemandClosed,
    DemandEvent,
    DemandExpired,
    DemandPublished,
    DemandReopened,
    DemandWithdrawn,
    DisputeAppealed,
    DisputeClosed,
    DisputeEscalated,
    DisputeEvent,
    DisputeOpened,
    DisputeReminded,
    DisputeReplied,
    DisputeRuled,
    DisputeWithdrawn,
    EvidenceBundleTaken,
    LotAtDischarge,
    LotAtLoading,
    LotCancelled,
    LotClosed,
    LotContracted,
    LotDelivered,
    LotDischarging,
    LotEvent,
    LotFlagged,
    LotFunded,
    LotInTransit,
    LotLoaded,
    LotLoading,
    LotOffered,
    LotRefused,
    LotSettled,
    LotStated,
    LotUnderWay,
    OfferMade,
    OfferWithdrawn,
    RulingAccepted,
)
from matou.modules.freight.contracts.proof import LOT_PROOF, EvidenceProof, LotProof
from matou.modules.freight.contracts.refunds import (
    GuaranteeFunded,
    ReceivableEvent,
    ReceivableOpened,
    ReceivableRecovered,
    ReceivableWrittenOff,
    RefundDropped,
    RefundGranted,
    RefundRequested,
    WriteOffDropped,
    WriteOffProposed,
)
from matou.modules.freight.contracts.wanted import (
    CARGO_KINDS,
    LOT_OPENER,
    LOT_WITHDRAWER,
    LotWanted,
)

__all__ = [
    "CARGO_KINDS",
    "CARRIER_ROLE",
    "CONSIGNEE_ROLE",
    "DEMAND_CODE",
    "LOT_CODE",
    "LOT_LOOKUP",
    "LOT_OPENER",
    "LOT_PROOF",
    "LOT_WITHDRAWER",
    "SHIPPER_ROLE",
    "AppealRuled",
    "ArrivalEstimated",
    "DemandAwarded",
    "DemandClosed",
    "DemandEvent",
    "DemandExpired",
    "DemandPublished",
    "DemandReopened",
    "DemandWithdrawn",
    "DisputeAppealed",
    "DisputeClosed",
    "DisputeEscalated",
    "DisputeEvent",
    "DisputeOpened",
    "DisputeReminded",
    "DisputeReplied",
    "DisputeRuled",
    "DisputeWithdrawn",
    "EvidenceBundleTaken",
    "EvidenceProof",
    "GuaranteeFunded",
    "LotAtDischarge",
    "LotAtLoading",
    "LotCancelled",
    "LotCard",
    "LotClosed",
    "LotContracted",
    "LotDelivered",
    "LotDischarging",
    "LotEvent",
    "LotFlagged",
    "LotFunded",
    "LotInTransit",
    "LotLoaded",
    "LotLoading",
    "LotOffered",
    "LotProof",
    "LotRefused",
    "LotSettled",
    "LotStated",
    "LotUnderWay",
    "LotWanted",
    "OfferMade",
    "OfferWithdrawn",
    "ReceivableEvent",
    "ReceivableOpened",
    "ReceivableRecovered",
    "ReceivableWrittenOff",
    "RefundDropped",
    "RefundGranted",
    "RefundRequested",
    "RulingAccepted",
    "WriteOffDropped",
    "WriteOffProposed",
]

SHIPPER_ROLE = "freight.shipper"
"""Posts demands, takes offers, funds (货主)."""

CARRIER_ROLE = "freight.carrier"
"""Offers vessels and carries (承运人, 船东)."""

CONSIGNEE_ROLE = "freight.consignee"
"""Receives the cargo (收货人)."""

DEMAND_CODE = "demand"
LOT_CODE = "lot"
"""The kinds under which the spine issues freight's codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCard:
    """A lot (一船货, one vessel trip) as neighbours may read it; parties are party codes."""

    code: str
    demand: str
    parent: str
    state: str
    shipper: str
    carrier: str
    consignee: str
    vessel: str
    origin: str
    destination: str
    cargo: str
    agreed_kg: int
    loaded_kg: int | None
    delivered_kg: int | None
    price_fen_per_tonne: int
    contracted_at: datetime | None
    delivered_at: datetime | None


LOT_LOOKUP: Port[Callable[[str], LotCard | None]] = Port("freight.LOT_LOOKUP")
"""The card of the lot with this code, None for an unknown one."""
