"""The ledger's side of every act: accounts opened, flows posted as one chain, ids repeatable."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.models import Lot
from matou.modules.freight.rules.flows import (
    PLATFORM_FEE,
    PLATFORM_TAX,
    Flow,
    deposit,
    disputed,
    escrow,
    wallet,
)
from matou.spine.ledger import queries as ledger_queries
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind, Status

_NAMESPACE = uuid5(NAMESPACE_URL, "https://matou.invalid/freight")
_HOUSE = "platform"


class WalletTooSmall(DomainError):
    """The wallet does not hold what the act costs."""

    code = "freight.wallet-too-small"
    zh = "账户余额不足：需要 {needed}，可用 {available}。请先充值。"
    en = "The wallet holds {available} but {needed} is needed. Pay in first."


def open_accounts(*, lot: Lot, now: datetime) -> None:
    """Open the lot's three accounts, and the wallets and fee account if nobody has yet."""
    wanted = (
        (escrow(lot.code), AccountKind.ESCROW, lot.shipper),
        (deposit(lot.code), AccountKind.DEPOSIT, lot.carrier),
        (disputed(lot.code), AccountKind.DISPUTED, _HOUSE),
        (wallet(lot.shipper), AccountKind.WALLET, lot.shipper),
        (wallet(lot.carrier), AccountKind.WALLET, lot.carrier),
        (PLATFORM_FEE, AccountKind.FEE, _HOUSE),
        (PLATFORM_TAX, AccountKind.TAX, _HOUSE),
    )
    agent = str(lot.terms.get("agent", ""))
    agents = ((wallet(agent), AccountKind.WALLET, agent),) if agent else ()
    for code, kind, owner in (*wanted, *agents):
        ledger.ensure_account(code=code, kind=kind, owner=owner, now=now)


def transfer_ids(*, lot_code: str, act: str, flows: Sequence[Flow]) -> tuple[UUID, ...]:
    """Return the ids of an act's transfers: the same act asks under the same ids again."""
    return tuple(uuid5(_NAMESPACE, f"{lot_code}/{act}/{flow.part}") for flow in flows)


def post_flows(*, lot_code: str, act: str, flows: Sequence[Flow], now: datetime) -> bool:
    """Post an act's flows as one linked chain under the lot's group; call it last.

    Tells whether this was news: not where the same act had moved the same money before. Raises
    WalletTooSmall for a wallet that lacks the money, else LedgerRefused.
    """
    _check_wallets(flows)
    ids = transfer_ids(lot_code=lot_code, act=act, flows=flows)
    outcomes = ledger.submit_or_refuse(
        [
            Posting(
                id=transfer_id,
                kind=PostingKind.POSTED,
                group=lot_code,
                purpose=f"freight.{flow.part.split(':')[0]}",
                event_at=now,
                debit=flow.debit,
                credit=flow.credit,
                amount=flow.amount,
                memo=flow.memo,
                linked=number < len(flows),
            )
            for number, (transfer_id, flow) in enumerate(zip(ids, flows, strict=True), start=1)
        ]
    )
    return any(outcome.status == Status.OK for outcome in outcomes)


def _check_wallets(flows: Sequence[Flow]) -> None:
    """Say in words what the ledger would refuse with a status; the ledger stays the guard.

    What a chain brings into a wallet before it takes from there need not have lain there.
    """
    came: Counter[str] = Counter()
    needed: dict[str, Money] = {}
    for flow in flows:
        if flow.debit.startswith("wallet:"):
            came[flow.debit] -= flow.amount.fen
            needed[flow.debit] = max(needed.get(flow.debit, Money(0)), Money(-came[flow.debit]))
        came[flow.credit] += flow.amount.fen
    held = ledger_queries.balances(list(needed)) if needed else {}
    for code, amount in needed.items():
        available = held[code].available if code in held else Money(0)
        if available < amount:
            raise WalletTooSmall(needed=amount, available=available)
