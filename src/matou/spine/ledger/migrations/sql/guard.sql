-- The journal of money and the refused ids only grow, whoever is connected.
CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION '% only grows: post a counter-entry instead', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$function$;
CREATE TRIGGER ledger_transfer_only_grows BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_rejection_only_grows BEFORE UPDATE OR DELETE ON ledger_rejection
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_account_stays BEFORE DELETE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE SEQUENCE ledger_transfer_seq OWNED BY ledger_transfer.seq;
-- Half-filled pages keep the frequent counter updates on their page, free of index writes.
ALTER TABLE ledger_account SET (fillfactor = 50);
