"""Rows of one's own work. They are private, tell of no act, and stand in no record."""

from django.db.models import PROTECT, BigIntegerField, DateTimeField, Model, OneToOneField

from comity.site.members.models import PersonRow

__all__ = ["ReadMark"]


class ReadMark(Model):
    """Up to where a person says they have read the record: ``size`` entries, said at ``at``.

    ``before`` and ``before_at`` are the mark it took the place of, to go back to.
    """

    person = OneToOneField(PersonRow, PROTECT, primary_key=True)
    size = BigIntegerField()
    at = DateTimeField()
    before = BigIntegerField(null=True)
    before_at = DateTimeField(null=True)

    class Meta:
        """Named after the room."""

        db_table = "work_read_mark"

    def __str__(self) -> str:
        """Return up to where."""
        return str(self.size)
