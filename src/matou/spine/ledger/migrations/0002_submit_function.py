"""Install the functions that write the ledger, and the triggers that guard it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"

UNDO = """
DROP VIEW ledger_leg;
DROP VIEW ledger_counters;
DROP FUNCTION ledger_fold();
DROP FUNCTION ledger_submit_one(
    uuid, text, text, bigint, text, text, text, timestamptz, timestamptz
);
DROP FUNCTION ledger_submit(jsonb, timestamptz);
DROP TRIGGER ledger_account_stays ON ledger_account;
DROP TRIGGER ledger_rejection_only_grows ON ledger_rejection;
DROP TRIGGER ledger_transfer_only_grows ON ledger_transfer;
DROP FUNCTION ledger_refuse_change();
DROP SEQUENCE ledger_transfer_seq;
"""


def sql(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(
            sql=[sql(f"{name}.sql") for name in ("guard", "views", "submit", "submit_one", "fold")],
            reverse_sql=UNDO,
        )
    ]
