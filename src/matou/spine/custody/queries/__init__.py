"""Reads of custody: orders, open breaks, payees, limits in use, waiting payouts, signals."""

from matou.spine.custody.queries.approvals import (
    approval,
    approvals_page,
    open_approval_count,
)
from matou.spine.custody.queries.breaks import (
    callbacks_of,
    correction_card,
    corrections_of,
    refused_callbacks,
    statements_page,
    waiting_corrections,
)
from matou.spine.custody.queries.limits import limit_findings, limits
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
from matou.spine.custody.queries.payees import (
    payee,
    payee_row,
    payees,
    payees_of,
    standings,
)
from matou.spine.custody.queries.signals import (
    accounts,
    devices,
    flows,
    open_signal_count,
    phones,
    signal,
    signals_about,
    signals_page,
    thresholds,
)

__all__ = [
    "accounts",
    "approval",
    "approvals_page",
    "break_card",
    "break_row",
    "breaks_of",
    "callbacks_of",
    "card",
    "correction_card",
    "corrections_of",
    "devices",
    "flows",
    "limit_findings",
    "limits",
    "open_approval_count",
    "open_break_count",
    "open_breaks",
    "open_breaks_page",
    "open_signal_count",
    "order",
    "order_for",
    "orders_page",
    "payee",
    "payee_row",
    "payees",
    "payees_of",
    "phones",
    "refused_callbacks",
    "signal",
    "signals_about",
    "signals_page",
    "standings",
    "statements_page",
    "thresholds",
    "waiting_corrections",
]
