"""Tables of custody: orders and what came back, payees, waiting payouts, signals."""

from matou.spine.custody.models.breaks import Correction, ReconciliationBreak, StatementRun
from matou.spine.custody.models.orders import CallbackReceived, CallbackRefused, CustodyOrder
from matou.spine.custody.models.payees import PayeeAccount, PayoutApproval, PayoutGate
from matou.spine.custody.models.signals import PayoutSignal
from matou.spine.custody.models.simulator import SimulatedCallback, SimulatedRecord

__all__ = [
    "CallbackReceived",
    "CallbackRefused",
    "Correction",
    "CustodyOrder",
    "PayeeAccount",
    "PayoutApproval",
    "PayoutGate",
    "PayoutSignal",
    "ReconciliationBreak",
    "SimulatedCallback",
    "SimulatedRecord",
    "StatementRun",
]
