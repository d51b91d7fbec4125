"""What the house's own tables must say of the ledger, each statement empty where they agree.

Receivables, refunds, payouts and corrections keep tables beside the ledger; here both are read in
one snapshot and compared.
"""

from collections.abc import Mapping

RECEIVABLES: Mapping[str, str] = {
    # Both sides of what is owed: each debtor's account, and the claims on all of them.
    "the receivable account {} is not what its debtor owes": """
        SELECT coalesce(w.code, 'receivable:' || r.debtor) FROM (
            SELECT debtor, sum(amount_fen - recovered_fen - written_off_fen) AS fen
            FROM freight_receivable GROUP BY debtor
        ) r FULL JOIN (
            SELECT code, debit_posted - credit_posted AS fen FROM ledger_counters
            WHERE kind = 'receivable'
        ) w ON w.code = 'receivable:' || r.debtor
        WHERE coalesce(w.fen, 0) <> coalesce(r.fen, 0)""",
    "{} of claims differ from what all debtors owe": """
        SELECT w.fen - r.fen FROM (
            SELECT coalesce(sum(credit_posted - debit_posted), 0) AS fen FROM ledger_counters
            WHERE code = 'platform:claims'
        ) w, (
            SELECT coalesce(sum(amount_fen - recovered_fen - written_off_fen), 0) AS fen
            FROM freight_receivable
        ) r WHERE w.fen <> r.fen""",
    "a receivable is not met by its steps: {}": """
        SELECT r.id FROM freight_receivable r LEFT JOIN (
            SELECT receivable_id, sum(amount_fen) AS fen FROM freight_recovery GROUP BY 1
        ) y ON y.receivable_id = r.id
        WHERE coalesce(y.fen, 0) <> r.recovered_fen + r.written_off_fen""",
    # What was set aside, less what is advanced and not back, less what was paid for the lost.
    "the guarantee is {} fen away from what is advanced": """
        SELECT w.fen - s.fen + r.fen FROM (
            SELECT coalesce(sum(credit_posted - debit_posted), 0) AS fen FROM ledger_counters
            WHERE code = 'platform:guarantee'
        ) w, (
            SELECT coalesce(sum(amount), 0) AS fen FROM ledger_transfer
            WHERE group_code = 'guarantee' AND purpose = 'freight.set_aside'
        ) s, (
            SELECT coalesce(sum(CASE creditor WHEN 'platform:guarantee'
                THEN amount_fen - recovered_fen ELSE written_off_fen END), 0) AS fen
            FROM freight_receivable
        ) r WHERE w.fen <> s.fen - r.fen""",
}
"""Part of "balances equal the journal"."""

NOTHING_TWICE: Mapping[str, str] = {
    "lot {} gave back more than it had paid out": """
        SELECT l.code FROM freight_refund r JOIN freight_lot l ON l.id = r.lot_id
        GROUP BY l.code HAVING sum(r.amount_fen) > min((
            SELECT sum(fen::bigint) FROM jsonb_each_text(r.paid) p (account, fen)
        ))""",
    "a payee of lot {} gave back more than it was paid": """
        SELECT l.code FROM freight_refund r
        JOIN freight_lot l ON l.id = r.lot_id, jsonb_each_text(r.parts) p (account, fen)
        GROUP BY l.code, p.account HAVING sum(p.fen::bigint) > min((r.paid ->> p.account)::bigint)
    """,
    "the guarantee advanced more than it had: {}": """
        SELECT w.credit_posted - w.debit_posted FROM ledger_counters w
        WHERE w.code = 'platform:guarantee' AND w.debit_posted > w.credit_posted""",
}
"""Part of "no account is overdrawn": nobody gives back what was never paid."""

REFUNDS: Mapping[str, str] = {
    # Paid at once from those who had it, or owed: together what was granted, to the fen.
    "the refunds of lot {} do not stand once in the journal": """
        SELECT l.code FROM freight_lot l JOIN (
            SELECT lot_id, sum(amount_fen) AS fen FROM freight_refund GROUP BY lot_id
        ) r ON r.lot_id = l.id LEFT JOIN (
            SELECT lot_id, sum(amount_fen) AS fen FROM freight_receivable
            WHERE refund_id IS NOT NULL GROUP BY lot_id
        ) o ON o.lot_id = l.id
        WHERE r.fen <> coalesce(o.fen, 0) + coalesce((
            SELECT sum(t.amount) FROM ledger_transfer t
            WHERE t.group_code = l.code AND t.purpose = 'freight.refunded'
        ), 0)""",
    "the parts of a refund of lot {} differ from it": """
        SELECT l.code FROM freight_refund r JOIN freight_lot l ON l.id = r.lot_id
        WHERE r.amount_fen <> (SELECT sum(fen::bigint) FROM jsonb_each_text(r.parts) p (who, fen))
    """,
    "the guarantee was fed {} times more or less than the journal tells": """
        SELECT t.times - e.times FROM (
            SELECT count(*) AS times, coalesce(sum(amount), 0) AS fen FROM ledger_transfer
            WHERE group_code = 'guarantee' AND purpose = 'freight.set_aside'
        ) t, (
            SELECT count(*) AS times, coalesce(sum((payload ->> 'amount_fen')::bigint), 0) AS fen
            FROM journal_entry WHERE event = 'freight.GuaranteeFunded'
        ) e WHERE (t.times, t.fen) <> (e.times, e.fen)""",
    "correction {} is not posted once": """
        SELECT c.id FROM custody_correction c WHERE (
            SELECT count(*) FROM ledger_transfer t
            WHERE t.group_code = 'break:' || c.of_break_id AND t.purpose = 'correction'
        ) <> (
            SELECT coalesce(sum((y.party_fen <> 0)::int + (y.bank_fen <> 0)::int), 0)
            FROM custody_correction y
            WHERE y.of_break_id = c.of_break_id AND y.state = 'executed'
        )""",
}
"""Part of "what was acknowledged is there once": granted once a key, posted once."""

HOLDS: Mapping[str, str] = {
    # A payout that is under way holds its money; one that ended does not.
    "the hold of payout {} is not as the payout stands": """
        SELECT o.reference FROM custody_custodyorder o
        LEFT JOIN ledger_transfer h ON h.group_code = o.reference AND h.kind = 'pending'
        LEFT JOIN ledger_transfer e ON e.pending_id = h.id
        WHERE o.kind = 'payout' AND CASE o.state WHEN 'confirmed' THEN 'post'
            WHEN 'failed' THEN 'void' ELSE '' END <> coalesce(e.kind, CASE WHEN h.id IS NULL
            THEN 'no hold' ELSE '' END)""",
    "payout {} and its officers disagree": """
        SELECT o.reference FROM custody_payoutapproval a
        JOIN custody_custodyorder o ON o.id = a.order_id
        WHERE CASE a.state WHEN 'approved' THEN o.state NOT IN ('created', 'sent', 'confirmed',
            'failed') WHEN 'refused' THEN o.state <> 'failed' WHEN 'withdrawn'
            THEN o.state <> 'failed' ELSE o.state <> 'waiting' END""",
    "payout {} went to a payee that still cooled": """
        SELECT o.reference FROM custody_custodyorder o JOIN custody_payeeaccount p
        ON p.id = o.payee_id WHERE o.created_at < p.usable_from""",
}
"""Part of "holds are resolved once"."""

CUSTODY: Mapping[str, str] = {
    # A confirmed order moved its amount between clearing account and wallet once; no other did.
    "order {} and ledger differ": """
        SELECT o.id FROM custody_custodyorder o
        LEFT JOIN LATERAL (
            SELECT coalesce(
                sum(CASE WHEN t.debit_account_id = a.id THEN t.amount ELSE -t.amount END), 0
            ) AS fen
            FROM ledger_transfer t JOIN ledger_account a ON a.code = 'custody:clearing'
            WHERE t.group_code = o.reference AND t.kind IN ('posted', 'post')
                AND (t.debit_account_id = a.id OR t.credit_account_id = a.id)
        ) moved ON true
        LEFT JOIN custody_simulatedrecord r ON r.order_id = o.id
        WHERE (
            moved.fen <> CASE WHEN o.state <> 'confirmed' THEN 0
                WHEN o.kind = 'deposit' THEN o.amount ELSE -o.amount END
            OR (o.state = 'confirmed' AND (r.state, r.amount) IS DISTINCT FROM (o.state, o.amount))
        ) AND NOT EXISTS (
            SELECT FROM custody_reconciliationbreak b
            WHERE b.order_id = o.id AND b.explained_at IS NOT NULL
        )""",
    # Clearing keeps what no statement confirmed and nobody corrected, to the fen.
    "clearing is {} fen away from the orders in it": """
        SELECT w.fen - o.fen FROM (
            SELECT coalesce(sum(debit_posted - credit_posted), 0) AS fen FROM ledger_counters
            WHERE code = 'custody:clearing'
        ) w, (
            SELECT coalesce(sum(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0) AS fen
            FROM custody_custodyorder WHERE state = 'confirmed' AND reconciled_on IS NULL
        ) o WHERE w.fen <> o.fen""",
    "the bank account is {} fen away from what statements and corrections say": """
        SELECT w.fen - o.fen - c.fen FROM (
            SELECT coalesce(sum(debit_posted - credit_posted), 0) AS fen FROM ledger_counters
            WHERE kind = 'bank'
        ) w, (
            SELECT coalesce(sum(CASE kind WHEN 'deposit' THEN amount ELSE -amount END), 0) AS fen
            FROM custody_custodyorder WHERE reconciled_in_id IS NOT NULL
        ) o, (
            SELECT coalesce(sum(bank_fen), 0) AS fen FROM custody_correction
            WHERE state = 'executed'
        ) c WHERE w.fen <> o.fen + c.fen""",
}
"""Part of "custody mirrors the ledger"."""
CUSTODY_UNENDED = """
SELECT o.reference FROM custody_custodyorder o WHERE o.state NOT IN ('confirmed', 'failed')"""

UNKNOWN_GROUPS = """
SELECT DISTINCT t.group_code FROM ledger_transfer t WHERE t.group_code <> %s
AND NOT EXISTS (SELECT FROM freight_lot l WHERE l.code = t.group_code)
AND NOT EXISTS (SELECT FROM custody_custodyorder o WHERE o.reference = t.group_code)
AND NOT (t.group_code = 'guarantee' AND t.purpose = 'freight.set_aside')
AND NOT EXISTS (
    SELECT FROM custody_statementrun s WHERE t.group_code = 'statement:' || s."on"
) AND NOT EXISTS (
    SELECT FROM custody_correction c
    WHERE t.group_code = 'break:' || c.of_break_id AND c.state = 'executed'
)"""
"""Part of "no id is unknown"."""

DELIVERIES = """
SELECT e.seq, count(d.id) FROM journal_entry e
LEFT JOIN journal_delivery d ON d.seq = e.seq AND d.subscriber = %s
WHERE e.event = ANY(%s) GROUP BY e.seq HAVING count(d.id) <> 1
"""
# A subscriber named as a template writes that notice; those of a dispute's events write several,
# and each names the dispute. The notices' own keys keep them single. A refund that waits is told to
# other operators than the one who asked, where there is another.
LETTERS_MISSING = """
SELECT d.seq FROM journal_delivery d JOIN journal_entry e ON e.seq = d.seq
WHERE d.state = 'done' AND d.subscriber LIKE 'freight.%' AND NOT EXISTS (
    SELECT FROM notices_notice n
    WHERE CASE WHEN e.payload ? 'dispute' THEN n.facts ->> 'dispute' = e.payload ->> 'dispute'
        ELSE n.template = d.subscriber AND n.facts ->> 'lot' = e.aggregate END
) AND (d.subscriber <> 'freight.RefundRequested' OR EXISTS (
    SELECT FROM parties_rolegrant g JOIN parties_party p ON p.id = g.person_id
    WHERE g.role = 'platform.operator' AND g.until_at IS NULL AND p.code <> e.actor
))
"""
