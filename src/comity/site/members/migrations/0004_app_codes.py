"""Keys of apps that show codes, wrapped."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [
        ("members", "0003_passkeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField()),
                ("last_step", models.IntegerField(default=0)),
                ("confirmed", models.BooleanField(default=False)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="members.account"
                    ),
                ),
            ],
            options={
                "db_table": "members_app",
            },
        ),
    ]
