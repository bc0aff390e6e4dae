"""Appeals of authors against the rejection of their statements, and what was decided on each."""

from django.db.models import (
    PROTECT,
    CheckConstraint,
    DateField,
    ForeignKey,
    Model,
    OneToOneField,
    Q,
    TextField,
)

from comity.site.dialogue.models.conversation import Statement
from comity.site.record.models import Entry

__all__ = ["AppealRow"]


class AppealRow(Model):
    """The one appeal that there is about a statement: ``against`` is the entry of the rejection.

    ``state`` is waiting, upheld or overturned, ``reason`` why it was decided so. Whose it is the
    statement says. ``text`` is empty once it was erased.
    """

    statement = OneToOneField(Statement, PROTECT, related_name="appeal")
    text = TextField()
    state = TextField(default="waiting")
    reason = TextField(default="")
    day = DateField()
    against = ForeignKey(Entry, PROTECT, related_name="appealed_against")
    entry = OneToOneField(Entry, PROTECT, related_name="appealed")
    decided = OneToOneField(Entry, PROTECT, null=True, related_name="decided_appeal")

    class Meta:
        """Decided is whatever has the entry that decided it."""

        db_table = "dialogue_appeal"
        constraints = (
            CheckConstraint(
                condition=Q(state="waiting", decided=None)
                | Q(state__in=("upheld", "overturned")) & ~Q(decided=None),
                name="dialogue_appeal_state",
            ),
        )

    def __str__(self) -> str:
        """Return of what it is and where it stands, and none of its words."""
        return f"{self.statement_id} {self.state}"
