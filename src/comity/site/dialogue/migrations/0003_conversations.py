"""The tables of conversations, as first made."""

import django.db.models.deletion
from django.db import migrations, models

import comity.site.dialogue.models.conversation


class Migration(migrations.Migration):
    """Made by makemigrations."""

    dependencies = [
        ("dialogue", "0002_guard_reports"),
        ("record", "0002_guard_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("symbol", models.TextField(unique=True)),
                ("code", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("terms", models.BinaryField()),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("ballots", models.TextField()),
                ("state", models.TextField(default="open")),
                ("simulated", models.BooleanField()),
                (
                    "closed",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_conversation",
                        to="record.entry",
                    ),
                ),
                (
                    "opened",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_conversation",
                        to="record.entry",
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_conversation",
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=comity.site.dialogue.models.conversation.random_key,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("text", models.TextField()),
                ("language", models.TextField()),
                ("state", models.TextField()),
                ("reason", models.TextField(default="")),
                ("author", models.TextField(default="")),
                (
                    "once",
                    models.TextField(
                        default=comity.site.dialogue.models.conversation.random_key, unique=True
                    ),
                ),
                ("day", models.DateField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
                (
                    "decided",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moderated",
                        to="record.entry",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated",
                        to="record.entry",
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_statement",
            },
        ),
        migrations.CreateModel(
            name="VoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("voter", models.TextField()),
                ("statement", models.IntegerField()),
                ("vote", models.SmallIntegerField()),
                ("propensity", models.IntegerField(null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="dialogue.conversation"
                    ),
                ),
            ],
            options={
                "db_table": "dialogue_vote_line",
            },
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("open", "closing")), ("closed", None)),
                    models.Q(("state", "closed"), models.Q(("closed", None), _negated=True)),
                    _connector="OR",
                ),
                name="dialogue_conversation_state",
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["author"], name="dialogue_statement_author"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("conversation", "number"), name="dialogue_statement_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "accepted", "rejected"))),
                name="dialogue_statement_state",
            ),
        ),
        migrations.AddIndex(
            model_name="voteline",
            index=models.Index(fields=["conversation", "voter"], name="dialogue_vote_line_voter"),
        ),
        migrations.AddConstraint(
            model_name="voteline",
            constraint=models.UniqueConstraint(
                fields=("conversation", "seq"), name="dialogue_vote_line_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="voteline",
            constraint=models.CheckConstraint(
                condition=models.Q(("vote__in", (-1, 0, 1))), name="dialogue_vote_line_vote"
            ),
        ),
    ]
