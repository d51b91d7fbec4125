-- Whether an account keeps its limit: no counter below zero, and no more moved or held than it may.
--
-- A CHECK is read and planned anew for each statement that writes: a call is read in half the time of
-- the comparison written out. PL/pgSQL, because the planner would put SQL in the call's place.
CREATE OR REPLACE FUNCTION ledger_is_within(
    p_limit text, p_line bigint, p_debit_pending bigint, p_debit_posted bigint,
    p_credit_pending bigint, p_credit_posted bigint
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN least(p_debit_pending, p_debit_posted, p_credit_pending, p_credit_posted, p_line,
        p_line + CASE p_limit
            WHEN 'debits' THEN p_credit_posted - p_debit_posted - p_debit_pending
            WHEN 'credits' THEN p_debit_posted - p_credit_posted - p_credit_pending
            ELSE 0 END) >= 0;
END
$function$;
