"""The daily comparison: what agrees moves on, what differs has an owner and an age."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from matou.kit.errors import InvalidInput, NotAllowed
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import (
    BreakKind,
    BreakSearch,
    OrderKind,
    OrderState,
    ReconcileReport,
)
from matou.spine.custody.models import CustodyOrder, SimulatedRecord
from matou.spine.custody.rules.statement import StatementLine, with_total, write_statement
from matou.spine.custody.services.simulator import Simulator
from matou.spine.custody.tests.conftest import CLERK, NOW, SHIPPER, deposit, payout
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db

Misbehave = Callable[..., None]
ON = date(2026, 3, 2)
MORNING = NOW + timedelta(days=1)


class Altered(Simulator):
    """A simulator whose statement file a test writes."""

    content: ClassVar[dict[date, bytes]] = {}

    def statement_file(self, *, on: date) -> bytes:
        """Return what the test wrote."""
        return self.content[on]


@pytest.fixture
def statement(settings: Settings) -> Callable[[bytes], None]:
    """Return a function that sets the statement file."""
    settings.CUSTODY_PROVIDER = f"{__name__}.Altered"

    def write(content: bytes) -> None:
        Altered.content[ON] = content

    return write


def line(
    order_id: UUID | None,
    fen: int,
    *,
    at: datetime = NOW,
    reference: str = "",
    kind: OrderKind = OrderKind.DEPOSIT,
) -> StatementLine:
    """Build a statement line, of a deposit unless said otherwise."""
    return StatementLine(
        number=1,
        order_id=order_id,
        kind=kind,
        party="SHIP",
        amount=Money(fen),
        settled_at=at,
        provider_reference="X",
        reference=reference,
    )


def compare() -> ReconcileReport:
    """Compare the day on the next morning."""
    return services.reconcile(on=ON, now=MORNING)


def kinds(report: ReconcileReport) -> list[str]:
    """Return the kinds of breaks in the report."""
    return [row.kind.value for row in report.breaks]


def test_a_day_that_agrees_leaves_nothing_in_clearing() -> None:
    deposit()
    services.run_due(now=NOW)
    payout()
    services.run_due(now=NOW)

    report = compare()

    assert (report.lines, report.matched, report.breaks) == (2, 2, ())
    assert report.clearing == Money(0)
    assert ledger.balance("bank:simulator").posted == Money(6_000)
    assert ledger.violations() == ()


def test_comparing_twice_posts_once() -> None:
    deposit()
    services.run_due(now=NOW)
    compare()

    assert compare().matched == 1
    assert ledger.balance("bank:simulator").posted == Money(10_000)


def test_the_statement_settles_an_order_whose_callback_was_lost(misbehave: Misbehave) -> None:
    misbehave(lost=1.0)
    order = deposit()
    services.send_due(now=NOW)

    report = compare()

    assert (report.recovered, report.matched, report.clearing) == (1, 1, Money(0))
    assert queries.order(order.order_id).state is OrderState.CONFIRMED


def test_an_unknown_line_is_a_break_with_owner_and_age(
    statement: Callable[[bytes], None],
) -> None:
    statement(write_statement([line(uuid4(), 5)]))

    report = services.reconcile(on=ON, now=MORNING + timedelta(days=2))

    (row,) = report.breaks
    assert (row.kind, row.owner, row.age_days) == (
        BreakKind.UNKNOWN_AT_HOME,
        "platform.operator",
        3,
    )


def test_another_amount_on_the_statement_is_a_break(statement: Callable[[bytes], None]) -> None:
    order = deposit()
    services.run_due(now=NOW)
    statement(write_statement([line(order.order_id, 9_999)]))

    report = compare()

    assert kinds(report) == ["amount_differs"]
    assert report.clearing == Money(10_000)


def test_a_doubled_line_is_a_break_and_posted_once(statement: Callable[[bytes], None]) -> None:
    order = deposit()
    services.run_due(now=NOW)
    statement(write_statement([line(order.order_id, 10_000)] * 2))

    report = compare()

    assert kinds(report) == ["doubled"]
    assert report.clearing == Money(0)


def test_an_order_missing_from_the_statement_is_a_break_until_it_appears(
    statement: Callable[[bytes], None],
) -> None:
    order = deposit()
    services.run_due(now=NOW)
    statement(write_statement([]))
    assert kinds(compare()) == ["missing_at_provider"]

    statement(write_statement([line(order.order_id, 10_000)]))

    assert compare().breaks == ()
    assert queries.open_breaks(today=ON) == ()


def test_a_failed_order_on_the_statement_is_a_break(
    statement: Callable[[bytes], None], misbehave: Misbehave
) -> None:
    order = deposit()
    CustodyOrder.objects.filter(pk=order.order_id).update(state="failed", finished_at=NOW)
    statement(write_statement([line(order.order_id, 10_000)]))

    assert kinds(compare()) == ["state_differs"]


def test_bad_lines_are_listed_and_the_good_ones_count(statement: Callable[[bytes], None]) -> None:
    order = deposit()
    services.run_due(now=NOW)
    body = write_statement([line(order.order_id, 10_000)]).rpartition(b"total,")[0]
    statement(with_total(body + b"rubbish\r\n1,2,3,4,5,6,7\r\n", count=3, sums=(10_000, 0)))

    report = compare()

    assert kinds(report) == ["bad_line", "bad_line"]
    assert report.matched == 1


def a_break(statement: Callable[[bytes], None]) -> int:
    """Produce a break and return its number."""
    statement(write_statement([line(uuid4(), 5)]))
    return compare().breaks[0].break_id


def test_an_explained_break_is_no_longer_open(statement: Callable[[bytes], None]) -> None:
    number = a_break(statement)

    services.explain_break(break_id=number, explanation="利息 interest", actor=CLERK, now=MORNING)

    assert queries.open_breaks(today=ON) == ()
    assert [row.explanation for row in compare().breaks] == ["利息 interest"]
    with pytest.raises(services.BreakNotOpen):
        services.assign_break(break_id=number, owner="CLERK", actor=CLERK, now=MORNING)
    assert [row.event for row in entries_of(f"break:{number}")] == ["custody.BreakExplained"]


def test_a_break_can_be_given_to_a_person(statement: Callable[[bytes], None]) -> None:
    number = a_break(statement)

    services.assign_break(break_id=number, owner="CLERK", actor=CLERK, now=MORNING)

    assert queries.open_breaks(today=ON)[0].owner == "CLERK"
    (told,) = entries_of(f"break:{number}")
    assert (told.event, told.actor) == ("custody.BreakTaken", CLERK.code)


def test_open_breaks_are_found_by_owner_kind_and_age(statement: Callable[[bytes], None]) -> None:
    number = a_break(statement)
    services.assign_break(break_id=number, owner="CLERK", actor=CLERK, now=MORNING)

    mine = queries.open_breaks_page(today=ON, wanted=BreakSearch(owner="CLERK"))
    nobody = queries.open_breaks_page(today=ON, wanted=BreakSearch(owner="NOBODY"))
    doubled = queries.open_breaks_page(today=ON, wanted=BreakSearch(kind=BreakKind.DOUBLED))
    old = queries.open_breaks_page(today=ON, wanted=BreakSearch(older_than_days=1))

    assert [row.break_id for row in mine] == [number]
    assert (nobody, doubled, old) == ((), (), ())
    assert queries.open_break_count() == 1


def test_only_operators_explain_breaks(statement: Callable[[bytes], None]) -> None:
    number = a_break(statement)

    with pytest.raises(NotAllowed):
        services.explain_break(break_id=number, explanation="x", actor=SHIPPER, now=MORNING)


@pytest.mark.parametrize("text", ["", "  ", "x" * 401, "a\x00"])
def test_an_explanation_must_say_something(statement: Callable[[bytes], None], text: str) -> None:
    number = a_break(statement)

    with pytest.raises(InvalidInput):
        services.explain_break(break_id=number, explanation=text, actor=CLERK, now=MORNING)


def test_a_misbehaving_provider_ends_with_every_account_explained(
    misbehave: Misbehave, settings: Settings
) -> None:
    misbehave(seed=3, lost=0.2, doubled=0.2, late=0.5, longest_delay_s=600, lost_replies=0.2)
    for number in range(60):
        deposit(1_000 + number, reference=f"D{number}")
        services.run_due(now=NOW)
    misbehave(seed=3, lost=0.2, doubled=0.2, late=0.5, longest_delay_s=600, failed=0.3)
    services.run_due(now=NOW + timedelta(hours=1))
    settings.CUSTODY_LIMITS = {
        "party_hour_count": 40,
        "payee_hour_count": 40,
        "payee_day_count": 40,
    }
    for number in range(40):
        payout(500 + number, reference=f"P{number}")
    services.run_due(now=NOW + timedelta(hours=2))

    report = services.reconcile(on=ON, now=MORNING)
    services.run_due(now=MORNING)

    books = sum(
        record.amount if record.kind == "deposit" else -record.amount
        for record in SimulatedRecord.objects.filter(state="confirmed")
    )
    assert report.breaks == ()
    assert report.clearing == Money(0)
    assert ledger.balance("bank:simulator").posted.fen == books
    assert ledger.balance("wallet:SHIP").available.fen == books
    assert ledger.violations() == ()


def test_a_line_without_id_is_matched_by_its_reference(
    statement: Callable[[bytes], None],
) -> None:
    order = deposit(reference="LOT-7")
    services.run_due(now=NOW)
    statement(write_statement([line(None, 10_000, reference="lot 7")]))

    report = compare()

    assert (report.matched, report.by_reference, report.clearing) == (1, 1, Money(0))
    assert CustodyOrder.objects.get(pk=order.order_id).reconciled_line == 2
    assert compare().matched == 1


def test_two_orders_for_one_line_are_never_guessed(statement: Callable[[bytes], None]) -> None:
    deposit(reference="LOT-7")
    deposit(reference="LOT7")
    services.run_due(now=NOW)
    statement(write_statement([line(None, 10_000, reference="LOT7")]))

    report = compare()

    assert report.matched == 0
    assert kinds(report) == ["ambiguous", "missing_at_provider", "missing_at_provider"]


def test_two_lines_for_one_order_are_never_guessed(statement: Callable[[bytes], None]) -> None:
    deposit(reference="LOT-7")
    services.run_due(now=NOW)
    statement(write_statement([line(None, 10_000, reference="LOT7")] * 2))

    assert compare().matched == 0


def test_a_line_of_another_day_is_not_booked(statement: Callable[[bytes], None]) -> None:
    order = deposit()
    services.run_due(now=NOW)
    statement(write_statement([line(order.order_id, 10_000, at=NOW + timedelta(days=1))]))

    report = compare()

    assert (kinds(report), report.clearing) == (["wrong_day"], Money(10_000))


def test_an_order_listed_again_on_a_later_day_is_booked_once(
    statement: Callable[[bytes], None],
) -> None:
    order = deposit()
    services.run_due(now=NOW)
    statement(write_statement([line(order.order_id, 10_000)]))
    compare()
    Altered.content[ON + timedelta(days=1)] = write_statement(
        [line(order.order_id, 10_000, at=NOW + timedelta(days=1))]
    )

    report = services.reconcile(on=ON + timedelta(days=1), now=MORNING)

    assert (kinds(report), report.clearing) == (["doubled"], Money(0))


def test_a_wrong_amount_in_a_callback_stays_a_break_though_the_statement_is_right(
    misbehave: Misbehave,
) -> None:
    misbehave(wrong_amounts=1.0)
    deposit()
    services.run_due(now=NOW)
    assert ledger.balance("wallet:SHIP").posted == Money(0)
    services.run_due(now=NOW + timedelta(seconds=61))

    report = compare()

    assert ledger.balance("wallet:SHIP").posted == Money(10_000)
    assert (kinds(report), report.clearing) == (["amount_differs"], Money(0))


def test_payouts_the_bank_account_cannot_cover_wait_and_the_others_are_booked(
    statement: Callable[[bytes], None],
) -> None:
    first = deposit(10_000)
    second = deposit(5_000, reference="LOT2")
    services.run_due(now=NOW)
    paid = [payout(4_000, reference="A"), payout(9_000, reference="B")]
    services.run_due(now=NOW)
    lines = [line(first.order_id, 10_000)]
    lines += [line(one.order_id, one.amount.fen, kind=OrderKind.PAYOUT) for one in paid]
    statement(write_statement(lines))

    report = compare()

    assert kinds(report) == ["state_differs", "missing_at_provider"]
    assert second.order_id in [row.order_id for row in report.breaks]
    assert ledger.balance("bank:simulator").posted == Money(6_000)
