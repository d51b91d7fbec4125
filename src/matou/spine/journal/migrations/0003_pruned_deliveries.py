"""Told spans of pruned deliveries, and an index of dead letters for claims to pass over."""

from django.db import migrations, models

import matou.spine.journal.models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subscriber",
                        "event",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("subscriber", models.CharField(max_length=120)),
                ("event", models.CharField(max_length=120)),
                ("spans", matou.spine.journal.models.Spans()),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "dead")),
                fields=["subscriber", "aggregate", "version"],
                name="journal_delivery_dead",
            ),
        ),
    ]
