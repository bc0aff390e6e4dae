"""The tables of this room, as first made."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = [
        ("record", "0001_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignOffRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("act", models.TextField()),
                ("subject", models.TextField()),
                ("digest", models.TextField()),
                ("signer", models.TextField()),
                ("name", models.TextField()),
                ("party", models.TextField()),
                ("role", models.TextField()),
                ("mandate", models.TextField()),
                ("scope", models.TextField()),
                ("mandate_start", models.DateTimeField()),
                ("mandate_end", models.DateTimeField()),
                ("mandate_revoked", models.DateTimeField(null=True)),
                ("nonce", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "strength",
                    models.TextField(choices=[("signed", "Signed"), ("attested", "Attested")]),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
            ],
            options={
                "db_table": "oversight_signoff",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id", "subject", "digest"), name="oversight_signoff_bound"
                    )
                ],
            },
        ),
    ]
