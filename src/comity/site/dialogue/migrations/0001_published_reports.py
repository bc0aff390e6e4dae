"""The tables of this room, as first made."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = [
        ("oversight", "0001_signoffs"),
        ("record", "0001_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedReport",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("symbol", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("report", models.BinaryField()),
                ("digest", models.TextField()),
                ("bundle_size", models.BigIntegerField()),
                ("simulated", models.BooleanField()),
                ("published_at", models.DateTimeField()),
                ("signoff_subject", models.TextField()),
                ("signoff_digest", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "signoff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="oversight.signoffrow"
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_published_report",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signoff_digest", models.F("digest"))),
                        name="dialogue_published_report_signed",
                    )
                ],
            },
        ),
    ]
