-- ledger_submit_one(…): the short way for the commonest case, one posted transfer that succeeds.
--
-- Same answers as ledger_submit: whatever is not plainly good (a known id, a refusal) is handed to
-- it, so the meaning stands in one place only. A unique violation means that the same new id raced in
-- from elsewhere: retry.
CREATE OR REPLACE FUNCTION ledger_submit_one(
    p_id uuid, p_debit text, p_credit text, p_amount bigint, p_group text, p_purpose text,
    p_memo text, p_event_at timestamptz, p_now timestamptz DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $function$
DECLARE
    a ledger_account; d ledger_account; c ledger_account;
    v_now timestamptz;
    v_seq bigint;
    -- Assigned, not performed: a plain expression costs no statement of its own.
    v_xact xid8; v_locked boolean;
BEGIN
    FOR a IN
        SELECT x.* FROM ledger_account x
        WHERE x.code IN (p_debit, p_credit) AND NOT x.is_deferred
        ORDER BY x.id FOR NO KEY UPDATE OF x
    LOOP
        IF a.code = p_debit THEN d := a; ELSE c := a; END IF;
    END LOOP;
    -- A deferred account is read without a lock, and only appended to.
    IF d.id IS NULL OR c.id IS NULL THEN
        FOR a IN
            SELECT x.* FROM ledger_account x
            WHERE x.code IN (p_debit, p_credit) AND x.is_deferred
        LOOP
            IF a.code = p_debit THEN d := a; ELSE c := a; END IF;
        END LOOP;
    END IF;
    -- A comparison with a missing account is null, hence not good. The brackets keep PL/pgSQL from
    -- taking the first THEN for its own.
    IF p_amount BETWEEN 1 AND 9007199254740991 AND d.unit = c.unit
        AND NOT d.is_closed AND NOT c.is_closed
        AND d.debit_pending + d.debit_posted + p_amount <= (CASE d.limit_kind
            WHEN 'debits' THEN d.credit_posted + d.credit_line ELSE 4611686018427387904 END)
        AND c.credit_pending + c.credit_posted + p_amount <= (CASE c.limit_kind
            WHEN 'credits' THEN c.debit_posted + c.credit_line ELSE 4611686018427387904 END)
    THEN
        v_now := greatest(coalesce(p_now, clock_timestamp()), d.changed_at, c.changed_at);
        -- A transaction must be known before it draws a number, or ledger_seal would not wait.
        v_xact := pg_current_xact_id();
        v_seq := nextval('ledger_transfer_seq');
        -- The stripe of the id, as in ledger_submit: a refusal of it elsewhere is seen below.
        v_locked := pg_advisory_xact_lock_shared(1818588263, uuid_hash(p_id) & 1023) IS NULL;
        INSERT INTO ledger_transfer (id, seq, kind, debit_account_id, credit_account_id, amount,
            group_code, purpose, memo, event_at, created_at, payload_hash,
            debit_version, debit_posted_after, debit_held_after,
            credit_version, credit_posted_after, credit_held_after)
        SELECT p_id, v_seq, 'posted', d.id, c.id, p_amount,
            p_group, p_purpose, p_memo, p_event_at, v_now,
            substr(sha256(convert_to(ROW('posted'::text, p_debit, p_credit, p_amount, NULL::uuid,
                false, NULL::integer, p_group, p_purpose)::text, 'UTF8')), 1, 12),
            CASE WHEN d.is_deferred THEN v_seq ELSE d.version + 1 END,
            CASE WHEN d.is_deferred THEN NULL
                WHEN d.is_debit_normal THEN d.debit_posted + p_amount - d.credit_posted
                ELSE d.credit_posted - d.debit_posted - p_amount END,
            CASE WHEN d.is_deferred THEN NULL
                ELSE nullif(CASE WHEN d.is_debit_normal THEN d.credit_pending
                    ELSE d.debit_pending END, 0) END,
            CASE WHEN c.is_deferred THEN v_seq ELSE c.version + 1 END,
            CASE WHEN c.is_deferred THEN NULL
                WHEN c.is_debit_normal THEN c.debit_posted - c.credit_posted - p_amount
                ELSE c.credit_posted + p_amount - c.debit_posted END,
            CASE WHEN c.is_deferred THEN NULL
                ELSE nullif(CASE WHEN c.is_debit_normal THEN c.credit_pending
                    ELSE c.debit_pending END, 0) END
        WHERE NOT EXISTS (SELECT FROM ledger_rejection j WHERE j.id = p_id)
            AND NOT EXISTS (SELECT FROM ledger_transfer t WHERE t.id = p_id);
        IF FOUND THEN
            UPDATE ledger_account x
            SET debit_posted = x.debit_posted + CASE WHEN x.id = d.id THEN p_amount ELSE 0 END,
                credit_posted = x.credit_posted + CASE WHEN x.id = c.id THEN p_amount ELSE 0 END,
                version = x.version + 1, changed_at = v_now
            WHERE x.id IN (d.id, c.id) AND NOT x.is_deferred;
            IF d.is_deferred OR c.is_deferred THEN
                INSERT INTO ledger_deferredentry
                    (account_id, debit_pending, debit_posted, credit_pending, credit_posted)
                SELECT e.id, 0, e.debited, 0, e.credited
                FROM (VALUES (d.id, d.is_deferred, p_amount, 0::bigint),
                    (c.id, c.is_deferred, 0::bigint, p_amount)) e (id, is_deferred, debited, credited)
                WHERE e.is_deferred;
            END IF;
            RETURN 'ok';
        END IF;
    END IF;
    RETURN (SELECT o.status FROM ledger_submit(jsonb_build_array(jsonb_build_object(
        'id', p_id, 'kind', 'posted', 'debit', p_debit, 'credit', p_credit, 'amount', p_amount,
        'group', p_group, 'purpose', p_purpose, 'memo', p_memo, 'event_at', p_event_at)), p_now) o);
END
$function$;
