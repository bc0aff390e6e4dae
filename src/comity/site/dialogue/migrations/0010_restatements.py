"""Restatements of reports: they take effect only with a sign-off, and then never change."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change, require_sign_off

TABLE = "dialogue_restatement"
FIXED = (
    "id",
    "restates_id",
    "symbol",
    "title",
    "restatement",
    "digest",
    "bundle_size",
    "simulated",
    "published_at",
    "signoff_id",
    "signoff_subject",
    "signoff_digest",
    "entry_id",
)


class Migration(migrations.Migration):
    """A table with its triggers, and one for what is drawn up."""

    dependencies = [
        ("dialogue", "0009_opened_once"),
        ("oversight", "0002_guard_signoffs"),
        ("record", "0004_sealed_ballots"),
    ]
    operations = [
        migrations.CreateModel(
            name="Restatement",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("symbol", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("restatement", models.BinaryField()),
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
                    "restates",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="dialogue.publishedreport",
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
                "db_table": TABLE,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signoff_digest", models.F("digest"))),
                        name="dialogue_restatement_signed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RestatementDraft",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="dialogue.publishedreport",
                    ),
                ),
                ("bundle", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"db_table": "dialogue_restatement_draft"},
        ),
        migrations.RunPython(refuse_change(TABLE, FIXED), migrations.RunPython.noop),
        migrations.RunPython(require_sign_off(TABLE), migrations.RunPython.noop),
    ]
