"""Writes of custody: order money in and out, hear what became of it, compare every day."""

from matou.spine.custody.services.approvals import (
    approve_payout,
    propose_payout,
    refuse_payout,
    withdraw_payout,
)
from matou.spine.custody.services.breaks import BreakNotOpen, assign_break, explain_break
from matou.spine.custody.services.callbacks import (
    callback_key,
    note_refused_callback,
    receive_callback,
)
from matou.spine.custody.services.corrections import (
    execute_correction,
    propose_correction,
    reject_correction,
    withdraw_correction,
)
from matou.spine.custody.services.orders import request_deposit, request_payout
from matou.spine.custody.services.payees import (
    account_number,
    change_payee,
    end_payee,
    register_payee,
    reseal_payees,
)
from matou.spine.custody.services.reconciling import reconcile
from matou.spine.custody.services.sending import query_overdue, run_due, send_due, send_order
from matou.spine.custody.services.signals import (
    confirm_hold,
    dismiss_signal,
    find_signals,
    propose_hold,
)

__all__ = [
    "BreakNotOpen",
    "account_number",
    "approve_payout",
    "assign_break",
    "callback_key",
    "change_payee",
    "confirm_hold",
    "dismiss_signal",
    "end_payee",
    "execute_correction",
    "explain_break",
    "find_signals",
    "note_refused_callback",
    "propose_correction",
    "propose_hold",
    "propose_payout",
    "query_overdue",
    "receive_callback",
    "reconcile",
    "refuse_payout",
    "register_payee",
    "reject_correction",
    "request_deposit",
    "request_payout",
    "reseal_payees",
    "run_due",
    "send_due",
    "send_order",
    "withdraw_correction",
    "withdraw_payout",
]
