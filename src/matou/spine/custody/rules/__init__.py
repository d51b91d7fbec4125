"""How an order moves, and which limits custodians set; pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from matou.kit.clock import CHINA
from matou.spine.custody.contracts import OrderState

LEGAL: Mapping[OrderState, frozenset[OrderState]] = {
    # Only people move what waits for them: `services/approvals.py`.
    OrderState.WAITING: frozenset(),
    OrderState.CREATED: frozenset({OrderState.SENT, OrderState.CONFIRMED, OrderState.FAILED}),
    # A callback may overtake the reply to the call that caused it.
    OrderState.SENT: frozenset({OrderState.CONFIRMED, OrderState.FAILED}),
    OrderState.CONFIRMED: frozenset(),
    OrderState.FAILED: frozenset(),
}
FINAL = frozenset({OrderState.CONFIRMED, OrderState.FAILED})

MAX_SPLITS_PER_ORDER = 50
MAX_RECEIVERS_PER_SPLIT = 50
UNFREEZE_AFTER = timedelta(days=180)
"""Limits of WeChat Pay's profit sharing (分账): 50 requests of 50 receivers each per order, and
what is not shared within 180 days falls back to the payee."""

FIRST_DAY = date(2000, 1, 1)
CLOCKS_DIFFER = timedelta(hours=1)
"""How far the custodian's clock may be from ours; beyond, a report's instant is a mistake."""

CLEARING = "custody:clearing"
HOUSE = "platform"


def is_news(*, was: OrderState, tells: OrderState) -> bool:
    """Tell whether a report moves the order; late and repeated reports do not."""
    return tells in LEGAL[was]


def contradicts(*, was: OrderState, tells: OrderState) -> bool:
    """Tell whether a report denies what the order's final state says, or that it was never sent."""
    return was is OrderState.WAITING or (was in FINAL and tells in FINAL and was is not tells)


def is_out_of_time(*, told: datetime | None, ordered_at: datetime, now: datetime) -> bool:
    """Tell whether money is said to have moved before it was ordered, or in time to come."""
    if told is None:
        return False
    return not ordered_at - CLOCKS_DIFFER <= told <= now + CLOCKS_DIFFER


def bank_account(provider: str) -> str:
    """Return the account of the money that the provider's statements confirm."""
    return f"bank:{provider}"


def wallet(party: str) -> str:
    """Return the account of a party's free money."""
    return f"wallet:{party}"


def transfer_id(order_id: UUID, step: str) -> UUID:
    """Return the ledger's idempotency key for one step of an order."""
    return uuid5(order_id, step)


def china_day(at: datetime) -> date:
    """Return the day in China on which an instant falls; statements are cut by it."""
    return at.astimezone(CHINA).date()


def china_span(on: date) -> tuple[datetime, datetime]:
    """Return the half-open span of a China day in UTC."""
    start = datetime(on.year, on.month, on.day, tzinfo=CHINA).astimezone(UTC)
    return start, start + timedelta(days=1)
