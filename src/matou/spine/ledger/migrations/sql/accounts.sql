-- ledger_open_account(…): open an account unless its code is in use; tells whether it was opened.
CREATE OR REPLACE FUNCTION ledger_open_account(
    p_code text, p_kind text, p_owner text, p_unit text, p_is_debit_normal boolean,
    p_limit_kind text, p_is_deferred boolean, p_now timestamptz
) RETURNS boolean
LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO ledger_account (code, kind, owner, unit, is_debit_normal, limit_kind, is_deferred,
        is_closed, credit_line, debit_pending, debit_posted, credit_pending, credit_posted, version,
        opened_at, changed_at)
    VALUES (p_code, p_kind, p_owner, p_unit, p_is_debit_normal, p_limit_kind, p_is_deferred,
        false, 0, 0, 0, 0, 0, 0, p_now, p_now)
    ON CONFLICT (code) DO NOTHING;
    RETURN FOUND;
END
$function$;

-- ledger_close_account(code): close an account at zero without holds; tells whether it was closed.
CREATE OR REPLACE FUNCTION ledger_close_account(p_code text) RETURNS boolean
LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE ledger_account SET is_closed = true
    WHERE code = p_code AND NOT is_deferred AND debit_pending = 0 AND credit_pending = 0
        AND debit_posted = credit_posted;
    RETURN FOUND;
END
$function$;

-- ledger_set_line(code, fen): how far below zero the account may go; the CHECK refuses less than used.
CREATE OR REPLACE FUNCTION ledger_set_line(p_code text, p_line bigint) RETURNS boolean
LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE ledger_account SET credit_line = p_line WHERE code = p_code;
    RETURN FOUND;
END
$function$;
