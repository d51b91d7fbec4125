"""Seconds that ``matou ledger audit`` takes over a journal of many transfers, and reads of it.

    python bench/audit.py [--check] [--transfers 1000000] [--accounts 20000] [--kept]

The journal is written by one statement instead of by ``ledger_submit``, in the form that the
function leaves it in: one in ten transfers holds, half of the holds are posted. The reference of
the same run is a plain count of the table. ``--check`` fails above 10 s for each million begun,
60 s for ten. Then single balances, balances of an instant and statement pages are read, with one
row by its key as the reference.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".run" / "bench"
NAME = "bench_audit"
FLOOR_S, FLOOR_TEN_MILLION_S = 10.0, 60.0
READS = 1_000
MOST_MS = {"balance": 3.0, "balance of an instant": 5.0, "statement page of 50": 10.0}
"""The 99th percentile that each read must stay below."""

# Transfer n moves 1 to 9 fen between two accounts. Of each twenty, the ninth and the nineteenth
# hold, the tenth posts what the ninth holds, and the first three are a chain; ten transfers are of
# one group. So all is simple arithmetic of n.
PLAN = """
CREATE UNLOGGED TABLE plan AS
SELECT n, uuid_of(n) AS id, CASE WHEN n % 20 = 10 THEN uuid_of(n - 1) END AS pending_id,
    CASE WHEN n % 10 = 9 THEN 'pending' WHEN n % 20 = 10 THEN 'post' ELSE 'posted' END AS kind,
    1 + s.like_n * 7919 % {accounts} AS debit,
    1 + (s.like_n * 7919 + 1 + s.like_n % ({accounts} - 1)) % {accounts} AS credit,
    1 + s.like_n % 9 AS amount
FROM generate_series(1::bigint, {transfers}) n
CROSS JOIN LATERAL (SELECT CASE WHEN n % 20 = 10 THEN n - 1 ELSE n END AS like_n) s
"""
ACCOUNTS = """
INSERT INTO ledger_account (id, code, kind, owner, unit, is_debit_normal, limit_kind, is_deferred,
    is_closed, credit_line, debit_pending, debit_posted, credit_pending, credit_posted, version,
    opened_at, changed_at)
SELECT a, 'n:' || a, 'custody', 'bench', 'CNY', true, 'none', false, false, 0, 0, 0, 0, 0, 0, now(),
    now()
FROM generate_series(1, {accounts}) a
"""
LEGS = """
CREATE UNLOGGED TABLE leg AS
SELECT g.n, g.is_debit, g.account,
    row_number() OVER w AS version,
    sum(CASE WHEN g.kind = 'pending' THEN 0 WHEN g.is_debit THEN g.amount ELSE -g.amount END)
        OVER w AS posted_after,
    sum(CASE WHEN g.is_debit OR g.kind = 'posted' THEN 0 WHEN g.kind = 'pending' THEN g.amount
        ELSE -g.amount END) OVER w AS held_after
FROM (
    SELECT n, true AS is_debit, debit AS account, kind, amount FROM plan
    UNION ALL SELECT n, false, credit, kind, amount FROM plan
) g WINDOW w AS (PARTITION BY g.account ORDER BY g.n)
"""
TRANSFERS = """
INSERT INTO ledger_transfer (id, seq, kind, debit_account_id, credit_account_id, amount, pending_id,
    group_code, purpose, memo, event_at, created_at, chain_id, chain_size, payload_hash,
    debit_version, debit_posted_after, debit_held_after, credit_version, credit_posted_after,
    credit_held_after)
SELECT p.id, p.n, p.kind, p.debit, p.credit, p.amount, p.pending_id,
    'B' || lpad((p.n / 10)::text, 8, '0'), 'freight', '', now(),
    now() + (p.n - {transfers}) * interval '1 ms',
    CASE WHEN p.n % 20 IN (1, 2, 3) THEN uuid_of(p.n - p.n % 20 + 1) END,
    CASE WHEN p.n % 20 IN (1, 2, 3) THEN 3 END,
    decode(md5(p.n::text), 'hex'), d.version, d.posted_after, nullif(d.held_after, 0), c.version,
    c.posted_after, nullif(c.held_after, 0)
FROM plan p JOIN leg d ON d.n = p.n AND d.is_debit JOIN leg c ON c.n = p.n AND NOT c.is_debit
"""
COUNTERS = """
UPDATE ledger_account a
SET debit_pending = s.dp, debit_posted = s.dd, credit_pending = s.cp, credit_posted = s.cc,
    version = s.lines
FROM (
    SELECT g.account, count(*) AS lines,
        coalesce(sum(g.held) FILTER (WHERE g.is_debit), 0) AS dp,
        coalesce(sum(g.moved) FILTER (WHERE g.is_debit), 0) AS dd,
        coalesce(sum(g.held) FILTER (WHERE NOT g.is_debit), 0) AS cp,
        coalesce(sum(g.moved) FILTER (WHERE NOT g.is_debit), 0) AS cc
    FROM (
        SELECT account, is_debit,
            CASE kind WHEN 'posted' THEN 0 WHEN 'pending' THEN amount ELSE -amount END AS held,
            CASE kind WHEN 'pending' THEN 0 ELSE amount END AS moved
        FROM (
            SELECT true AS is_debit, debit AS account, kind, amount FROM plan
            UNION ALL SELECT false, credit, kind, amount FROM plan
        ) sides
    ) g GROUP BY g.account
) s WHERE s.account = a.id
"""
UUID_OF = """
CREATE FUNCTION uuid_of(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT lpad(to_hex(n), 32, '0')::uuid $$
"""


def main() -> int:
    """Fill, audit, print, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--kept", action="store_true", help="audit what the last run has filled")
    arguments = parser.parse_args()
    home = HOME / "audit"
    os.environ |= {"MATOU_HOME": str(home), "MATOU_DB_ROLE": "owner", "MATOU_DATABASE": NAME}
    sys.path.insert(0, str(ROOT / "src"))
    from matou.project.db import connect  # reads the environment just set

    server = connect.own_cluster().ensure_running().parameters("matou_owner", "postgres")
    try:
        if not arguments.kept:
            _fill(server, arguments.transfers, arguments.accounts)
        transfers, counted_s = _counted(server)
        audited_s, is_clean = _audit()
        read_ms = _read(arguments.accounts)
    finally:
        connect.own_cluster().stop()
    print(
        f"audit of {transfers:,} transfers: {audited_s:.1f} s · a plain count "
        f"{counted_s:.2f} s, {audited_s / counted_s:.0f}x"
    )
    floor_s = _floor_s(transfers)
    is_slow = audited_s > floor_s
    print(f"floor {floor_s:.0f} s{'   ABOVE' if is_slow else ''}")
    is_slow = _report_reads(read_ms) or is_slow
    return 0 if is_clean and not (arguments.check and is_slow) else 1


def _read(accounts: int) -> dict[str, list[float]]:
    """Read balances and statements of accounts drawn at random; milliseconds of each, sorted."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "matou.project.settings"
    import django

    django.setup()
    from django.db import connection

    from matou.kit.clock import utc_now
    from matou.spine.ledger import queries
    from matou.spine.ledger.models import Account

    dice, now = random.Random(1), utc_now()
    calls: dict[str, Callable[[int], object]] = {
        "one row by its key": lambda number: Account.objects.values_list("code").get(id=number),
        "balance": lambda number: queries.balance(f"n:{number}"),
        "balance of an instant": lambda number: queries.balance_at(f"n:{number}", now),
        "statement page of 50": lambda number: queries.statement_page(f"n:{number}", limit=50),
    }
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(READS):
        for name in dice.sample(list(calls), len(calls)):
            began = time.perf_counter()
            calls[name](dice.randint(1, accounts))
            taken[name].append((time.perf_counter() - began) * 1000)
    connection.close()
    return {name: sorted(each) for name, each in taken.items()}


def _report_reads(taken: dict[str, list[float]]) -> bool:
    """Print the reads; tell whether any is too slow."""
    reference = statistics.median(taken["one row by its key"])
    is_slow = False
    for name, each in taken.items():
        middle, late = statistics.median(each), each[len(each) * 99 // 100]
        most = MOST_MS.get(name)
        is_slow = is_slow or (most is not None and late > most)
        limit = "" if most is None else f"   ceiling {most:g} ms{'   ABOVE' if late > most else ''}"
        print(
            f"{name:<22} p50 {middle:>6.2f} ms {middle / reference:>5.1f}x   p99 {late:>6.2f} ms"
            f"{limit}"
        )
    return is_slow


def _floor_s(transfers: int) -> float:
    return FLOOR_S if transfers <= 1_000_000 else FLOOR_TEN_MILLION_S * transfers / 10_000_000


def _counted(server: dict[str, Any]) -> tuple[int, float]:
    """Return how many transfers there are, and the seconds of counting them plainly."""
    import psycopg

    with psycopg.connect(**{**server, "dbname": NAME}, autocommit=True) as connection:
        began = time.perf_counter()
        row = connection.execute(b"SELECT count(*) FROM ledger_transfer").fetchone()
    assert row
    return row[0], time.perf_counter() - began


def _fill(server: dict[str, Any], transfers: int, accounts: int) -> None:
    """Make a database and fill it."""
    import psycopg

    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {NAME}".encode())
    subprocess.run([sys.executable, "-m", "matou.project.cli", "migrate"], check=True)
    with psycopg.connect(**{**server, "dbname": NAME}, autocommit=True) as connection:
        size = {"transfers": transfers, "accounts": accounts}
        connection.execute(b"SET work_mem = '512MB'")
        connection.execute(b"SET maintenance_work_mem = '512MB'")
        for statement in (UUID_OF, ACCOUNTS, PLAN, LEGS):
            connection.execute(statement.format(**size).encode())
        connection.execute(b"ALTER TABLE ledger_transfer DISABLE TRIGGER ALL")
        connection.execute(TRANSFERS.format(**size).encode())
        connection.execute(b"ALTER TABLE ledger_transfer ENABLE TRIGGER ALL")
        connection.execute(COUNTERS.encode())
        connection.execute(b"DROP TABLE plan, leg")
        connection.execute(b"VACUUM ANALYZE ledger_transfer, ledger_account")


def _audit() -> tuple[float, bool]:
    began = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-m", "matou.project.cli", "ledger", "audit"], check=False
    )
    return time.perf_counter() - began, result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
