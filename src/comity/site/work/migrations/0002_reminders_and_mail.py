"""Reminders before a close, and what people want to be told by mail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [
        ("dialogue", "0009_opened_once"),
        ("members", "0002_guard_people"),
        ("work", "0001_read_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminding",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="dialogue.conversation",
                    ),
                ),
                ("hours", models.TextField()),
            ],
            options={
                "db_table": "work_reminding",
            },
        ),
        migrations.CreateModel(
            name="Wish",
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
                ("address", models.TextField(default="")),
                ("confirmed", models.BooleanField(default=False)),
                ("code", models.TextField(default="")),
                ("code_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("rhythm", models.TextField(default="none")),
                ("reminders", models.BooleanField(default=False)),
                ("language", models.TextField(default="en")),
            ],
            options={
                "db_table": "work_wish",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ("none", "day", "week"))),
                        name="work_rhythm",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Drawn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hours", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
            ],
            options={
                "db_table": "work_drawn",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "hours"), name="work_drawn_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("start", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
                    ),
                ),
            ],
            options={
                "db_table": "work_letter",
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["at"],
                        name="work_letter_to_go",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hours", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("kinds", models.TextField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
                    ),
                ),
            ],
            options={
                "db_table": "work_notice",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "conversation", "hours"), name="work_notice_once"
                    )
                ],
            },
        ),
    ]
