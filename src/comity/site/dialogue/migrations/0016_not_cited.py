"""Which statements a plug-in's draft left out; empty for the template's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = [("dialogue", "0015_participation")]

    operations = [
        migrations.AddField(
            model_name="reportdraft",
            name="not_cited",
            field=models.BinaryField(default=bytes),
        ),
    ]
