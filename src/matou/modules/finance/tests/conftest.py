"""A carrier with money of two months, people who act for it, and an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.finance.rules.periods import Span, StatementPeriod
from matou.modules.finance.services.issuing import issue_statement
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in

ClientOf = Callable[[str], Client]
LOT = "7K3M9QXP4"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The demo people as actors, and the company whose statements are made."""

    carrier: Actor
    shipper: Actor
    operator: Actor
    auditor: Actor
    since: datetime

    @property
    def party(self) -> str:
        """The carrier's company."""
        return self.carrier.acts_for

    @property
    def wallet(self) -> str:
        """Its wallet."""
        return f"wallet:{self.party}"


def move(debit: str, credit: str, fen: int, purpose: str = "test", group: str = LOT) -> None:
    """Move money at once."""
    ledger.submit_or_refuse(
        [
            Posting(
                id=uuid4(),
                kind=PostingKind.POSTED,
                group=group,
                purpose=purpose,
                event_at=utc_now(),
                debit=debit,
                credit=credit,
                amount=Money(fen),
            )
        ]
    )


def up_to_now(since: datetime) -> StatementPeriod:
    """Return the period from ``since`` until this moment."""
    return StatementPeriod(span=Span.DAYS, period=Period(since, utc_now()))


@pytest.fixture
def world(db: None) -> World:
    """Open the accounts of a lot and let its freight be paid: five lines of the carrier."""
    handles = people.seed(now=datetime(2026, 1, 1, tzinfo=UTC))
    actors = {
        key: parties.actor_of_person(person=handles[key].person, acts_for=handles[key].acts_for)
        for key in ("skipper", "shipper", "operator", "auditor")
    }
    made = World(
        carrier=actors["skipper"],
        shipper=actors["shipper"],
        operator=actors["operator"],
        auditor=actors["auditor"],
        since=utc_now() - timedelta(seconds=1),
    )
    now = utc_now()
    payer = f"wallet:{made.shipper.acts_for}"
    for code, kind, owner in (
        ("custody:clearing", AccountKind.CLEARING, "platform"),
        ("platform:fee", AccountKind.FEE, "platform"),
        (made.wallet, AccountKind.WALLET, made.party),
        (payer, AccountKind.WALLET, made.shipper.acts_for),
        (f"escrow:{LOT}", AccountKind.ESCROW, made.shipper.acts_for),
        (f"deposit:{LOT}", AccountKind.DEPOSIT, made.party),
    ):
        ledger.ensure_account(code=code, kind=kind, owner=owner, now=now)
    move("custody:clearing", made.wallet, 500_000, "deposit", "PAYIN-1")
    move("custody:clearing", payer, 9_000_000, "deposit", "PAYIN-2")
    move(made.wallet, f"deposit:{LOT}", 80_000, "freight.deposit")
    move(payer, f"escrow:{LOT}", 800_000, "freight.escrow")
    move(f"escrow:{LOT}", made.wallet, 240_000, "freight.advance")
    move(f"escrow:{LOT}", made.wallet, 553_600, "freight.freight")
    move(f"escrow:{LOT}", "platform:fee", 6_400, "freight.fee")
    move(f"deposit:{LOT}", made.wallet, 80_000, "freight.deposit_back")
    return made


@pytest.fixture
def statement(world: World) -> str:
    """Return the code of the carrier's statement up to now."""
    wanted = up_to_now(world.since)
    return issue_statement(
        party=world.party, wanted=wanted, actor=world.operator, now=wanted.period.until_at
    )


@pytest.fixture
def as_(world: World) -> ClientOf:
    """Return a maker of signed-in clients by demo key."""

    def signed_in(key: str) -> Client:
        client = Client()
        sign_in(client, User.objects.get(username=f"demo-{key}"))
        return client

    return signed_in
