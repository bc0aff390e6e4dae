"""Keys may be wrapped, and wrapped anew: whether one is still the same the commitment tells."""

from importlib import import_module

from django.db import migrations

from comity.site.record.guards import refuse_change

ENTRIES = import_module("comity.site.record.migrations.0002_guard_entries")
BALLOTS = import_module("comity.site.record.migrations.0004_sealed_ballots")
SUB_LOGS = import_module("comity.site.record.migrations.0005_sub_logs")
REKEYED = "({rekeyed} AND NOT (OLD.{key} IS NOT NULL AND length(NEW.{key}) = 40))"


def _unless_wrapped(rekeyed: str, key: str) -> str:
    return REKEYED.format(rekeyed=rekeyed, key=key)


class Migration(migrations.Migration):
    """The triggers on tables that hold keys."""

    dependencies = [("record", "0006_witnesses")]
    operations = [
        migrations.RunPython(
            refuse_change(
                "record_entry",
                ENTRIES.FIXED,
                also=(
                    ENTRIES.PLACED,
                    ENTRIES.REFILLED,
                    _unless_wrapped(ENTRIES.REKEYED, "payload_key"),
                ),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "record_subentry",
                SUB_LOGS.FIXED,
                also=(
                    SUB_LOGS.PLACED,
                    SUB_LOGS.REFILLED,
                    _unless_wrapped(SUB_LOGS.REKEYED, "payload_key"),
                ),
            ),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(
            refuse_change(
                "record_sealedballot",
                ("subject", "seq", "leaf", "by"),
                also=(_unless_wrapped(BALLOTS.REKEYED, "key"), BALLOTS.MOVED),
            ),
            migrations.RunPython.noop,
        ),
    ]
