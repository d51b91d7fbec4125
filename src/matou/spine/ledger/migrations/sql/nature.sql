-- What an account is: asked only where it is opened, closed or changed, never where it counts.
CREATE OR REPLACE FUNCTION ledger_check_nature() RETURNS trigger
LANGUAGE plpgsql
AS $function$
BEGIN
    IF NEW.limit_kind NOT IN ('debits', 'credits', 'none') THEN
        RAISE EXCEPTION 'ledger_account %: unknown limit %', NEW.code, NEW.limit_kind
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.is_deferred AND (NEW.is_closed OR NEW.limit_kind <> 'none') THEN
        RAISE EXCEPTION 'ledger_account %: deferred means no limit, and open', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.is_closed AND (NEW.debit_pending <> 0 OR NEW.credit_pending <> 0
            OR NEW.debit_posted <> NEW.credit_posted) THEN
        RAISE EXCEPTION 'ledger_account %: only an empty account is closed', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$function$;
DROP TRIGGER IF EXISTS ledger_account_nature ON ledger_account;
CREATE TRIGGER ledger_account_nature
    AFTER INSERT OR UPDATE OF limit_kind, is_deferred, is_closed ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_check_nature();
