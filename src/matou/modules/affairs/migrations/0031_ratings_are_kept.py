"""Ratings, terms and what was done on bad ones only grow; a visit at a window ends once."""

from django.db import migrations

GROWS = ("rating", "ratingterms", "rectificationact", "rectificationmark")
GUARD = (
    "".join(
        f"""
CREATE TRIGGER affairs_{name}_only_grows BEFORE UPDATE OR DELETE ON affairs_{name}
    FOR EACH ROW EXECUTE FUNCTION affairs_case_history_only_grows();
"""
        for name in GROWS
    )
    + """
CREATE FUNCTION affairs_visit_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until_at IS NULL AND NEW.until_at IS NOT NULL
        AND to_jsonb(NEW) - 'until_at' = to_jsonb(OLD) - 'until_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'affairs_windowvisit ends once: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER affairs_visit_ends_once BEFORE UPDATE OR DELETE ON affairs_windowvisit
    FOR EACH ROW EXECUTE FUNCTION affairs_visit_ends_once();
CREATE FUNCTION affairs_work_keeps_its_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.rating_id <> OLD.rating_id
        OR NEW.opened_at <> OLD.opened_at OR NEW.due_at <> OLD.due_at
        OR NEW.call_back_due_at <> OLD.call_back_due_at THEN
        RAISE EXCEPTION 'affairs_rectification keeps its rating and limits: % refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER affairs_work_keeps_its_rating BEFORE UPDATE OR DELETE ON affairs_rectification
    FOR EACH ROW EXECUTE FUNCTION affairs_work_keeps_its_rating();
"""
)
UNGUARD = """
DROP TRIGGER affairs_work_keeps_its_rating ON affairs_rectification;
DROP FUNCTION affairs_work_keeps_its_rating();
DROP TRIGGER affairs_visit_ends_once ON affairs_windowvisit;
DROP FUNCTION affairs_visit_ends_once();
""" + "".join(
    f"DROP TRIGGER affairs_{name}_only_grows ON affairs_{name};\n" for name in reversed(GROWS)
)


class Migration(migrations.Migration):
    dependencies = [("affairs", "0030_ratings")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
