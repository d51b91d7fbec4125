"""E-licences, their versions and papers, serials, and places in status lists."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import matou.kit.codes


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0002_checks_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(default=matou.kit.codes.new_code, max_length=9, unique=True),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ELicence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(default=matou.kit.codes.new_code, max_length=9, unique=True),
                ),
                ("kind", models.CharField(max_length=40)),
                ("issuer", models.CharField(max_length=18)),
                ("serial", models.PositiveIntegerField()),
                ("holder", models.CharField(db_index=True, max_length=16)),
                ("recipient", models.CharField(db_index=True, max_length=16)),
                ("item", models.CharField(max_length=16)),
                ("case", models.CharField(max_length=16)),
                (
                    "officers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "issuer", "serial"), name="credentials_one_licence_a_serial"
                    ),
                    models.UniqueConstraint(
                        fields=("case",), name="credentials_one_licence_a_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("serial__gt", 0)),
                        name="credentials_serials_begin_with_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ELicenceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("identifier", models.CharField(max_length=80, unique=True)),
                ("issuer_name", models.CharField(max_length=100)),
                ("issuer_name_en", models.CharField(blank=True, max_length=200)),
                ("holder_name", models.CharField(max_length=200)),
                ("holder_number", models.CharField(blank=True, max_length=18)),
                ("fields", models.JSONField(default=list)),
                ("token", models.TextField()),
                ("compact", models.TextField()),
                ("signed_by", models.CharField(max_length=16)),
                ("issued_at", models.DateTimeField()),
                (
                    "credential",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="e_licence",
                        to="credentials.credential",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="credentials.elicence",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version",
                        to="credentials.statusentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LicencePaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.CharField(max_length=9)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("kept_at", models.DateTimeField()),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="credentials.elicenceversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LicenceSerial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("issuer", models.CharField(max_length=18)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "issuer"), name="credentials_one_serial_an_issuer_and_kind"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="statusentry",
            name="status_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="credentials.statuslist",
            ),
        ),
        migrations.AddConstraint(
            model_name="elicenceversion",
            constraint=models.UniqueConstraint(
                fields=("licence", "number"), name="credentials_versions_count_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="elicenceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__gt", 0),
                    models.Q(("signed_by", ""), _negated=True),
                    models.Q(("signed_by", "system"), _negated=True),
                ),
                name="credentials_a_licence_is_signed_by_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusentry",
            constraint=models.UniqueConstraint(
                fields=("status_list", "index"), name="credentials_one_licence_a_place"
            ),
        ),
    ]
