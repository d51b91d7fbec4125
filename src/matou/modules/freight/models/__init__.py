"""The tables of freight, one concern a file."""

from matou.modules.freight.models.demand import CargoDemand, Offer
from matou.modules.freight.models.dispute import Dispute
from matou.modules.freight.models.lot import (
    DeliveryCode,
    Evidence,
    Lot,
    LotTransition,
    Statement,
)
from matou.modules.freight.models.refund import Receivable, Recovery, Refund, RefundRequest
from matou.modules.freight.models.tracking import (
    AisFeed,
    AisReject,
    LotEstimate,
    LotProposal,
    PositionFix,
    ShipStatic,
    VesselTrack,
)

__all__ = [
    "AisFeed",
    "AisReject",
    "CargoDemand",
    "DeliveryCode",
    "Dispute",
    "Evidence",
    "Lot",
    "LotEstimate",
    "LotProposal",
    "LotTransition",
    "Offer",
    "PositionFix",
    "Receivable",
    "Recovery",
    "Refund",
    "RefundRequest",
    "ShipStatic",
    "Statement",
    "VesselTrack",
]
