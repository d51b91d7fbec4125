"""Numbers drawn by the database, tables that only grow, and room for rows that change often."""

from django.db import migrations

_NUMBERS = "ALTER TABLE journal_entry ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY"

_REFUSE = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused. Publish a new event that corrects the old one.',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_block_append_only BEFORE UPDATE OR DELETE ON journal_block
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
"""

_ALLOW = """
DROP TRIGGER journal_block_append_only ON journal_block;
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP FUNCTION journal_refuse_change();
"""

# A head changes with every entry: spare room keeps the new row version on the same page and out
# of the index. Queues turn over their whole content, so they are vacuumed early. Heads are never
# searched by prefix, so Django's second index on their key only costs.
_ROOM = """
ALTER TABLE journal_head SET (fillfactor = 50);
ALTER TABLE journal_unsealed SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE journal_delivery SET (autovacuum_vacuum_scale_factor = 0.02);
DO $$
DECLARE prefix_index text;
BEGIN
    FOR prefix_index IN
        SELECT indexname FROM pg_indexes
         WHERE schemaname = current_schema() AND tablename = 'journal_head'
           AND indexname LIKE '%\\_like'
    LOOP
        EXECUTE format('DROP INDEX %I', prefix_index);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(_NUMBERS, "ALTER TABLE journal_entry ALTER COLUMN seq DROP IDENTITY"),
        migrations.RunSQL(_REFUSE, _ALLOW),
        migrations.RunSQL(_ROOM, migrations.RunSQL.noop),
    ]
