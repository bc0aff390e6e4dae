"""Sealed ballots, the batches they are entered in, and what was attempted and refused."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

REKEYED = "NEW.key IS NOT OLD.key AND NEW.key IS NOT NULL"
MOVED = "OLD.batch_id IS NOT NULL AND NEW.batch_id IS NOT OLD.batch_id"


class Migration(migrations.Migration):
    """Tables as makemigrations made them, and triggers that keep what was promised."""

    dependencies = [("record", "0002_guard_entries")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("kind", models.TextField()),
                ("reason", models.TextField()),
                ("day", models.DateField()),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "kind", "reason", "day"), name="record_attempt_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("count", models.BigIntegerField()),
                ("root", models.BinaryField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject"], name="record_ballotbatch_subject")],
            },
        ),
        migrations.CreateModel(
            name="SealedBallot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("key", models.BinaryField(null=True)),
                ("leaf", models.BinaryField()),
                ("by", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="record.ballotbatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["leaf"], name="record_sealedballot_leaf"),
                    models.Index(
                        condition=models.Q(("batch", None)),
                        fields=["subject", "by"],
                        name="record_sealedballot_wait",
                    ),
                    models.Index(
                        condition=models.Q(("batch__isnull", False)),
                        fields=["batch"],
                        name="record_sealedballot_batch",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "seq"), name="record_sealedballot_seq"
                    )
                ],
            },
        ),
        migrations.RunPython(
            refuse_change("record_ballotbatch", ("entry_id", "subject", "count", "root")),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "record_sealedballot", ("subject", "seq", "leaf", "by"), also=(REKEYED, MOVED)
            ),
            migrations.RunPython.noop,
        ),
    ]
