"""Ratings of closed cases, the work that bad ones open, and visits at windows."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("affairs", "0021_handovers_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (5, "非常满意"),
                            (4, "满意"),
                            (3, "基本满意"),
                            (2, "不满意"),
                            (1, "非常不满意"),
                        ],
                        verbose_name="满意程度",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="意见")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "网上（本人登录）"),
                            ("receipt", "回执二维码"),
                            ("sms", "短信链接"),
                            ("tablet", "窗口平板"),
                            ("phone", "电话热线"),
                            ("paper", "纸质评价表"),
                        ],
                        max_length=8,
                        verbose_name="评价渠道",
                    ),
                ),
                (
                    "served_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("entered_by", models.CharField(blank=True, max_length=40, verbose_name="录入人")),
                ("rated_at", models.DateTimeField(verbose_name="评价时间")),
            ],
            options={
                "verbose_name": "评价",
            },
        ),
        migrations.CreateModel(
            name="RatingAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="邀请时间")),
                ("closes_at", models.DateTimeField(verbose_name="评价期结束")),
                ("is_open", models.BooleanField(default=True, verbose_name="评价期内")),
            ],
            options={
                "verbose_name": "评价邀请",
            },
        ),
        migrations.CreateModel(
            name="RatingTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ask_days", models.PositiveSmallIntegerField(verbose_name="评价期（天）")),
                (
                    "call_back_days",
                    models.PositiveSmallIntegerField(verbose_name="回访时限（工作日）"),
                ),
                (
                    "rectify_days",
                    models.PositiveSmallIntegerField(verbose_name="整改时限（工作日）"),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="原因")),
                ("set_by", models.CharField(max_length=40, verbose_name="设定人")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
            ],
            options={
                "verbose_name": "整改参数",
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="工单编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "待回访"),
                            ("called_back", "整改中"),
                            ("rectified", "待评价人确认"),
                            ("confirmed", "评价人已确认"),
                            ("closed", "复核办结"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("assignee", models.CharField(blank=True, max_length=40, verbose_name="负责人")),
                ("opened_at", models.DateTimeField(verbose_name="开单时间")),
                ("call_back_due_at", models.DateTimeField(verbose_name="回访期限")),
                ("due_at", models.DateTimeField(verbose_name="整改期限")),
                (
                    "called_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="回访时间"),
                ),
                (
                    "rectified_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="整改时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("ended_by", models.CharField(blank=True, max_length=40, verbose_name="办结人")),
                (
                    "next_mark_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="下一提醒"),
                ),
            ],
            options={
                "verbose_name": "差评整改工单",
            },
        ),
        migrations.CreateModel(
            name="RectificationAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=12, verbose_name="动作")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("facts", models.JSONField(default=dict, verbose_name="内容")),
                ("actor", models.CharField(max_length=40, verbose_name="经办人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "整改履历",
            },
        ),
        migrations.CreateModel(
            name="RectificationMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clock", models.CharField(max_length=10, verbose_name="办理时限")),
                ("per_cent", models.PositiveSmallIntegerField(verbose_name="用时比例")),
                ("told_at", models.DateTimeField(verbose_name="提醒时间")),
            ],
            options={
                "verbose_name": "整改提醒",
            },
        ),
        migrations.CreateModel(
            name="WindowVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clerk", models.CharField(max_length=40, verbose_name="窗口人员")),
                ("person", models.CharField(max_length=40, verbose_name="到场人")),
                ("shown_as", models.CharField(max_length=18, verbose_name="证件（已遮盖）")),
                (
                    "queue_number",
                    models.CharField(blank=True, max_length=12, verbose_name="排队号"),
                ),
                ("consented_at", models.DateTimeField(verbose_name="同意代办时间")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
            ],
            options={
                "verbose_name": "窗口代办",
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="affairs_a_case_waits_in_the_queue_of_its_state",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="affairs_the_clock_starts_with_acceptance",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="affairs_a_decision_is_signed_by_a_person",
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafted", "待提交"),
                    ("submitted", "已提交，待受理"),
                    ("correction_asked", "待补正"),
                    ("accepted", "已受理"),
                    ("handling", "办理中"),
                    ("proposed", "待签发"),
                    ("decided", "已决定，待送达"),
                    ("delivered", "已送达"),
                    ("rated", "评价期已结束"),
                    ("archived", "已归档"),
                    ("suspended", "特别程序中"),
                    ("transferred", "已转办"),
                    ("withdrawn", "已撤回"),
                ],
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["decided_at"],
                name="affairs_case_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="caseact",
            index=models.Index(
                condition=models.Q(("act", "ask")),
                fields=["recorded_at"],
                name="affairs_corrections_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("queue", "drafts"), ("state__in", ["drafted"])),
                    models.Q(("queue", "acceptance"), ("state__in", ["submitted"])),
                    models.Q(("queue", "applicant"), ("state__in", ["correction_asked"])),
                    models.Q(("queue", "handling"), ("state__in", ["accepted", "handling"])),
                    models.Q(("queue", "procedure"), ("state__in", ["suspended"])),
                    models.Q(("queue", "decision"), ("state__in", ["proposed"])),
                    models.Q(("queue", "delivery"), ("state__in", ["decided"])),
                    models.Q(("queue", "elsewhere"), ("state__in", ["transferred"])),
                    models.Q(
                        ("queue", "closed"),
                        ("state__in", ["archived", "delivered", "rated", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="affairs_a_case_waits_in_the_queue_of_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted_at__isnull", True),
                        ("state__in", ("drafted", "submitted", "correction_asked", "transferred")),
                    ),
                    ("state__in", ("withdrawn", "decided", "delivered", "rated", "archived")),
                    models.Q(
                        ("accepted_at__isnull", False),
                        models.Q(
                            (
                                "state__in",
                                ("drafted", "submitted", "correction_asked", "transferred"),
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="affairs_the_clock_starts_with_acceptance",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("decided", "delivered", "rated", "archived")), _negated=True
                    ),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("signed_by", ""), _negated=True),
                        models.Q(("signed_by", "system"), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="affairs_a_decision_is_signed_by_a_person",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rating",
                to="affairs.case",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="affairs.item"
            ),
        ),
        migrations.AddField(
            model_name="ratingask",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rating_ask",
                to="affairs.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ask_days__gte", 1), ("call_back_days__gte", 1), ("rectify_days__gte", 1)
                ),
                name="affairs_terms_give_time",
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="rating",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work",
                to="affairs.rating",
            ),
        ),
        migrations.AddField(
            model_name="rectificationact",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="affairs.rectification",
            ),
        ),
        migrations.AddField(
            model_name="rectificationmark",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="marks",
                to="affairs.rectification",
            ),
        ),
        migrations.AddField(
            model_name="windowvisit",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="affairs.case",
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["item", "rated_at"], name="affairs_ratings_by_item"),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["served_by"], name="affairs_ratings_by_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 5)),
                name="affairs_a_rating_has_one_of_five_levels",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ["paper", "phone"]), ("entered_by", ""), _connector="XOR"
                ),
                name="affairs_an_officer_enters_what_came_by_phone_or_paper",
            ),
        ),
        migrations.AddIndex(
            model_name="ratingask",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["closes_at"],
                name="affairs_asks_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratingask",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("asked_at"))),
                name="affairs_an_ask_gives_time",
            ),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(fields=["state", "due_at"], name="affairs_work_by_state"),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(
                condition=models.Q(("next_mark_at__isnull", False)),
                fields=["next_mark_at"],
                name="affairs_work_marks",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "opened"), ("called_back_at__isnull", False), _connector="OR"
                ),
                name="affairs_every_bad_rating_is_called_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(
                        models.Q(("ended_by", ""), _negated=True),
                        models.Q(("ended_by", models.F("assignee")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="affairs_a_second_person_closes_the_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("confirmed", "closed")),
                    ("ended_at__isnull", True),
                    _connector="XOR",
                ),
                name="affairs_ended_work_has_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="rectificationmark",
            constraint=models.UniqueConstraint(
                fields=("work", "clock", "per_cent"), name="affairs_a_work_mark_is_told_once"
            ),
        ),
        migrations.AddIndex(
            model_name="windowvisit",
            index=models.Index(fields=["clerk", "case"], name="affairs_visits_of_a_clerk"),
        ),
        migrations.AddConstraint(
            model_name="windowvisit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("case",),
                name="affairs_one_window_serves_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="windowvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("clerk", models.F("person")), _negated=True),
                name="affairs_nobody_serves_themselves",
            ),
        ),
    ]
