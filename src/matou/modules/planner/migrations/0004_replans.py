"""Re-plans, and the versions of a booking's legs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planner", "0003_bookings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Replan",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待货主决定"),
                            ("accepted", "已改配"),
                            ("declined", "已谢绝"),
                            ("superseded", "已被新方案取代"),
                            ("obsolete", "已无需改配"),
                            ("expired", "已过期"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("lock", "船闸停航"),
                            ("water", "水深不足"),
                            ("sailing", "班次停开"),
                            ("storm", "防台停工"),
                            ("row", "线路、码头或班次有变"),
                            ("missed", "赶不上班次"),
                            ("slower", "到达推迟"),
                        ],
                        max_length=8,
                        verbose_name="原因",
                    ),
                ),
                ("reasons", models.JSONField()),
                ("cause_sha256", models.CharField(max_length=64)),
                ("after_leg", models.PositiveSmallIntegerField()),
                ("question", models.JSONField()),
                ("ready_at", models.DateTimeField()),
                ("old_arrives_at", models.DateTimeField()),
                ("old_price_fen", models.BigIntegerField()),
                ("old_co2e_g", models.BigIntegerField()),
                ("choices", models.JSONField()),
                ("binding_zh", models.CharField(blank=True, max_length=500)),
                ("binding_en", models.CharField(blank=True, max_length=500)),
                ("network_version", models.CharField(max_length=60)),
                ("proposed_at", models.DateTimeField(verbose_name="提出")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="过期")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定")),
                ("decided_by", models.CharField(blank=True, max_length=64)),
                ("chosen", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "verbose_name": "改配方案",
            },
        ),
        migrations.CreateModel(
            name="ReplanSweep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("what", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("cursor", models.BigIntegerField(default=0)),
                ("looked", models.PositiveIntegerField(default=0)),
                ("touched", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "改配排查",
            },
        ),
        migrations.RemoveConstraint(
            model_name="bookingleg",
            name="planner_leg_state_known",
        ),
        migrations.AddField(
            model_name="booking",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="版次"),
        ),
        migrations.AddField(
            model_name="bookingleg",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="版次"),
        ),
        migrations.AlterField(
            model_name="bookingleg",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "待运"),
                    ("under_way", "在途"),
                    ("done", "已到达"),
                    ("released", "已退"),
                    ("replaced", "已改配"),
                    ("failed", "未成行"),
                ],
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("state__in", ["held", "confirmed", "under_way"])),
                fields=["id"],
                name="planner_booking_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookingleg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["planned", "under_way", "done", "released", "replaced", "failed"],
                    )
                ),
                name="planner_leg_state_known",
            ),
        ),
        migrations.AddField(
            model_name="replan",
            name="booking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replans",
                to="planner.booking",
            ),
        ),
        migrations.AddField(
            model_name="replan",
            name="replaced_offer",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="planner.chainoffer",
            ),
        ),
        migrations.AddIndex(
            model_name="replansweep",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["asked_at"],
                name="planner_replansweep_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="replansweep",
            constraint=models.CheckConstraint(
                condition=models.Q(("touched__lte", models.F("looked"))),
                name="planner_replansweep_touches_what_it_looks_at",
            ),
        ),
        migrations.AddField(
            model_name="replan",
            name="sweep",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replans",
                to="planner.replansweep",
            ),
        ),
        migrations.AddIndex(
            model_name="replan",
            index=models.Index(fields=["state", "-proposed_at"], name="planner_replans_by_state"),
        ),
        migrations.AddIndex(
            model_name="replan",
            index=models.Index(
                fields=["booking", "-proposed_at"], name="planner_replans_of_booking"
            ),
        ),
        migrations.AddIndex(
            model_name="replan",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False), ("state", "open")),
                fields=["expires_at"],
                name="planner_replan_to_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="replan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("booking",),
                name="planner_replan_one_open_for_a_booking",
            ),
        ),
        migrations.AddConstraint(
            model_name="replan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["open", "accepted", "declined", "superseded", "obsolete", "expired"],
                    ),
                    (
                        "reason__in",
                        ["lock", "water", "sailing", "storm", "row", "missed", "slower"],
                    ),
                ),
                name="planner_replan_state_and_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="replan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="planner_replan_decided_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="replan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("chosen__isnull", False),
                        ("replaced_offer__isnull", False),
                        ("state", "accepted"),
                    ),
                    models.Q(
                        models.Q(("state", "accepted"), _negated=True),
                        ("chosen__isnull", True),
                        ("replaced_offer__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="planner_replan_accepted_names_choice_and_old_offer",
            ),
        ),
    ]
