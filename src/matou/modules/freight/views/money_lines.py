"""Money as its templates print it: charges of a statement, lines of the ledger, orders."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.codes import normal_code
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.queries.statements import StatementPage
from matou.modules.freight.rules.laytime import days_decimal
from matou.modules.freight.rules.shares import agent_basis
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import LotTerms, PriceBasis
from matou.modules.freight.views.lot_lines import side_words
from matou.modules.freight.views.shown import party_name
from matou.spine.custody.contracts import OrderCard, OrderKind, OrderState
from matou.spine.ledger.contracts import StatementLine, TransferRow
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard
from matou.web import texts
from matou.web.vocabulary import purpose_words

_WALLET = "wallet:"


def charge_lines(statement: StatementPage, terms: LotTerms) -> list[dict[str, Any]]:
    """Return the lines that sum to what the carrier is paid, each with how it was reckoned."""
    split = statement.settlement
    charges = split.charges
    lines = (
        (_("运费"), _freight_basis(charges.billed_kg, terms), charges.freight),
        (_("亏舱费"), "", charges.dead_freight),
        (_("滞期费"), _laytime_basis(charges.laytime_used_s, terms), charges.demurrage),
        (_("货损货差"), str(Tonnes(charges.shortage_kg)), -charges.shortage),
        (_("平台服务费"), _fee_basis(terms), -charges.fee),
        (_("货代份额"), agent_basis(terms), -charges.agent),
        (_("代扣税款"), f"{Decimal(terms.tax_permille) / 10} %", -charges.tax),
        (_("已付开航费"), f"{terms.advance_percent} %", -charges.advance),
        (_("由定金支付"), "", split.from_deposit),
        (_("未获偿付的索赔"), "", split.unpaid_claim),
    )
    return [
        {"label": label, "basis": basis, "amount": amount}
        for label, basis, amount in lines
        if amount
    ]


def _freight_basis(billed_kg: int, terms: LotTerms) -> str:
    if terms.price_basis is PriceBasis.LUMP_SUM:
        return _("包船价")
    return f"{Tonnes(billed_kg)} × {Money(terms.price_fen)}"


def _laytime_basis(used_s: int, terms: LotTerms) -> str:
    used = days_decimal(timedelta(seconds=used_s))
    allowed = days_decimal(timedelta(hours=terms.laytime_hours))
    return _("用时 %(used)s 天，允许 %(allowed)s 天") % {"used": used, "allowed": allowed}


def _fee_basis(terms: LotTerms) -> str:
    return f"{Decimal(terms.fee_permille) / 10} %"


def accepted(statement: StatementPage) -> list[dict[str, Any]]:
    """Return who has accepted the statement, and when."""
    return [
        {"side": side_words(Relation.SHIPPER), "at": statement.shipper_accepted_at},
        {"side": side_words(Relation.CARRIER), "at": statement.carrier_accepted_at},
    ]


def transfer_lines(rows: Iterable[TransferRow]) -> list[dict[str, Any]]:
    """Return a lot's lines in the ledger, accounts named by what they are or whose."""
    found = tuple(rows)
    wallets = {
        code for row in found for code in (row.debit, row.credit) if code.startswith(_WALLET)
    }
    cards = parties.party_cards(code.removeprefix(_WALLET) for code in sorted(wallets))
    return [
        {
            "at": row.event_at,
            "purpose": purpose_words(row.purpose),
            "debit": account_words(row.debit, cards),
            "credit": account_words(row.credit, cards),
            "amount": row.amount,
        }
        for row in found
    ]


def account_words(code: str, cards: Mapping[str, PartyCard]) -> str:
    """Return what an account is; a wallet by the name of the party it belongs to."""
    names = {
        "escrow": _("托管"),
        "deposit": _("定金"),
        "disputed": _("争议冻结"),
        "platform:tax": _("代扣税款"),
        "platform:guarantee": _("平台保证金"),
        "platform:claims": _("应收款对应账户"),
        "platform": _("平台服务费"),
        "receivable": _("应收"),
        "custody": _("存管机构"),
    }
    kind, _sep, owner = code.partition(":")
    if f"{kind}:" == _WALLET:
        return party_name(cards.get(owner), code=owner).text
    return names.get(code) or names.get(kind, code)


def purse_lines(rows: Iterable[StatementLine]) -> list[dict[str, Any]]:
    """Return the lines of a wallet, newest first."""
    return [_purse_line(row) for row in rows]


def _purse_line(row: StatementLine) -> dict[str, Any]:
    group = row.transfer.group
    is_lot = row.transfer.purpose.startswith("freight.") and normal_code(group) == group
    is_paying_in = row.counterpart == "custody:clearing" and row.change.fen > 0
    purpose = "deposit" if is_paying_in else row.transfer.purpose
    if row.transfer.kind in {"pending", "void", "expire"}:
        label = _("%s（预留）") % purpose_words(purpose)
        if row.transfer.kind != "pending":
            label = _("%s（撤销）") % purpose_words(purpose)
    else:
        label = purpose_words(purpose)
    if row.transfer.purpose == "freight.offset" and row.transfer.memo:
        label = _("%(purpose)s（%(lot)s 的欠款）") % {"purpose": label, "lot": row.transfer.memo}
    return {
        "at": row.transfer.event_at,
        "purpose": label,
        "code": group if is_lot else "",
        "url": reverse("freight:lot", args=[group]) if is_lot else "",
        "change": row.change,
        "reserved": None if row.change else row.transfer.amount,
        "balance": row.balance,
    }


def purse_cells(line: dict[str, Any]) -> list[str]:
    """Return a wallet's line for a file."""
    balance: Money | None = line["balance"]
    return [
        line["at"].isoformat(timespec="seconds"),
        line["purpose"],
        line["code"],
        f"{Decimal(line['change'].fen) / 100:.2f}",
        "" if balance is None else f"{Decimal(balance.fen) / 100:.2f}",
    ]


def order_line(order: OrderCard) -> dict[str, Any]:
    """Return an order to the custodian in the reader's words."""
    kinds = {OrderKind.DEPOSIT: _("充值"), OrderKind.PAYOUT: _("提现")}
    states = {
        OrderState.WAITING: (_("待审核"), texts.WARN),
        OrderState.CREATED: (_("已提交"), texts.NEUTRAL),
        OrderState.SENT: (_("处理中"), texts.INFO),
        OrderState.CONFIRMED: (_("已到账"), texts.GOOD),
        OrderState.FAILED: (_("未成功"), texts.BAD),
    }
    label, tone = states[order.state]
    return {
        "kind": kinds.get(order.kind, order.kind.value),
        "amount": order.amount,
        "state": order.state.value,
        "state_label": label,
        "tone": tone,
        "at": order.finished_at or order.sent_at or order.created_at,
        "reason": order.reason,
        "url": (
            reverse("freight:payout", args=[order.order_id])
            if order.state is OrderState.WAITING
            else ""
        ),
    }
