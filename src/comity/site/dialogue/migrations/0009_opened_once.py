"""A form opens one conversation, however often it is sent."""

from django.db import migrations, models

from comity.site.record.guards import refuse_change

TERMS = (
    "id",
    "symbol",
    "code",
    "title",
    "terms",
    "opens_at",
    "closes_at",
    "ballots",
    "simulated",
    "opened_id",
    "once",
)
REOPENED = "OLD.state = 'closed' OR (OLD.state = 'closing' AND NEW.state = 'open')"


class Migration(migrations.Migration):
    """A column that may be empty, which leaves the table as it stands; then its guard with it."""

    dependencies = [("dialogue", "0008_translations")]
    operations = [
        migrations.AddField("conversation", "once", models.TextField(null=True)),
        migrations.AddConstraint(
            "conversation",
            models.UniqueConstraint(
                condition=models.Q(("once", None), _negated=True),
                fields=("once",),
                name="dialogue_conversation_once",
            ),
        ),
        migrations.RunPython(
            refuse_change("dialogue_conversation", TERMS, also=(REOPENED,)),
            migrations.RunPython.noop,
        ),
    ]
