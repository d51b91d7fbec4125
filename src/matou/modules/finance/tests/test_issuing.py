"""Issuing: sums, seals, immutability, chains, and what a statement must not miss."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.actor import SYSTEM
from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed
from matou.kit.money import Money
from matou.modules.finance.models import PeriodStatement, StatementAccount, StatementLine
from matou.modules.finance.queries import seals
from matou.modules.finance.rules.periods import PeriodNotOver, days_between, month_of
from matou.modules.finance.rules.sealing import FIRST
from matou.modules.finance.services.issuing import (
    AlreadyIssued,
    issue_for_all,
    issue_statement,
    reissue_statement,
)
from matou.modules.finance.tests.conftest import World, move, up_to_now
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db


def test_opening_and_lines_are_the_closing_balance_of_the_ledger(
    world: World, statement: str
) -> None:
    row = PeriodStatement.objects.get(code=statement)
    wallet = row.accounts.get(kind="wallet")
    lines = row.lines.filter(place=wallet.place)

    assert row.opening_fen == 0
    assert row.opening_fen + sum(line.change_fen for line in lines) == row.closing_fen
    assert Money(row.closing_fen) == ledger.balance(world.wallet).posted


def test_escrow_and_deposit_stand_apart_from_the_wallet(world: World, statement: str) -> None:
    row = PeriodStatement.objects.get(code=statement)

    kinds = dict(row.accounts.values_list("kind", "line_count"))

    assert kinds == {"wallet": 5, "deposit": 2}
    assert row.line_count == 7
    assert row.credits_fen - row.debits_fen == 1_293_600


def test_the_next_statement_opens_where_the_last_one_closed(world: World, statement: str) -> None:
    first = PeriodStatement.objects.get(code=statement)
    move("custody:clearing", world.wallet, 7_00, "deposit", "PAYIN-3")
    wanted = up_to_now(first.until_at)

    code = issue_statement(
        party=world.party, wanted=wanted, actor=world.operator, now=wanted.period.until_at
    )

    second = PeriodStatement.objects.get(code=code)
    assert (second.opening_fen, second.closing_fen) == (first.closing_fen, first.closing_fen + 700)
    assert (second.number, second.previous_sha256) == (2, first.sha256)
    assert first.previous_sha256 == FIRST


def test_a_line_of_the_instant_of_the_end_belongs_to_the_next_period(world: World) -> None:
    last = ledger.statement_page(world.wallet, limit=1)[0].transfer.recorded_at
    wanted = days_between(first=date(2026, 1, 1), last=date(2026, 1, 2), now=utc_now())
    cut = type(wanted)(span=wanted.span, period=type(wanted.period)(world.since, last))

    code = issue_statement(party=world.party, wanted=cut, actor=world.operator, now=utc_now())

    wallet = StatementAccount.objects.get(statement__code=code, kind="wallet")
    assert wallet.line_count == 4


def test_a_sealed_statement_verifies(statement: str) -> None:
    check = seals.verify(statement)

    assert check is not None
    assert check.holds
    assert check.lines == 7


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE finance_periodstatement SET closing_fen = closing_fen, why = 'x'",
        "UPDATE finance_statementline SET change_fen = 1",
        "DELETE FROM finance_statementline",
        "UPDATE finance_statementaccount SET closing_fen = 1",
    ],
)
def test_nothing_of_a_sealed_statement_can_be_changed(statement: str, change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="sealed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("finance_statementline", "memo = memo || 'x' WHERE number = 3"),
        ("finance_statementline", "event_at = event_at + interval '1 s' WHERE number = 7"),
        ("finance_statementaccount", "account = account || 'x' WHERE place = 2"),
        ("finance_periodstatement", "party_name = party_name || 'x'"),
    ],
)
def test_whoever_gets_around_the_triggers_breaks_the_seal(
    statement: str, table: str, change: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608  # words of this test
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    check = seals.verify(statement)

    assert check is not None
    assert not check.is_intact


def test_a_line_cannot_be_added_afterwards(statement: str) -> None:
    line = StatementLine.objects.filter(statement__code=statement).first()
    assert line is not None
    line.pk, line.number = None, 99

    with pytest.raises(DatabaseError, match="finance_no_late_lines"), transaction.atomic():
        line.save(force_insert=True)


def test_a_statement_that_does_not_add_up_is_refused_by_the_database(statement: str) -> None:
    row = PeriodStatement.objects.get(code=statement)
    row.pk, row.code, row.number, row.version = uuid4(), "X", 9, 9
    row.sha256, row.previous_sha256 = "1" * 64, "2" * 64

    with pytest.raises(DatabaseError, match="finance_statement_adds_up"), transaction.atomic():
        row.save(force_insert=True)


def test_a_period_has_one_statement(world: World, statement: str) -> None:
    row = PeriodStatement.objects.get(code=statement)
    wanted = up_to_now(row.from_at)
    same = type(wanted)(span=wanted.span, period=type(wanted.period)(row.from_at, row.until_at))

    with pytest.raises(AlreadyIssued):
        issue_statement(party=world.party, wanted=same, actor=world.operator, now=utc_now())


def test_a_newer_version_replaces_an_unsigned_statement(world: World, statement: str) -> None:
    code = reissue_statement(code=statement, why="户名更正", actor=world.operator, now=utc_now())

    old, new = (PeriodStatement.objects.get(code=one) for one in (statement, code))
    assert (new.version, new.previous_sha256) == (2, old.sha256)
    assert old.progress.state == "superseded"
    assert old.progress.successor == new


def test_parties_do_not_issue(world: World) -> None:
    with pytest.raises(NotAllowed):
        issue_statement(
            party=world.party, wanted=up_to_now(world.since), actor=world.carrier, now=utc_now()
        )


def test_a_month_that_runs_is_refused(world: World) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    with pytest.raises(PeriodNotOver):
        issue_statement(
            party=world.party, wanted=month_of("2026-11"), actor=world.operator, now=now
        )


def test_the_job_issues_each_missing_statement_once(world: World) -> None:
    wanted = up_to_now(world.since)
    now = wanted.period.until_at + timedelta(seconds=1)

    first = issue_for_all(wanted=wanted, actor=SYSTEM, now=now)
    again = issue_for_all(wanted=wanted, actor=SYSTEM, now=now)

    assert len(first.issued) == 2
    assert (again.issued, again.present) == ((), 2)
