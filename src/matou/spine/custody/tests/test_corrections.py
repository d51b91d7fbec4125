"""Corrections: proposed by one, executed by another, posted once; refusals say why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from matou.kit.actor import ADMIN, Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import Bearer, BreakRow, CorrectionState, OrderCard, OrderKind
from matou.spine.custody.contracts.corrections import (
    CorrectionDecided,
    CorrectionImpossible,
    CorrectionStands,
    SecondPersonNeeded,
)
from matou.spine.custody.models import Correction
from matou.spine.custody.rules.statement import StatementLine, write_statement
from matou.spine.custody.tests.conftest import CLERK, NOW, SHIPPER, deposit, payout
from matou.spine.custody.tests.test_reconciling import MORNING, ON, Altered, compare, line
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import LedgerRefused

pytestmark = pytest.mark.django_db

SECOND = replace(CLERK, code="SECOND", name="第二人")
LATER = MORNING + timedelta(minutes=5)
Differ = Callable[..., int]


@pytest.fixture(autouse=True)
def bank(settings: Settings) -> None:
    """Let the test write the statement."""
    settings.CUSTODY_PROVIDER = f"{Altered.__module__}.Altered"


def a_break(*lines: StatementLine) -> int:
    """Compare the day with these lines and return the only break's number."""
    Altered.content[ON] = write_statement(lines)
    (row,) = compare().breaks
    return row.break_id


def arrived(fen: int = 10_000) -> OrderCard:
    """Return a deposit that the custodian's callback confirmed."""
    order = deposit(fen)
    services.run_due(now=NOW)
    return order


def less_than_told() -> int:
    """Return a break: the statement says one yuan less than the callback confirmed."""
    return a_break(line(arrived().order_id, 9_900))


def propose(number: int, bearer: Bearer = Bearer.PARTY) -> int:
    """Propose a correction as the first operator."""
    return services.propose_correction(
        break_id=number, bearer=bearer, reason="银行少入账", actor=CLERK, now=LATER
    )


def execute(correction: int) -> None:
    """Execute it as the second operator."""
    services.execute_correction(correction_id=correction, actor=SECOND, now=LATER)


def books() -> tuple[int, int, int]:
    """Return what clearing, bank and the shipper's wallet hold, in fen."""
    codes = ("custody:clearing", "bank:simulator", "wallet:SHIP")
    return tuple(ledger.balance(code).posted.fen for code in codes)  # type: ignore[return-value]  # three codes


def test_the_party_follows_what_the_custodian_really_moved() -> None:
    number = less_than_told()

    execute(propose(number))

    assert books() == (0, 9_900, 9_900)
    assert queries.open_breaks(today=ON) == ()
    assert compare().clearing == Money(0)
    assert ledger.violations() == ()


def test_the_house_may_bear_the_difference() -> None:
    number = less_than_told()

    execute(propose(number, Bearer.HOUSE))

    assert books() == (0, 9_900, 10_000)
    assert ledger.balance("platform:fee").posted == Money(-100)


def test_an_order_the_custodian_never_had_is_taken_back() -> None:
    arrived()
    number = a_break()

    execute(propose(number))

    assert books() == (0, 0, 0)
    assert compare().clearing == Money(0)


def test_money_that_no_order_announced_is_booked_to_its_party() -> None:
    arrived()
    known = queries.orders_page()[0].order_id
    stranger = line(None, 700, reference="NOBODY")
    number = a_break(line(known, 10_000), stranger)

    execute(propose(number))

    assert books() == (0, 10_700, 10_700)


def test_a_payout_that_was_paid_with_another_amount_is_followed() -> None:
    first = arrived()
    paid = payout(4_000)
    services.run_due(now=NOW)
    number = a_break(
        line(first.order_id, 10_000), line(paid.order_id, 4_500, kind=OrderKind.PAYOUT)
    )

    execute(propose(number))

    assert books() == (0, 5_500, 5_500)


def test_what_the_wallet_has_not_is_refused_and_nothing_is_half_applied() -> None:
    arrived()
    payout(9_950)
    services.run_due(now=NOW)
    number = next(row.break_id for row in _differences() if row.kind == "amount_differs")
    correction = propose(number)

    with pytest.raises(LedgerRefused):
        execute(correction)

    assert queries.correction_card(correction).state is CorrectionState.PROPOSED
    assert queries.break_card(number, today=ON).is_open


def _differences() -> tuple[BreakRow, ...]:
    by_kind = {order.kind: order.order_id for order in queries.orders_page()}
    Altered.content[ON] = write_statement(
        [
            line(by_kind[OrderKind.DEPOSIT], 9_900),
            line(by_kind[OrderKind.PAYOUT], 9_950, kind=OrderKind.PAYOUT),
        ]
    )
    return compare().breaks


@pytest.mark.parametrize(
    "again",
    [CLERK, replace(CLERK, acts_for="ANOTHER", roles=frozenset({ADMIN}))],
    ids=["same desk", "through another membership"],
)
def test_the_proposer_cannot_decide(again: Actor) -> None:
    correction = propose(less_than_told())

    with pytest.raises(SecondPersonNeeded):
        services.execute_correction(correction_id=correction, actor=again, now=LATER)
    with pytest.raises(SecondPersonNeeded):
        services.reject_correction(correction_id=correction, reason="x", actor=again, now=LATER)

    assert books()[1] == 0


def test_the_database_itself_refuses_a_decision_by_the_proposer() -> None:
    correction = propose(less_than_told())

    with pytest.raises(IntegrityError, match="decided_by_somebody_else"), transaction.atomic():
        Correction.objects.filter(pk=correction).update(
            state="executed", decided_by=CLERK.code, decided_at=LATER
        )


def test_a_decided_correction_never_changes() -> None:
    correction = propose(less_than_told())
    execute(correction)

    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        Correction.objects.filter(pk=correction).update(reason="other")


def test_a_rejected_proposal_stays_on_record_and_another_may_follow() -> None:
    number = less_than_told()
    services.reject_correction(
        correction_id=propose(number), reason="先问银行", actor=SECOND, now=LATER
    )

    execute(propose(number, Bearer.HOUSE))

    states = [card.state for card in queries.corrections_of(number)]
    assert states == [CorrectionState.EXECUTED, CorrectionState.REJECTED]
    assert [entry.event for entry in entries_of(f"break:{number}")] == [
        "custody.CorrectionProposed",
        "custody.CorrectionRejected",
        "custody.CorrectionProposed",
        "custody.CorrectionExecuted",
    ]


def test_one_takes_back_only_ones_own_proposal() -> None:
    correction = propose(less_than_told())

    with pytest.raises(NotFound):
        services.withdraw_correction(correction_id=correction, reason="x", actor=SECOND, now=LATER)
    services.withdraw_correction(correction_id=correction, reason="x", actor=CLERK, now=LATER)

    assert queries.correction_card(correction).state is CorrectionState.WITHDRAWN


def test_a_break_has_one_standing_correction_and_is_not_explained_meanwhile() -> None:
    number = less_than_told()
    propose(number)

    with pytest.raises(CorrectionStands):
        propose(number)
    with pytest.raises(CorrectionStands):
        services.explain_break(break_id=number, explanation="x", actor=SECOND, now=LATER)


def test_only_operators_propose_and_they_say_why() -> None:
    number = less_than_told()

    with pytest.raises(NotAllowed):
        services.propose_correction(
            break_id=number, bearer=Bearer.PARTY, reason="x", actor=SHIPPER, now=LATER
        )
    with pytest.raises(InvalidInput):
        services.propose_correction(
            break_id=number, bearer=Bearer.PARTY, reason=" ", actor=CLERK, now=LATER
        )


def test_what_cannot_be_corrected_says_what_to_do_in_both_languages() -> None:
    number = a_break(line(arrived().order_id, 10_000, at=NOW + timedelta(days=1)))

    with pytest.raises(CorrectionImpossible) as refusal:
        propose(number)

    assert "另一天" in refusal.value.message("zh")
    assert "that day's statement" in refusal.value.message("en")


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_post_it_once() -> None:
    correction = propose(less_than_told())
    start = Barrier(4)

    def approve(number: int) -> str:
        try:
            queries.correction_card(correction)  # connected before the start
            start.wait()
            services.execute_correction(
                correction_id=correction,
                actor=replace(SECOND, code=f"SECOND{number}"),
                now=LATER,
            )
        except CorrectionDecided:
            return "decided"
        else:
            return "posted"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(approve, range(4)))

    assert told == ["decided"] * 3 + ["posted"]
    assert books() == (0, 9_900, 9_900)
