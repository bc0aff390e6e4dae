"""Sub-logs, kept apart from the public log."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = ("log_id", "leaf", "leaf_hash", "act", "subject", "at")
PLACED = "OLD.idx IS NOT NULL AND NEW.idx IS NOT OLD.idx"
REFILLED = "NEW.payload IS NOT OLD.payload AND NEW.payload IS NOT NULL"
REKEYED = "NEW.payload_key IS NOT OLD.payload_key AND NEW.payload_key IS NOT NULL"


class Migration(migrations.Migration):
    """Tables as makemigrations made them, and the triggers that entries have."""

    dependencies = [("record", "0004_sealed_ballots")]

    operations = [
        migrations.CreateModel(
            name="SubLog",
            fields=[
                ("origin", models.TextField(primary_key=True, serialize=False)),
                ("vkey", models.TextField()),
                ("subject", models.TextField(unique=True)),
                ("size", models.BigIntegerField(default=0)),
                ("note", models.BinaryField(default=bytes)),
                ("noted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="record_sublog_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("idx", models.BigIntegerField(null=True)),
                ("leaf", models.BinaryField()),
                ("leaf_hash", models.BinaryField()),
                ("payload", models.BinaryField(null=True)),
                ("payload_key", models.BinaryField(null=True)),
                ("act", models.TextField()),
                ("subject", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="record.sublog"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["log", "subject"], name="record_subentry_subject"),
                    models.Index(
                        condition=models.Q(("idx", None)),
                        fields=["log"],
                        name="record_subentry_pending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("log", "idx"), name="record_subentry_place")
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("record_subentry", FIXED, also=(PLACED, REFILLED, REKEYED)),
            migrations.RunPython.noop,
        ),
    ]
