"""Seconds that a statement of 100,000 lines takes, what it matches, and whether it ever guesses.

    python bench/reconcile.py [--check] [--lines 100000] [--seed 1]

Orders are written as the house leaves them; the statement lists them with spoilt lines whose truth
is known: ids missing or damaged, wrong amounts, doubled, foreign and missing lines, lines of the
next day, pairs that only a guess could tell apart, and references stolen from another line. The
reference of the same run compares line by line through the ORM, on a sample of the next day's
lines. ``--check`` fails above 10 s for 100,000 lines, below 99 % matched, or at one false match.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
NAME = "bench_reconcile"
FLOOR_S, FLOOR_SHARE = 10.0, 0.99
PARTIES = 500
SAMPLE = 2_000
DAYS = (date(2026, 3, 2), date(2026, 3, 3))
NOW = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)

# Spoilt lines in each 100,000; the rest is clean.
SPOILT = {
    "no id": 500, "damaged id": 500, "callback lost": 200, "wrong amount": 100, "doubled": 100,
    "foreign": 100, "missing": 100, "next day": 100, "twins": 100, "stolen reference": 50,
}  # fmt: skip


class Bank:
    """A custodian whose statement files stand ready."""

    name = "bench"
    files: dict[date, bytes] = {}  # written once, below

    def statement_file(self, *, on: date) -> bytes:
        """Return the file of a day."""
        return self.files[on]


def main() -> int:
    """Build, compare, print, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    connect = _set_up()
    try:
        return _run(arguments)
    finally:
        connect.own_cluster().stop()


def _set_up() -> Any:
    """Start a PostgreSQL of our own, fsync on, with a new database of the house's tables."""
    os.environ |= {
        "MATOU_HOME": str(ROOT / ".run" / "bench" / "reconcile"),
        "MATOU_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "matou.project.settings",
    }
    sys.path.insert(0, str(ROOT / "src"))
    import psycopg

    from matou.project.db import connect  # reads the environment just set

    server = connect.own_cluster().ensure_running().parameters("matou_owner", "postgres")
    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {NAME}".encode())
    os.environ["MATOU_DATABASE"] = NAME
    subprocess.run([sys.executable, "-m", "matou.project.cli", "migrate"], check=True)
    import django

    django.setup()
    from django.conf import settings

    settings.CUSTODY_PROVIDER = "__main__.Bank"
    return connect


def _run(arguments: argparse.Namespace) -> int:
    from matou.spine.custody import services
    from matou.spine.custody.services.providers import provider

    began = time.perf_counter()
    truth = _fill(arguments.lines, Random(arguments.seed))
    filled_s = time.perf_counter() - began
    provider().files.update(Bank.files)  # type: ignore[attr-defined]  # "__main__" is this file

    naive_s = _naive(DAYS[1])
    began, cpu = time.perf_counter(), time.process_time()
    report = services.reconcile(on=DAYS[0], now=NOW)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu

    false, missed = _judged(truth)
    share = report.matched / report.lines
    kinds: dict[str, int] = {}
    for row in report.breaks:
        kinds[row.kind.value] = kinds.get(row.kind.value, 0) + 1
    print(f"filled in {filled_s:.0f} s · " + " · ".join(f"{k} {n}" for k, n in SPOILT.items()))
    print(
        f"reconciled {report.lines:,} lines in {seconds:.2f} s ({report.lines / seconds:,.0f} "
        f"lines/s; this process {cpu_s:.2f} s CPU) · recovered {report.recovered}"
    )
    print(
        f"matched {report.matched:,} = {share:.2%}, {report.by_reference:,} of them by reference"
        f" · false matches {false} · matchable but not matched {missed}"
    )
    print("breaks " + " · ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    ratio = naive_s / (seconds / report.lines)
    print(f"line by line through the ORM {1 / naive_s:,.0f} lines/s · ratio {ratio:.0f}x")
    floor_s = max(FLOOR_S * report.lines / 100_000, 1.0)
    is_bad = seconds > floor_s or share < FLOOR_SHARE or false or missed
    print(f"floors {floor_s:.0f} s, {FLOOR_SHARE:.0%}, 0{'   MISSED' if is_bad else ''}")
    return 1 if arguments.check and is_bad else 0


def _fill(lines: int, dice: Random) -> dict[int, UUID | None]:
    """Write the orders and both files; returns for each line number the order it is about."""
    from matou.spine.custody import rules
    from matou.spine.custody.rules.statement import write_statement
    from matou.spine.ledger import services as ledger
    from matou.spine.ledger.contracts import AccountKind

    for number in range(PARTIES):
        ledger.ensure_account(
            code=rules.wallet(f"P{number}"), kind=AccountKind.WALLET, owner="bench", now=NOW
        )
    ledger.ensure_account(code=rules.CLEARING, kind=AccountKind.CLEARING, owner="bench", now=NOW)
    truth: dict[int, UUID | None] = {}
    for on, count in ((DAYS[0], lines), (DAYS[1], SAMPLE)):
        listed = _day(on, count, dice)
        Bank.files[on] = write_statement(line for line, _ in listed)
        if on == DAYS[0]:
            # The head is the file's first line.
            truth = {number: owner for number, (_, owner) in enumerate(listed, start=2)}
    return truth


def _day(on: date, count: int, dice: Random) -> list[tuple[Any, UUID | None]]:
    """Write a day's orders and return its lines, each with the order that it is about."""
    from matou.spine.custody.models import CustodyOrder

    kinds = [kind for kind, often in SPOILT.items() for _ in range(often * count // 100_000)]
    kinds += ["clean"] * (count - len(kinds))
    dice.shuffle(kinds)
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=8)
    orders, listed = [], []
    for number, kind in enumerate(kinds):
        of_kind = [_order(f"{on:%m%d}-{number}", start, kind, dice)]
        if kind == "twins":
            # A bank that drops hyphens makes "T-1-2" and "T-12" one.
            twin = _order(f"{on:%m%d}{number}", start, kind, dice)
            for name in ("kind", "party", "amount", "settled_at"):
                setattr(twin, name, getattr(of_kind[0], name))
            of_kind.append(twin)
        orders += of_kind if kind != "foreign" else []
        listed += _lines(kind, of_kind, dice)
    CustodyOrder.objects.bulk_create(orders, batch_size=5_000)
    return listed


def _order(reference: str, start: datetime, kind: str, dice: Random) -> Any:
    from matou.spine.custody.models import CustodyOrder

    at = start + timedelta(seconds=dice.randrange(80_000))
    is_open = kind == "callback lost"
    is_out = not is_open and dice.random() < 0.4
    return CustodyOrder(
        id=UUID(int=dice.getrandbits(128), version=4),
        provider=Bank.name,
        kind="payout" if is_out else "deposit",
        party=f"P{dice.randrange(PARTIES)}",
        amount=dice.randrange(100, 500_000) + (0 if is_out else 500_000),
        reference=reference,
        state="sent" if is_open else "confirmed",
        ordered_by="bench",
        created_at=at,
        sent_at=at,
        finished_at=None if is_open else at,
        settled_at=None if is_open else at,
    )


def _lines(kind: str, orders: list[Any], dice: Random) -> list[tuple[Any, UUID | None]]:
    """Return what the custodian lists, spoilt as the kind says, each with the true order."""
    order = orders[0]
    damaged, stranger = UUID(int=order.pk.int ^ 0xF0), UUID(int=dice.getrandbits(128), version=4)
    wrong = {
        "wrong amount": {"amount": order.amount + dice.choice((-1, 1, 1_000))},
        "next day": {"settled_at": (order.settled_at or order.created_at) + timedelta(days=1)},
        "twins": {"order_id": None},
        "foreign": {},
    }
    right: dict[str, list[dict[str, Any]]] = {
        "missing": [],
        "no id": [{"order_id": None}],
        "damaged id": [{"order_id": damaged}],
        "doubled": [{}, {}],
    }
    if kind in wrong:
        return [(_line(order, **wrong[kind]), None)]
    listed = [(_line(order, **how), order.pk) for how in right.get(kind, [{}])]
    if kind == "stolen reference":
        listed.append((_line(order, order_id=stranger), None))
    return listed


def _line(order: Any, **other: Any) -> Any:
    from matou.kit.money import Money
    from matou.spine.custody.contracts import OrderKind
    from matou.spine.custody.rules.statement import StatementLine

    told = {"order_id": order.pk, "amount": order.amount,
            "settled_at": order.settled_at or order.created_at, **other}  # fmt: skip
    return StatementLine(
        number=0,
        order_id=told["order_id"],
        kind=OrderKind(order.kind),
        party=order.party,
        amount=Money(told["amount"]),
        settled_at=told["settled_at"],
        provider_reference=f"B{order.pk.hex[:16].upper()}",
        reference=order.reference.replace("-", ""),
    )


def _judged(truth: dict[int, UUID | None]) -> tuple[int, int]:
    """Return how many orders another order's line confirmed, and how many sure ones none did."""
    from matou.spine.custody.models import CustodyOrder

    booked = dict(
        CustodyOrder.objects.filter(reconciled_on=DAYS[0]).values_list("pk", "reconciled_line")
    )
    false = sum(truth.get(line or 0) != order for order, line in booked.items())
    sure = {order for order in truth.values() if order is not None}
    return false, len(sure - booked.keys())


def _naive(on: date) -> float:
    """Compare a day line by line: look up, check, book, mark; returns the seconds a line."""
    from django.db import transaction

    from matou.kit.money import Money
    from matou.spine.custody import rules
    from matou.spine.custody.models import CustodyOrder, ReconciliationBreak
    from matou.spine.custody.rules.statement import read_statement
    from matou.spine.ledger import services as ledger
    from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

    # A bank without a limit: the sample's payouts must not be refused for want of its deposits.
    ledger.ensure_account(code="naive", kind=AccountKind.CLEARING, owner="bench", now=NOW)
    began = time.perf_counter()
    lines = read_statement(Bank.files[on]).lines
    for line in lines:
        with transaction.atomic():
            order = CustodyOrder.objects.select_for_update().filter(pk__in=[line.order_id]).first()
            if order is None or order.amount != line.amount.fen or order.state != "confirmed":
                ReconciliationBreak.objects.update_or_create(
                    provider="naive", on=on, kind="bad_line", subject=str(line.number),
                    defaults={"text": "differs", "owner": "bench", "found_at": NOW},
                )  # fmt: skip
                continue
            order.reconciled_on = on
            order.save(update_fields=["reconciled_on"])
            ledger.submit([
                Posting(
                    id=rules.transfer_id(order.pk, "naive"), kind=PostingKind.POSTED,
                    debit="naive", credit=rules.CLEARING, amount=Money(order.amount),
                    group="naive", purpose="statement", event_at=NOW,
                )
            ])  # fmt: skip
    return (time.perf_counter() - began) / len(lines)


if __name__ == "__main__":
    sys.exit(main())
