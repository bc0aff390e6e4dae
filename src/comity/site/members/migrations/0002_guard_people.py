"""What is entered about people is only ever added; a name may be erased."""

from django.db import migrations

from comity.site.record.guards import refuse_change

FIXED = {
    "members_party": ("id", "kind", "names", "original", "cap", "entry_id"),
    "members_status": ("id", "party_id", "status", "since", "source", "entry_id"),
    "members_person": ("id", "party_id", "handle", "human", "entry_id"),
    "members_closing": ("id", "person_id", "at", "entry_id"),
    "members_mandate": (
        "id",
        "holder_id",
        "party_id",
        "role",
        "scope",
        "start",
        "end",
        "revocable",
        "through",
        "given_by",
        "entry_id",
    ),
    "members_revocation": ("id", "mandate_id", "at", "entry_id"),
    "members_recusal": ("id", "person_id", "subject", "at", "entry_id"),
    "members_invitation": ("id", "person_id", "digest", "at", "expires_at", "entry_id"),
}
RENAMED = "NEW.name IS NOT OLD.name AND NEW.name <> ''"


def also(table: str) -> tuple[str, ...]:
    """Return what else of a table is fixed: a name goes, and never becomes another."""
    return (RENAMED,) if table == "members_person" else ()


class Migration(migrations.Migration):
    """Triggers on the tables that are projections of the record."""

    dependencies = [("members", "0001_people")]
    operations = [
        migrations.RunPython(refuse_change(table, columns, also(table)), migrations.RunPython.noop)
        for table, columns in FIXED.items()
    ]
