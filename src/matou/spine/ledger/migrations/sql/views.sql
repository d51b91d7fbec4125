-- ledger_counters: every account with its counters whole, deferred entries included.
CREATE OR REPLACE VIEW ledger_counters AS
SELECT a.id, a.code, a.kind, a.owner, a.unit, a.is_closed, a.opened_at, a.is_debit_normal,
    a.limit_kind, a.credit_line, a.is_deferred, a.version,
    (a.debit_pending + coalesce(d.debit_pending, 0))::bigint AS debit_pending,
    (a.debit_posted + coalesce(d.debit_posted, 0))::bigint AS debit_posted,
    (a.credit_pending + coalesce(d.credit_pending, 0))::bigint AS credit_pending,
    (a.credit_posted + coalesce(d.credit_posted, 0))::bigint AS credit_posted
FROM ledger_account a
LEFT JOIN LATERAL (
    SELECT sum(e.debit_pending) AS debit_pending, sum(e.debit_posted) AS debit_posted,
        sum(e.credit_pending) AS credit_pending, sum(e.credit_posted) AS credit_posted
    FROM ledger_deferredentry e WHERE e.account_id = a.id
) d ON a.is_deferred;

-- ledger_leg: both sides of every transfer, with what it did to the account of that side. A transfer
-- writes no zero for nothing held; only a deferred account's side knows neither balance.
CREATE OR REPLACE VIEW ledger_leg AS
SELECT t.id AS transfer_id, s.account_id, s.is_debit, s.version, s.posted_after,
    CASE WHEN s.posted_after IS NOT NULL THEN coalesce(s.held_after, 0) END AS held_after,
    t.kind, t.amount, t.group_code, t.created_at,
    CASE t.kind WHEN 'posted' THEN 0 WHEN 'pending' THEN t.amount ELSE -h.amount END AS pending,
    CASE WHEN t.kind IN ('posted', 'post') THEN t.amount ELSE 0 END AS posted
FROM ledger_transfer t
LEFT JOIN ledger_transfer h ON h.id = t.pending_id
CROSS JOIN LATERAL (
    VALUES
        (t.debit_account_id, true, t.debit_version, t.debit_posted_after, t.debit_held_after),
        (t.credit_account_id, false, t.credit_version, t.credit_posted_after, t.credit_held_after)
) s (account_id, is_debit, version, posted_after, held_after);
