"""Counts of people by tier, language and region: they rise and never go."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = ("id", "conversation_id", "part", "value")
FEWER = "NEW.count < OLD.count"


class Migration(migrations.Migration):
    """A table with its triggers."""

    dependencies = [("dialogue", "0014_live_results")]
    operations = [
        migrations.CreateModel(
            name="ParticipationCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.TextField()),
                ("value", models.TextField()),
                ("count", models.IntegerField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_participation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "part", "value"),
                        name="dialogue_participation_value",
                    )
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_participation", FIXED, also=(FEWER,)),
            migrations.RunPython.noop,
        ),
    ]
