"""The audit: everything that the ledger keeps, computed again from its transfers.

Each statement returns what contradicts one invariant. All are set-based and read each transfer a
fixed number of times; none sorts the whole journal, so ten million transfers take a minute.
"""

from collections.abc import Iterator, Mapping, Sequence
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


_SETTINGS = """
SET LOCAL work_mem = '256MB'; SET LOCAL hash_mem_multiplier = 4; SET LOCAL enable_indexscan = off;
SET LOCAL parallel_tuple_cost = 0.001
"""
"""The totals by account and the holds fit into memory; the server's default would spill them. Lines
in the order of an index lie all over the table: reading them so is slower than sorting them. Two
processes sort them in half the time, though all lines are handed on."""

# What one side of each transfer did to its account; {signs} tell the natural side's direction.
_SIDE = """
    SELECT t.{side}_account_id AS account_id, {is_debit} AS is_debit, t.{side}_version AS version,
        t.{side}_posted_after AS posted_after, coalesce(t.{side}_held_after, 0) AS held_after,
        CASE t.kind WHEN 'posted' THEN 0 WHEN 'pending' THEN t.amount ELSE -h.amount END AS pending,
        CASE WHEN t.kind IN ('posted', 'post') THEN t.amount ELSE 0 END AS posted,
        (CASE WHEN t.pending_id IS NULL THEN t.kind IN ('posted', 'pending')
            ELSE t.kind IN ('post', 'void', 'expire') END) IS NOT TRUE AS is_odd
    FROM ledger_transfer t
    LEFT JOIN ledger_transfer h ON h.id = t.pending_id AND h.kind = 'pending'"""
_LEGS = (
    f"{_SIDE.format(side='debit', is_debit='true')}\n    UNION ALL"
    f"{_SIDE.format(side='credit', is_debit='false')}"
)

# Adding up what each line found and left instead of sorting the lines: where all continue one
# another, everything between beginning and end cancels out. That a difference does so too has a
# chance of one in 2^64; the statement then names the account, and its page shows the line.
_LEFT = "hashint8extended(g.version, hashint8extended(g.posted_after, g.held_after))"
_FOUND = """hashint8extended(g.version - 1, hashint8extended(
            g.posted_after - CASE WHEN g.is_debit = a.is_debit_normal THEN g.posted
                ELSE -g.posted END,
            g.held_after - CASE WHEN g.is_debit = a.is_debit_normal THEN 0 ELSE g.pending END))"""

BALANCES = "balances equal the journal"
VERSIONS = "versions are contiguous"
CONTINUED = "the balance after each line continues the one before"
KNOWN = "a transfer is of a known kind, between accounts that exist"
_WALK = f"""
WITH walked AS MATERIALIZED (
    SELECT g.account_id, bool_or(a.id IS NULL OR g.is_odd) AS is_odd,
        count(*) AS lines, min(g.version) AS first, max(g.version) AS last,
        sum(g.version) AS total, sum({_LEFT}) - sum({_FOUND}) AS gained,
        sum(g.pending) FILTER (WHERE g.is_debit) AS debit_pending,
        sum(g.posted) FILTER (WHERE g.is_debit) AS debit_posted,
        sum(g.pending) FILTER (WHERE NOT g.is_debit) AS credit_pending,
        sum(g.posted) FILTER (WHERE NOT g.is_debit) AS credit_posted
    FROM ({_LEGS}) g LEFT JOIN ledger_account a ON a.id = g.account_id
    GROUP BY g.account_id
)
SELECT '{KNOWN}', coalesce(a.code, 'no account ' || w.account_id)
FROM walked w LEFT JOIN ledger_account a ON a.id = w.account_id WHERE w.is_odd
UNION ALL
SELECT '{BALANCES}', c.code FROM ledger_counters c LEFT JOIN walked w ON w.account_id = c.id
WHERE (c.debit_pending, c.debit_posted, c.credit_pending, c.credit_posted)
    <> (coalesce(w.debit_pending, 0), coalesce(w.debit_posted, 0), coalesce(w.credit_pending, 0),
        coalesce(w.credit_posted, 0))
UNION ALL
SELECT '{VERSIONS}', a.code FROM ledger_account a LEFT JOIN walked w ON w.account_id = a.id
WHERE NOT a.is_deferred
    AND (a.version, a.version, sign(a.version), a.version::numeric * (a.version + 1) / 2)
    <> (coalesce(w.lines, 0), coalesce(w.last, 0), coalesce(w.first, 0), coalesce(w.total, 0))
UNION ALL
SELECT '{CONTINUED}', a.code FROM ledger_account a LEFT JOIN walked w ON w.account_id = a.id
WHERE NOT a.is_deferred AND coalesce(w.gained, 0) <>
    hashint8extended(a.version, hashint8extended(
        CASE WHEN a.is_debit_normal THEN a.debit_posted - a.credit_posted
            ELSE a.credit_posted - a.debit_posted END,
        CASE WHEN a.is_debit_normal THEN a.credit_pending ELSE a.debit_pending END
    ))::numeric - hashint8extended(0, hashint8extended(0, 0))"""  # noqa: S608  # our own constants

_ASKED: Mapping[str, str] = {
    "debits equal credits, posted and pending": """
        SELECT 'posted ' || sum(w.debit_posted) - sum(w.credit_posted)
            || ', pending ' || sum(w.debit_pending) - sum(w.credit_pending)
        FROM ledger_counters w
        HAVING sum(w.debit_posted) <> sum(w.credit_posted)
            OR sum(w.debit_pending) <> sum(w.credit_pending)""",
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
STEPS: Mapping[tuple[str, ...], str] = {
    (KNOWN, BALANCES, VERSIONS, CONTINUED): _WALK,
    **{(invariant,): asked for invariant, asked in _ASKED.items()},
}
"""What one statement asks, by the invariants that it answers for.

That of several returns invariant and fact, that of one the facts alone.
"""
INVARIANTS: tuple[str, ...] = tuple(invariant for step in STEPS for invariant in step)


def violations() -> tuple[Violation, ...]:
    """Return what contradicts the ledger's invariants, all asked of one snapshot.

    Nothing is the only good answer.
    """
    return _violations(tuple(STEPS))


def violations_of(invariant: str) -> tuple[Violation, ...]:
    """Return what contradicts one of the invariants; raises KeyError for an unknown one."""
    for step in STEPS:
        if invariant in step:
            return tuple(one for one in _violations([step]) if one.invariant == invariant)
    raise KeyError(invariant)


def audit_steps() -> Iterator[tuple[str, tuple[Violation, ...]]]:
    """Check one invariant after the other; yields its words and what contradicts it."""
    for step in STEPS:
        found = _violations([step])
        for invariant in step:
            yield invariant, tuple(one for one in found if one.invariant == invariant)


@transaction.atomic
def _violations(steps: Sequence[tuple[str, ...]]) -> tuple[Violation, ...]:
    asked = " UNION ALL ".join(
        f"SELECT invariant, fact::text FROM ({_named(step)}) p (invariant, fact)"  # noqa: S608  # our own words
        for step in steps
    )
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        cursor.execute(asked)
        found = tuple(Violation(invariant, fact) for invariant, fact in cursor.fetchall())
        cursor.execute(
            "SET LOCAL enable_indexscan = DEFAULT; SET LOCAL parallel_tuple_cost = DEFAULT"
        )
    return found


def _named(step: tuple[str, ...]) -> str:
    """Return the statement of a step with the invariant in front of each fact."""
    if len(step) > 1:
        return STEPS[step]
    quoted = step[0].replace("'", "''")
    return f"SELECT '{quoted}'::text, f.* FROM ({STEPS[step]}) f"  # noqa: S608  # our own words


def audited() -> Audited:
    """Return how much there is to audit."""
    with connection.cursor() as cursor:
        cursor.execute(
            # A chain bears the id of its first transfer.
            "SELECT count(*), count(*) FILTER (WHERE kind = 'pending'), "
            "count(*) FILTER (WHERE chain_id = id), "
            "(SELECT count(*) FROM ledger_account) FROM ledger_transfer"
        )
        transfers, holds, chains, accounts = cursor.fetchone()
    return Audited(transfers=transfers, accounts=accounts, holds=holds, chains=chains)
