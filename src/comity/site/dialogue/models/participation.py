"""How many people took part, by tier, language and region: counts, and nobody behind them."""

from django.db.models import PROTECT, ForeignKey, IntegerField, Model, TextField, UniqueConstraint

from comity.site.dialogue.models.conversation import Conversation

__all__ = ["ParticipationCount"]


class ParticipationCount(Model):
    """How many people voted for the first time with this ``value`` of a ``part``.

    It only rises: no vote says who it counts, so nobody who leaves can be taken out of it.
    """

    conversation = ForeignKey(Conversation, PROTECT)
    part = TextField()
    value = TextField()
    count = IntegerField()

    class Meta:
        """One count per value."""

        db_table = "dialogue_participation"
        constraints = (
            UniqueConstraint(
                fields=("conversation", "part", "value"), name="dialogue_participation_value"
            ),
        )

    def __str__(self) -> str:
        """Return what is counted."""
        return f"{self.conversation_id} {self.part} {self.value}"
