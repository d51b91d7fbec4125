"""Payee accounts of the demo people, so that they can draw money; safe to repeat."""

from datetime import UTC, datetime

from matou.kit.actor import Actor
from matou.spine.custody.contracts.payees import NewPayee
from matou.spine.custody.services import register_payee
from matou.spine.parties import seeds as parties

_SINCE = datetime(2026, 1, 2, tzinfo=UTC)
"""Long enough ago that no demo waits for a cooling period."""

_NUMBERS = {
    "shipper": "6200000000000000101",
    "skipper": "6200000000000000202",
    "carrier2": "6200000000000000303",
}
"""Numbers that no bank gives out: the house knows them for demo accounts alone."""


def seed(*, now: datetime) -> None:
    """Register each demo party's own account where it stands not yet."""
    handles = parties.seed(now=now)
    for key, number in _NUMBERS.items():
        handle = handles[key]
        register_payee(
            party=handle.acts_for,
            new=NewPayee(holder=handle.acts_for, bank="演示银行 Demo Bank", number=number),
            actor=Actor(code=handle.person, name="演示", acts_for=handle.acts_for),
            now=min(now, _SINCE),
        )
