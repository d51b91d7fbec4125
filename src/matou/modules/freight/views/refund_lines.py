"""Refunds and receivables as their templates print them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matou.kit.clock import CHINA
from matou.modules.freight.queries.refund_requests import RequestRow
from matou.modules.freight.queries.refunds import ReceivableRow, RefundRow
from matou.modules.freight.rules.refunds import CAUSE_NAMES, RECOVERY_NAMES, REFUND_GROUND_NAMES
from matou.modules.freight.rules.requests import REQUEST_STATE_NAMES, RequestState
from matou.modules.freight.views.files import Cell
from matou.modules.freight.views.shown import party_name, words
from matou.spine.parties import queries as parties
from matou.web import texts

_OLD_DAYS = 30
"""After so many days a debt is worth a word with the debtor."""


def refund_lines(rows: Iterable[RefundRow]) -> list[dict[str, Any]]:
    """Return the refunds of a lot."""
    return [{"row": row, "ground": words(REFUND_GROUND_NAMES[row.ground])} for row in rows]


_REQUEST_TONES = {
    RequestState.WAITING: texts.WARN,
    RequestState.GRANTED: texts.GOOD,
    RequestState.DROPPED: texts.NEUTRAL,
}


def request_lines(rows: Sequence[RequestRow]) -> list[dict[str, Any]]:
    """Return refunds that wait for a second operator, or waited, with names read once for all."""
    codes = {code for row in rows for code in (row.shipper, row.asked_by, row.decided_by) if code}
    cards = parties.party_cards(sorted(codes))
    return [
        {
            "row": row,
            "url": reverse("freight:refund_request", args=[row.id]),
            "shipper": party_name(cards.get(row.shipper), code=row.shipper),
            "asked_by": party_name(cards.get(row.asked_by), code=row.asked_by),
            "decided_by": party_name(cards.get(row.decided_by), code=row.decided_by),
            "ground": words(REFUND_GROUND_NAMES[row.ground]),
            "state": row.state.value,
            "state_label": words(REQUEST_STATE_NAMES[row.state]),
            "tone": _REQUEST_TONES[row.state],
        }
        for row in rows
    ]


def receivable_lines(rows: Sequence[ReceivableRow], *, now: datetime) -> list[dict[str, Any]]:
    """Return receivables with their debtors' names, read once for all, and their age."""
    cards = parties.party_cards(row.debtor for row in rows)
    return [
        {
            "row": row,
            "url": reverse("freight:receivable", args=[row.id]),
            "debtor": party_name(cards.get(row.debtor), code=row.debtor),
            "age": _age(row, now),
            "cause": words(CAUSE_NAMES[row.cause]),
            "steps": [
                {"step": step, "kind": words(RECOVERY_NAMES[step.kind])} for step in row.steps
            ],
            **_state(row, now),
        }
        for row in rows
    ]


def _days(row: ReceivableRow, now: datetime) -> int:
    return ((row.closed_at or now) - row.opened_at).days


def _age(row: ReceivableRow, now: datetime) -> str:
    days = _days(row, now)
    return ngettext("%d 天", "%d 天", days) % days


def _state(row: ReceivableRow, now: datetime) -> dict[str, str]:
    if row.closed_at and row.written_off:
        return {"state": "written_off", "state_label": _("已核销"), "tone": texts.NEUTRAL}
    if row.closed_at:
        return {"state": "met", "state_label": _("已收回"), "tone": texts.GOOD}
    if row.proposed_by:
        return {"state": "proposed", "state_label": _("待复核核销"), "tone": texts.WARN}
    if _days(row, now) >= _OLD_DAYS:
        return {"state": "old", "state_label": _("超过 30 天"), "tone": texts.BAD}
    return {"state": "open", "state_label": _("追偿中"), "tone": texts.INFO}


def receivable_table(
    lines: Sequence[dict[str, Any]], *, now: datetime
) -> tuple[list[str], list[list[Cell]]]:
    """Return receivables as the heads and rows of a file."""
    heads = [
        _("货运单"),
        _("欠款方"),
        _("欠款方编号"),
        _("状态"),
        _("形成时间"),
        _("账龄（天）"),
        _("应收（元）"),
        _("已收回（元）"),
        _("已核销（元）"),
        _("尚欠（元）"),
        _("保证金已垫付"),
        _("欠款事由"),
        _("退款理由"),
    ]
    return heads, [_cells(line, now) for line in lines]


def _cells(line: dict[str, Any], now: datetime) -> list[Cell]:
    row: ReceivableRow = line["row"]
    sums = (row.amount, row.recovered, row.written_off, row.left)
    return [
        row.lot,
        line["debtor"].text,
        row.debtor,
        line["state_label"],
        row.opened_at.astimezone(CHINA).isoformat(timespec="minutes"),
        _days(row, now),
        *(f"{Decimal(amount.fen) / 100:.2f}" for amount in sums),
        _("是") if row.is_guaranteed else "",
        line["cause"],
        row.reason,
    ]
