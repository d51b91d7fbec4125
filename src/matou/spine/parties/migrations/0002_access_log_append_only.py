"""The access log only grows: a trigger refuses UPDATE and DELETE for everyone."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION parties_accesslog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'parties_accesslog only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER parties_accesslog_append_only
    BEFORE UPDATE OR DELETE ON parties_accesslog
    FOR EACH ROW EXECUTE FUNCTION parties_accesslog_append_only();
"""
BACKWARD = """
DROP TRIGGER parties_accesslog_append_only ON parties_accesslog;
DROP FUNCTION parties_accesslog_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_parties")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
