"""Requests for new sheets, only ever added."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = ("id", "person_id", "by", "at", "entry_id")


class Migration(migrations.Migration):
    """Made by makemigrations, with triggers on what is a projection of the record."""

    dependencies = [
        ("members", "0004_app_codes"),
        ("record", "0007_wrapped_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecoveryRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_recovery",
            },
        ),
        migrations.RunPython(refuse_change("members_recovery", FIXED), migrations.RunPython.noop),
    ]
