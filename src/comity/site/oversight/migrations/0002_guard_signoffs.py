"""Sign-offs are only ever added; a name may be erased."""

from django.db import migrations

from comity.site.record.guards import refuse_change

FIXED = (
    "id",
    "act",
    "subject",
    "digest",
    "signer",
    "party",
    "role",
    "mandate",
    "scope",
    "mandate_start",
    "mandate_end",
    "mandate_revoked",
    "nonce",
    "at",
    "strength",
    "entry_id",
)
RENAMED = "NEW.name IS NOT OLD.name AND NEW.name <> ''"


class Migration(migrations.Migration):
    """Triggers on the table of sign-offs."""

    dependencies = [("oversight", "0001_signoffs")]
    operations = [
        migrations.RunPython(
            refuse_change("oversight_signoff", FIXED, also=(RENAMED,)),
            migrations.RunPython.noop,
        )
    ]
