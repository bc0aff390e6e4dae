"""Links of accounts with people of a provider."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [
        ("members", "0005_recovery"),
    ]

    operations = [
        migrations.CreateModel(
            name="OidcRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField(unique=True)),
                ("seal", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="members.account"
                    ),
                ),
            ],
            options={
                "db_table": "members_oidc",
            },
        ),
    ]
