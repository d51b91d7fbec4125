"""Reads: balances at any instant, statement pages, groups, search."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountKind
from matou.spine.ledger.tests.conftest import NOW, hold, move, posting

pytestmark = pytest.mark.django_db

Submit = Callable[..., list[str]]


@pytest.fixture
def history(accounts: None) -> None:
    """Pay one fen more every minute into Ann's wallet, ten times, and a fee each time."""
    for minute in range(1, 11):
        services._submit(
            [
                move("custody:clearing", "wallet:ann", minute, group=f"G{minute}"),
                move("wallet:ann", "platform:fee", 1, group=f"G{minute}"),
            ],
            at=NOW + timedelta(minutes=minute),
        )


@pytest.mark.parametrize(
    ("minute", "fen"), [(0, 0), (1, 0), (1.5, 0), (2, 1), (5, 10), (9.99, 36), (10, 45), (99, 45)]
)
def test_a_balance_is_known_as_of_any_instant(history: None, minute: float, fen: int) -> None:
    at = NOW + timedelta(minutes=minute)

    assert queries.balance_at("wallet:ann", at).posted == Money(fen)


@pytest.mark.parametrize(("minute", "fen"), [(0, 0), (3, 3), (99, 10)])
def test_a_deferred_balance_is_known_as_of_any_instant(
    history: None, minute: int, fen: int
) -> None:
    at = NOW + timedelta(minutes=minute)

    assert queries.balance_at("platform:fee", at).posted == Money(fen)


def test_holds_are_known_as_of_any_instant(accounts: None) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 60)
    services._submit([move("custody:clearing", "wallet:ann", 100), promise], at=NOW)
    services._submit(
        [posting("post", pending_id=promise.id, fen=40)], at=NOW + timedelta(minutes=1)
    )

    before = queries.balance_at("wallet:ann", NOW)
    after = queries.balance_at("wallet:ann", NOW + timedelta(minutes=1))

    assert (before.posted.fen, before.held.fen, before.available.fen) == (100, 60, 40)
    assert (after.posted.fen, after.held.fen, after.available.fen) == (60, 0, 60)


def test_a_statement_is_paged_from_the_newest_line(history: None) -> None:
    first = queries.statement_page("wallet:ann", limit=15)
    second = queries.statement_page("wallet:ann", before=first[-1].version, limit=15)

    assert [line.version for line in (*first, *second)] == list(range(20, 0, -1))
    assert first[0].balance == Money(45)
    assert first[0].change == Money(-1)
    assert first[1].counterpart == "custody:clearing"


def test_each_statement_line_continues_the_line_before(history: None) -> None:
    lines = queries.statement_page("wallet:ann", limit=50)[::-1]

    running = [Money.total(line.change for line in lines[: count + 1]) for count in range(20)]

    assert [line.balance for line in lines] == running


def test_a_deferred_account_has_a_statement_without_running_balance(history: None) -> None:
    lines = queries.statement_page("platform:fee", limit=50)

    assert [line.change.fen for line in lines] == [1] * 10
    assert {line.balance for line in lines} == {None}


def test_an_asset_statement_counts_debits_as_growth(history: None) -> None:
    assert queries.statement_page("custody:clearing", limit=1)[0].change == Money(10)


def test_a_settled_group_sums_to_zero(statuses: Submit) -> None:
    statuses(
        move("custody:clearing", "wallet:ann", 100),
        move("wallet:ann", "escrow:LOT", 100),
        move("escrow:LOT", "wallet:bob", 100),
    )

    total = queries.group_sum("LOT")

    assert (total.difference, total.held, total.is_settled) == (Money(0), Money(0), True)
    assert len(queries.transfers_of_group("LOT")) == 3


def test_a_group_with_money_in_escrow_is_not_settled(statuses: Submit) -> None:
    statuses(move("custody:clearing", "escrow:LOT", 100))

    total = queries.group_sum("LOT")

    assert [balance.account for balance in total.unsettled] == ["escrow:LOT"]
    assert (total.difference, total.held, total.is_settled) == (Money(0), Money(100), False)


def test_accounts_are_found_by_code_owner_and_kind(accounts: None) -> None:
    services.ensure_account(code="wallet:cho", kind=AccountKind.WALLET, owner="CHO", now=NOW)

    by_code = queries.accounts_page(text="ESCROW")
    by_owner = queries.accounts_page(text="CHO")
    by_kind = queries.accounts_page(kind=AccountKind.WALLET, after="wallet:ann")

    assert [row.code for row in by_code] == ["escrow:LOT"]
    assert [row.code for row in by_owner] == ["wallet:cho"]
    assert [row.code for row in by_kind] == ["wallet:bob", "wallet:cho"]


def test_the_whole_journal_is_paged_from_the_newest(history: None) -> None:
    first = queries.transfers_page(limit=3)
    second = queries.transfers_page(before=first[-1].seq, limit=3)

    assert [row.group for row in (*first, *second)] == ["G10", "G10", "G9", "G9", "G8", "G8"]


def test_one_transfer_is_found_by_its_id(statuses: Submit) -> None:
    paid = move("custody:clearing", "wallet:ann", 5)
    statuses(paid)

    found = queries.transfer(paid.id)

    assert found is not None
    assert (found.debit, found.credit, found.amount) == ("custody:clearing", "wallet:ann", Money(5))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: queries.balance("wallet:nobody"),
        lambda: queries.balance_at("wallet:nobody", NOW),
        lambda: queries.statement_page("wallet:nobody"),
    ],
)
def test_an_unknown_account_is_not_found(accounts: None, ask: Callable[[], object]) -> None:
    with pytest.raises(NotFound):
        ask()


@pytest.mark.parametrize(
    ("first", "last", "versions"),
    [(1, 3, [4, 3, 2, 1]), (3, 4, [6, 5]), (0, 1, []), (10, 99, [20, 19]), (11, 12, [])],
)
def test_a_statement_shows_a_span_with_its_borders(
    history: None, first: int, last: int, versions: list[int]
) -> None:
    span = Period(NOW + timedelta(minutes=first), NOW + timedelta(minutes=last))

    lines = queries.statement_page("wallet:ann", recorded=span)

    assert [line.version for line in lines] == versions


def test_a_span_of_a_deferred_account_goes_by_its_instants(history: None) -> None:
    span = Period(NOW + timedelta(minutes=3), NOW + timedelta(minutes=5))

    assert len(queries.statement_page("platform:fee", recorded=span)) == 2


def test_a_statement_shows_one_purpose_alone(accounts: None) -> None:
    paid = replace(move("custody:clearing", "wallet:ann", 100), purpose="deposit")
    other = replace(move("custody:clearing", "wallet:ann", 100), purpose="refund")
    services._submit([paid, other], at=NOW)

    lines = queries.statement_page("wallet:ann", purpose="deposit")

    assert [line.transfer.id for line in lines] == [paid.id]


def test_a_hold_leads_to_its_end_and_a_chain_to_its_links(accounts: None) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 60)
    first = replace(move("custody:clearing", "wallet:ann", 100), linked=True)
    services._submit([first, promise], at=NOW)
    before = queries.resolution_of(promise.id)
    end = posting("post", pending_id=promise.id, fen=40)
    services._submit([end], at=NOW)

    resolved = queries.resolution_of(promise.id)

    assert before is None
    assert resolved is not None
    assert resolved.id == end.id
    assert [row.id for row in queries.chain_of(first.id)] == [first.id, promise.id]
    assert queries.chain_of(end.id) == ()
