"""Conversations, their statements and their votes.

Votes are lines that are only ever added; the last line of a person on a statement counts. A line
names a pseudonym that holds for one conversation, no session and no time.
"""

import secrets

from django.db.models import (
    PROTECT,
    BigIntegerField,
    BinaryField,
    BooleanField,
    CheckConstraint,
    DateField,
    DateTimeField,
    ForeignKey,
    Index,
    IntegerField,
    Model,
    OneToOneField,
    Q,
    SmallIntegerField,
    TextField,
    UniqueConstraint,
)

from comity.site.record.models import Entry

__all__ = ["Conversation", "ReportDraft", "Statement", "VoteLine", "random_key"]


def random_key() -> str:
    """Return a primary key that tells nothing of when its row was made."""
    return secrets.token_hex(16)


class Conversation(Model):
    """A conversation: ``terms`` is the content of the entry that opened it, and never changes.

    ``state`` is what was noted of closing; whether it takes votes also depends on its dates.
    ``once`` is the token of the form it was opened by; null where it came by none.
    """

    id = TextField(primary_key=True)
    symbol = TextField(unique=True)
    code = TextField(unique=True)
    title = TextField()
    terms = BinaryField()
    opens_at = DateTimeField()
    closes_at = DateTimeField()
    ballots = TextField()
    state = TextField(default="open")
    simulated = BooleanField()
    opened = OneToOneField(Entry, PROTECT, related_name="opened_conversation")
    closed = OneToOneField(Entry, PROTECT, null=True, related_name="closed_conversation")
    once = TextField(null=True)  # noqa: DJ001 - any number of conversations came by no form

    class Meta:
        """Closed is whoever has the entry that closed it."""

        db_table = "dialogue_conversation"
        constraints = (
            CheckConstraint(
                condition=Q(state__in=("open", "closing")) & Q(closed=None)
                | Q(state="closed") & ~Q(closed=None),
                name="dialogue_conversation_state",
            ),
            # With a condition it is an index: SQLite then leaves the table and its guards alone.
            UniqueConstraint(
                fields=("once",), condition=~Q(once=None), name="dialogue_conversation_once"
            ),
        )

    def __str__(self) -> str:
        """Return symbol and title."""
        return f"{self.symbol} {self.title}"


class Statement(Model):
    """A statement: ``state`` is waiting, accepted or rejected, ``reason`` why it was rejected.

    ``author`` is the pseudonym of whoever sent it, empty for the organisation's own; ``once`` the
    token of the form it came by. ``text`` is empty once it was erased.
    """

    id = TextField(primary_key=True, default=random_key)
    conversation = ForeignKey(Conversation, PROTECT)
    number = IntegerField()
    text = TextField()
    language = TextField()
    state = TextField()
    reason = TextField(default="")
    author = TextField(default="")
    once = TextField(unique=True, default=random_key)
    day = DateField()
    entry = OneToOneField(Entry, PROTECT, related_name="stated")
    decided = OneToOneField(Entry, PROTECT, null=True, related_name="moderated")

    class Meta:
        """Numbered within its conversation."""

        db_table = "dialogue_statement"
        constraints = (
            UniqueConstraint(fields=("conversation", "number"), name="dialogue_statement_number"),
            CheckConstraint(
                condition=Q(state__in=("waiting", "accepted", "rejected")),
                name="dialogue_statement_state",
            ),
        )
        indexes = (Index(fields=("author",), name="dialogue_statement_author"),)

    def __str__(self) -> str:
        """Return its number and where it stands."""
        return f"{self.conversation_id} {self.number}"


class VoteLine(Model):
    """A vote as it was cast: ``seq`` counts the lines of a conversation from 1.

    ``propensity`` is the probability, in millionths, with which the statement had been drawn to
    be shown; null where the person chose it from a list.
    """

    conversation = ForeignKey(Conversation, PROTECT)
    seq = BigIntegerField()
    voter = TextField()
    statement = IntegerField()
    vote = SmallIntegerField()
    propensity = IntegerField(null=True)

    class Meta:
        """One line per number; a person's lines are found at once."""

        db_table = "dialogue_vote_line"
        constraints = (
            UniqueConstraint(fields=("conversation", "seq"), name="dialogue_vote_line_place"),
            CheckConstraint(condition=Q(vote__in=(-1, 0, 1)), name="dialogue_vote_line_vote"),
        )
        indexes = (Index(fields=("conversation", "voter"), name="dialogue_vote_line_voter"),)

    def __str__(self) -> str:
        """Return its place, and not the vote."""
        return f"{self.conversation_id} {self.seq}"


class ReportDraft(Model):
    """The computed report of a closed conversation, and the summary a machine drafted for it.

    It has no effect: what is signed off and published is made from it and from what a person
    makes of the text. Its files lie in the folder of drafts under ``digest``. ``basis`` is what it
    was made from: it is not valid any more once something of that was erased. ``not_cited`` lists
    what a plug-in left out, and is empty where the template wrote.
    """

    conversation = OneToOneField(Conversation, PROTECT, primary_key=True)
    digest = TextField()
    basis = TextField(default="")
    summary = BinaryField()
    not_cited = BinaryField(default=bytes)
    made_at = DateTimeField()

    class Meta:
        """Its table."""

        db_table = "dialogue_report_draft"

    def __str__(self) -> str:
        """Return whose draft it is."""
        return f"draft of {self.conversation_id}"
