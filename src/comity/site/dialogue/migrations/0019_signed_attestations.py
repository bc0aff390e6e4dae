"""Auditors sign what they attest: the row names their sign-off, and keeps it."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = (
    "id",
    "report_id",
    "restatement_id",
    "outcome",
    "sealed",
    "public",
    "note",
    "actor",
    "mandate",
    "signoff_id",
    "entry_id",
)


class Migration(migrations.Migration):
    """A column, and the triggers said anew with it."""

    dependencies = [
        ("dialogue", "0018_lines_go_by_entry"),
        ("oversight", "0003_assertions"),
    ]

    operations = [
        migrations.AddField(
            model_name="attestation",
            name="signoff",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="oversight.signoffrow",
            ),
        ),
        migrations.RunPython(
            refuse_change("dialogue_attestation", FIXED), migrations.RunPython.noop
        ),
    ]
