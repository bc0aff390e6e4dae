"""Concerns that people raise about statements, as they were raised, changed and taken back."""

from django.db.models import PROTECT, DateField, ForeignKey, Index, Model, OneToOneField, TextField

from comity.site.dialogue.models.conversation import Statement
from comity.site.record.models import Entry

__all__ = ["ConcernRow"]


class ConcernRow(Model):
    """A concern of the pseudonym ``who``; of several about one statement the last one counts.

    One without a ``reason`` takes it back. ``who``, ``reason`` and ``text`` are empty once it was
    erased.
    """

    statement = ForeignKey(Statement, PROTECT, related_name="concerns")
    who = TextField()
    reason = TextField()
    text = TextField()
    day = DateField()
    entry = OneToOneField(Entry, PROTECT, related_name="concern")

    class Meta:
        """A person's own are found at once."""

        db_table = "dialogue_concern"
        indexes = (Index(fields=("who",), name="dialogue_concern_who"),)

    def __str__(self) -> str:
        """Return about what it is, and neither whose nor why."""
        return f"concern about {self.statement_id}"
