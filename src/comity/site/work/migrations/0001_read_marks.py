"""Up to where people have read the record."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = [
        ("members", "0002_guard_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="members.personrow",
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("before", models.BigIntegerField(null=True)),
                ("before_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "work_read_mark",
            },
        ),
    ]
