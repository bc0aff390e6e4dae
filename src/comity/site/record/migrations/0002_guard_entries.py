"""Entries are only ever added: the database itself refuses everything else."""

from django.db import migrations

from comity.site.record.guards import refuse_change

FIXED = (
    "log_id",
    "leaf",
    "leaf_hash",
    "act",
    "actor",
    "subject",
    "at",
    "payload_class",
    "release",
    "symbol",
    "title",
)
PLACED = "OLD.idx IS NOT NULL AND NEW.idx IS NOT OLD.idx"
REFILLED = "NEW.payload IS NOT OLD.payload AND NEW.payload IS NOT NULL"
REKEYED = "NEW.payload_key IS NOT OLD.payload_key AND NEW.payload_key IS NOT NULL"


class Migration(migrations.Migration):
    """Triggers on the table of entries."""

    dependencies = [("record", "0001_entries")]
    operations = [
        migrations.RunPython(
            refuse_change("record_entry", FIXED, also=(PLACED, REFILLED, REKEYED)),
            migrations.RunPython.noop,
        )
    ]
