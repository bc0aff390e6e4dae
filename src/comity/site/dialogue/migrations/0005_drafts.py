"""Drafts of reports, and the summary of a published one; SQLite makes its table anew for it."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change, require_sign_off

TABLE = "dialogue_published_report"
FIXED = (
    "id",
    "symbol",
    "title",
    "report",
    "summary",
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
    """A table, a column, and the triggers again, which a table made anew has lost."""

    dependencies = [
        ("dialogue", "0004_guard_conversations"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="dialogue.conversation",
                    ),
                ),
                ("digest", models.TextField()),
                ("summary", models.BinaryField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "dialogue_report_draft",
            },
        ),
        migrations.AddField(
            model_name="publishedreport",
            name="summary",
            field=models.BinaryField(default=bytes),
        ),
        migrations.RunPython(refuse_change(TABLE, FIXED), migrations.RunPython.noop),
        migrations.RunPython(require_sign_off(TABLE), migrations.RunPython.noop),
    ]
