"""Tables of custody: orders and what came back, payees, waiting payouts, signals."""

from matou.spine.custody.models.orders import (
    CallbackReceived,
    CustodyOrder,
    ReconciliationBreak,
    SimulatedCallback,
    SimulatedRecord,
)

__all__ = [
    "CallbackReceived",
    "CustodyOrder",
    "ReconciliationBreak",
    "SimulatedCallback",
    "SimulatedRecord",
]
