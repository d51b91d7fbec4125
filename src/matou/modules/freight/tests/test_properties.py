"""Random trips: whatever people try in whatever order, money and history stay whole."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matou.kit.actor import OPERATOR, SYSTEM
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.history import LotMemory, remembered
from matou.modules.freight.rules.states import FINAL_STATES, FlagAct, LotAct, LotState, Movement
from matou.modules.freight.rules.table import MOVES
from matou.modules.freight.services import disputes, lots, rulings, statements
from matou.modules.freight.services.dispute_clock import advance_due_disputes
from matou.modules.freight.services.timers import advance_due_lots
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import good_step, trip_to
from matou.spine.journal import queries as journal
from matou.spine.ledger import queries as ledger

RULER, SECOND_RULER = world.actor("RULER", OPERATOR), world.actor("SECOND", OPERATOR)
EVERYONE = (world.SHIPPER, world.CARRIER, world.CONSIGNEE, world.OPERATOR_ACTOR, SYSTEM)
_PROVING = {move.act: len(move.needs) for move in MOVES}
_PAYING = {move.act for move in MOVES if move.movement is Movement.SETTLE}

Try = Callable[[str, datetime], object]
"""Something that somebody tries on a lot at an instant; a refusal is an answer too."""


def _act(act: LotAct, who: int) -> Try:
    return lambda code, at: lots.advance_lot(
        lot_code=code, act=act, actor=EVERYONE[who], evidence=_papers(act, at), now=at
    )


def _papers(act: LotAct, at: datetime) -> list[proof.EvidenceItem]:
    papers: dict[LotAct, proof.Payload] = {
        LotAct.STOP: proof.AuthorityNotice(number="1", authority="海事"),
        LotAct.REFUSE: proof.Refusal(reason="不符"),
    }
    return [world.item(papers[act], at)] if act in papers else []


def _flag(act: FlagAct) -> Try:
    report = proof.IncidentReport(report="搁浅")
    return lambda code, at: lots.flag_lot(
        lot_code=code,
        act=act,
        actor=world.OPERATOR_ACTOR,
        evidence=[world.item(report, at)] if act is FlagAct.REPORT_INCIDENT else [],
        now=at,
    )


def _dispute(fen: int, who: int) -> Try:
    return lambda code, at: disputes.open_dispute(
        lot_code=code, amount=Money(fen), reason="数量不符", actor=EVERYONE[who], now=at
    )


def _rule(percent: int) -> Try:
    def rule(code: str, at: datetime) -> None:
        for row in Lot.objects.get(code=code).disputes.filter(state=DisputeState.OPEN):
            given_up = Money(row.amount_fen * percent // 100)
            rulings.rule_dispute(
                dispute_id=row.id,
                to_claimant=given_up,
                ruling="裁决",
                actor=RULER,
                now=at,
            )

    return rule


def _answer(percent: int) -> Try:
    """Reply, accept, appeal or rule on an appeal, whichever the number falls on."""

    def answer(code: str, at: datetime) -> None:
        for row in Lot.objects.get(code=code).disputes.exclude(state=DisputeState.FINAL):
            _do(row, percent, at)

    return answer


def _do(row: Dispute, percent: int, at: datetime) -> None:
    other = world.CARRIER if row.claimant == "shipper" else world.SHIPPER
    named: dict[str, Any] = {"dispute_id": row.id, "now": at}
    to_claimant = Money(row.amount_fen * percent // 100)
    acts: tuple[Callable[[], object], ...] = (
        lambda: disputes.reply_to_dispute(**named, reply="不认可", actor=other),
        lambda: disputes.accept_ruling(**named, actor=other),
        lambda: disputes.accept_ruling(**named, actor=world.SHIPPER),
        lambda: disputes.appeal_ruling(**named, reason="不服", actor=other),
        lambda: rulings.rule_appeal(
            **named, to_claimant=to_claimant, ruling="终局", actor=SECOND_RULER
        ),
    )
    acts[percent % 5]()


def _top_up(code: str, at: datetime) -> None:
    statements.top_up_escrow(lot_code=code, actor=world.SHIPPER, now=at)


def _wait(_code: str, at: datetime) -> None:
    advance_due_lots(now=at)
    advance_due_disputes(now=at)


TRIES = st.one_of(
    st.just(good_step),
    st.just(good_step),
    st.just(good_step),
    st.just(_wait),
    st.just(_top_up),
    st.builds(_act, st.sampled_from(LotAct), st.integers(0, 4)),
    st.builds(_flag, st.sampled_from(FlagAct)),
    st.builds(_dispute, st.integers(1, 6_000_000), st.integers(0, 1)),
    st.builds(_rule, st.integers(0, 100)),
    st.builds(_answer, st.integers(0, 100)),
)
STARTS = st.sampled_from([state for state in LotState if state != LotState.CANCELLED])


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=STARTS, tries=st.lists(st.tuples(TRIES, st.integers(1, 60)), max_size=12))
def test_money_and_history_stay_whole_whatever_people_try(
    start: LotState, tries: list[tuple[Try, int]]
) -> None:
    with transaction.atomic():
        world.build()
        code = trip_to(start)
        at = Lot.objects.get(code=code).state_since_at
        for attempt, hours in tries:
            at += timedelta(hours=hours)
            _attempt(attempt, code, at)
            _check(code)
        # Hypothesis runs many examples in one test: each leaves the river as it was.
        transaction.set_rollback(True)


def _attempt(attempt: Try, code: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            attempt(code, at)
    except DomainError:
        return


def _check(code: str) -> None:
    lot = Lot.objects.get(code=code)
    held = balances_of(code)
    whole = ledger.group_sum(code)
    assert not whole.difference
    assert min(held.escrow, held.deposit, held.disputed) >= Money(0)
    assert held.is_empty or lot.state not in FINAL_STATES
    _check_history(lot)


def _check_history(lot: Lot) -> None:
    steps = list(lot.transitions.order_by("version"))
    moves = [step for step in steps if step.from_state and step.from_state != step.to_state]
    paid = [step.version for step in moves if step.act in _PAYING]
    delivered = [step.version for step in moves if step.to_state == LotState.DELIVERED]
    assert [step.version for step in steps] == list(range(1, lot.version + 1))
    assert all(len(step.evidence) == _PROVING[LotAct(step.act)] for step in moves)
    assert not paid or min(delivered) < min(paid)
    told = [entry.payload for entry in journal.entries_of(lot.code) if "act" in entry.payload]
    assert remembered(told) == LotMemory(
        state=LotState(lot.state), on_hold=lot.on_hold, incident=lot.incident
    )
