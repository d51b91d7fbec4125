"""Seal finished transfers in blocks, so that an altered one is found by its block.

``submit`` is installed again: it now makes its transaction known before it draws a number.
"""

from importlib import import_module
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL
SEAL_FUNCTION, SEARCHED = "ledger_seal(timestamptz)", "public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_short_checks")]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("transfers", models.IntegerField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("upto", models.BigIntegerField(primary_key=True, serialize=False)),
                ("running", ArrayField(models.BigIntegerField())),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(
            sql=[
                (SQL / "seal.sql").read_text(encoding="utf-8"),
                f"ALTER FUNCTION {SEAL_FUNCTION} SECURITY DEFINER SET search_path = {SEARCHED}",
                f"REVOKE EXECUTE ON FUNCTION {SEAL_FUNCTION} FROM PUBLIC",
                (SQL / "submit.sql").read_text(encoding="utf-8"),
                (SQL / "submit_one.sql").read_text(encoding="utf-8"),
                *SEAL[:4],
            ],
            reverse_sql="DROP FUNCTION ledger_broken_seals(); DROP FUNCTION ledger_seal(timestamptz);"
            "DROP FUNCTION ledger_digest(bigint, bigint, integer);"
            "DROP FUNCTION ledger_canonical(ledger_transfer)",
        ),
    ]
