"""Refunds of settled lots, what payees owe for them, and how it came back."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

_GUARD = """
CREATE TRIGGER freight_refund_append_only BEFORE UPDATE OR DELETE
    ON freight_refund FOR EACH ROW EXECUTE FUNCTION freight_append_only();
CREATE TRIGGER freight_recovery_append_only BEFORE UPDATE OR DELETE
    ON freight_recovery FOR EACH ROW EXECUTE FUNCTION freight_append_only();
"""
_UNGUARD = """
DROP TRIGGER freight_recovery_append_only ON freight_recovery;
DROP TRIGGER freight_refund_append_only ON freight_refund;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0007_dispute_appeals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                ("amount_fen", models.BigIntegerField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("operator", "平台更正"),
                            ("ruling", "裁决"),
                            ("claim", "双方认可的索赔"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("paid", models.JSONField()),
                ("parts", models.JSONField()),
                ("granted_by", models.CharField(max_length=64)),
                ("granted_at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="freight.lot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receivable",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("debtor", models.CharField(max_length=64)),
                ("creditor", models.CharField(max_length=96)),
                ("amount_fen", models.BigIntegerField()),
                ("recovered_fen", models.BigIntegerField(default=0)),
                ("written_off_fen", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("write_off_reason", models.CharField(blank=True, max_length=500)),
                ("proposed_by", models.CharField(blank=True, max_length=64)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=64)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivables",
                        to="freight.lot",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivables",
                        to="freight.refund",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=96)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("offset", "结算抵扣"),
                            ("repaid", "主动归还"),
                            ("written_off", "核销"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("paying_lot", models.CharField(blank=True, max_length=9)),
                ("done_by", models.CharField(max_length=64)),
                ("done_at", models.DateTimeField()),
                (
                    "receivable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="freight.receivable",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receivable", "act"), name="freight_recovery_once_an_act"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="freight_recovery_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["offset", "repaid", "written_off"])),
                        name="freight_recovery_kind_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("lot", "key"), name="freight_refund_once_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="freight_refund_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground__in", ["operator", "ruling", "claim"])),
                name="freight_refund_ground_known",
            ),
        ),
        migrations.AddIndex(
            model_name="receivable",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["debtor", "opened_at", "id"],
                name="freight_receivable_open",
            ),
        ),
        migrations.AddIndex(
            model_name="receivable",
            index=models.Index(fields=["-opened_at", "-id"], name="freight_receivable_newest"),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_fen__gt", 0),
                    ("recovered_fen__gte", 0),
                    ("written_off_fen__gte", 0),
                    (
                        "amount_fen__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("recovered_fen"), "+", models.F("written_off_fen")
                        ),
                    ),
                ),
                name="freight_receivable_never_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "amount_fen",
                            django.db.models.expressions.CombinedExpression(
                                models.F("recovered_fen"), "+", models.F("written_off_fen")
                            ),
                        ),
                        ("closed_at__isnull", False),
                    ),
                    models.Q(
                        (
                            "amount_fen__gt",
                            django.db.models.expressions.CombinedExpression(
                                models.F("recovered_fen"), "+", models.F("written_off_fen")
                            ),
                        ),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="freight_receivable_closed_when_met",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", ""),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="freight_receivable_written_off_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("written_off_fen", 0),
                    models.Q(("confirmed_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="freight_receivable_write_off_confirmed",
            ),
        ),
        migrations.RunSQL(_GUARD, _UNGUARD),
    ]
