"""Reads of one's own wallet (我的资金): what is free, what is held, its lines and orders."""

from dataclasses import dataclass
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.freight.rules.flows import wallet
from matou.spine.custody import queries as custody
from matou.spine.custody.contracts import OrderCard
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import StatementLine

RECENT_ORDERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """A party's wallet as its own people see it; ``next_key`` leads to older lines."""

    available: Money
    held: Money
    lines: tuple[StatementLine, ...]
    orders: tuple[OrderCard, ...]
    next_key: int | None


def purse(
    *,
    actor: Actor,
    before: int | None,
    limit: int,
    purpose: str = "",
    recorded: Period | None = None,
) -> Purse:
    """Return the wallet of the party the actor acts for; empty before anything was paid in."""
    code = wallet(actor.acts_for)
    held = ledger.balances((code,)).get(code)
    wanted = {"before": before, "limit": limit + 1, "purpose": purpose, "recorded": recorded}
    lines = _lines(code, **wanted) if held else ()
    shown = lines[:limit]
    return Purse(
        available=held.available if held else Money(0),
        held=held.held if held else Money(0),
        lines=shown,
        orders=custody.orders_page(party=actor.acts_for, limit=RECENT_ORDERS),
        next_key=shown[-1].version if len(lines) > limit else None,
    )


def balance_of(*, actor: Actor) -> Money:
    """Return what is free in the wallet of the party the actor acts for."""
    code = wallet(actor.acts_for)
    held = ledger.balances((code,)).get(code)
    return held.available if held else Money(0)


def _lines(code: str, **wanted: Any) -> tuple[StatementLine, ...]:
    try:
        return ledger.statement_page(code, **wanted)
    except NotFound:
        return ()
