"""Two at one dispute at the same time: exactly one of them decides it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from matou.kit.actor import OPERATOR
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import disputes, rulings
from matou.modules.freight.services.dispute_clock import advance_due_disputes
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to

AT = world.NOW + timedelta(days=2)
REFUSED = "freight.dispute-not-open"

pytestmark = pytest.mark.django_db(transaction=True)


def _together(*acts: Callable[[], object]) -> list[str]:
    """Do the acts on connections of their own, released by one barrier; returns what came out."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait()
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def _answered() -> UUID:
    world.build()
    opened = disputes.open_dispute(
        lot_code=trip_to(LotState.STATED),
        amount=Money.yuan(1_000),
        reason="少货",
        actor=world.SHIPPER,
        now=AT,
    )
    disputes.reply_to_dispute(dispute_id=opened, reply="没少", actor=world.CARRIER, now=AT)
    return opened


def _ruling(dispute: UUID, number: int) -> Callable[[], object]:
    ruler = world.actor(f"RULER{number}", OPERATOR)
    return lambda: rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money.yuan(number * 100),
        ruling="裁决",
        actor=ruler,
        now=AT,
    )


def test_of_two_rulings_at_once_one_stands() -> None:
    dispute = _answered()

    answers = _together(_ruling(dispute, 1), _ruling(dispute, 2))

    row = Dispute.objects.get(pk=dispute)
    assert answers == ["done", REFUSED]
    assert row.ruled_by == f"RULER{(row.to_claimant_fen or 0) // 10_000}-P"


def test_of_appeal_and_both_acceptances_one_way_is_taken() -> None:
    dispute = _answered()
    _ruling(dispute, 3)()
    disputes.accept_ruling(dispute_id=dispute, actor=world.SHIPPER, now=AT)

    answers = _together(
        lambda: disputes.accept_ruling(dispute_id=dispute, actor=world.CARRIER, now=AT),
        lambda: disputes.appeal_ruling(
            dispute_id=dispute, reason="不服", actor=world.CARRIER, now=AT
        ),
    )

    row = Dispute.objects.get(pk=dispute)
    frozen = balances_of(row.lot.code).disputed
    assert answers == ["done", REFUSED]
    assert (row.state, frozen) in {("final", Money(0)), ("appealed", Money.yuan(1_000))}


def test_the_end_of_the_appeal_time_pays_once_from_two_workers() -> None:
    dispute = _answered()
    _ruling(dispute, 4)()
    over = AT + timedelta(days=10)

    _together(lambda: advance_due_disputes(now=over), lambda: advance_due_disputes(now=over))
    advance_due_disputes(now=over)

    row = Dispute.objects.get(pk=dispute)
    assert (row.state, balances_of(row.lot.code).disputed) == ("final", Money(0))
