"""A submitted case keeps its version; its history, marks and stops are never written over."""

from django.db import migrations

GUARD = """
CREATE FUNCTION affairs_case_keeps_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'drafted' AND NEW.version_id <> OLD.version_id)
        OR NEW.code <> OLD.code OR NEW.applicant <> OLD.applicant
        OR NEW.applied_by <> OLD.applied_by THEN
        RAISE EXCEPTION 'affairs_case keeps what was applied for: % refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER affairs_case_keeps_its_version BEFORE UPDATE OR DELETE ON affairs_case
    FOR EACH ROW EXECUTE FUNCTION affairs_case_keeps_its_version();
CREATE FUNCTION affairs_case_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_caseact_only_grows BEFORE UPDATE OR DELETE ON affairs_caseact
    FOR EACH ROW EXECUTE FUNCTION affairs_case_history_only_grows();
CREATE TRIGGER affairs_casemark_only_grows BEFORE UPDATE OR DELETE ON affairs_casemark
    FOR EACH ROW EXECUTE FUNCTION affairs_case_history_only_grows();
CREATE FUNCTION affairs_stop_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until_at IS NULL AND NEW.until_at IS NOT NULL
        AND to_jsonb(NEW) - 'until_at' = to_jsonb(OLD) - 'until_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'affairs_casestop ends once: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_stop_ends_once BEFORE UPDATE OR DELETE ON affairs_casestop
    FOR EACH ROW EXECUTE FUNCTION affairs_stop_ends_once();
"""
UNGUARD = """
DROP TRIGGER affairs_stop_ends_once ON affairs_casestop;
DROP TRIGGER affairs_casemark_only_grows ON affairs_casemark;
DROP TRIGGER affairs_caseact_only_grows ON affairs_caseact;
DROP TRIGGER affairs_case_keeps_its_version ON affairs_case;
DROP FUNCTION affairs_stop_ends_once();
DROP FUNCTION affairs_case_history_only_grows();
DROP FUNCTION affairs_case_keeps_its_version();
"""


class Migration(migrations.Migration):
    dependencies = [("affairs", "0003_cases")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
