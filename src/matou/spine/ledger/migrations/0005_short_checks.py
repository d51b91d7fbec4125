"""Make a transfer cheaper: shorter checks, no keys on the hottest path, a shorter submit.

What the removed keys and checks asked, the audit asks (decision 0015).
"""

from importlib import import_module
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_ids_meet_in_stripes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_counters_are_not_negative",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_debits_and_holds_within_credits",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_credits_and_holds_within_debits",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_limit_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_deferred_has_no_limit_and_stays_open",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="ledger_account_closed_is_empty",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_transfer_amount_is_positive",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_transfer_sides_differ",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_transfer_resolution_names_its_hold",
        ),
        migrations.AlterField(
            model_name="transfer",
            name="credit_account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.account",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="debit_account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.account",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="pending",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="resolutions",
                to="ledger.transfer",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.GreaterThanOrEqual(
                    django.db.models.functions.comparison.Least(
                        "debit_pending",
                        "debit_posted",
                        "credit_pending",
                        "credit_posted",
                        "credit_line",
                    ),
                    0,
                ),
                name="ledger_account_counters_are_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.GreaterThanOrEqual(
                    django.db.models.expressions.CombinedExpression(
                        models.Case(
                            models.When(
                                limit_kind="debits",
                                then=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("credit_posted"), "-", models.F("debit_posted")
                                    ),
                                    "-",
                                    models.F("debit_pending"),
                                ),
                            ),
                            models.When(
                                limit_kind="credits",
                                then=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("debit_posted"), "-", models.F("credit_posted")
                                    ),
                                    "-",
                                    models.F("credit_pending"),
                                ),
                            ),
                            default=0,
                            output_field=models.BigIntegerField(),
                        ),
                        "+",
                        models.F("credit_line"),
                    ),
                    0,
                ),
                name="ledger_account_debits_and_holds_within_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    models.Q(("debit_account", models.F("credit_account")), _negated=True),
                ),
                name="ledger_transfer_moves_something_between_two",
            ),
        ),
        migrations.RunSQL(
            sql=[
                (SQL / "nature.sql").read_text(encoding="utf-8"),
                (SQL / "submit.sql").read_text(encoding="utf-8"),
                (SQL / "submit_one.sql").read_text(encoding="utf-8"),
                *SEAL[:4],
            ],
            reverse_sql="DROP TRIGGER ledger_account_nature ON ledger_account; "
            "DROP FUNCTION ledger_check_nature();",
        ),
    ]
