"""What a draft was made from; one without it is computed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = [("dialogue", "0006_protected_ballots")]

    operations = [
        migrations.AddField(
            model_name="reportdraft",
            name="basis",
            field=models.TextField(default=""),
        ),
    ]
