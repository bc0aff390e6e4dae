"""Passkeys of people, only ever added, and the challenges they have answered."""

import django.db.models.deletion
from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = {
    "members_passkey": (
        *("id", "person_id", "host", "credential", "algorithm", "public", "at", "entry_id"),
    ),
    "members_passkeyend": ("id", "passkey_id", "at", "entry_id"),
}


class Migration(migrations.Migration):
    """Made by makemigrations, with triggers on what is a projection of the record."""

    dependencies = [
        ("members", "0002_guard_people"),
        ("record", "0007_wrapped_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("challenge", models.BinaryField(unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "members_spent",
            },
        ),
        migrations.CreateModel(
            name="PasskeyRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("host", models.TextField()),
                ("credential", models.BinaryField()),
                ("algorithm", models.IntegerField()),
                ("public", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("name", models.TextField(default="")),
                ("count", models.IntegerField(default=0)),
                ("used", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
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
                "db_table": "members_passkey",
            },
        ),
        migrations.CreateModel(
            name="PasskeyEndRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "passkey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="members.passkeyrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_passkeyend",
            },
        ),
        *(
            migrations.RunPython(refuse_change(table, columns), migrations.RunPython.noop)
            for table, columns in FIXED.items()
        ),
    ]
