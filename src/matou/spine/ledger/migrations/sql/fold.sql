-- ledger_fold(): add what batches appended to deferred accounts to their counters.
--
-- The rows go and the counters grow in one statement, so a reader never counts an entry twice or
-- not at all. No watermark: ids are given before commit, so "all below n" would skip late commits.
CREATE OR REPLACE FUNCTION ledger_fold() RETURNS integer
LANGUAGE sql
AS $function$
    WITH gone AS (
        DELETE FROM ledger_deferredentry RETURNING *
    ), added AS (
        SELECT gone.account_id, sum(gone.debit_pending)::bigint AS dp,
            sum(gone.debit_posted)::bigint AS dd, sum(gone.credit_pending)::bigint AS cp,
            sum(gone.credit_posted)::bigint AS cc, count(*)::integer AS entries
        FROM gone GROUP BY gone.account_id
    ), folded AS (
        UPDATE ledger_account a
        SET debit_pending = a.debit_pending + added.dp, debit_posted = a.debit_posted + added.dd,
            credit_pending = a.credit_pending + added.cp,
            credit_posted = a.credit_posted + added.cc,
            version = a.version + 1, changed_at = greatest(a.changed_at, clock_timestamp())
        FROM added WHERE a.id = added.account_id
        RETURNING added.entries
    )
    SELECT coalesce(sum(folded.entries), 0)::integer FROM folded
$function$;
