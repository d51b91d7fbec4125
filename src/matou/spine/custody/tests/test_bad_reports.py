"""Bad input in the custodian's reports and statement lines: refused, recorded, nothing booked."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from matou.kit.errors import InvalidInput
from matou.kit.money import MAX_FEN, Money
from matou.spine.custody import queries, services
from matou.spine.custody.commands import commands
from matou.spine.custody.contracts import OrderDiffers, OrderState
from matou.spine.custody.models import CallbackReceived, CallbackRefused, CustodyOrder
from matou.spine.custody.rules.mischief import spoil_file
from matou.spine.custody.rules.statement import COLUMNS, with_total, write_statement
from matou.spine.custody.tests.conftest import NOW, deposit
from matou.spine.custody.tests.test_bad_input import bank, hand_in
from matou.spine.custody.tests.test_reconciling import (
    MORNING,
    ON,
    Altered,
    compare,
    kinds,
    line,
)
from matou.spine.ledger import queries as ledger

__all__ = ["bank"]
pytestmark = pytest.mark.django_db


def told(**facts: Any) -> bytes:
    """Return a genuine report on a new deposit, changed as given."""
    sound = {
        "event_id": str(uuid4()),
        "order_id": str(deposit().order_id),
        "state": "confirmed",
        "amount_fen": 10_000,
        "provider_reference": "B1",
        "settled_at": NOW.isoformat(),
    }
    return json.dumps(sound | facts).encode()


def untouched() -> bool:
    """Tell whether the deposit still waits and nobody has a fen."""
    order = CustodyOrder.objects.get()
    return order.state == OrderState.CREATED and not ledger.balance("wallet:SHIP").posted


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"amount_fen": 0}, id="zero"),
        pytest.param({"amount_fen": -1}, id="negative"),
        pytest.param({"amount_fen": MAX_FEN + 1}, id="overflow"),
        pytest.param({"amount_fen": 10_000.5}, id="part of a fen"),
        pytest.param({"currency": "USD"}, id="currency"),
        pytest.param({"party": "SKIP"}, id="party"),
        pytest.param({"settled_at": "2026-03-02T10:00:00"}, id="no zone"),
        pytest.param({"settled_at": "0001-01-01T00:00:00+08:00"}, id="before time"),
        pytest.param({"settled_at": "9999-12-31T23:59:59-12:00"}, id="after time"),
        pytest.param({"state": "perhaps"}, id="state"),
    ],
)
def test_a_report_of_another_form_is_refused_and_kept(facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        hand_in(told(**facts))

    assert untouched()
    assert not CallbackReceived.objects.exists()
    assert CallbackRefused.objects.get().reason == "malformed"


@pytest.mark.parametrize("hours", [-2, 2], ids=["backdated", "of time to come"])
def test_an_instant_that_cannot_be_is_a_break_and_books_nothing(hours: int) -> None:
    body = told(settled_at=(NOW + timedelta(hours=hours)).isoformat())

    assert not hand_in(body)

    assert untouched()
    (row,) = queries.open_breaks(today=ON)
    assert (row.kind, row.is_from_callback, row.on) == ("wrong_day", True, ON)


def test_clocks_may_differ_by_minutes() -> None:
    assert hand_in(told(settled_at=(NOW - timedelta(minutes=30)).isoformat()))


def test_a_reference_cannot_be_used_for_another_party() -> None:
    deposit()

    with pytest.raises(OrderDiffers):
        deposit(party="SKIP")

    assert queries.orders_page(party="SKIP") == ()


def changed_line(**cells: str) -> bytes:
    """Return a statement whose only line is changed, under a total line that is right."""
    order = deposit()
    services.run_due(now=NOW)
    good = write_statement([line(order.order_id, 10_000)]).rpartition(b"total,")[0].decode()
    head, row, _rest = good.split("\r\n", 2)
    values = dict(zip(COLUMNS, row.split(","), strict=True)) | cells
    body = f"{head}\r\n{','.join(values.values())}\r\n".encode()
    fen = values["amount_fen"]
    return with_total(body, count=1, sums=(int(fen) if fen.isdigit() else 0, 0))


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        pytest.param({"amount_fen": "0"}, "bad_line", id="zero"),
        pytest.param({"amount_fen": "-10000"}, "bad_line", id="negative"),
        pytest.param({"amount_fen": str(MAX_FEN + 1)}, "bad_line", id="overflow"),
        pytest.param({"amount_fen": "10000", "currency": "USD"}, "bad_line", id="currency"),
        pytest.param({"party": "SKIP"}, "amount_differs", id="party"),
        pytest.param({"settled_at": "2026-03-02T10:00:00"}, "bad_line", id="no zone"),
        pytest.param({"settled_at": "2026-01-01T10:00:00+00:00"}, "wrong_day", id="backdated"),
        pytest.param({"settled_at": "0001-01-01T00:00:00+08:00"}, "wrong_day", id="before time"),
        pytest.param({"settled_at": "9999-12-31T23:59:59-12:00"}, "wrong_day", id="after time"),
    ],
)
def test_a_bad_line_is_listed_and_not_booked(bank: None, cells: dict[str, str], kind: str) -> None:
    Altered.content[ON] = changed_line(**cells)

    report = compare()

    # The order whose line says something else is missing as well, unless the line still names it.
    assert kind in kinds(report)
    assert report.matched == 0
    assert ledger.balance("bank:simulator").posted == Money(0)
    assert ledger.balance("custody:clearing").posted == Money(10_000)


def test_a_column_of_another_currency_refuses_the_file(bank: None) -> None:
    content = changed_line()
    body = content.rpartition(b"total,")[0].replace(b"amount_fen", b"amount_cent")
    Altered.content[ON] = with_total(body, count=1, sums=(10_000, 0))

    report = compare()

    assert "other columns" in report.refused
    assert kinds(report) == ["bad_file"]


def test_a_later_file_with_another_amount_is_a_break_and_books_nothing_anew(bank: None) -> None:
    order = deposit()
    services.run_due(now=NOW)
    Altered.content[ON] = write_statement([line(order.order_id, 10_000)])
    compare()
    Altered.content[ON] = write_statement([line(order.order_id, 12_000)])

    report = services.reconcile(on=ON, now=MORNING + timedelta(hours=1))

    assert kinds(report) == ["amount_differs"]
    assert ledger.balance("bank:simulator").posted == Money(10_000)


@pytest.mark.parametrize("fault", ["cut", "doubled line"])
def test_the_command_says_that_a_file_is_refused_and_fails(
    bank: None, statement_of_one: Callable[[], bytes], fault: str
) -> None:
    Altered.content[ON] = spoil_file(statement_of_one(), fault=fault)

    result = CliRunner().invoke(commands, ["reconcile", str(ON)])

    assert "bad_file" in result.output
    assert "matched 0" in result.output
    assert result.exit_code == 1


@pytest.fixture
def statement_of_one() -> Callable[[], bytes]:
    """Return a function that writes the statement of one deposit."""

    def written() -> bytes:
        order = deposit()
        services.run_due(now=NOW)
        return write_statement([line(order.order_id, 10_000)])

    return written


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_the_command_compares_no_day_that_cannot_be(day: str) -> None:
    result = CliRunner().invoke(commands, ["reconcile", day])

    assert isinstance(result.exception, InvalidInput)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-03-02; DROP"])
def test_the_command_takes_nothing_for_a_day_that_is_none(day: str) -> None:
    assert CliRunner().invoke(commands, ["reconcile", day]).exit_code == 2
