"""What must hold when a custody trial is at rest; each query returns what contradicts it."""

from collections.abc import Iterator

from django.db import connection

from matou.spine.ledger import queries as ledger

_RULES = {
    "an escrow or wallet is not empty": """
        SELECT c.code FROM ledger_counters c WHERE c.kind IN ('wallet', 'escrow')
        AND (c.debit_posted <> c.credit_posted OR c.debit_pending <> 0)""",
    "an order never ended": """
        SELECT o.reference FROM custody_custodyorder o WHERE o.state IN ('created', 'sent')""",
    "the custodian's books say otherwise": """
        SELECT o.reference FROM custody_custodyorder o
        LEFT JOIN custody_simulatedrecord r ON r.order_id = o.id
        WHERE o.state = 'confirmed' AND (r.state, r.amount) IS DISTINCT FROM (o.state, o.amount)
            OR o.state = 'failed' AND r.state = 'confirmed'""",
    "an order is in clearing without an explained break": """
        SELECT o.reference FROM custody_custodyorder o
        WHERE o.state = 'confirmed' AND o.reconciled_on IS NULL AND NOT EXISTS (
            SELECT FROM custody_reconciliationbreak b
            WHERE b.order_id = o.id AND b.explained_at IS NOT NULL
        )""",
    "the clearing account is not the sum of what its breaks explain": """
        SELECT 'clearing ' || c.fen || ', explained ' || o.fen
        FROM (
            SELECT coalesce(sum(debit_posted - credit_posted), 0) AS fen FROM ledger_counters
            WHERE code = 'custody:clearing'
        ) c, (
            SELECT coalesce(sum(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0) AS fen
            FROM custody_custodyorder WHERE state = 'confirmed' AND reconciled_on IS NULL
        ) o WHERE c.fen <> o.fen""",
    "the bank account is not the sum of what statements confirmed": """
        SELECT 'bank ' || c.fen || ', confirmed ' || o.fen
        FROM (
            SELECT coalesce(sum(debit_posted - credit_posted), 0) AS fen FROM ledger_counters
            WHERE kind = 'bank'
        ) c, (
            SELECT coalesce(sum(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0) AS fen
            FROM custody_custodyorder WHERE reconciled_on IS NOT NULL
        ) o WHERE c.fen <> o.fen""",
    "a break is not explained": """
        SELECT b.kind || ' ' || b.subject FROM custody_reconciliationbreak b
        WHERE b.gone_at IS NULL AND b.explained_at IS NULL""",
}


def differences() -> Iterator[str]:
    """Yield every difference in words; nothing is the only good answer."""
    for rule, sql in _RULES.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for (what,) in cursor.fetchall():
                yield f"{rule}: {what}"
    for violation in ledger.violations():
        yield f"{violation.invariant}: {violation.fact}"
