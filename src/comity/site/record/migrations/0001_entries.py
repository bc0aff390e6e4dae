"""The tables of this room, as first made."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Log",
            fields=[
                ("origin", models.TextField(primary_key=True, serialize=False)),
                ("vkey", models.TextField()),
                ("size", models.BigIntegerField(default=0)),
                ("note", models.BinaryField(default=bytes)),
                ("noted_at", models.DateTimeField(null=True)),
                ("simulated", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="record_log_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("opened", models.BooleanField(default=False)),
                ("act", models.TextField()),
                ("actor", models.TextField()),
                ("subject", models.TextField()),
                ("at", models.DateTimeField()),
                ("payload_class", models.TextField()),
                ("release", models.TextField(default="")),
                ("symbol", models.TextField(default="")),
                ("title", models.TextField(default="")),
                (
                    "log",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="record.log"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.TextField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="record.entry"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject"], name="record_entry_subject"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["leaf_hash"], name="record_entry_leaf"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("idx", None)), fields=["log"], name="record_entry_pending"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("log", "idx"), name="record_entry_place"),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["digest"], name="record_mention_digest"),
        ),
    ]
