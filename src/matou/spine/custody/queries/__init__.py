"""Reads of custody: orders, open breaks, payees, limits in use, waiting payouts, signals."""

from matou.spine.custody.queries.orders import (
    break_card,
    break_row,
    breaks_of,
    card,
    open_break_count,
    open_breaks,
    open_breaks_page,
    order,
    order_for,
    orders_page,
)

__all__ = [
    "break_card",
    "break_row",
    "breaks_of",
    "card",
    "open_break_count",
    "open_breaks",
    "open_breaks_page",
    "order",
    "order_for",
    "orders_page",
]
