"""The drafts of answers, the files handed in, and what was submitted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("affairs", "0004_cases_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("typed", models.JSONField(default=dict, verbose_name="填写内容")),
                ("sources", models.JSONField(default=dict, verbose_name="预填来源")),
                ("changed", models.JSONField(default=dict)),
                ("passed", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修订次数")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "填写内容",
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("material", models.CharField(max_length=40, verbose_name="材料")),
                ("document", models.CharField(max_length=9, unique=True, verbose_name="文件编号")),
                ("added_by", models.CharField(max_length=40, verbose_name="上传人")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("removed_by", models.CharField(blank=True, max_length=40, verbose_name="移除人")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="移除时间"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="affairs.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "材料文件",
                "indexes": [models.Index(fields=["case", "id"], name="affairs_files_of_a_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by", "")),
                            models.Q(
                                ("removed_at__gte", models.F("added_at")),
                                models.Q(("removed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="affairs_whoever_takes_a_file_out_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次提交")),
                ("content", models.JSONField(verbose_name="提交内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="补正说明")),
                ("submitted_by", models.CharField(max_length=40, verbose_name="提交人")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="affairs.case",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="affairs.itemversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "提交快照",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "number"), name="affairs_a_submission_has_one_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="affairs_a_submission_has_a_hash",
                    ),
                ],
            },
        ),
    ]
