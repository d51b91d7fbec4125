"""Keep callbacks as they came: what the provider said is evidence."""

from django.db import migrations

GUARD = """
CREATE FUNCTION custody_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$function$;
CREATE TRIGGER custody_callbackreceived_only_grows
    BEFORE UPDATE OR DELETE ON custody_callbackreceived
    FOR EACH STATEMENT EXECUTE FUNCTION custody_refuse_change();
"""
UNDO = """
DROP TRIGGER custody_callbackreceived_only_grows ON custody_callbackreceived;
DROP FUNCTION custody_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_tables")]

    operations = [migrations.RunSQL(sql=GUARD, reverse_sql=UNDO)]
