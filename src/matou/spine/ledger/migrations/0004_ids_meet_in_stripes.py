"""Let one id be refused or done, never both, also where two payloads race over other accounts."""

from importlib import import_module
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_functions_alone_write")]

    operations = [
        migrations.RunSQL(
            sql=[
                (SQL / "submit.sql").read_text(encoding="utf-8"),
                (SQL / "submit_one.sql").read_text(encoding="utf-8"),
                *SEAL[:4],
            ],
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
