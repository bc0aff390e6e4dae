"""Appeals: their words may go, and another decision may follow that of a moderator."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

STATEMENT = ("id", "conversation_id", "number", "language", "once", "day", "entry_id")
REWORDED = "NEW.text IS NOT OLD.text AND NEW.text IS NOT ''"
REASCRIBED = "NEW.author IS NOT OLD.author AND NOT (NEW.author IS '' AND NEW.text IS '')"
DECIDED_BEFORE = (
    "OLD.decided_id IS NOT NULL AND (NEW.decided_id IS NULL OR NEW.decided_id < OLD.decided_id)"
)
REJUDGED = "NEW.state IS NOT OLD.state AND NEW.decided_id IS OLD.decided_id"
UNDECIDED = "NEW.state IS NOT OLD.state AND NEW.decided_id IS NULL"
APPEAL = ("id", "statement_id", "day", "against_id", "entry_id")
DECIDED_AGAIN = "OLD.decided_id IS NOT NULL AND NEW.decided_id IS NOT OLD.decided_id"


class Migration(migrations.Migration):
    """A table with its triggers, and the trigger of statements anew."""

    dependencies = [
        ("dialogue", "0010_restatements"),
        ("record", "0004_sealed_ballots"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppealRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("state", models.TextField(default="waiting")),
                ("reason", models.TextField(default="")),
                ("day", models.DateField()),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appealed_against",
                        to="record.entry",
                    ),
                ),
                (
                    "decided",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_appeal",
                        to="record.entry",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appealed",
                        to="record.entry",
                    ),
                ),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_appeal",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided", None), ("state", "waiting")),
                            models.Q(
                                ("state__in", ("upheld", "overturned")),
                                models.Q(("decided", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dialogue_appeal_state",
                    )
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_appeal", APPEAL, also=(REWORDED, DECIDED_AGAIN, UNDECIDED)),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "dialogue_statement",
                STATEMENT,
                also=(REWORDED, REASCRIBED, DECIDED_BEFORE, REJUDGED, UNDECIDED),
            ),
            migrations.RunPython.noop,
        ),
    ]
