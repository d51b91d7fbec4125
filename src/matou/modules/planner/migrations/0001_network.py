"""The network's tables; btree_gist is a trusted extension, which a database's owner may create."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import matou.modules.planner.models.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0002_sphere_and_history"),
    ]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="EmissionFactor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("mode", models.CharField(max_length=8, verbose_name="环节")),
                ("vehicle", models.CharField(max_length=120, verbose_name="运具")),
                ("unit", models.CharField(max_length=40, verbose_name="单位")),
                (
                    "value",
                    models.DecimalField(decimal_places=6, max_digits=14, verbose_name="数值"),
                ),
                ("scope", models.CharField(max_length=8, verbose_name="范围")),
            ],
            options={
                "verbose_name": "排放因子",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_emissionfactor_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_emissionfactor_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_emissionfactor_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_emissionfactor_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_emissionfactor_confidence_is_a_b_or_c",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_at", models.DateTimeField(verbose_name="生效")),
                ("what", models.CharField(max_length=20, verbose_name="内容")),
                ("subject", models.CharField(max_length=120, verbose_name="对象")),
                ("summary", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "路网变更",
                "indexes": [
                    models.Index(fields=["effective_at"], name="planner_changes_by_instant")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("effective_at__gte", models.F("recorded_at"))),
                        name="planner_change_never_reaches_back",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draught_limit", "限制水深"),
                            ("lock_closure", "船闸停航"),
                            ("service_cancelled", "班次停开"),
                            ("storm_stop", "防台停工"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("published", "已发布"),
                            ("amended", "已变更"),
                            ("withdrawn", "已撤销"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "targets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None, verbose_name="对象"
                    ),
                ),
                ("depth_cm", models.PositiveIntegerField(null=True, verbose_name="限制水深")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("issuer", models.CharField(max_length=120, verbose_name="发布单位")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="正文")),
            ],
            options={
                "verbose_name": "通告",
                "abstract": False,
                "indexes": [models.Index(fields=["ends_at"], name="planner_notices_by_end")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_networknotice_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_networknotice_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_networknotice_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_networknotice_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_networknotice_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="planner_networknotice_effect_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "draught_limit"), _negated=True),
                            ("depth_cm__gt", 0),
                            _connector="OR",
                        ),
                        name="planner_networknotice_limit_has_a_depth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "draught_limit",
                                    "lock_closure",
                                    "service_cancelled",
                                    "storm_stop",
                                ],
                            ),
                            ("state__in", ["published", "amended", "withdrawn"]),
                        ),
                        name="planner_networknotice_kind_and_state_are_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版本号")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("effective_at", models.DateTimeField(verbose_name="生效")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "路网版本",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="planner_version_bears_a_sha256",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("service", models.CharField(max_length=120, verbose_name="班次")),
                ("runs_on", models.DateField(verbose_name="日期")),
                (
                    "what",
                    models.CharField(
                        choices=[("cancelled", "取消"), ("added", "加开")],
                        max_length=9,
                        verbose_name="例外",
                    ),
                ),
            ],
            options={
                "verbose_name": "班次例外日",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_serviceexception_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_serviceexception_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_serviceexception_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_serviceexception_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_serviceexception_confidence_is_a_b_or_c",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceSeason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("service", models.CharField(max_length=120, verbose_name="班次")),
                ("runs_from_on", models.DateField(verbose_name="开行自")),
                ("runs_until_on", models.DateField(null=True, verbose_name="开行至（不含）")),
            ],
            options={
                "verbose_name": "班次开行期",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_serviceseason_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_serviceseason_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_serviceseason_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_serviceseason_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_serviceseason_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("runs_until_on__isnull", True),
                            ("runs_until_on__gt", models.F("runs_from_on")),
                            _connector="OR",
                        ),
                        name="planner_serviceseason_lasts_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "value",
                    models.DecimalField(decimal_places=6, max_digits=14, verbose_name="数值"),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="单位")),
            ],
            options={
                "verbose_name": "费率与参数",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_tariff_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_tariff_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_tariff_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_tariff_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_tariff_confidence_is_a_b_or_c",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Chamber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("chamber", models.CharField(max_length=16, verbose_name="闸室")),
                ("length_cm", models.PositiveIntegerField(verbose_name="有效长")),
                ("width_cm", models.PositiveIntegerField(verbose_name="有效宽")),
                ("sill_depth_cm", models.PositiveIntegerField(verbose_name="门槛水深")),
                ("vessel_dwt", models.PositiveIntegerField(verbose_name="船舶吨级")),
                (
                    "opened_year",
                    models.PositiveSmallIntegerField(null=True, verbose_name="通航年份"),
                ),
                ("passage_min", models.PositiveIntegerField(verbose_name="过闸时间")),
                ("wait_median_min", models.PositiveIntegerField(verbose_name="候闸，中位")),
                ("wait_ninetieth_min", models.PositiveIntegerField(verbose_name="候闸，九成")),
                ("fee_fen_per_gt", models.PositiveIntegerField(verbose_name="过闸费")),
                (
                    "lock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "闸室",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_chamber_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_chamber_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_chamber_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_chamber_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_chamber_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("length_cm__gt", 0), ("sill_depth_cm__gt", 0), ("width_cm__gt", 0)
                        ),
                        name="planner_chamber_has_a_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wait_ninetieth_min__gte", models.F("wait_median_min"))
                        ),
                        name="planner_chamber_long_wait_is_no_shorter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("water", "水路"),
                            ("road", "公路"),
                            ("rail", "铁路"),
                            ("air", "航空"),
                        ],
                        max_length=5,
                        verbose_name="运输方式",
                    ),
                ),
                ("length_m", models.PositiveIntegerField(verbose_name="里程")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                ("grade", models.CharField(max_length=40, verbose_name="等级")),
                ("depth_cm", models.PositiveIntegerField(null=True, verbose_name="维护水深")),
                ("speed_forward_m_per_h", models.PositiveIntegerField(verbose_name="速度（下行）")),
                ("speed_back_m_per_h", models.PositiveIntegerField(verbose_name="速度（上行）")),
                (
                    "toll_fen_per_km",
                    models.PositiveIntegerField(null=True, verbose_name="通行费（六轴货车）"),
                ),
                ("status", models.CharField(max_length=40, verbose_name="状态")),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "线路区段",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_link_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_link_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_link_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_link_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_link_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("destination")), _negated=True),
                        name="planner_link_has_two_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("name_zh", models.CharField(max_length=80, verbose_name="中文名")),
                ("name_en", models.CharField(max_length=80, verbose_name="英文名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "城市"),
                            ("port", "港口码头"),
                            ("lock", "船闸"),
                            ("junction", "水路交汇点"),
                            ("rail", "铁路货站"),
                            ("airport", "机场"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("modes", models.CharField(max_length=4, verbose_name="运输方式")),
                (
                    "latitude",
                    models.DecimalField(decimal_places=6, max_digits=9, verbose_name="纬度"),
                ),
                (
                    "longitude",
                    models.DecimalField(decimal_places=6, max_digits=9, verbose_name="经度"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="城市")),
                (
                    "sign",
                    models.CharField(blank=True, max_length=5, verbose_name="UN/LOCODE 或 IATA"),
                ),
                ("cargo", models.CharField(blank=True, max_length=200, verbose_name="货类")),
                (
                    "berth_dwt_max",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="最大靠泊吨级"),
                ),
                ("takes_containers", models.BooleanField(null=True, verbose_name="集装箱")),
                ("takes_dangerous_goods", models.BooleanField(null=True, verbose_name="危险货物")),
                ("opening_hours", models.CharField(max_length=16, verbose_name="开放时间")),
                ("confidence_position", models.CharField(max_length=1, verbose_name="位置可信度")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "节点",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_node_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_node_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_node_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_node_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_node_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "opening_hours__regex",
                                "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)/[1-7]$",
                            )
                        ),
                        name="planner_node_hours_are_readable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("water", "水路"),
                            ("road", "公路"),
                            ("rail", "铁路"),
                            ("air", "航空"),
                        ],
                        max_length=5,
                        verbose_name="运输方式",
                    ),
                ),
                ("days", models.CharField(max_length=7, verbose_name="开行星期")),
                ("departs_minute", models.PositiveSmallIntegerField(verbose_name="开行时刻")),
                ("cutoff_min", models.PositiveIntegerField(verbose_name="截载提前")),
                ("duration_min", models.PositiveIntegerField(verbose_name="全程时间")),
                ("length_m", models.PositiveIntegerField(verbose_name="里程")),
                ("capacity", models.PositiveIntegerField(verbose_name="每班运力")),
                (
                    "unit",
                    models.CharField(
                        choices=[("TEU", "标准箱"), ("t", "吨")],
                        max_length=3,
                        verbose_name="计费单位",
                    ),
                ),
                ("price_fen_per_unit", models.PositiveIntegerField(verbose_name="单价")),
                ("min_depth_cm", models.PositiveIntegerField(null=True, verbose_name="所需水深")),
                (
                    "locks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), default=list, size=None
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "班次",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_service_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_service_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_service_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_service_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_service_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("destination")), _negated=True),
                        name="planner_service_has_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("departs_minute__lt", 1440)),
                        name="planner_service_departs_within_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=120, verbose_name="编号")),
                ("valid_from", models.DateTimeField(verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A 有公开来源"),
                            ("B", "B 公认或推算"),
                            ("C", "C 估计，待核实"),
                        ],
                        max_length=1,
                        verbose_name="可信度",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("actor", models.CharField(max_length=64, verbose_name="记录人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "origin_mode",
                    models.CharField(
                        choices=[
                            ("water", "水路"),
                            ("road", "公路"),
                            ("rail", "铁路"),
                            ("air", "航空"),
                        ],
                        max_length=5,
                        verbose_name="来自方式",
                    ),
                ),
                (
                    "destination_mode",
                    models.CharField(
                        choices=[
                            ("water", "水路"),
                            ("road", "公路"),
                            ("rail", "铁路"),
                            ("air", "航空"),
                        ],
                        max_length=5,
                        verbose_name="转往方式",
                    ),
                ),
                ("fixed_min", models.PositiveIntegerField(verbose_name="固定时间")),
                ("per_teu_s", models.PositiveIntegerField(verbose_name="每箱时间")),
                ("per_100t_s", models.PositiveIntegerField(verbose_name="每百吨时间")),
                ("cost_fen_per_teu", models.PositiveIntegerField(verbose_name="每箱费用")),
                ("cost_fen_per_t", models.PositiveIntegerField(verbose_name="每吨费用")),
                ("co2e_g_per_t", models.PositiveIntegerField(verbose_name="每吨碳排放")),
                ("opening_hours", models.CharField(max_length=16, verbose_name="开放时间")),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        to_field="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "换装",
                "abstract": False,
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("code"), "="),
                            (
                                matou.modules.planner.models.base.Validity(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="planner_transfer_periods_do_not_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="planner_transfer_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__gte", models.F("recorded_at"))),
                        name="planner_transfer_never_reaches_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="planner_transfer_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["A", "B", "C"])),
                        name="planner_transfer_confidence_is_a_b_or_c",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "opening_hours__regex",
                                "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)/[1-7]$",
                            )
                        ),
                        name="planner_transfer_hours_are_readable",
                    ),
                ],
            },
        ),
    ]
