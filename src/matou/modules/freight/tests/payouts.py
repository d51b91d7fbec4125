"""Payee accounts of the small river's people, and payouts to them."""

from datetime import datetime
from uuid import uuid4

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.tests.people import SINCE
from matou.modules.freight.tests.world import actor
from matou.spine.custody import services
from matou.spine.custody.contracts import OrderCard
from matou.spine.custody.contracts.payees import NewPayee, PayeeCard


def payee_of(party: str, *, number: str = "", holder: str = "", at: datetime = SINCE) -> PayeeCard:
    """Register an account of the party, by default its own and long ago."""
    own = f"62000000{sum(party.encode()):06d}"
    return services.register_payee(
        party=party,
        new=NewPayee(holder=holder or party, bank="演示银行", number=number or own),
        actor=actor(party),
        now=at,
    )


def payout_of(party: str, yuan: str) -> OrderCard:
    """Draw money to the party's own account."""
    return services.request_payout(
        party=party,
        amount=Money.yuan(yuan),
        reference=f"{party}-{uuid4().hex}",
        actor=actor(party),
        now=utc_now(),
        payee=payee_of(party).payee_id,
    )
