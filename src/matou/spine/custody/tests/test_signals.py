"""Signals of rings: what is found, what it does to payouts, and how people work it off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderState
from matou.spine.custody.contracts.limits import PayoutOnHold, SameEyes, WaitReason
from matou.spine.custody.contracts.signals import SignalKind, SignalState, VesselHand
from matou.spine.custody.models import PayoutSignal
from matou.spine.custody.rules.signals import Flow, Thresholds, coarse, rings, to_and_fro
from matou.spine.custody.tests.conftest import NOW, payee_of
from matou.spine.custody.tests.test_payout_limits import draw, rich
from matou.spine.ledger import queries as ledger

ONE, TWO, THREE = (
    Actor(code=code, name=code, acts_for="PLAT", roles=frozenset({OPERATOR}))
    for code in ("OFFICER1", "OFFICER2", "OFFICER3")
)
WHY = "同一集团内部账户"
DAY = timedelta(days=1)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def flow(source: str, target: str, fen: int = 2_000_000) -> Flow:
    return Flow(source=source, target=target, fen=fen, at=AT)


@pytest.mark.parametrize(
    ("flows", "found"),
    [
        ([flow("A", "B"), flow("B", "A")], [("A", "B")]),
        ([flow("A", "B"), flow("B", "C"), flow("C", "A")], [("A", "B", "C")]),
        ([flow("A", "B"), flow("B", "C")], []),
        ([flow("A", "B"), flow("B", "A", fen=999_999)], []),
        ([flow("A", "A")], []),
        ([flow(a, b) for a, b in ("AB", "BC", "CD", "DE", "EA")], []),
    ],
    ids=["two", "three", "open", "small", "self", "too-long"],
)
def test_a_ring_is_few_parties_and_a_sum_all_the_way(
    flows: list[Flow], found: list[tuple[str, ...]]
) -> None:
    assert [one.parties for one in rings(flows=flows, thresholds=Thresholds())] == found


@pytest.mark.parametrize(("parties", "found"), [("ABAB", 1), ("ABA", 0), ("ABCD", 0), ("AAAA", 0)])
def test_a_vessel_to_and_fro_is_noticed(parties: str, found: int) -> None:
    hands = [
        VesselHand(vessel="V", party=party, at=AT + number * DAY)
        for number, party in enumerate(parties)
    ]

    assert len(to_and_fro(hands=hands, thresholds=Thresholds())) == found


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::")],
)
def test_an_address_is_kept_coarse(address: str, kept: str) -> None:
    assert coarse(address) == kept


def _sharing() -> int:
    """Let two parties share a bank account; returns the signal's number."""
    rich()
    payee_of("OTHER")
    services.find_signals(now=NOW)
    return queries.signals_page()[0].signal_id


@pytest.mark.django_db
def test_one_account_of_two_parties_is_a_signal_masked() -> None:
    found = queries.signal(_sharing())

    assert (found.kind, found.parties) == (SignalKind.SAME_ACCOUNT, ("OTHER", "SHIP"))
    assert "2233" in found.common
    assert "6222" not in found.common
    assert found.since == NOW - 2 * DAY


@pytest.mark.django_db
def test_the_same_finding_again_is_no_new_signal() -> None:
    _sharing()

    assert services.find_signals(now=NOW + DAY) == 0
    assert len(queries.signals_page()) == 1


@pytest.mark.django_db
def test_a_signal_refuses_nothing_and_lets_one_officer_look() -> None:
    _sharing()

    order = draw(100)

    assert order.state is OrderState.WAITING
    assert ledger.balance("wallet:SHIP").held.fen == 100
    waiting = queries.approval(order.order_id)
    assert (waiting.reasons, waiting.needed) == ((WaitReason.SIGNAL,), 1)
    services.approve_payout(order_id=order.order_id, note="已电话核实本人", actor=ONE, now=NOW)
    services.run_due(now=NOW)
    assert queries.order(order.order_id).state is OrderState.CONFIRMED


@pytest.mark.django_db
def test_a_dismissed_signal_lets_payouts_go_until_it_grows() -> None:
    number = _sharing()
    services.dismiss_signal(signal_id=number, note=WHY, actor=ONE, now=NOW)

    assert draw(100).state is OrderState.CREATED
    payee_of("THIRD")
    assert services.find_signals(now=NOW) == 1
    assert queries.signal(number).state is SignalState.OPEN


@pytest.mark.django_db
def test_a_hold_needs_two_officers_and_stops_everything() -> None:
    number = _sharing()
    order = draw(100)
    services.propose_hold(signal_id=number, note=WHY, actor=ONE, now=NOW)

    with pytest.raises(SameEyes):
        services.confirm_hold(signal_id=number, actor=ONE, now=NOW)
    services.confirm_hold(signal_id=number, actor=TWO, now=NOW)

    with pytest.raises(PayoutOnHold):
        services.approve_payout(order_id=order.order_id, note=WHY, actor=TWO, now=NOW)
    assert queries.approval(draw(100, reference="PAY2").order_id).needed == 2


@pytest.mark.django_db
def test_a_hold_is_not_lifted_by_its_proposer() -> None:
    number = _sharing()
    services.propose_hold(signal_id=number, note=WHY, actor=ONE, now=NOW)
    services.confirm_hold(signal_id=number, actor=TWO, now=NOW)

    with pytest.raises(SameEyes):
        services.dismiss_signal(signal_id=number, note=WHY, actor=ONE, now=NOW)
    services.dismiss_signal(signal_id=number, note=WHY, actor=THREE, now=NOW)

    assert draw(100).state is OrderState.CREATED


@pytest.mark.django_db
def test_the_database_refuses_a_hold_of_one_person() -> None:
    number = _sharing()

    with pytest.raises(IntegrityError, match="hold_needs_two_people"), transaction.atomic():
        PayoutSignal.objects.filter(pk=number).update(
            state="held", proposed_by="OFFICER1", decided_by="OFFICER1"
        )
