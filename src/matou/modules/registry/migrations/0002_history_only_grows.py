"""The history of fields only grows: a trigger refuses UPDATE and DELETE for everyone."""

from django.db import migrations

GUARD = """
CREATE FUNCTION registry_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'registry_fieldrecord only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER registry_history_only_grows BEFORE UPDATE OR DELETE ON registry_fieldrecord
    FOR EACH ROW EXECUTE FUNCTION registry_history_only_grows();
"""
UNGUARD = """
DROP TRIGGER registry_history_only_grows ON registry_fieldrecord;
DROP FUNCTION registry_history_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_vessels_history_proposals")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
