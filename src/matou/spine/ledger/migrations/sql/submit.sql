-- ledger_submit(batch): the only writer of accounts and transfers.
--
-- Takes a JSON array of postings and answers one row per item, in order. READ COMMITTED only:
--   A  read the items, the holds they name (holds never change, so no lock is needed), and which ids
--      are known; an id that becomes known after this is seen by the keys in E;
--   B  lock every touched account, in id order, so that two batches never wait for each other;
--   C  in a new statement, hence a new snapshot, read which holds are resolved by now;
--   D  run the state machine over arrays; a broken chain is undone step by step;
--   E  lock the ids, look once more, then one INSERT of transfers, one UPDATE of accounts.
-- A unique violation means that the same new id raced in from elsewhere: retry the batch.
--
-- Two payloads may race with one new id over different accounts, so that no account lock puts them
-- in line. Their tables' keys keep two transfers or two refusals apart; a transfer and a refusal
-- meet in an advisory lock on one of 1,024 stripes of ids: shared for what happens, exclusive for
-- what is refused. Taken last and in order of stripe, the stripes themselves never deadlock.
--
-- The payload hash covers what moves money, not event_at and memo: a caller who repeats an act a
-- minute later with the same id means the same act. 96 bits of it: enough to tell that the same caller
-- changed his mind, and four bytes less that each transfer keeps.

CREATE OR REPLACE FUNCTION ledger_submit(p_batch jsonb, p_now timestamptz DEFAULT NULL)
RETURNS TABLE (item integer, status text)
LANGUAGE plpgsql
-- A plan made while the tables were empty must not scan them for ever: no scan of a whole table, and
-- below no join that could read one whole by its index. OFFSET 0 keeps each look-up a look-up.
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $function$
DECLARE
    c_most CONSTANT bigint := 9007199254740991;       -- 2^53 - 1, kit.money.MAX_FEN
    c_counter_most CONSTANT bigint := 4611686018427387904;  -- 2^62, far from bigint's end
    c_stripes CONSTANT integer := 1818588263;         -- 'leg' + 'g': our advisory locks alone
    n integer := jsonb_array_length(p_batch);
    v_now timestamptz;
    -- items, one array per column
    i_id uuid[]; i_kind text[]; i_debit text[]; i_credit text[]; i_amount bigint[];
    i_pending uuid[]; i_linked boolean[]; i_timeout integer[]; i_group text[]; i_purpose text[];
    i_memo text[]; i_event timestamptz[]; i_hash bytea[];
    i_first integer[];      -- first item of the batch with the same id
    i_hold integer[];       -- first item of the batch whose id this item's pending_id names
    i_slot integer[];       -- first item of the batch that names the same hold
    i_debit_id integer[]; i_credit_id integer[];      -- accounts, those of the hold if it names one
    i_account integer[];
    i_debit_at integer[]; i_credit_at integer[];      -- their positions in the account arrays
    h_amount bigint[]; h_expires timestamptz[];       -- holds found in the table
    -- what is known of each id, and whether each hold is resolved (by slot)
    k_hash bytea[]; k_status text[]; resolved boolean[];
    -- accounts, in id order; a deferred account counts from zero and is only appended to
    a_id integer[]; a_code text[]; a_unit text[]; a_normal boolean[]; a_limit text[];
    a_deferred boolean[]; a_closed boolean[]; a_line bigint[]; a_version bigint[];
    a_dp bigint[]; a_dd bigint[]; a_cp bigint[]; a_cc bigint[]; a_before bigint[];
    a_changed timestamptz; v_xact xid8;
    -- results by item
    r_status text[]; r_amount bigint[]; r_debit integer[]; r_credit integer[];
    r_pend bigint[]; r_post bigint[]; r_expires timestamptz[]; r_seq bigint[];
    r_chain uuid[]; r_size integer[];
    r_dv bigint[]; r_db bigint[]; r_dh bigint[]; r_cv bigint[]; r_cb bigint[]; r_ch bigint[];
    -- the loop
    i integer; k integer; f integer; d integer; c integer; s text; v_amount bigint;
    v_pend bigint; v_post bigint; v_hold bigint; v_expires timestamptz;
    chain_from integer := 0; chain_broken boolean := false; chain_count integer; chain_head uuid;
    any_rejected boolean := false; any_deferred boolean; any_timer boolean := false;
    any_resolved boolean := false; any_related boolean; any_made boolean := false;
BEGIN
    IF n = 0 THEN RETURN; END IF;

    -- A: items and the holds they name. No DISTINCT among these aggregates: the planner would sort
    -- the rows by it first, and every array would lose the order of the batch.
    SELECT array_agg(x.id), array_agg(x.kind), array_agg(x.debit), array_agg(x.credit),
        array_agg(x.amount), array_agg(x.pending_id), array_agg(x.linked),
        array_agg(x.timeout_s), array_agg(x.group_code), array_agg(x.purpose),
        array_agg(x.memo), array_agg(x.event_at), array_agg(x.hash),
        array_agg(x.h_amount), array_agg(x.h_expires), array_agg(x.debit_id),
        array_agg(x.credit_id), array_agg(x.ord), count(x.pending_id) > 0,
        array_agg(x.known_hash), array_agg(x.known_status)
    INTO i_id, i_kind, i_debit, i_credit, i_amount, i_pending, i_linked, i_timeout, i_group,
        i_purpose, i_memo, i_event, i_hash, h_amount, h_expires, i_debit_id, i_credit_id,
        i_first, any_related, k_hash, k_status
    FROM (
        SELECT raw.id, raw.kind, raw.debit, raw.credit, raw.amount, raw.pending_id,
            coalesce(raw.linked, false) AS linked, raw.timeout_s, raw.group_code, raw.purpose,
            coalesce(raw.memo, '') AS memo, raw.event_at, raw.ord::integer AS ord,
            substr(sha256(convert_to(ROW(raw.kind, raw.debit, raw.credit, raw.amount,
                raw.pending_id, coalesce(raw.linked, false), raw.timeout_s, raw.group_code,
                raw.purpose)::text, 'UTF8')), 1, 12) AS hash,
            h.amount AS h_amount, h.expires_at AS h_expires,
            coalesce(h.debit_account_id, da.id) AS debit_id,
            coalesce(h.credit_account_id, ca.id) AS credit_id,
            coalesce(t.payload_hash, j.payload_hash) AS known_hash,
            CASE WHEN t.id IS NOT NULL THEN 'exists' ELSE j.status END AS known_status
        FROM ROWS FROM (jsonb_to_recordset(p_batch) AS (
            id uuid, kind text, debit text, credit text, amount bigint, pending_id uuid,
            linked boolean, timeout_s integer, "group" text, purpose text, memo text,
            event_at timestamptz
        )) WITH ORDINALITY AS raw(id, kind, debit, credit, amount, pending_id, linked, timeout_s,
            group_code, purpose, memo, event_at, ord)
        LEFT JOIN LATERAL (SELECT t.* FROM ledger_transfer t
            WHERE t.id = raw.pending_id AND t.kind = 'pending' OFFSET 0) h ON true
        LEFT JOIN LATERAL (SELECT a.id FROM ledger_account a
            WHERE a.code = raw.debit OFFSET 0) da ON true
        LEFT JOIN LATERAL (SELECT a.id FROM ledger_account a
            WHERE a.code = raw.credit OFFSET 0) ca ON true
        LEFT JOIN LATERAL (SELECT o.id, o.payload_hash FROM ledger_transfer o
            WHERE o.id = raw.id OFFSET 0) t ON true
        LEFT JOIN LATERAL (SELECT o.status, o.payload_hash FROM ledger_rejection o
            WHERE o.id = raw.id OFFSET 0) j ON true
        WHERE raw.id IS NOT NULL
        ORDER BY raw.ord
    ) x;
    IF coalesce(cardinality(i_id), 0) <> n THEN
        RAISE EXCEPTION 'ledger_submit: every item needs an id' USING ERRCODE = '22023';
    END IF;
    -- Most batches name no hold and no id twice; only the others pay for looking who means whom.
    i_hold := array_fill(NULL::integer, ARRAY[n]); i_slot := i_hold;
    IF any_related OR n > (SELECT count(DISTINCT o.id) FROM unnest(i_id) AS o(id)) THEN
        SELECT array_agg(x.first_ord), array_agg(x.hold_ord), array_agg(x.slot)
        INTO i_first, i_hold, i_slot
        FROM (
            SELECT min(q.ord) OVER (PARTITION BY q.id)::integer AS first_ord,
                other.ord::integer AS hold_ord,
                min(q.ord) OVER (PARTITION BY q.pending_id)::integer AS slot
            FROM unnest(i_id, i_pending) WITH ORDINALITY AS q(id, pending_id, ord)
            LEFT JOIN (
                SELECT o.id, min(o.ord) AS ord
                FROM unnest(i_id) WITH ORDINALITY AS o(id, ord) GROUP BY o.id
            ) other ON other.id = q.pending_id
            ORDER BY q.ord
        ) x;
    END IF;

    i_account := i_debit_id || i_credit_id;
    -- B: lock in id order; deferred accounts are read without a lock, that is their point
    WITH locked AS MATERIALIZED (
        SELECT a.* FROM ledger_account a
        WHERE a.id = ANY (i_account) AND NOT a.is_deferred
        ORDER BY a.id FOR NO KEY UPDATE OF a
    ), touched AS (
        SELECT l.* FROM locked l
        UNION ALL
        SELECT a.* FROM ledger_account a
        WHERE a.id = ANY (i_account) AND a.is_deferred
    )
    SELECT array_agg(t.id), array_agg(t.code), array_agg(t.unit), array_agg(t.is_debit_normal),
        array_agg(t.limit_kind), array_agg(t.is_deferred), array_agg(t.is_closed),
        array_agg(t.credit_line), array_agg(t.version), array_agg(t.version),
        array_agg(CASE WHEN t.is_deferred THEN 0 ELSE t.debit_pending END),
        array_agg(CASE WHEN t.is_deferred THEN 0 ELSE t.debit_posted END),
        array_agg(CASE WHEN t.is_deferred THEN 0 ELSE t.credit_pending END),
        array_agg(CASE WHEN t.is_deferred THEN 0 ELSE t.credit_posted END),
        coalesce(bool_or(t.is_deferred), false), max(t.changed_at)
    INTO a_id, a_code, a_unit, a_normal, a_limit, a_deferred, a_closed, a_line, a_version,
        a_before, a_dp, a_dd, a_cp, a_cc, any_deferred, a_changed
    FROM touched t;
    -- A clock that steps back must not disorder an account's history: as-of queries rely on it.
    v_now := greatest(coalesce(p_now, clock_timestamp()), a_changed);
    -- A transaction must be known before it draws a number, or ledger_seal would not wait for it.
    v_xact := pg_current_xact_id();

    -- C: a new snapshot, taken after the locks
    SELECT array_agg(x.is_resolved), array_agg(x.debit_at), array_agg(x.credit_at)
    INTO resolved, i_debit_at, i_credit_at
    FROM (
        SELECT z.id IS NOT NULL AS is_resolved, da.ord AS debit_at, ca.ord AS credit_at
        FROM unnest(i_pending, i_debit_id, i_credit_id)
            WITH ORDINALITY AS q(pending_id, debit_id, credit_id, ord)
        LEFT JOIN LATERAL (SELECT o.id FROM ledger_transfer o
            WHERE o.pending_id = q.pending_id OFFSET 0) z ON true
        LEFT JOIN unnest(a_id) WITH ORDINALITY AS da(id, ord) ON da.id = q.debit_id
        LEFT JOIN unnest(a_id) WITH ORDINALITY AS ca(id, ord) ON ca.id = q.credit_id
        ORDER BY q.ord
    ) x;

    r_status := array_fill(NULL::text, ARRAY[n]);
    r_amount := array_fill(NULL::bigint, ARRAY[n]);
    r_debit := array_fill(NULL::integer, ARRAY[n]); r_credit := r_debit; r_size := r_debit;
    r_pend := r_amount; r_post := r_amount; r_seq := r_amount;
    r_dv := r_amount; r_db := r_amount; r_dh := r_amount;
    r_cv := r_amount; r_cb := r_amount; r_ch := r_amount;
    r_chain := array_fill(NULL::uuid, ARRAY[n]);
    r_expires := array_fill(NULL::timestamptz, ARRAY[n]);

    -- D: the state machine
    FOR i IN 1..n LOOP
        IF chain_from = 0 AND i_linked[i] THEN chain_from := i; END IF;
        f := i_first[i];
        d := i_debit_at[i]; c := i_credit_at[i];
        v_amount := i_amount[i]; v_expires := NULL;
        IF k_hash[i] IS NOT NULL THEN
            s := CASE WHEN k_hash[i] = i_hash[i] THEN k_status[i]
                ELSE 'exists_with_different_payload' END;
        ELSIF f < i THEN
            s := CASE WHEN i_hash[f] <> i_hash[i] THEN 'exists_with_different_payload'
                WHEN r_status[f] = 'ok' THEN 'exists' ELSE r_status[f] END;
        ELSIF chain_broken THEN
            s := 'linked_item_failed';
        ELSIF i = n AND i_linked[i] THEN
            s := 'chain_left_open';
        ELSIF i_kind[i] IN ('posted', 'pending') THEN
            s := CASE
                WHEN i_debit[i] IS NULL OR i_credit[i] IS NULL OR v_amount IS NULL
                    OR i_pending[i] IS NOT NULL OR i_group[i] IS NULL OR i_purpose[i] IS NULL
                    OR i_event[i] IS NULL OR i_timeout[i] <= 0
                    OR (i_kind[i] = 'posted' AND i_timeout[i] IS NOT NULL) THEN 'malformed'
                WHEN v_amount <= 0 THEN 'amount_not_positive'
                WHEN i_debit[i] = i_credit[i] THEN 'accounts_same'
                WHEN d IS NULL THEN 'debit_account_not_found'
                WHEN c IS NULL THEN 'credit_account_not_found'
                WHEN a_unit[d] <> a_unit[c] THEN 'units_differ'
                WHEN a_closed[d] OR a_closed[c] THEN 'account_closed'
                WHEN v_amount > c_most OR a_dp[d] + a_dd[d] + v_amount > c_counter_most
                    OR a_cp[c] + a_cc[c] + v_amount > c_counter_most THEN 'overflow'
                WHEN a_limit[d] = 'debits'
                    AND a_dp[d] + a_dd[d] + v_amount > a_cc[d] + a_line[d] THEN 'exceeds_credits'
                WHEN a_limit[c] = 'credits'
                    AND a_cp[c] + a_cc[c] + v_amount > a_dd[c] + a_line[c] THEN 'exceeds_debits'
                ELSE 'ok' END;
            IF i_kind[i] = 'posted' THEN
                v_pend := 0; v_post := v_amount;
            ELSE
                v_pend := v_amount; v_post := 0;
                v_expires := v_now + make_interval(secs => i_timeout[i]);
            END IF;
        ELSIF i_kind[i] IN ('post', 'void', 'expire') THEN
            -- The hold stands in the table, or was made earlier in this batch.
            v_hold := h_amount[i]; v_expires := h_expires[i];
            k := i_hold[i];
            IF v_hold IS NULL AND k < i AND r_status[k] = 'ok' AND i_kind[k] = 'pending' THEN
                v_hold := r_amount[k]; v_expires := r_expires[k];
                d := r_debit[k]; c := r_credit[k];
            END IF;
            s := CASE
                WHEN i_pending[i] IS NULL OR i_timeout[i] IS NOT NULL OR i_group[i] IS NULL
                    OR i_purpose[i] IS NULL OR i_event[i] IS NULL
                    OR (i_kind[i] <> 'post' AND v_amount IS NOT NULL) THEN 'malformed'
                WHEN v_amount <= 0 THEN 'amount_not_positive'
                WHEN v_hold IS NULL THEN 'pending_not_found'
                WHEN i_debit[i] <> a_code[d] OR i_credit[i] <> a_code[c]
                    THEN 'pending_has_other_accounts'
                WHEN resolved[i_slot[i]] THEN 'pending_already_resolved'
                WHEN i_kind[i] = 'post' AND v_expires <= v_now THEN 'pending_expired'
                WHEN i_kind[i] = 'expire' AND (v_expires > v_now) IS NOT FALSE
                    THEN 'pending_not_expired'
                WHEN v_amount > v_hold THEN 'exceeds_pending_amount'
                ELSE 'ok' END;
            v_amount := coalesce(v_amount, v_hold);
            v_pend := -v_hold; v_post := CASE WHEN i_kind[i] = 'post' THEN v_amount ELSE 0 END;
            v_expires := NULL;
        ELSE
            s := 'malformed';
        END IF;

        IF s = 'ok' THEN
            a_dp[d] := a_dp[d] + v_pend; a_dd[d] := a_dd[d] + v_post;
            a_cp[c] := a_cp[c] + v_pend; a_cc[c] := a_cc[c] + v_post;
            a_version[d] := a_version[d] + 1; a_version[c] := a_version[c] + 1;
            IF v_pend < 0 THEN resolved[i_slot[i]] := true; any_resolved := true; END IF;
            IF v_expires IS NOT NULL THEN any_timer := true; END IF;
            any_made := true;
            r_amount[i] := v_amount; r_debit[i] := d; r_credit[i] := c;
            r_pend[i] := v_pend; r_post[i] := v_post; r_expires[i] := v_expires;
            r_seq[i] := nextval('ledger_transfer_seq');
            IF a_deferred[d] THEN
                r_dv[i] := r_seq[i];
            ELSE
                r_dv[i] := a_version[d];
                r_db[i] := CASE WHEN a_normal[d] THEN a_dd[d] - a_cc[d] ELSE a_cc[d] - a_dd[d] END;
                r_dh[i] := CASE WHEN a_normal[d] THEN a_cp[d] ELSE a_dp[d] END;
            END IF;
            IF a_deferred[c] THEN
                r_cv[i] := r_seq[i];
            ELSE
                r_cv[i] := a_version[c];
                r_cb[i] := CASE WHEN a_normal[c] THEN a_dd[c] - a_cc[c] ELSE a_cc[c] - a_dd[c] END;
                r_ch[i] := CASE WHEN a_normal[c] THEN a_cp[c] ELSE a_dp[c] END;
            END IF;
        END IF;
        r_status[i] := s;

        IF chain_from > 0 AND NOT chain_broken
            AND (s NOT IN ('ok', 'exists') OR (i = n AND i_linked[i])) THEN
            chain_broken := true;
            FOR k IN REVERSE i..chain_from LOOP
                IF r_status[k] = 'ok' THEN
                    d := r_debit[k]; c := r_credit[k];
                    a_dp[d] := a_dp[d] - r_pend[k]; a_dd[d] := a_dd[d] - r_post[k];
                    a_cp[c] := a_cp[c] - r_pend[k]; a_cc[c] := a_cc[c] - r_post[k];
                    a_version[d] := a_version[d] - 1; a_version[c] := a_version[c] - 1;
                    IF r_pend[k] < 0 THEN resolved[i_slot[k]] := false; END IF;
                    r_status[k] := 'linked_item_failed';
                ELSIF r_status[k] = 'exists' AND k_hash[k] IS NULL AND i_first[k] >= chain_from THEN
                    r_status[k] := 'linked_item_failed';
                END IF;
            END LOOP;
            any_rejected := true;
        END IF;
        any_rejected := any_rejected OR s NOT IN ('ok', 'exists');
        IF chain_from > 0 AND NOT i_linked[i] THEN
            IF NOT chain_broken THEN
                chain_count := 0; chain_head := NULL;
                FOR k IN chain_from..i LOOP
                    IF r_status[k] = 'ok' THEN
                        chain_count := chain_count + 1;
                        chain_head := coalesce(chain_head, i_id[k]);
                    END IF;
                END LOOP;
                FOR k IN chain_from..i LOOP
                    r_chain[k] := chain_head; r_size[k] := chain_count;
                END LOOP;
            END IF;
            chain_from := 0; chain_broken := false;
        END IF;
    END LOOP;

    -- E: write
    PERFORM CASE WHEN x.is_refused THEN pg_advisory_xact_lock(x.family, x.stripe)
        ELSE pg_advisory_xact_lock_shared(x.family, x.stripe) END
    FROM (
        SELECT c_stripes AS family, uuid_hash(w.id) & 1023 AS stripe,
            bool_or(w.status <> 'ok') AS is_refused
        FROM unnest(i_id, r_status, k_hash) AS w(id, status, known)
        WHERE w.known IS NULL AND w.status <> 'exists'
        GROUP BY 2 ORDER BY 2
    ) x;
    PERFORM FROM unnest(i_id, r_status, k_hash) AS w(id, status, known)
    WHERE w.known IS NULL AND w.status <> 'exists'
        AND CASE WHEN w.status = 'ok'
            THEN EXISTS (SELECT FROM ledger_rejection j WHERE j.id = w.id OFFSET 0)
            ELSE EXISTS (SELECT FROM ledger_transfer t WHERE t.id = w.id OFFSET 0) END;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger_submit: an id of the batch raced in from elsewhere'
            USING ERRCODE = 'unique_violation';
    END IF;
    IF any_made THEN
        INSERT INTO ledger_transfer (id, seq, kind, debit_account_id, credit_account_id, amount,
            pending_id, group_code, purpose, memo, event_at, created_at, expires_at, chain_id,
            chain_size, payload_hash, debit_version, debit_posted_after, debit_held_after,
            credit_version, credit_posted_after, credit_held_after)
        SELECT w.id, w.seq, w.kind, a_id[w.debit], a_id[w.credit], w.amount, w.pending_id,
            w.group_code, w.purpose, w.memo, w.event_at, v_now, w.expires_at, w.chain_id,
            w.chain_size, w.hash, w.dv, w.db, nullif(w.dh, 0), w.cv, w.cb, nullif(w.ch, 0)
        FROM unnest(i_id, r_seq, i_kind, r_debit, r_credit, r_amount, i_pending, i_group,
            i_purpose, i_memo, i_event, r_expires, r_chain, r_size, i_hash, r_dv, r_db, r_dh,
            r_cv, r_cb, r_ch, r_status) AS w(id, seq, kind, debit, credit, amount, pending_id,
            group_code, purpose, memo, event_at, expires_at, chain_id, chain_size, hash, dv, db,
            dh, cv, cb, ch, status)
        WHERE w.status = 'ok';

        UPDATE ledger_account a
        SET debit_pending = u.dp, debit_posted = u.dd, credit_pending = u.cp,
            credit_posted = u.cc, version = u.version, changed_at = v_now
        FROM unnest(a_id, a_dp, a_dd, a_cp, a_cc, a_version, a_before, a_deferred)
            AS u(id, dp, dd, cp, cc, version, before, deferred)
        WHERE a.id = u.id AND a.id = ANY (a_id) AND u.version <> u.before AND NOT u.deferred;

        IF any_deferred THEN
            INSERT INTO ledger_deferredentry
                (account_id, debit_pending, debit_posted, credit_pending, credit_posted)
            SELECT u.id, u.dp, u.dd, u.cp, u.cc
            FROM unnest(a_id, a_dp, a_dd, a_cp, a_cc, a_version, a_before, a_deferred)
                AS u(id, dp, dd, cp, cc, version, before, deferred)
            WHERE u.deferred AND u.version <> u.before;
        END IF;
        IF any_timer THEN
            INSERT INTO ledger_timer (transfer_id, expires_at)
            SELECT w.id, w.expires_at FROM unnest(i_id, r_expires, r_status)
                AS w(id, expires_at, status)
            WHERE w.status = 'ok' AND w.expires_at IS NOT NULL;
        END IF;
        IF any_resolved THEN
            DELETE FROM ledger_timer x USING unnest(i_pending, r_status) AS w(id, status)
            WHERE x.transfer_id = w.id AND x.transfer_id = ANY (i_pending) AND w.status = 'ok';
        END IF;
    END IF;
    IF any_rejected THEN
        INSERT INTO ledger_rejection (id, status, payload_hash, created_at)
        SELECT w.id, w.status, w.hash, v_now
        FROM unnest(i_id, r_status, i_hash, k_hash, i_first)
            WITH ORDINALITY AS w(id, status, hash, known, first_ord, ord)
        WHERE w.known IS NULL AND w.first_ord = w.ord AND w.status NOT IN ('ok', 'exists');
    END IF;
    RETURN QUERY SELECT w.ord::integer, w.status
        FROM unnest(r_status) WITH ORDINALITY AS w(status, ord);
END
$function$;
