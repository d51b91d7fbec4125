"""Let the functions write with their owner's rights, so that the application's role needs none.

``search_path`` is fixed with ``pg_temp`` last: a caller's temporary table named as ours, or a
schema of their own in front, must not be written in place of the ledger.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"

FUNCTIONS = (
    "ledger_submit(jsonb, timestamptz)",
    "ledger_submit_one(uuid, text, text, bigint, text, text, text, timestamptz, timestamptz)",
    "ledger_fold()",
    "ledger_open_account(text, text, text, text, boolean, text, boolean, timestamptz)",
    "ledger_close_account(text)",
    "ledger_set_line(text, bigint)",
)
SEAL = [
    statement
    for function in FUNCTIONS
    for statement in (
        f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp",
        f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC",
    )
]
UNSEAL = [
    *(
        statement
        for function in FUNCTIONS[:3]
        for statement in (
            f"ALTER FUNCTION {function} SECURITY INVOKER RESET search_path",
            f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC",
        )
    ),
    *(f"DROP FUNCTION {function}" for function in FUNCTIONS[3:]),
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_submit_function")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "accounts.sql").read_text(encoding="utf-8"),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(sql=SEAL, reverse_sql=UNSEAL),
    ]
