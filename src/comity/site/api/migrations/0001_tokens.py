"""The tables of this room, as first made."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = [("members", "0002_guard_people")]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("scope", models.TextField()),
                ("digest", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("account", models.ForeignKey(on_delete=CASCADE, to="members.account")),
                ("mandate", models.ForeignKey(on_delete=CASCADE, to="members.mandaterow")),
            ],
            options={"db_table": "api_token"},
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("request", models.CharField(max_length=64)),
                ("status", models.IntegerField()),
                ("body", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("token", models.ForeignKey(on_delete=CASCADE, to="api.token")),
            ],
            options={
                "db_table": "api_kept_answer",
                "indexes": [models.Index(fields=["at"], name="api_kept_answer_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("token", "key"), name="api_key_once")
                ],
            },
        ),
    ]
