"""What other rooms may know of custody (资金存管): the provider's port, events and orders."""

from matou.spine.custody.contracts.breaks import (
    BreakKind,
    BreakRow,
    ReconcileReport,
)
from matou.spine.custody.contracts.events import (
    BreakExplained,
    BreakTaken,
    DepositArrived,
    DepositFailed,
    PayoutConfirmed,
    PayoutFailed,
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
    "BreakExplained",
    "BreakKind",
    "BreakRow",
    "BreakTaken",
    "CallbackNotGenuine",
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
]
