"""Documents and the log of their readings only grow."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused. Keep a new document instead.',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_document_append_only BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER documents_access_append_only BEFORE UPDATE OR DELETE ON documents_access
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
"""

ALLOW = """
DROP TRIGGER documents_access_append_only ON documents_access;
DROP TRIGGER documents_document_append_only ON documents_document;
DROP FUNCTION documents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
