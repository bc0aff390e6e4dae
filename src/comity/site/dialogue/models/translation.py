"""Statements, and what a conversation asks, in other languages, as they were entered."""

from django.db.models import (
    PROTECT,
    CheckConstraint,
    ForeignKey,
    Index,
    IntegerField,
    Model,
    OneToOneField,
    Q,
    TextField,
)

from comity.site.dialogue.models.conversation import Conversation, Statement
from comity.site.record.models import Entry

__all__ = ["TranslationRow"]


class TranslationRow(Model):
    """A text in ``language``; of several in one language the one entered last is shown.

    ``of`` is the number of a statement, or the member of the terms that it translates.

    ``origin`` is human or machine, ``by`` the system of a machine, ``reviewer`` who read it against
    the original; ``source`` is the digest of that original. ``text`` is empty once erased.
    ``votes_before`` is how many people, in steps of ten, had voted on the statement when this
    replaced another translation into its language; null where it replaced none.
    """

    conversation = ForeignKey(Conversation, PROTECT)
    of = TextField()
    statement = ForeignKey(Statement, PROTECT, null=True, related_name="translations")
    language = TextField()
    text = TextField()
    origin = TextField()
    by = TextField(default="")
    reviewer = TextField(default="")
    source = TextField()
    votes_before = IntegerField(null=True)
    entry = OneToOneField(Entry, PROTECT, related_name="translated")

    class Meta:
        """Made by a person or a machine, and nothing else."""

        db_table = "dialogue_translation"
        constraints = (
            CheckConstraint(
                condition=Q(origin__in=("human", "machine")), name="dialogue_translation_origin"
            ),
        )
        indexes = (Index(fields=("conversation", "of"), name="dialogue_translation_of"),)

    def __str__(self) -> str:
        """Return of what it is, and in which language."""
        return f"{self.conversation_id} {self.of} {self.language}"
