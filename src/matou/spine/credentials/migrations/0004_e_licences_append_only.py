"""E-licences, their versions, papers and places only grow: triggers refuse UPDATE and DELETE."""

from django.db import migrations

TABLES = (
    "credentials_elicence",
    "credentials_elicenceversion",
    "credentials_licencepaper",
    "credentials_statusentry",
    "credentials_statuslist",
)
FORWARD = """
CREATE FUNCTION credentials_licence_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only
    BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION credentials_licence_append_only();
"""
    for table in TABLES
)
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION credentials_licence_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("credentials", "0003_e_licences")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
