"""Disputes can be appealed against once, and remember what time alone has done."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0006_positions_by_month"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dispute",
            name="freight_dispute_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="dispute",
            name="freight_dispute_one_open_a_side",
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_reason",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_ruled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_ruled_by",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_ruling",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_to_claimant_fen",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appeal_until_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appealed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="appellant",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="dispute",
            name="carrier_accepted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="shipper_accepted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="turns",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "处理中"),
                    ("ruled", "已裁决，可申诉"),
                    ("appealed", "申诉中"),
                    ("final", "已终局"),
                    ("withdrawn", "已撤回"),
                ],
                max_length=12,
            ),
        ),
        # Until now a ruling paid at once: what was ruled is final, what was given up is over.
        migrations.RunSQL(
            """
            UPDATE freight_dispute SET state = 'final', ended_at = ruled_at WHERE state = 'ruled';
            UPDATE freight_dispute SET ended_at = ruled_at WHERE state = 'withdrawn';
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "ruled", "appealed"])),
                fields=["state", "opened_at"],
                name="freight_dispute_living",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["state", "-ended_at"], name="freight_dispute_ended"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "ruled", "appealed", "final", "withdrawn"])
                ),
                name="freight_dispute_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appeal_to_claimant_fen__isnull", True),
                    models.Q(
                        ("appeal_to_claimant_fen__gte", 0),
                        ("appeal_to_claimant_fen__lte", models.F("amount_fen")),
                    ),
                    _connector="OR",
                ),
                name="freight_dispute_appeal_within_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appeal_ruled_by", ""),
                    models.Q(("appeal_ruled_by", models.F("ruled_by")), _negated=True),
                    _connector="OR",
                ),
                name="freight_dispute_appeal_ruled_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ruled", "appealed", "final"]), _negated=True),
                    models.Q(
                        ("to_claimant_fen__isnull", False),
                        ("ruled_at__isnull", False),
                        models.Q(("ruled_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="freight_dispute_ruled_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ruled"), _negated=True),
                    ("appeal_until_at__isnull", False),
                    _connector="OR",
                ),
                name="freight_dispute_ruled_may_be_appealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "appealed"), _negated=True),
                    models.Q(
                        ("appellant__in", ["shipper", "carrier"]),
                        ("appealed_at__isnull", False),
                        ("appeal_due_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="freight_dispute_appealed_by_a_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_at__isnull", True),
                    models.Q(("state", "final"), _negated=True),
                    ("appeal_to_claimant_fen__isnull", False),
                    _connector="OR",
                ),
                name="freight_dispute_appeal_is_ruled_before_the_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["final", "withdrawn"]), ("ended_at__isnull", False)),
                    models.Q(
                        ("state__in", ["open", "ruled", "appealed"]), ("ended_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="freight_dispute_ended_when_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "ruled", "appealed"])),
                fields=("lot", "claimant"),
                name="freight_dispute_one_living_a_side",
            ),
        ),
    ]
