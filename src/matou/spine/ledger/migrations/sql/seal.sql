-- ledger_canonical(transfer): the text of a transfer that a seal covers, the same in every session.
CREATE OR REPLACE FUNCTION ledger_canonical(t ledger_transfer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $function$
    SELECT ROW(t.id, t.seq, t.kind, t.debit_account_id, t.credit_account_id, t.amount, t.pending_id,
        t.group_code, t.purpose, t.memo, extract(epoch FROM t.event_at),
        extract(epoch FROM t.created_at), extract(epoch FROM t.expires_at), t.chain_id,
        t.chain_size, encode(t.payload_hash, 'hex'), t.debit_version, t.debit_posted_after,
        t.debit_held_after, t.credit_version, t.credit_posted_after, t.credit_held_after)::text
$function$;

-- ledger_digest(from, to): how many transfers lie between two numbers, both included, their last
-- number, and the hash over their texts one after another; a record's text says where it ends.
CREATE OR REPLACE FUNCTION ledger_digest(p_first bigint, p_last bigint, p_most integer)
RETURNS TABLE (transfers integer, last_seq bigint, digest bytea)
LANGUAGE sql STABLE
SET enable_seqscan = off
-- Unless it walks the index of numbers, every block sorts all that is not yet sealed.
SET enable_bitmapscan = off
SET enable_sort = off
AS $function$
    SELECT count(*)::integer, max(r.seq),
        sha256(convert_to(coalesce(string_agg(r.canonical, '' ORDER BY r.seq), ''), 'UTF8'))
    FROM (
        SELECT t.seq, ledger_canonical(t) AS canonical FROM ledger_transfer t
        WHERE t.seq BETWEEN p_first AND p_last ORDER BY t.seq LIMIT p_most
    ) r
$function$;

-- ledger_seal(now): put finished transfers under seals, a block of at most 1,000 after another.
--
-- Numbers are drawn before the commit, so "all below n" would skip whoever commits late. The mark
-- says how far numbers were drawn, and which transactions of this database ran then: once these are
-- over, nothing below the mark can still come. A number that was drawn and rolled back leaves a
-- gap, and the seal says how many transfers it covers.
CREATE OR REPLACE FUNCTION ledger_seal(p_now timestamptz) RETURNS integer
LANGUAGE plpgsql
AS $function$
DECLARE
    v_number bigint; v_sealed bigint; v_previous bytea; v_upto bigint; v_running bigint[];
    v_drawn bigint; d record; v_count integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(1818588264, 0) THEN RETURN 0; END IF;
    SELECT b.number, b.last_seq, b.hash INTO v_number, v_sealed, v_previous
    FROM ledger_block b ORDER BY b.number DESC LIMIT 1;
    v_number := coalesce(v_number, 0); v_sealed := coalesce(v_sealed, 0);
    v_previous := coalesce(v_previous, '\x');
    SELECT m.upto, m.running INTO v_upto, v_running FROM ledger_mark m;
    IF FOUND AND NOT EXISTS (
        -- A mark that came with a dump may name transactions that this server is yet to see.
        SELECT FROM unnest(v_running) AS r (id)
        WHERE CASE WHEN r.id < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            THEN pg_xact_status(r.id::text::xid8) = 'in progress' END
    ) THEN
        LOOP
            SELECT x.* INTO d FROM ledger_digest(v_sealed + 1, v_upto, 1000) x;
            EXIT WHEN d.transfers = 0;
            v_number := v_number + 1;
            v_previous := sha256(v_previous || convert_to(v_number || ':' || v_sealed + 1 || ':'
                || d.last_seq || ':' || d.transfers || ':', 'UTF8') || d.digest);
            INSERT INTO ledger_block (number, first_seq, last_seq, transfers, hash, sealed_at)
            VALUES (v_number, v_sealed + 1, d.last_seq, d.transfers, v_previous, p_now);
            v_sealed := d.last_seq; v_count := v_count + d.transfers;
        END LOOP;
        DELETE FROM ledger_mark;
        v_upto := NULL;
    END IF;
    IF v_upto IS NULL THEN
        SELECT q.last_value INTO v_drawn FROM ledger_transfer_seq q WHERE q.is_called;
        -- A statement of its own: who runs must be asked after the number was read. Whoever has
        -- an id and not yet its lock has not drawn a number either.
        IF v_drawn > v_sealed THEN
            INSERT INTO ledger_mark (upto, running)
            SELECT v_drawn, coalesce(array_agg(n.near + (l.transactionid::text::bigint
                - n.near + 2147483648 & 4294967295) - 2147483648), '{}')
            FROM pg_locks l
            JOIN pg_stat_activity s ON s.pid = l.pid AND s.datname = current_database()
            -- A lock tells the lower half of an id; the whole one is within 2^31 of the newest.
            CROSS JOIN (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS n (near)
            WHERE l.locktype = 'transactionid' AND l.granted AND l.pid <> pg_backend_pid();
        END IF;
    END IF;
    RETURN v_count;
END
$function$;

-- ledger_broken_seals(): the blocks that no longer say what they said, each with what is wrong.
CREATE OR REPLACE FUNCTION ledger_broken_seals()
RETURNS TABLE (number bigint, fault text)
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $function$
    SELECT s.number, CASE
        WHEN s.number <> s.ord THEN 'block-missing'
        WHEN s.first_seq <> s.before + 1 THEN 'block-altered'
        WHEN s.found <> s.transfers THEN 'transfer-missing-or-added'
        ELSE 'altered' END
    FROM (
        SELECT b.number, b.first_seq, b.transfers, b.hash, x.transfers AS found,
            row_number() OVER w AS ord, coalesce(lag(b.last_seq) OVER w, 0) AS before,
            sha256(coalesce(lag(b.hash) OVER w, ''::bytea) || convert_to(b.number || ':'
                || b.first_seq || ':' || b.last_seq || ':' || b.transfers || ':', 'UTF8')
                || x.digest) AS expected
        FROM ledger_block b
        CROSS JOIN LATERAL ledger_digest(b.first_seq, b.last_seq, NULL) x
        WINDOW w AS (ORDER BY b.number)
    ) s
    WHERE s.number <> s.ord OR s.first_seq <> s.before + 1 OR s.hash <> s.expected
    ORDER BY s.number
$function$;

CREATE OR REPLACE TRIGGER ledger_block_only_grows BEFORE UPDATE OR DELETE ON ledger_block
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
