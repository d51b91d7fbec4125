"""What was published is never written over: a version ends, once; the history only grows."""

from django.db import migrations

GUARD = """
CREATE FUNCTION affairs_version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('draft', 'legal_check', 'second_person') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF OLD.state = 'draft' OR NEW.content = OLD.content THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' AND OLD.valid_until IS NULL AND NEW.valid_until IS NOT NULL
        AND NEW.state IN (OLD.state, 'withdrawn')
        AND to_jsonb(NEW) - 'valid_until' - 'state' = to_jsonb(OLD) - 'valid_until' - 'state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'affairs_itemversion keeps what was published: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_version_is_kept BEFORE UPDATE OR DELETE ON affairs_itemversion
    FOR EACH ROW EXECUTE FUNCTION affairs_version_is_kept();
CREATE FUNCTION affairs_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'affairs_itemchange only grows: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_history_only_grows BEFORE UPDATE OR DELETE ON affairs_itemchange
    FOR EACH ROW EXECUTE FUNCTION affairs_history_only_grows();
"""
UNGUARD = """
DROP TRIGGER affairs_version_is_kept ON affairs_itemversion;
DROP FUNCTION affairs_version_is_kept();
DROP TRIGGER affairs_history_only_grows ON affairs_itemchange;
DROP FUNCTION affairs_history_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("affairs", "0001_service_items")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
