"""Statements as they came, refused callbacks, and corrections that two people make."""

import django.db.models.deletion
from django.db import migrations, models

# A decided correction is history: it neither changes nor goes.
GUARD = """
CREATE FUNCTION custody_correction_guard() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'proposed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a correction is decided once' USING ERRCODE = 'restrict_violation';
END
$function$;
CREATE TRIGGER custody_correction_is_decided_once BEFORE UPDATE OR DELETE ON custody_correction
    FOR EACH ROW EXECUTE FUNCTION custody_correction_guard();
"""
UNDO = """
DROP TRIGGER custody_correction_is_decided_once ON custody_correction;
DROP FUNCTION custody_correction_guard();
"""
# An order is written again when its statement confirms it; room on the page spares the indexes.
ROOM = "ALTER TABLE custody_custodyorder SET (fillfactor = 80)"
NO_ROOM = "ALTER TABLE custody_custodyorder RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_callbacks_only_grow")]

    operations = [
        migrations.AddField(
            model_name="custodyorder",
            name="reconciled_line",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="is_from_callback",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="line_number",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="told_amount",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="told_kind",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="told_party",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="reconciliationbreak",
            name="told_reference",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="reconciliationbreak",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unknown_at_home", "unknown_at_home"),
                    ("missing_at_provider", "missing_at_provider"),
                    ("amount_differs", "amount_differs"),
                    ("state_differs", "state_differs"),
                    ("doubled", "doubled"),
                    ("bad_line", "bad_line"),
                    ("ambiguous", "ambiguous"),
                    ("wrong_day", "wrong_day"),
                    ("bad_file", "bad_file"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="CallbackRefused",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=32)),
                ("body_hash", models.CharField(max_length=64)),
                ("body", models.TextField(blank=True)),
                ("size", models.IntegerField()),
                ("times", models.IntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("on", "reason", "body_hash"),
                        name="custody_refusal_is_listed_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementRun",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("provider", models.CharField(max_length=32)),
                ("on", models.DateField()),
                ("came_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("content", models.BinaryField(null=True)),
                ("refused", models.CharField(blank=True, max_length=200)),
                ("lines", models.IntegerField(default=0)),
                ("matched", models.IntegerField(default=0)),
                ("recovered", models.IntegerField(default=0)),
                ("breaks", models.IntegerField(default=0)),
                ("deposits", models.BigIntegerField(default=0)),
                ("payouts", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["provider", "on"], name="custody_statement_day")],
            },
        ),
        migrations.AddField(
            model_name="custodyorder",
            name="reconciled_in",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="custody.statementrun",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bearer", models.CharField(max_length=16)),
                ("account", models.CharField(max_length=96)),
                ("party_fen", models.BigIntegerField()),
                ("bank_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("executed", "executed"),
                            ("rejected", "rejected"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=16,
                    ),
                ),
                ("proposed_by", models.CharField(max_length=64)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=400)),
                (
                    "of_break",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.reconciliationbreak",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "withdrawn")),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="custody_correction_is_decided_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by", ""),
                                ("state", "proposed"),
                            ),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="custody_correction_decision_has_author_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bank_fen", 0), ("party_fen", 0), _negated=True),
                        name="custody_correction_moves_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "executed"))),
                        fields=("of_break",),
                        name="custody_break_has_one_standing_correction",
                    ),
                ],
            },
        ),
        migrations.RunSQL(sql=GUARD, reverse_sql=UNDO),
        migrations.RunSQL(sql=ROOM, reverse_sql=NO_ROOM),
    ]
