"""What was shown of live conversations: rows that never change and never go."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

COLUMNS = ("id", "conversation_id", "statement", "seq", "agree", "disagree", "passed")


class Migration(migrations.Migration):
    """A table with its triggers."""

    dependencies = [("dialogue", "0013_translations_changed")]
    operations = [
        migrations.CreateModel(
            name="LiveSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.IntegerField()),
                ("seq", models.BigIntegerField()),
                ("agree", models.IntegerField()),
                ("disagree", models.IntegerField()),
                ("passed", models.IntegerField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_live_snapshot",
                "indexes": [
                    models.Index(fields=["conversation", "id"], name="dialogue_live_snapshot_since")
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_live_snapshot", COLUMNS), migrations.RunPython.noop
        ),
    ]
