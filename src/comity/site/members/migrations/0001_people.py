"""The tables of this room, as first made."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by makemigrations."""

    initial = True

    dependencies = [
        ("record", "0002_guard_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("seal", models.TextField(default="")),
                ("settled", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "members_account",
            },
        ),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("began", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="members.account"
                    ),
                ),
            ],
            options={
                "db_table": "members_session",
            },
        ),
        migrations.CreateModel(
            name="InvitationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.TextField(unique=True)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
            ],
            options={
                "db_table": "members_invitation",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="redeemed",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="members.invitationrow"
            ),
        ),
        migrations.CreateModel(
            name="PartyRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("names", models.JSONField()),
                ("original", models.TextField()),
                ("cap", models.IntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
            ],
            options={
                "db_table": "members_party",
            },
        ),
        migrations.CreateModel(
            name="PersonRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("handle", models.TextField(unique=True)),
                ("human", models.BooleanField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.partyrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_person",
            },
        ),
        migrations.CreateModel(
            name="MandateRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("role", models.TextField()),
                ("scope", models.TextField()),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("revocable", models.BooleanField()),
                ("through", models.TextField()),
                ("given_by", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.partyrow"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_mandate",
            },
        ),
        migrations.AddField(
            model_name="invitationrow",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
            ),
        ),
        migrations.CreateModel(
            name="ClosingRow",
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
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_closing",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, to="members.personrow"
            ),
        ),
        migrations.CreateModel(
            name="RevocationRow",
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
                    "mandate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="members.mandaterow"
                    ),
                ),
            ],
            options={
                "db_table": "members_revocation",
            },
        ),
        migrations.CreateModel(
            name="StatusRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("status", models.TextField()),
                ("since", models.DateField()),
                ("source", models.TextField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="record.entry"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="members.partyrow"
                    ),
                ),
            ],
            options={
                "db_table": "members_status",
            },
        ),
        migrations.CreateModel(
            name="CodeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.TextField()),
                ("used", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="members.account"
                    ),
                ),
            ],
            options={
                "db_table": "members_code",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "digest"), name="members_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecusalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.TextField()),
                ("at", models.DateTimeField()),
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
                "db_table": "members_recusal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "subject"), name="members_recusal_once"
                    )
                ],
            },
        ),
    ]
