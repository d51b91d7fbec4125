"""The simulator keeps a custodian's rules: limits of 分账, idempotency, repeatable mischief."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection

from matou.kit.money import Money
from matou.spine.custody.contracts import (
    OrderKind,
    OrderState,
    ProviderOrder,
    ProviderRefused,
    ProviderUnavailable,
    SplitShare,
)
from matou.spine.custody.models import SimulatedCallback, SimulatedRecord
from matou.spine.custody.rules.mischief import FILE_FAULTS, Named, Plan, sendings, spoil_file
from matou.spine.custody.rules.statement import read_statement
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


def named(number: int) -> Named:
    """Name a deposit as the dice know it."""
    return Named(order_id=UUID(int=number), kind=OrderKind.DEPOSIT, reference=f"LOT{number}")


def test_the_same_seed_gives_the_same_mischief() -> None:
    plan = Plan(seed=5, lost=0.3, doubled=0.3, late=0.5, reordered=0.2, longest_delay_s=60)

    runs = [
        [sendings(plan=plan, order=named(number), end=OrderState.CONFIRMED) for number in range(50)]
        for _ in range(2)
    ]

    assert runs[0] == runs[1]
    assert {len(sent) for sent in runs[0]} > {2}


def test_a_reordered_outcome_comes_before_the_acceptance() -> None:
    plan = Plan(reordered=1.0, longest_delay_s=60)

    accepted, final = sendings(plan=plan, order=named(1), end=OrderState.CONFIRMED)

    assert (accepted.state, final.state) == (OrderState.SENT, OrderState.CONFIRMED)
    assert accepted.delay > final.delay


def test_a_split_is_told_by_callback_like_any_order(bank: Simulator) -> None:
    split = order(OrderKind.SPLIT, 300)

    answer = bank.split(order=split, shares=shares(3, 100), now=NOW)

    assert answer.state is OrderState.SENT
    told = SimulatedCallback.objects.filter(event_id=uuid5(split.order_id, "confirmed"))
    assert told.count() == 1


@pytest.mark.parametrize(
    ("plan", "reason"),
    [(Plan(most_per_order_fen=499), "单笔限额"), (Plan(most_per_day_fen=999), "当日限额")],
)
def test_a_payout_above_the_custodians_limits_is_refused_with_its_reason(
    plan: Plan, reason: str
) -> None:
    Simulator(Plan()).payout(order=order(OrderKind.PAYOUT, 500), now=NOW)

    with pytest.raises(ProviderRefused) as refusal:
        Simulator(plan).payout(order=order(OrderKind.PAYOUT, 500), now=NOW)

    assert reason in refusal.value.message("zh")
    assert SimulatedRecord.objects.count() == 1


def test_a_new_day_has_its_own_limit() -> None:
    bank = Simulator(Plan(most_per_day_fen=500))
    bank.payout(order=order(OrderKind.PAYOUT, 500), now=NOW)

    bank.payout(order=order(OrderKind.PAYOUT, 500), now=NOW + timedelta(days=1))

    assert SimulatedRecord.objects.count() == 2


def test_an_outage_times_out_before_some_calls_took_effect_and_after_others() -> None:
    bank = Simulator(Plan(outages=1.0))

    for number in range(20):
        asked = replace(order(OrderKind.DEPOSIT, 100), reference=f"LOT{number}")
        with pytest.raises(ProviderUnavailable):
            bank.deposit(order=asked, now=NOW)

    assert 0 < SimulatedRecord.objects.count() < 20
    with pytest.raises(ProviderUnavailable):
        bank.query(order_id=uuid4(), now=NOW)


@pytest.mark.parametrize("fault", FILE_FAULTS)
def test_a_file_spoilt_on_its_way_is_refused_whole(bank: Simulator, fault: str) -> None:
    content = bank.statement_file(on=NOW.date())

    assert read_statement(content).fault is None
    assert read_statement(spoil_file(content, fault=fault)).fault


def test_a_spoilt_file_comes_whole_at_the_second_fetch(bank: Simulator) -> None:
    spoiling = Simulator(Plan(spoilt_files=1.0))

    first, second = (spoiling.statement_file(on=NOW.date()) for _ in range(2))

    assert read_statement(first).fault
    assert len(read_statement(second).lines) == 1
