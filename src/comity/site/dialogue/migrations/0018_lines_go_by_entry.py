"""On PostgreSQL lines of votes go by one function of the owner's, which asks for their entry.

The role that serves has no right to delete them. On SQLite the trigger alone tells.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# An entry that has its place already was written for somebody else. The trigger of the table asks
# for the erased keys besides.
STATEMENTS = (
    """
    CREATE FUNCTION dialogue_erase_vote_lines(
        of_conversation text, of_voter text, by_entry bigint
    ) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $erase$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM record_entry
            WHERE id = by_entry AND idx IS NULL AND act = 'dialogue.erase_votes'
            AND subject = 'dialogue:votes:' || of_conversation
        ) THEN
            RAISE EXCEPTION 'dialogue_vote_line: rows go only once their erasure is entered'
            USING ERRCODE = '23000';
        END IF;
        DELETE FROM dialogue_vote_line
        WHERE conversation_id = of_conversation AND voter = of_voter;
    END $erase$
    """,
    "REVOKE ALL ON FUNCTION dialogue_erase_vote_lines(text, text, bigint) FROM PUBLIC",
)


def _make(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in STATEMENTS:
            editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """A function, where the database has a role that may not delete."""

    dependencies = [("dialogue", "0017_restatements_audited")]

    operations = [migrations.RunPython(_make, migrations.RunPython.noop)]
