"""Tables of service items; the two extensions are trusted: an owner may create them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import matou.modules.affairs.models.items


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="LinkState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500, unique=True, verbose_name="网址")),
                ("is_alive", models.BooleanField(verbose_name="可打开")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="检查说明")),
                ("tried_at", models.DateTimeField(verbose_name="检查时间")),
            ],
            options={
                "verbose_name": "网址检查",
            },
        ),
        migrations.CreateModel(
            name="CatalogueEntry",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=12, primary_key=True, serialize=False, verbose_name="基本编码"
                    ),
                ),
                ("name_zh", models.CharField(max_length=120, verbose_name="事项名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                ("item_type", models.CharField(max_length=2, verbose_name="事项类型")),
                ("is_sample", models.BooleanField(default=False, verbose_name="样例")),
                ("source", models.CharField(max_length=500, verbose_name="来源")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "基本目录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{12}$")),
                        name="affairs_basic_code_is_twelve_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="affairs_catalogue_entry_names_its_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="编号")),
                (
                    "handling_code",
                    models.CharField(max_length=33, unique=True, verbose_name="业务办理项编码"),
                ),
                ("region", models.CharField(max_length=6, verbose_name="行政区划")),
                ("is_sample", models.BooleanField(default=False, verbose_name="样例")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="撤销原因"),
                ),
                (
                    "basic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="affairs.catalogueentry",
                        verbose_name="基本编码",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="affairs.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "业务办理项",
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("legal_check", "法制审核中"),
                            ("second_person", "待第二人复核"),
                            ("published", "已发布"),
                            ("withdrawn", "已撤销"),
                        ],
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("content", models.JSONField(verbose_name="要素")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订次数")),
                ("name_zh", models.CharField(max_length=120, verbose_name="事项名称")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="英文名称")),
                (
                    "department",
                    models.CharField(blank=True, max_length=120, verbose_name="实施主体"),
                ),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        size=None,
                        verbose_name="服务对象",
                    ),
                ),
                ("words", models.TextField(verbose_name="检索词")),
                ("finding_errors", models.PositiveIntegerField(default=0, verbose_name="须改")),
                ("finding_warnings", models.PositiveIntegerField(default=0, verbose_name="建议改")),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None, verbose_name="编写人"
                    ),
                ),
                (
                    "legal_by",
                    models.CharField(blank=True, max_length=64, verbose_name="法制审核人"),
                ),
                ("approved_by", models.CharField(blank=True, max_length=64, verbose_name="第二人")),
                ("valid_from", models.DateTimeField(blank=True, null=True, verbose_name="生效")),
                ("valid_until", models.DateTimeField(blank=True, null=True, verbose_name="失效")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="affairs.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项版本",
            },
        ),
        migrations.CreateModel(
            name="ItemChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=20, verbose_name="动作")),
                ("differences", models.JSONField(default=list, verbose_name="变化")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("actor", models.CharField(max_length=64, verbose_name="经办人")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="affairs.itemversion",
                        verbose_name="事项版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项履历",
            },
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="affairs_a_withdrawn_item_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("successor", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="affairs_only_a_withdrawn_item_has_a_successor",
            ),
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="affairs_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(fields=["state", "valid_from"], name="affairs_in_force"),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(
                fields=("item", "number"), name="affairs_a_version_has_one_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "legal_check", "second_person"])),
                fields=("item",),
                name="affairs_one_version_is_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state__in", ("published", "withdrawn"))),
                expressions=[
                    (models.F("item"), "="),
                    (
                        matou.modules.affairs.models.items.Validity(
                            "valid_from",
                            "valid_until",
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                name="affairs_published_versions_do_not_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("published_at__isnull", False),
                        ("state__in", ("published", "withdrawn")),
                        ("valid_from__isnull", False),
                    ),
                    models.Q(
                        ("state__in", ["draft", "legal_check", "second_person"]),
                        ("valid_from__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="affairs_what_is_published_has_a_first_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="affairs_a_version_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "legal_check", "second_person"]),
                    models.Q(
                        models.Q(("approved_by", ""), _negated=True),
                        models.Q(("authors__contains", [models.F("approved_by")]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="affairs_the_second_person_is_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "legal_check", "second_person"]),
                    ("finding_errors", 0),
                    _connector="OR",
                ),
                name="affairs_what_is_published_has_no_error",
            ),
        ),
        migrations.AddIndex(
            model_name="itemchange",
            index=models.Index(fields=["version", "-id"], name="affairs_history"),
        ),
    ]
