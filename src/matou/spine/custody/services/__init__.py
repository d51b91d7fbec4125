"""Writes of custody: order money in and out, hear what became of it, compare every day."""

from matou.spine.custody.services.breaks import BreakNotOpen, assign_break, explain_break
from matou.spine.custody.services.callbacks import callback_key, receive_callback
from matou.spine.custody.services.orders import request_deposit, request_payout
from matou.spine.custody.services.reconciling import reconcile
from matou.spine.custody.services.sending import query_overdue, run_due, send_due, send_order

__all__ = [
    "BreakNotOpen",
    "assign_break",
    "callback_key",
    "explain_break",
    "query_overdue",
    "receive_callback",
    "reconcile",
    "request_deposit",
    "request_payout",
    "run_due",
    "send_due",
    "send_order",
]
