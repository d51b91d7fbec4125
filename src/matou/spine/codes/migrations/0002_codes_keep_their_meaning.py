"""A code never changes meaning: code, kind, subject and birth stay, and no row ever goes."""

from django.db import migrations

KEEP = """
CREATE FUNCTION codes_keep_meaning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'code % keeps its meaning: it can be retired, never deleted', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.code, NEW.kind, NEW.subject, NEW.created_at)
            IS DISTINCT FROM (OLD.code, OLD.kind, OLD.subject, OLD.created_at) THEN
        RAISE EXCEPTION 'code % keeps its meaning: issue a new code instead', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.retired_at IS NOT NULL
            AND (NEW.retired_at, NEW.successor_id)
                IS DISTINCT FROM (OLD.retired_at, OLD.successor_id) THEN
        RAISE EXCEPTION 'code % is out of use for good', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER codes_keep_their_meaning BEFORE UPDATE OR DELETE ON codes_code
    FOR EACH ROW EXECUTE FUNCTION codes_keep_meaning();
"""

FORGET = """
DROP TRIGGER codes_keep_their_meaning ON codes_code;
DROP FUNCTION codes_keep_meaning();
"""


class Migration(migrations.Migration):
    dependencies = [("codes", "0001_codes")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
