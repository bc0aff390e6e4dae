"""Words by which public texts are found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [
        ("record", "0007_wrapped_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="record.log",
                    ),
                ),
                ("size", models.BigIntegerField(default=0)),
                ("folding", models.BigIntegerField()),
            ],
            options={
                "db_table": "record_indexed",
            },
        ),
        migrations.CreateModel(
            name="FoldedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="record.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["word", "entry"], name="record_foldedword_word")],
            },
        ),
    ]
