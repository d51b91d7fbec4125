"""The account's guard as a call: a twentieth of a single transfer less (``bench/ledger.py``)."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Func

SQL = Path(__file__).resolve().parent / "sql"
WITHIN = "ledger_account_debits_and_holds_within_limit"
COUNTERS = ("debit_pending", "debit_posted", "credit_pending", "credit_posted")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_narrow_rows_one_hash")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "within.sql").read_text(encoding="utf-8"),
            reverse_sql="DROP FUNCTION ledger_is_within(text, bigint, bigint, bigint, bigint, bigint)",
        ),
        migrations.RemoveConstraint(model_name="account", name=WITHIN),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=Func(
                    F("limit_kind"),
                    F("credit_line"),
                    *(F(name) for name in COUNTERS),
                    function="ledger_is_within",
                    output_field=models.BooleanField(),
                ),
                name=WITHIN,
            ),
        ),
    ]
