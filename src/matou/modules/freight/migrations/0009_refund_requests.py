"""Refunds above an amount wait for a second operator."""

import django.db.models.deletion
from django.db import migrations, models

# What was asked stays as it was asked, and what was decided stays decided.
_GUARD = """
CREATE FUNCTION freight_refund_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting'
        OR (NEW.id, NEW.lot_id, NEW.key, NEW.amount_fen, NEW.ground, NEW.reason, NEW.asked_by,
            NEW.asked_at)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.key, OLD.amount_fen, OLD.ground, OLD.reason,
            OLD.asked_by, OLD.asked_at) THEN
        RAISE EXCEPTION 'freight_refund_request_is_decided_once: % on %', TG_OP, OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freight_refund_request_guard BEFORE UPDATE OR DELETE
    ON freight_refundrequest FOR EACH ROW EXECUTE FUNCTION freight_refund_request_guard();
"""
_UNGUARD = """
DROP TRIGGER freight_refund_request_guard ON freight_refundrequest;
DROP FUNCTION freight_refund_request_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("freight", "0008_refunds"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefundRequest",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待复核"),
                            ("granted", "已执行"),
                            ("dropped", "已撤销"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund_requests",
                        to="freight.lot",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "asked_at", "id"], name="freight_refund_request_line"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lot", "key"), name="freight_refund_request_once_a_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="freight_refund_request_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "granted", "dropped"])),
                        name="freight_refund_request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by", ""),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="freight_refund_request_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "granted"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="freight_refund_request_granted_by_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GUARD, _UNGUARD),
    ]
