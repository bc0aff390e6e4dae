"""What may be shown of a live conversation: counts as they were when they could be told."""

from django.db.models import PROTECT, BigIntegerField, ForeignKey, Index, IntegerField, Model

from comity.site.dialogue.models.conversation import Conversation

__all__ = ["LiveSnapshot"]


class LiveSnapshot(Model):
    """The counts of a statement over all votes up to the line ``seq``. Rows are only ever added.

    Any two of one statement differ by ten people or more (``comity.dialogue.ReleaseLedger``); the
    newest of each is held back. It names nobody, and outlives the votes of who left since.
    """

    conversation = ForeignKey(Conversation, PROTECT)
    statement = IntegerField()
    seq = BigIntegerField()
    agree = IntegerField()
    disagree = IntegerField()
    passed = IntegerField()

    class Meta:
        """What came since is found at once."""

        db_table = "dialogue_live_snapshot"
        indexes = (Index(fields=("conversation", "id"), name="dialogue_live_snapshot_since"),)

    def __str__(self) -> str:
        """Return of what it is."""
        return f"{self.conversation_id} {self.statement} up to {self.seq}"
