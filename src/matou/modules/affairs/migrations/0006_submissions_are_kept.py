"""A submission is never written over; a file that was handed in can only be taken out, once."""

from django.db import migrations

GUARD = """
CREATE TRIGGER affairs_casesubmission_only_grows BEFORE UPDATE OR DELETE ON affairs_casesubmission
    FOR EACH ROW EXECUTE FUNCTION affairs_case_history_only_grows();
CREATE FUNCTION affairs_case_file_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL
        AND to_jsonb(NEW) - 'removed_at' - 'removed_by'
            = to_jsonb(OLD) - 'removed_at' - 'removed_by' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'affairs_casefile ends once: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_case_file_ends_once BEFORE UPDATE OR DELETE ON affairs_casefile
    FOR EACH ROW EXECUTE FUNCTION affairs_case_file_ends_once();
"""
UNGUARD = """
DROP TRIGGER affairs_case_file_ends_once ON affairs_casefile;
DROP FUNCTION affairs_case_file_ends_once();
DROP TRIGGER affairs_casesubmission_only_grows ON affairs_casesubmission;
"""


class Migration(migrations.Migration):
    dependencies = [("affairs", "0005_case_forms")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
