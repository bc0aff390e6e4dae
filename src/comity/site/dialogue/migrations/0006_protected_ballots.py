"""Auditors' attestations; and votes and authors may go, once their erasure is entered."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import go_only_when, refuse_change

STATEMENT = ("id", "conversation_id", "number", "language", "once", "day", "entry_id")
REWORDED = "NEW.text IS NOT OLD.text AND NEW.text IS NOT ''"
REASCRIBED = "NEW.author IS NOT OLD.author AND NOT (NEW.author IS '' AND NEW.text IS '')"
DECIDED_AGAIN = "OLD.decided_id IS NOT NULL AND NEW.decided_id IS NOT OLD.decided_id"
UNDECIDED = "NEW.state IS NOT OLD.state AND NEW.decided_id IS NULL"
ATTESTATION = ("id", "report_id", "outcome", "sealed", "public", "note", "actor", "mandate")
KEY_ERASED = """
    EXISTS (
        SELECT 1 FROM record_sealedballot
        WHERE subject = 'dialogue:conversation:' || OLD.conversation_id
        AND seq = OLD.seq AND key IS NULL
    ) AND EXISTS (
        SELECT 1 FROM record_entry
        WHERE act = 'dialogue.erase_votes'
        AND subject = 'dialogue:votes:' || OLD.conversation_id
    )
"""


class Migration(migrations.Migration):
    """A table with its triggers, and two triggers that let something go."""

    dependencies = [
        ("dialogue", "0005_drafts"),
        ("record", "0004_sealed_ballots"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attestation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.TextField()),
                ("sealed", models.TextField()),
                ("public", models.TextField()),
                ("note", models.TextField(default="")),
                ("actor", models.TextField()),
                ("mandate", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.publishedreport"
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_attestation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("agrees", "differs"))),
                        name="dialogue_attestation_outcome",
                    )
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_attestation", (*ATTESTATION, "entry_id")),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "dialogue_statement",
                STATEMENT,
                also=(REWORDED, REASCRIBED, DECIDED_AGAIN, UNDECIDED),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            go_only_when("dialogue_vote_line", KEY_ERASED), migrations.RunPython.noop
        ),
    ]
