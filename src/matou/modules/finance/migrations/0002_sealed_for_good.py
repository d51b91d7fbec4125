"""What is sealed stays: triggers refuse changes, late lines, and sums that do not agree."""

from django.db import migrations

GUARD = """
CREATE FUNCTION finance_sealed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is sealed: issue a newer version or a counter-line', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER finance_periodstatement_sealed BEFORE UPDATE OR DELETE
    ON finance_periodstatement FOR EACH STATEMENT EXECUTE FUNCTION finance_sealed_for_good();
CREATE TRIGGER finance_statementaccount_sealed BEFORE UPDATE OR DELETE
    ON finance_statementaccount FOR EACH STATEMENT EXECUTE FUNCTION finance_sealed_for_good();
CREATE TRIGGER finance_statementline_sealed BEFORE UPDATE OR DELETE
    ON finance_statementline FOR EACH STATEMENT EXECUTE FUNCTION finance_sealed_for_good();
CREATE TRIGGER finance_statementsignature_sealed BEFORE UPDATE OR DELETE
    ON finance_statementsignature FOR EACH STATEMENT EXECUTE FUNCTION finance_sealed_for_good();
CREATE TRIGGER finance_authorityanswer_sealed BEFORE UPDATE OR DELETE
    ON finance_authorityanswer FOR EACH STATEMENT EXECUTE FUNCTION finance_sealed_for_good();

-- Accounts and lines are written before their statement; afterwards none can be added.
CREATE FUNCTION finance_no_late_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM finance_periodstatement s
        WHERE s.id IN (SELECT DISTINCT added.statement_id FROM added)
    ) THEN
        RAISE EXCEPTION 'finance_no_late_lines: the statement is sealed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_statementaccount_not_late AFTER INSERT ON finance_statementaccount
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION finance_no_late_lines();
CREATE TRIGGER finance_statementline_not_late AFTER INSERT ON finance_statementline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION finance_no_late_lines();

-- The statement comes last and finds its accounts and lines adding up, each account for itself.
CREATE FUNCTION finance_statement_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found_lines bigint;
BEGIN
    IF EXISTS (
        SELECT 1 FROM finance_statementaccount a
        LEFT JOIN (
            SELECT l.place, count(*) AS lines,
                sum(greatest(l.change_fen, 0)) AS credits,
                sum(greatest(-l.change_fen, 0)) AS debits
            FROM finance_statementline l WHERE l.statement_id = NEW.id GROUP BY l.place
        ) t ON t.place = a.place
        WHERE a.statement_id = NEW.id AND (
            a.line_count <> coalesce(t.lines, 0) OR a.credits_fen <> coalesce(t.credits, 0)
            OR a.debits_fen <> coalesce(t.debits, 0))
    ) THEN
        RAISE EXCEPTION 'finance_statement_adds_up: an account differs from its lines'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(a.line_count), 0) INTO found_lines
    FROM finance_statementaccount a WHERE a.statement_id = NEW.id;
    IF found_lines <> NEW.line_count OR found_lines <> (
        SELECT count(*) FROM finance_statementline l WHERE l.statement_id = NEW.id
    ) OR EXISTS (
        SELECT 1 FROM (
            SELECT coalesce(sum(a.opening_fen), 0) AS opening,
                coalesce(sum(a.closing_fen), 0) AS closing
            FROM finance_statementaccount a
            WHERE a.statement_id = NEW.id AND a.kind = 'wallet'
        ) w WHERE w.opening <> NEW.opening_fen OR w.closing <> NEW.closing_fen
    ) THEN
        RAISE EXCEPTION 'finance_statement_adds_up: the statement differs from its accounts'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_statement_adds_up BEFORE INSERT ON finance_periodstatement
    FOR EACH ROW EXECUTE FUNCTION finance_statement_adds_up();
"""
UNGUARD = """
DROP TRIGGER finance_statement_adds_up ON finance_periodstatement;
DROP FUNCTION finance_statement_adds_up();
DROP TRIGGER finance_statementline_not_late ON finance_statementline;
DROP TRIGGER finance_statementaccount_not_late ON finance_statementaccount;
DROP FUNCTION finance_no_late_lines();
DROP TRIGGER finance_authorityanswer_sealed ON finance_authorityanswer;
DROP TRIGGER finance_statementsignature_sealed ON finance_statementsignature;
DROP TRIGGER finance_statementline_sealed ON finance_statementline;
DROP TRIGGER finance_statementaccount_sealed ON finance_statementaccount;
DROP TRIGGER finance_periodstatement_sealed ON finance_periodstatement;
DROP FUNCTION finance_sealed_for_good();
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_statements_and_income")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
