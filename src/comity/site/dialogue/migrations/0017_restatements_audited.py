"""Auditors’ words on restated figures: of which restatement, and that it never changes."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

ATTESTATION = ("id", "report_id", "restatement_id", "outcome", "sealed", "public", "note")


class Migration(migrations.Migration):
    """A column, and its table's guard said anew."""

    dependencies = [("dialogue", "0016_not_cited")]

    operations = [
        migrations.AddField(
            model_name="attestation",
            name="restatement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="dialogue.restatement",
            ),
        ),
        migrations.AddField(
            model_name="restatementdraft",
            name="after",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunPython(
            refuse_change("dialogue_attestation", (*ATTESTATION, "actor", "mandate", "entry_id")),
            migrations.RunPython.noop,
        ),
    ]
