"""Heads that witnesses have signed, beside the log's own newest one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [("record", "0005_sub_logs")]

    operations = [
        migrations.CreateModel(
            name="WitnessedHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("note", models.BinaryField()),
                (
                    "log",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="record.log"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log", "size"), name="record_witnessed_size")
                ],
            },
        ),
    ]
