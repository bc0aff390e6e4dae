"""What passkeys signed for sign-offs: only ever added, and emptied where it is erased."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

TABLE = "oversight_assertion"
FIXED = ("id", "signoff_id", "passkey", "entry_id")
REWRITTEN = "NEW.said IS NOT OLD.said AND NEW.said <> ''"


class Migration(migrations.Migration):
    """Made by makemigrations, with triggers on what is a projection of the record."""

    dependencies = [
        ("oversight", "0002_guard_signoffs"),
        ("record", "0007_wrapped_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssertionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("passkey", models.TextField()),
                ("said", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "signoff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="oversight.signoffrow"
                    ),
                ),
            ],
            options={
                "db_table": "oversight_assertion",
            },
        ),
        migrations.RunPython(
            refuse_change(TABLE, FIXED, also=(REWRITTEN,)), migrations.RunPython.noop
        ),
    ]
