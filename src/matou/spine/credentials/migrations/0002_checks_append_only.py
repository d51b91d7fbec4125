"""Checks only grow: a trigger refuses UPDATE and DELETE for everyone."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION credentials_check_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credentials_check only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER credentials_check_append_only
    BEFORE UPDATE OR DELETE ON credentials_check
    FOR EACH ROW EXECUTE FUNCTION credentials_check_append_only();
"""
BACKWARD = """
DROP TRIGGER credentials_check_append_only ON credentials_check;
DROP FUNCTION credentials_check_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_credentials")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
