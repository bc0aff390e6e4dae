"""What was said and voted stays: the database itself refuses everything else."""

from django.db import migrations

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
)
REOPENED = "OLD.state = 'closed' OR (OLD.state = 'closing' AND NEW.state = 'open')"
STATEMENT = ("id", "conversation_id", "number", "language", "author", "once", "day", "entry_id")
REWORDED = "NEW.text IS NOT OLD.text AND NEW.text IS NOT ''"
DECIDED_AGAIN = "OLD.decided_id IS NOT NULL AND NEW.decided_id IS NOT OLD.decided_id"
UNDECIDED = "NEW.state IS NOT OLD.state AND NEW.decided_id IS NULL"
LINE = ("id", "conversation_id", "seq", "voter", "statement", "vote", "propensity")


class Migration(migrations.Migration):
    """Triggers on conversations, statements and lines of votes."""

    dependencies = [("dialogue", "0003_conversations")]
    operations = [
        migrations.RunPython(
            refuse_change("dialogue_conversation", TERMS, also=(REOPENED,)),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "dialogue_statement", STATEMENT, also=(REWORDED, DECIDED_AGAIN, UNDECIDED)
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(refuse_change("dialogue_vote_line", LINE), migrations.RunPython.noop),
    ]
