"""Cases: applications, their history, stops and marks, and absences."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import matou.modules.affairs.models.cases


class Migration(migrations.Migration):
    dependencies = [
        ("affairs", "0002_versions_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=40, verbose_name="请假人")),
                ("cover", models.CharField(max_length=40, verbose_name="代理人")),
                ("first_on", models.DateField(verbose_name="第一天")),
                ("last_on", models.DateField(verbose_name="最后一天")),
                ("recorded_by", models.CharField(max_length=40, verbose_name="登记人")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "请假代理",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("person"), "="),
                            (
                                matou.modules.affairs.models.cases.Days(
                                    "first_on",
                                    "last_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="affairs_absences_of_one_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="affairs_an_absence_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("cover")), _negated=True),
                        name="affairs_another_covers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "待提交"),
                            ("submitted", "已提交，待受理"),
                            ("correction_asked", "待补正"),
                            ("accepted", "已受理"),
                            ("handling", "办理中"),
                            ("proposed", "待签发"),
                            ("decided", "已决定，待送达"),
                            ("delivered", "已送达"),
                            ("archived", "已归档"),
                            ("suspended", "特别程序中"),
                            ("transferred", "已转办"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("drafts", "草稿"),
                            ("acceptance", "待受理"),
                            ("applicant", "等申请人"),
                            ("handling", "在办"),
                            ("procedure", "特别程序"),
                            ("decision", "待签发"),
                            ("delivery", "待送达"),
                            ("elsewhere", "已转办"),
                            ("closed", "已办结"),
                        ],
                        max_length=12,
                        verbose_name="队列",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次办理")),
                ("applicant", models.CharField(max_length=40, verbose_name="办件申请人")),
                ("applied_by", models.CharField(max_length=40, verbose_name="申请人员")),
                ("assignee", models.CharField(blank=True, max_length=40, verbose_name="经办人")),
                ("words", models.TextField(verbose_name="检索词")),
                ("needs_two", models.BooleanField(default=False, verbose_name="两人决定")),
                (
                    "corrections",
                    models.PositiveSmallIntegerField(default=0, verbose_name="补正次数"),
                ),
                (
                    "steps_done",
                    models.PositiveSmallIntegerField(default=0, verbose_name="已完成环节"),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="受理时间"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="决定时间"),
                ),
                (
                    "promised_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="承诺时限到期"),
                ),
                (
                    "statutory_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="法定时限到期"),
                ),
                ("is_provisional", models.BooleanField(default=False, verbose_name="时限暂定")),
                (
                    "next_mark_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="下一提醒"),
                ),
                ("sort_at", models.DateTimeField(verbose_name="排序时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "准予"),
                            ("refused", "不予许可"),
                            ("declined", "不予受理"),
                        ],
                        max_length=10,
                        verbose_name="决定",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="理由")),
                ("remedy", models.TextField(blank=True, max_length=1000, verbose_name="救济途径")),
                ("proposed_by", models.CharField(blank=True, max_length=40, verbose_name="提出人")),
                ("signed_by", models.CharField(blank=True, max_length=40, verbose_name="签发人")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="affairs.itemversion",
                        verbose_name="事项版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件",
            },
        ),
        migrations.CreateModel(
            name="CaseAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20, verbose_name="动作")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="原因")),
                ("facts", models.JSONField(default=dict, verbose_name="内容")),
                ("actor", models.CharField(max_length=64, verbose_name="经办人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件履历",
            },
        ),
        migrations.CreateModel(
            name="CaseMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                ("clock", models.CharField(max_length=10, verbose_name="办理时限")),
                ("per_cent", models.PositiveSmallIntegerField(verbose_name="用时比例")),
                ("reached_at", models.DateTimeField(verbose_name="到达时间")),
                ("told_at", models.DateTimeField(verbose_name="提醒时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "时限提醒",
            },
        ),
        migrations.CreateModel(
            name="CaseStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                ("kind", models.CharField(max_length=20, verbose_name="程序")),
                ("name", models.CharField(max_length=80, verbose_name="程序名称")),
                ("basis", models.CharField(max_length=300, verbose_name="停止计时的依据")),
                ("from_at", models.DateTimeField(verbose_name="开始")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "停止计时",
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["queue", "sort_at", "id"], name="affairs_case_queue"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["assignee", "queue", "sort_at", "id"], name="affairs_case_hands"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["applicant", "-id"], name="affairs_case_applicant"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["applied_by", "-id"], name="affairs_case_person"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("next_mark_at__isnull", False)),
                fields=["next_mark_at"],
                name="affairs_case_marks",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="affairs_case_words", opclasses=["gin_trgm_ops"]
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
                        ("queue", "closed"), ("state__in", ["archived", "delivered", "withdrawn"])
                    ),
                    _connector="OR",
                ),
                name="affairs_a_case_waits_in_the_queue_of_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "drafted")),
                fields=("version", "applied_by", "applicant"),
                name="affairs_one_draft_an_applicant",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrections__lte", 1)),
                name="affairs_what_is_missing_is_told_once",
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
                    ("state__in", ("withdrawn", "decided", "delivered", "archived")),
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
                    models.Q(("state__in", ("decided", "delivered", "archived")), _negated=True),
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
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["declined", "refused"]), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("remedy", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="affairs_a_refusal_has_reason_and_remedy",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("needs_two", False),
                    ("signed_by", ""),
                    ("outcome", "declined"),
                    models.Q(("signed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="affairs_two_people_decide_where_the_item_says_so",
            ),
        ),
        migrations.AddIndex(
            model_name="caseact",
            index=models.Index(fields=["case", "-id"], name="affairs_case_history"),
        ),
        migrations.AddConstraint(
            model_name="casemark",
            constraint=models.UniqueConstraint(
                fields=("case", "round", "clock", "per_cent"), name="affairs_a_mark_is_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casestop",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at__isnull", True)),
                fields=("case",),
                name="affairs_one_procedure_runs_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at__isnull", True),
                    ("until_at__gt", models.F("from_at")),
                    _connector="OR",
                ),
                name="affairs_a_stop_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestop",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", ""), _negated=True), name="affairs_a_stop_has_a_basis"
            ),
        ),
    ]
