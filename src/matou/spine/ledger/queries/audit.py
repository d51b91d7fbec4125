"""The audit: everything that the ledger keeps, computed again from its transfers.

Each statement returns what contradicts one invariant. All are set-based and read each transfer a
fixed number of times; none sorts the whole journal, so ten million transfers take a minute.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that contradicts an invariant."""

    invariant: str
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """How much an audit reads."""

    transfers: int
    accounts: int
    holds: int
    chains: int


_SETTINGS = "SET LOCAL work_mem = '256MB'; SET LOCAL hash_mem_multiplier = 4"
"""The totals by account and the holds fit into memory; the server's default would spill them."""

# What one side of each transfer did to its account; {signs} tell the natural side's direction.
_SIDE = """
    SELECT t.{side}_account_id AS account_id, a.is_debit_normal, t.{side}_version AS version,
        t.{side}_posted_after AS posted_after, t.{side}_held_after AS held_after,
        CASE t.kind WHEN 'posted' THEN 0 WHEN 'pending' THEN t.amount ELSE -h.amount END AS pending,
        CASE WHEN t.kind IN ('posted', 'post') THEN t.amount ELSE 0 END AS posted,
        CASE WHEN a.is_debit_normal = {is_debit} THEN 1 ELSE -1 END AS sign,
        CASE WHEN a.is_debit_normal = {is_debit} THEN 0 ELSE 1 END AS binds
    FROM ledger_transfer t
    JOIN ledger_account a ON a.id = t.{side}_account_id
    LEFT JOIN ledger_transfer h ON h.id = t.pending_id AND h.kind = 'pending'"""
_DEBITS = _SIDE.format(side="debit", is_debit="true")
_CREDITS = _SIDE.format(side="credit", is_debit="false")

# The state of an account after a line, and the state that the line found, as numbers to add up.
_AFTER = "hashint8extended(g.version, hashint8extended(g.posted_after, g.held_after))"
_FOUND = (
    "hashint8extended(g.version - 1, hashint8extended(g.posted_after - g.sign * g.posted, "
    "g.held_after - g.binds * g.pending))"
)

INVARIANTS: Mapping[str, str] = {
    "debits equal credits, posted and pending": """
        SELECT 'posted ' || sum(w.debit_posted) - sum(w.credit_posted)
            || ', pending ' || sum(w.debit_pending) - sum(w.credit_pending)
        FROM ledger_counters w
        HAVING sum(w.debit_posted) <> sum(w.credit_posted)
            OR sum(w.debit_pending) <> sum(w.credit_pending)""",
    "balances equal the journal": f"""
        SELECT w.code FROM ledger_counters w
        LEFT JOIN (
            SELECT g.account_id, sum(g.pending) AS pending, sum(g.posted) AS posted
            FROM ({_DEBITS}) g GROUP BY g.account_id
        ) d ON d.account_id = w.id
        LEFT JOIN (
            SELECT g.account_id, sum(g.pending) AS pending, sum(g.posted) AS posted
            FROM ({_CREDITS}) g GROUP BY g.account_id
        ) c ON c.account_id = w.id
        WHERE (w.debit_pending, w.debit_posted, w.credit_pending, w.credit_posted)
            <> (coalesce(d.pending, 0), coalesce(d.posted, 0), coalesce(c.pending, 0),
                coalesce(c.posted, 0))""",  # noqa: S608  # our own constants
    "a transfer is of a known kind, between accounts that exist": """
        SELECT t.id::text FROM ledger_transfer t
        LEFT JOIN ledger_account d ON d.id = t.debit_account_id
        LEFT JOIN ledger_account c ON c.id = t.credit_account_id
        WHERE d.id IS NULL OR c.id IS NULL OR (CASE
            WHEN t.pending_id IS NULL THEN t.kind IN ('posted', 'pending')
            ELSE t.kind IN ('post', 'void', 'expire') END) IS NOT TRUE""",
    "a closed account is empty": """
        SELECT a.code FROM ledger_account a
        WHERE a.is_closed AND (a.debit_pending <> 0 OR a.credit_pending <> 0
            OR a.debit_posted <> a.credit_posted)""",
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
            SELECT side.account_id, sum(side.lines) AS lines, min(side.first) AS first,
                max(side.last) AS last, sum(side.total) AS total
            FROM (
                SELECT t.debit_account_id AS account_id, count(*) AS lines,
                    min(t.debit_version) AS first, max(t.debit_version) AS last,
                    sum(t.debit_version) AS total
                FROM ledger_transfer t GROUP BY t.debit_account_id
                UNION ALL
                SELECT t.credit_account_id, count(*), min(t.credit_version),
                    max(t.credit_version), sum(t.credit_version)
                FROM ledger_transfer t GROUP BY t.credit_account_id
            ) side GROUP BY side.account_id
        ) seen ON seen.account_id = a.id
        WHERE NOT a.is_deferred
            AND (a.version, a.version, sign(a.version), a.version * (a.version + 1) / 2)
            <> (coalesce(seen.lines, 0), coalesce(seen.last, 0), coalesce(seen.first, 0),
                coalesce(seen.total, 0))""",
    "the balance after each line continues the one before": f"""
        SELECT a.code FROM ledger_account a
        LEFT JOIN (
            SELECT side.account_id, sum(side.gained) AS gained
            FROM (
                SELECT g.account_id, sum({_AFTER}::numeric - {_FOUND}) AS gained
                FROM ({_DEBITS}) g GROUP BY g.account_id
                UNION ALL
                SELECT g.account_id, sum({_AFTER}::numeric - {_FOUND})
                FROM ({_CREDITS}) g GROUP BY g.account_id
            ) side GROUP BY side.account_id
        ) walked ON walked.account_id = a.id
        WHERE NOT a.is_deferred AND coalesce(walked.gained, 0) <>
            hashint8extended(a.version, hashint8extended(
                CASE WHEN a.is_debit_normal THEN a.debit_posted - a.credit_posted
                    ELSE a.credit_posted - a.debit_posted END,
                CASE WHEN a.is_debit_normal THEN a.credit_pending ELSE a.debit_pending END
            ))::numeric - hashint8extended(0, hashint8extended(0, 0))""",  # noqa: S608  # as above
    "chains are whole": """
        SELECT t.chain_id::text FROM ledger_transfer t WHERE t.chain_id IS NOT NULL
        GROUP BY t.chain_id
        HAVING count(*) <> min(t.chain_size) OR min(t.chain_size) <> max(t.chain_size)""",
    "holds are resolved once, by no more than they hold": """
        SELECT r.pending_id::text FROM ledger_transfer r
        LEFT JOIN ledger_transfer h ON h.id = r.pending_id AND h.kind = 'pending'
        WHERE r.pending_id IS NOT NULL
        GROUP BY r.pending_id
        HAVING count(*) > 1 OR count(h.id) = 0 OR bool_or(r.amount > h.amount
            OR r.debit_account_id <> h.debit_account_id
            OR r.credit_account_id <> h.credit_account_id)""",
    "no account's time steps back": """
        SELECT a.code FROM (
            SELECT g.account_id, g.at < lag(g.at) OVER (
                PARTITION BY g.account_id ORDER BY g.version
            ) AS is_back
            FROM (
                SELECT t.debit_account_id AS account_id, t.debit_version AS version,
                    t.created_at AS at
                FROM ledger_transfer t
                UNION ALL
                SELECT t.credit_account_id, t.credit_version, t.created_at
                FROM ledger_transfer t
            ) g
        ) step JOIN ledger_account a ON a.id = step.account_id AND NOT a.is_deferred
        WHERE step.is_back GROUP BY a.code""",
    "a refused id never happened": """
        SELECT j.id::text FROM ledger_rejection j JOIN ledger_transfer t ON t.id = j.id""",
    "a timer runs exactly for each hold that has one and stands": """
        SELECT t.id::text FROM ledger_transfer t
        LEFT JOIN ledger_transfer r ON r.pending_id = t.id
        LEFT JOIN ledger_timer x ON x.transfer_id = t.id
        WHERE t.expires_at IS NOT NULL AND (r.id IS NULL) <> (x.transfer_id IS NOT NULL)
        UNION ALL
        SELECT x.transfer_id::text FROM ledger_timer x
        LEFT JOIN ledger_transfer t ON t.id = x.transfer_id
        WHERE (t.expires_at = x.expires_at) IS NOT TRUE""",
}


# Adding up what each line found and left instead of sorting the lines: where all continue one
# another, everything between beginning and end cancels out. That a difference does so too has a
# chance of one in 2^64; the statement then names the account, and its page shows the line.


def violations() -> tuple[Violation, ...]:
    """Return what contradicts the ledger's invariants, all asked of one snapshot.

    Nothing is the only good answer.
    """
    return _violations(INVARIANTS)


def violations_of(invariant: str) -> tuple[Violation, ...]:
    """Return what contradicts one of the invariants; raises KeyError for an unknown one."""
    return _violations({invariant: INVARIANTS[invariant]})


@transaction.atomic
def _violations(wanted: Mapping[str, str]) -> tuple[Violation, ...]:
    parts = [f"SELECT %s, fact::text FROM ({asked}) AS part (fact)" for asked in wanted.values()]  # noqa: S608  # our own constants
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        cursor.execute(" UNION ALL ".join(parts), list(wanted))
        return tuple(Violation(invariant, fact) for invariant, fact in cursor.fetchall())


def audited() -> Audited:
    """Return how much there is to audit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE kind = 'pending'), count(DISTINCT chain_id), "
            "(SELECT count(*) FROM ledger_account) FROM ledger_transfer"
        )
        transfers, holds, chains, accounts = cursor.fetchone()
    return Audited(transfers=transfers, accounts=accounts, holds=holds, chains=chains)


def audit_steps() -> Iterator[tuple[str, tuple[Violation, ...]]]:
    """Check one invariant after the other; yields its words and what contradicts it."""
    for invariant in INVARIANTS:
        yield invariant, violations_of(invariant)
