"""Plans that stay good however few rows the tables had when they were made (``bench/ledger.py``).

A join that the planner may turn round reads a young table whole, and goes on doing so until the
server looks at its figures again. Every look-up of ``ledger_submit`` goes by a key of its own now,
and a seal walks the index of numbers instead of sorting what is not yet sealed.
"""

from importlib import import_module
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_leaner_transfers")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["id"],
                name="ledger_account_deferred",
                condition=models.Q(is_deferred=True),
            ),
        ),
        migrations.RunSQL(
            sql=[
                *(
                    (SQL / f"{name}.sql").read_text(encoding="utf-8")
                    for name in ("submit", "submit_one")
                ),
                *SEAL[:4],
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
