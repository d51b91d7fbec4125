"""The simulator keeps a custodian's rules: limits of 分账, idempotency, repeatable mischief."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from matou.kit.money import Money
from matou.spine.custody.contracts import (
    OrderKind,
    OrderState,
    ProviderOrder,
    ProviderRefused,
    SplitShare,
)
from matou.spine.custody.models import SimulatedRecord
from matou.spine.custody.rules.mischief import Plan, sendings
from matou.spine.custody.services.simulator import Simulator
from matou.spine.custody.tests.conftest import NOW

pytestmark = pytest.mark.django_db


def order(kind: OrderKind, fen: int, order_id: UUID | None = None) -> ProviderOrder:
    """Build an order about the deposit LOT1."""
    return ProviderOrder(
        order_id=order_id or uuid4(),
        kind=kind,
        party="SHIP",
        amount=Money(fen),
        reference="LOT1",
    )


def shares(count: int, fen: int) -> list[SplitShare]:
    """Build equal shares."""
    return [SplitShare(party=f"P{number}", amount=Money(fen)) for number in range(count)]


@pytest.fixture
def bank() -> Simulator:
    """Return a simulator that holds 10,000 fen for LOT1."""
    simulator = Simulator(Plan())
    simulator.deposit(order=order(OrderKind.DEPOSIT, 10_000), now=NOW)
    return simulator


def frozen() -> int:
    """Return what is still frozen for LOT1."""
    return SimulatedRecord.objects.get(kind="deposit").frozen


@pytest.mark.django_db(transaction=True)
def test_an_order_sent_by_two_at_once_is_taken_once() -> None:
    simulator, twice = Simulator(Plan()), order(OrderKind.DEPOSIT, 10_000)
    start = Barrier(4)

    def send(_: int) -> OrderState:
        try:
            SimulatedRecord.objects.count()  # connected before the start
            start.wait()
            return simulator.deposit(order=twice, now=NOW).state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert answers == [OrderState.SENT] * 4
    assert SimulatedRecord.objects.count() == 1


def test_a_split_takes_from_the_frozen_money_once(bank: Simulator) -> None:
    split = order(OrderKind.SPLIT, 300)

    bank.split(order=split, shares=shares(3, 100), now=NOW)
    bank.split(order=split, shares=shares(3, 100), now=NOW)

    assert frozen() == 9_700


@pytest.mark.parametrize(("count", "each"), [(0, 100), (51, 1), (2, 5_001)])
def test_a_split_beyond_the_limits_is_refused(bank: Simulator, count: int, each: int) -> None:
    with pytest.raises(ProviderRefused):
        bank.split(
            order=order(OrderKind.SPLIT, max(1, count * each)), shares=shares(count, each), now=NOW
        )

    assert frozen() == 10_000


def test_the_fifty_first_split_is_refused(bank: Simulator) -> None:
    for _ in range(50):
        bank.split(order=order(OrderKind.SPLIT, 1), shares=shares(1, 1), now=NOW)

    with pytest.raises(ProviderRefused):
        bank.split(order=order(OrderKind.SPLIT, 1), shares=shares(1, 1), now=NOW)


def test_unfreezing_frees_the_rest(bank: Simulator) -> None:
    bank.unfreeze(order=order(OrderKind.UNFREEZE, 10_000), now=NOW)

    assert frozen() == 0


def test_money_is_unfrozen_after_180_days(bank: Simulator) -> None:
    late = NOW + timedelta(days=180)

    with pytest.raises(ProviderRefused):
        bank.split(order=order(OrderKind.SPLIT, 1), shares=shares(1, 1), now=late)

    assert bank.unfreeze_due(now=late) == 1


def test_the_same_order_is_carried_out_once(bank: Simulator) -> None:
    asked = order(OrderKind.PAYOUT, 500)

    first = bank.payout(order=asked, now=NOW)
    again = bank.payout(order=asked, now=NOW + timedelta(hours=1))

    assert first == again
    assert SimulatedRecord.objects.filter(kind="payout").count() == 1


def test_an_order_never_heard_of_is_unknown(bank: Simulator) -> None:
    assert bank.query(order_id=uuid4(), now=NOW) is None


def test_the_same_seed_gives_the_same_mischief() -> None:
    plan = Plan(seed=5, lost=0.3, doubled=0.3, late=0.5, longest_delay_s=60)
    ids = [UUID(int=number) for number in range(50)]

    runs = [
        [sendings(plan=plan, order_id=ident, end=OrderState.CONFIRMED) for ident in ids]
        for _ in range(2)
    ]

    assert runs[0] == runs[1]
    assert {len(sent) for sent in runs[0]} > {2}
