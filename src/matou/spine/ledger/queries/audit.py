"""The ledger's invariants as SQL: each statement returns what contradicts it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that contradicts an invariant."""

    invariant: str
    fact: str


INVARIANTS: Mapping[str, str] = {
    "debits equal credits, posted and pending": """
        SELECT 'posted ' || sum(w.debit_posted) - sum(w.credit_posted)
            || ', pending ' || sum(w.debit_pending) - sum(w.credit_pending)
        FROM ledger_counters w
        HAVING sum(w.debit_posted) <> sum(w.credit_posted)
            OR sum(w.debit_pending) <> sum(w.credit_pending)""",
    "balances equal the journal": """
        SELECT w.code FROM ledger_counters w
        LEFT JOIN (
            SELECT g.account_id, sum(g.pending) FILTER (WHERE g.is_debit) AS dp,
                sum(g.posted) FILTER (WHERE g.is_debit) AS dd,
                sum(g.pending) FILTER (WHERE NOT g.is_debit) AS cp,
                sum(g.posted) FILTER (WHERE NOT g.is_debit) AS cc
            FROM ledger_leg g GROUP BY g.account_id
        ) total ON total.account_id = w.id
        WHERE (w.debit_pending, w.debit_posted, w.credit_pending, w.credit_posted)
            <> (coalesce(total.dp, 0), coalesce(total.dd, 0), coalesce(total.cp, 0),
                coalesce(total.cc, 0))""",
    "no account is overdrawn, holds counted": """
        SELECT w.code FROM ledger_counters w
        WHERE (w.limit_kind = 'debits'
                AND w.debit_pending + w.debit_posted > w.credit_posted + w.credit_line)
            OR (w.limit_kind = 'credits'
                AND w.credit_pending + w.credit_posted > w.debit_posted + w.credit_line)
            OR least(w.debit_pending, w.debit_posted, w.credit_pending, w.credit_posted) < 0""",
    "versions are contiguous": """
        SELECT a.code FROM ledger_account a
        LEFT JOIN (
            SELECT g.account_id, count(*) AS lines, count(DISTINCT g.version) AS versions,
                max(g.version) AS last
            FROM ledger_leg g GROUP BY g.account_id
        ) seen ON seen.account_id = a.id
        WHERE NOT a.is_deferred AND (a.version, a.version, a.version)
            <> (coalesce(seen.lines, 0), coalesce(seen.versions, 0), coalesce(seen.last, 0))""",
    "the balance after each line continues the one before": """
        SELECT a.code || ' version ' || step.version
        FROM (
            SELECT g.*, lag(g.posted_after, 1, 0::bigint) OVER w AS posted_before,
                lag(g.held_after, 1, 0::bigint) OVER w AS held_before,
                lag(g.created_at) OVER w AS earlier_at
            FROM ledger_leg g WINDOW w AS (PARTITION BY g.account_id ORDER BY g.version)
        ) step
        JOIN ledger_account a ON a.id = step.account_id AND NOT a.is_deferred
        WHERE step.posted_after <> step.posted_before
                + CASE WHEN step.is_debit = a.is_debit_normal THEN step.posted
                    ELSE -step.posted END
            OR step.held_after <> step.held_before
                + CASE WHEN step.is_debit = a.is_debit_normal THEN 0 ELSE step.pending END
            OR step.created_at < step.earlier_at""",
    "chains are whole": """
        SELECT t.chain_id::text FROM ledger_transfer t WHERE t.chain_id IS NOT NULL
        GROUP BY t.chain_id
        HAVING count(*) <> min(t.chain_size) OR min(t.chain_size) <> max(t.chain_size)""",
    "holds are resolved once, by no more than they hold": """
        SELECT h.id::text FROM ledger_transfer r JOIN ledger_transfer h ON h.id = r.pending_id
        GROUP BY h.id
        HAVING count(*) > 1 OR max(r.amount) > h.amount OR h.kind <> 'pending'
            OR min(r.debit_account_id) <> h.debit_account_id
            OR min(r.credit_account_id) <> h.credit_account_id""",
    "a refused id never happened": """
        SELECT j.id::text FROM ledger_rejection j JOIN ledger_transfer t ON t.id = j.id""",
    "a timer runs exactly for each hold that has one and stands": """
        SELECT t.id::text FROM ledger_transfer t
        LEFT JOIN ledger_transfer r ON r.pending_id = t.id
        LEFT JOIN ledger_timer x ON x.transfer_id = t.id
        WHERE (t.expires_at IS NOT NULL AND r.id IS NULL) <> (x.transfer_id IS NOT NULL)""",
}


def violations() -> tuple[Violation, ...]:
    """Return what contradicts the ledger's invariants; nothing is the only good answer."""
    return tuple(found for invariant in INVARIANTS for found in violations_of(invariant))


def violations_of(invariant: str) -> tuple[Violation, ...]:
    """Return what contradicts one of the invariants; raises KeyError for an unknown one."""
    with connection.cursor() as cursor:
        cursor.execute(INVARIANTS[invariant])
        return tuple(Violation(invariant, str(row[0])) for row in cursor.fetchall())
