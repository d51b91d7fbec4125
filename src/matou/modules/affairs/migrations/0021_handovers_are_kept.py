"""What arrived, what was done and what was told of hand-overs only grows; a case comes once."""

from django.db import migrations

GROWING = ("handoveract", "handovermessage", "arrivedbundle", "arrivedfile")
GUARD = (
    "".join(
        f"""
CREATE TRIGGER affairs_{table}_only_grows BEFORE UPDATE OR DELETE ON affairs_{table}
    FOR EACH ROW EXECUTE FUNCTION affairs_case_history_only_grows();"""
        for table in GROWING
    )
    + """
CREATE FUNCTION affairs_arrival_keeps_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.handover <> OLD.handover OR NEW.member <> OLD.member
        OR NEW.case_code <> OLD.case_code OR NEW.told_seq < OLD.told_seq
        OR (OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id) THEN
        RAISE EXCEPTION 'affairs_arrival keeps its case: % refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER affairs_arrival_keeps_its_case BEFORE UPDATE OR DELETE ON affairs_arrival
    FOR EACH ROW EXECUTE FUNCTION affairs_arrival_keeps_its_case();
"""
)
UNGUARD = """
DROP TRIGGER affairs_arrival_keeps_its_case ON affairs_arrival;
DROP FUNCTION affairs_arrival_keeps_its_case();
""" + "".join(f"DROP TRIGGER affairs_{table}_only_grows ON affairs_{table};" for table in GROWING)


class Migration(migrations.Migration):
    dependencies = [("affairs", "0020_handovers")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
