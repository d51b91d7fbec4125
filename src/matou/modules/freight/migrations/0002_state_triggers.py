"""Guards in the database: no state without its transition row, no past that changes."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION freight_lot_state_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'offered' OR NEW.version <> 1 THEN
            RAISE EXCEPTION 'freight_lot_starts_offered'
                USING ERRCODE = 'check_violation', DETAIL = NEW.code;
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.version < OLD.version OR (NEW.state <> OLD.state AND NOT EXISTS (
        SELECT 1 FROM freight_lottransition t
        WHERE t.lot_id = NEW.id AND t.version = NEW.version AND NEW.version = OLD.version + 1
          AND t.from_state = OLD.state AND t.to_state = NEW.state
    )) THEN
        RAISE EXCEPTION 'freight_lot_state_needs_transition'
            USING ERRCODE = 'check_violation',
                  DETAIL = NEW.code || ': ' || OLD.state || ' -> ' || NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freight_lot_state_guard BEFORE INSERT OR UPDATE ON freight_lot
    FOR EACH ROW EXECUTE FUNCTION freight_lot_state_guard();

CREATE FUNCTION freight_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'freight_append_only: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER freight_lottransition_append_only BEFORE UPDATE OR DELETE
    ON freight_lottransition FOR EACH ROW EXECUTE FUNCTION freight_append_only();
CREATE TRIGGER freight_evidence_append_only BEFORE UPDATE OR DELETE
    ON freight_evidence FOR EACH ROW EXECUTE FUNCTION freight_append_only();
"""

BACKWARD = """
DROP TRIGGER freight_evidence_append_only ON freight_evidence;
DROP TRIGGER freight_lottransition_append_only ON freight_lottransition;
DROP FUNCTION freight_append_only();
DROP TRIGGER freight_lot_state_guard ON freight_lot;
DROP FUNCTION freight_lot_state_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("freight", "0001_cargo_loop")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
