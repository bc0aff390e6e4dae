"""A report takes effect only with the sign-off of its very bytes, and then never changes."""

from django.db import migrations

from comity.site.record.guards import refuse_change, require_sign_off

TABLE = "dialogue_published_report"
FIXED = (
    "id",
    "symbol",
    "title",
    "report",
    "digest",
    "bundle_size",
    "simulated",
    "published_at",
    "signoff_id",
    "signoff_subject",
    "signoff_digest",
    "entry_id",
)


class Migration(migrations.Migration):
    """Triggers on the table of published reports."""

    dependencies = [
        ("dialogue", "0001_published_reports"),
        ("oversight", "0002_guard_signoffs"),
    ]
    operations = [
        migrations.RunPython(refuse_change(TABLE, FIXED), migrations.RunPython.noop),
        migrations.RunPython(require_sign_off(TABLE), migrations.RunPython.noop),
    ]
