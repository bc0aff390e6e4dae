"""Translations of what is asked and said: they never change, and their words may go."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = ("id", "conversation_id", "of", "statement_id", "language", "origin", "source", "entry_id")
REWORDED = tuple(
    f'NEW."{column}" IS NOT OLD."{column}" AND NEW."{column}" IS NOT \'\''
    for column in ("text", "by", "reviewer")
)


class Migration(migrations.Migration):
    """A table with its triggers."""

    dependencies = [
        ("dialogue", "0007_basis_of_drafts"),
        ("record", "0004_sealed_ballots"),
    ]

    operations = [
        migrations.CreateModel(
            name="TranslationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("of", models.TextField()),
                ("language", models.TextField()),
                ("text", models.TextField()),
                ("origin", models.TextField()),
                ("by", models.TextField(default="")),
                ("reviewer", models.TextField(default="")),
                ("source", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translated",
                        to="record.entry",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="dialogue.conversation",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_translation",
                "indexes": [
                    models.Index(fields=["conversation", "of"], name="dialogue_translation_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ("human", "machine"))),
                        name="dialogue_translation_origin",
                    )
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("dialogue_translation", FIXED, also=REWORDED),
            migrations.RunPython.noop,
        ),
    ]
