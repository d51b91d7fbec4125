"""Settled lots and people for the tests of refunds and receivables."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.money import Money
from matou.modules.freight.models import Lot
from matou.modules.freight.rules.refunds import RefundGround
from matou.modules.freight.rules.requests import RequestState
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.rules.terms import MoneyTerms
from matou.modules.freight.services import awards
from matou.modules.freight.services.refund_requests import confirm_refund
from matou.modules.freight.services.refunds import RefundAsked, ask_refund
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, NOW, OPERATOR_ACTOR
from matou.spine.credentials.models import Credential
from matou.spine.ledger import queries as ledger
from matou.spine.ledger import services as ledger_services
from matou.spine.ledger.contracts import Posting, PostingKind
from matou.spine.parties.models import Party

AGENT = world.actor("RIVAL")
"""Has part of the freight; the rival's wallet exists already."""

SECOND = world.actor("SECOND", *OPERATOR_ACTOR.roles)
"""The second operator, for what needs four eyes."""

LATER = NOW + timedelta(days=9)
TERMS = replace(
    world.TERMS, money=MoneyTerms(agent=AGENT.acts_for, agent_permille=15, agent_fixed_fen=20_000)
)


def build() -> None:
    """Build the river, with an agent whom people know."""
    world.build()
    # A whole registration would need a valid number; here only the name has to be known.
    Party.objects.create(
        code=AGENT.acts_for, kind="company", name="演示货代", uscc="DEMO", created_at=NOW
    )


def lot_in(state: LotState, vessel: str = "VESSEL-CARRIER") -> str:
    """Return a lot of the carrier with an agent's share and tax, carried to the state."""
    if vessel != "VESSEL-CARRIER":
        _license_like("VESSEL-CARRIER", vessel)
    demand = world.published(TERMS)
    offer = world.offer_of(CARRIER, vessel=vessel)
    code = awards.accept_demand(demand_code=demand, offer=offer, actor=CARRIER, now=NOW)
    # The carrier of these tests is nobody's person: the rate is set as an award would.
    lot = Lot.objects.get(code=code)
    lot.terms["tax_permille"] = 10
    lot.save(update_fields=["terms"])
    return trip_to(state, code)


def _license_like(known: str, vessel: str) -> None:
    """Give another vessel the papers that a known one has."""
    for paper in Credential.objects.filter(holder=known):
        paper.pk, paper.code = None, new_code()
        paper.holder = vessel
        paper.number = paper.number_index = f"{paper.kind}-{vessel}"
        paper.save(force_insert=True)


def refund(code: str, fen: int, key: str = "", actor: Actor = OPERATOR_ACTOR) -> UUID:
    """Refund under a fresh key unless one is given; what waits, the second operator confirms."""
    asked = RefundAsked(
        amount=Money(fen), ground=RefundGround.OPERATOR, reason="磅单更正", key=key or str(uuid4())
    )
    answer = ask_refund(lot_code=code, asked=asked, actor=actor, now=LATER)
    if answer.state is RequestState.WAITING:
        confirm_refund(request_id=answer.id, actor=SECOND, now=LATER)
    return answer.id


def held(account: str) -> int:
    """Return what lies in an account, in fen; nothing in one that nobody opened."""
    found = ledger.balances((account,)).get(account)
    return found.posted.fen if found else 0


def pay_out(party: str, keep_fen: int = 0, kind: PostingKind = PostingKind.POSTED) -> None:
    """Draw a wallet to the bank but for a rest, as a confirmed payout does, or one under way."""
    amount = held(f"wallet:{party}") - keep_fen
    if amount > 0:
        post(f"wallet:{party}", "custody:clearing", amount, kind=kind)


def post(debit: str, credit: str, fen: int, kind: PostingKind = PostingKind.POSTED) -> None:
    """Move money in the ledger alone, as the world outside does."""
    ledger_services.submit_or_refuse(
        [
            Posting(
                id=uuid4(),
                kind=kind,
                group="payout",
                purpose="payout",
                event_at=LATER,
                debit=debit,
                credit=credit,
                amount=Money(fen),
            )
        ]
    )
