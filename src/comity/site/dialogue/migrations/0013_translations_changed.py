"""How many votes came before a translation was changed, in steps."""

from django.db import migrations, models

from comity.site.record.guards import refuse_change

FIXED = (
    *("id", "conversation_id", "of", "statement_id", "language", "origin", "source"),
    *("votes_before", "entry_id"),
)
REWORDED = tuple(
    f'NEW."{column}" IS NOT OLD."{column}" AND NEW."{column}" IS NOT \'\''
    for column in ("text", "by", "reviewer")
)


class Migration(migrations.Migration):
    """A column that may be empty, which leaves the table as it stands; then its guard with it."""

    dependencies = [("dialogue", "0012_concerns")]
    operations = [
        migrations.AddField("translationrow", "votes_before", models.IntegerField(null=True)),
        migrations.RunPython(
            refuse_change("dialogue_translation", FIXED, also=REWORDED),
            migrations.RunPython.noop,
        ),
    ]
