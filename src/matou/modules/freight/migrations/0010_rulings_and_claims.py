"""Rulings say on what they give and how shares followed; rulings and claims can be owed."""

import django.db.models.deletion
from django.db import migrations, models

import matou.modules.freight.rules.refunds


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0009_refund_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="appeal_ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("freight", "运费（费用份额随之增减）"),
                    ("demurrage", "滞期费（代扣税款随之增减）"),
                    ("compensation", "赔偿（只由败方承担）"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="parts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="dispute",
            name="parts_posted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="dispute",
            name="ruling_ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("freight", "运费（费用份额随之增减）"),
                    ("demurrage", "滞期费（代扣税款随之增减）"),
                    ("compensation", "赔偿（只由败方承担）"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="receivable",
            name="cause",
            field=models.CharField(
                choices=[
                    ("refund", "结算后退款"),
                    ("ruling", "裁决减少运费，退还份额"),
                    ("claim", "结算单未获偿付的索赔"),
                ],
                default=matou.modules.freight.rules.refunds.ReceivableCause["REFUND"],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="receivable",
            name="dispute",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receivables",
                to="freight.dispute",
            ),
        ),
        migrations.AlterField(
            model_name="receivable",
            name="refund",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receivables",
                to="freight.refund",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ruling_ground__in", ["", "freight", "demurrage", "compensation"]),
                    ("appeal_ground__in", ["", "freight", "demurrage", "compensation"]),
                ),
                name="freight_dispute_ground_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivable",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cause", "refund"), ("dispute__isnull", True), ("refund__isnull", False)
                    ),
                    models.Q(
                        ("cause", "ruling"), ("dispute__isnull", False), ("refund__isnull", True)
                    ),
                    models.Q(
                        ("cause", "claim"), ("dispute__isnull", True), ("refund__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="freight_receivable_names_its_cause",
            ),
        ),
    ]
