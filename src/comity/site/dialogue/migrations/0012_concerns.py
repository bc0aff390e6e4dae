"""Concerns about statements: they never change, and what they say may go."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = ("id", "statement_id", "day", "entry_id")
REWORDED = tuple(
    f'NEW."{column}" IS NOT OLD."{column}" AND NEW."{column}" IS NOT \'\''
    for column in ("who", "reason", "text")
)


class Migration(migrations.Migration):
    """A table with its triggers."""

    dependencies = [
        ("dialogue", "0011_appeals"),
        ("record", "0004_sealed_ballots"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConcernRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("who", models.TextField()),
                ("reason", models.TextField()),
                ("text", models.TextField()),
                ("day", models.DateField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concern",
                        to="record.entry",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_concern",
                "indexes": [models.Index(fields=["who"], name="dialogue_concern_who")],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_concern", FIXED, also=REWORDED), migrations.RunPython.noop
        ),
    ]
