"""Rows that tell who decided and who read only grow; two halves of an act are by two people."""

from django.db import migrations

TABLES = (
    "exchange_memberversion",
    "exchange_memberkey",
    "exchange_memberkeystep",
    "exchange_grant",
    "exchange_grantstep",
    "exchange_logrow",
    "exchange_stamp",
)

REFUSE = """
CREATE FUNCTION exchange_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

SECOND = """
CREATE FUNCTION exchange_member_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'active' AND NOT EXISTS (
        SELECT 1 FROM exchange_memberversion before
         WHERE before.member = NEW.member AND before.version = NEW.version - 1
           AND before.state IN ('proposed', 'suspended') AND before."by" <> NEW."by"
    ) THEN
        RAISE EXCEPTION 'a member is activated by a second person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exchange_memberversion_by_two BEFORE INSERT ON exchange_memberversion
    FOR EACH ROW EXECUTE FUNCTION exchange_member_by_two();

CREATE FUNCTION exchange_key_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'confirmed' AND EXISTS (
        SELECT 1 FROM exchange_memberkey key
         WHERE key.fingerprint = NEW.key_id AND key.proposed_by = NEW."by"
    ) THEN
        RAISE EXCEPTION 'a key is confirmed by a second person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exchange_memberkeystep_by_two BEFORE INSERT ON exchange_memberkeystep
    FOR EACH ROW EXECUTE FUNCTION exchange_key_by_two();

CREATE FUNCTION exchange_grant_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('approved', 'refused') AND EXISTS (
        SELECT 1 FROM exchange_grant asked
         WHERE asked.id = NEW.grant_id AND asked.requested_by = NEW."by"
    ) THEN
        RAISE EXCEPTION 'a grant is decided by a second person'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exchange_grantstep_by_two BEFORE INSERT ON exchange_grantstep
    FOR EACH ROW EXECUTE FUNCTION exchange_grant_by_two();
"""

# Rows of the log are added in one call, so that the chain's lock is held for no round trip. What is
# hashed is the very text that becomes the row. The first row points at the SHA-256 of
# "matou exchange log", as in rules/chain.py.
APPEND = """
CREATE FUNCTION exchange_append(content text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made exchange_logrow;
BEGIN
    PERFORM pg_advisory_xact_lock(7311703294998374245);
    made := jsonb_populate_record(NULL::exchange_logrow, content::jsonb);
    -- Each statement here sees what was committed before it began: after the lock, the true end.
    SELECT seq + 1, hash INTO made.seq, made.previous
      FROM exchange_logrow ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND THEN
        made.seq := 1;
        made.previous := '\\x9543ada1f2a623cf73d28b4a96d413f0d52fe5066e2d5edaba30179c317f3469';
    END IF;
    made.hash := sha256(made.previous || convert_to(made.seq || chr(10) || content, 'UTF8'));
    INSERT INTO exchange_logrow VALUES (made.*);
    RETURN made.seq;
END $$;
"""

UNDO = """
DROP TRIGGER exchange_grantstep_by_two ON exchange_grantstep;
DROP FUNCTION exchange_grant_by_two();
DROP TRIGGER exchange_memberkeystep_by_two ON exchange_memberkeystep;
DROP FUNCTION exchange_key_by_two();
DROP TRIGGER exchange_memberversion_by_two ON exchange_memberversion;
DROP FUNCTION exchange_member_by_two();
"""


def _guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION exchange_refuse_change()",
        f"DROP TRIGGER {table}_only_grows ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION exchange_refuse_change()"),
        *(_guard(table) for table in TABLES),
        migrations.RunSQL(SECOND, UNDO),
        migrations.RunSQL(APPEND, "DROP FUNCTION exchange_append(text)"),
    ]
