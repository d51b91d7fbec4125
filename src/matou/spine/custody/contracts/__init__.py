"""What other rooms may know of custody (资金存管): the provider's port, events and orders."""

from matou.spine.custody.contracts.breaks import (
    Bearer,
    BreakKind,
    BreakRow,
    BreakSearch,
    CorrectionState,
    ReconcileReport,
)
from matou.spine.custody.contracts.events import (
    BreakExplained,
    BreakTaken,
    CorrectionExecuted,
    CorrectionProposed,
    CorrectionRejected,
    DepositArrived,
    DepositFailed,
    PayoutConfirmed,
    PayoutFailed,
    StatementCompared,
    StatementRefused,
)
from matou.spine.custody.contracts.orders import (
    OrderCard,
    OrderDiffers,
    OrderKind,
    OrderState,
)
from matou.spine.custody.contracts.provider import (
    CallbackNotGenuine,
    CustodyProvider,
    ProviderAnswer,
    ProviderOrder,
    ProviderRefused,
    ProviderUnavailable,
    SplitShare,
)

__all__ = [
    "Bearer",
    "BreakExplained",
    "BreakKind",
    "BreakRow",
    "BreakSearch",
    "BreakTaken",
    "CallbackNotGenuine",
    "CorrectionExecuted",
    "CorrectionProposed",
    "CorrectionRejected",
    "CorrectionState",
    "CustodyProvider",
    "DepositArrived",
    "DepositFailed",
    "OrderCard",
    "OrderDiffers",
    "OrderKind",
    "OrderState",
    "PayoutConfirmed",
    "PayoutFailed",
    "ProviderAnswer",
    "ProviderOrder",
    "ProviderRefused",
    "ProviderUnavailable",
    "ReconcileReport",
    "SplitShare",
    "StatementCompared",
    "StatementRefused",
]
