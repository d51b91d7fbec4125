"""A shipper, a skipper, an operator, and a provider that misbehaves as a test wants."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from matou.kit.actor import OPERATOR, Actor
from matou.kit.money import Money
from matou.spine.custody import services
from matou.spine.custody.contracts import OrderCard
from matou.spine.custody.contracts.payees import NewPayee, PayeeCard

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SHIPPER = Actor(code="SHIP", name="货主", acts_for="SHIP", roles=frozenset())
CLERK = Actor(code="CLERK", name="运营", acts_for="PLAT", roles=frozenset({OPERATOR}))


@pytest.fixture
def misbehave(settings: Settings) -> Callable[..., None]:
    """Return a function that gives the simulator its plan."""

    def follow(**plan: Any) -> None:
        settings.CUSTODY_SIMULATOR = plan

    return follow


def deposit(fen: int = 10_000, *, reference: str = "LOT1", party: str = "SHIP") -> OrderCard:
    """Announce a deposit."""
    return services.request_deposit(
        party=party, amount=Money(fen), reference=reference, actor=SHIPPER, now=NOW
    )


def payout(fen: int = 4_000, *, reference: str = "PAY1", party: str = "SHIP") -> OrderCard:
    """Order a payout to the party's own account, registered long before."""
    payee_of(party)
    return services.request_payout(
        party=party, amount=Money(fen), reference=reference, actor=SHIPPER, now=NOW
    )


def payee_of(
    party: str = "SHIP", *, number: str = "6222020200112233", at: datetime | None = None
) -> PayeeCard:
    """Register an account of the party's own; two days ago, so that its cooling is over."""
    return services.register_payee(
        party=party,
        new=NewPayee(holder=party, bank="演示银行 demo bank", number=number),
        actor=member_of(party),
        now=at or NOW - timedelta(days=2),
    )


def member_of(party: str) -> Actor:
    """Return somebody who acts for the party."""
    return Actor(code=f"{party}-P", name="某", acts_for=party, roles=frozenset())
