"""Rows of the network are added and ended, never altered or deleted; changes and versions only grow.

The guard is one function: an UPDATE passes when it sets the end of a row that had none and nothing
else. Who planned a row for a later day and thinks better of it ends it at its own start.
"""

from django.db import migrations

ROWS = (
    *("node", "link", "service", "serviceseason", "serviceexception", "transfer"),
    *("chamber", "tariff", "emissionfactor", "networknotice"),
)
LOGS = ("networkchange", "networkversion")

GUARD = """
CREATE FUNCTION planner_row_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.valid_until IS NULL AND NEW.valid_until IS NOT NULL
        AND to_jsonb(NEW) - 'valid_until' = to_jsonb(OLD) - 'valid_until' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% keeps its rows: % refused. End the row and add another.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION planner_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""
UNGUARD = "DROP FUNCTION planner_row_only_ends(); DROP FUNCTION planner_log_only_grows();"


def _trigger(table: str, function: str) -> migrations.RunSQL:
    name = f"planner_{table}_is_kept"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON planner_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON planner_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("planner", "0001_network")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        *(_trigger(table, "planner_row_only_ends") for table in ROWS),
        *(_trigger(table, "planner_log_only_grows") for table in LOGS),
    ]
