"""Rows of one's own work. They are private, tell of no act, and stand in no record."""

from django.db.models import (
    PROTECT,
    BigIntegerField,
    BooleanField,
    CheckConstraint,
    DateTimeField,
    ForeignKey,
    Index,
    IntegerField,
    Model,
    OneToOneField,
    Q,
    TextField,
    UniqueConstraint,
)

from comity.site.dialogue.models import Conversation
from comity.site.members.models import PersonRow

__all__ = ["Drawn", "Letter", "Notice", "ReadMark", "Reminding", "Wish"]


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


class Reminding(Model):
    """At how many ``hours`` before its close a conversation reminds, such as ``72 24``; or never.

    Without a row the default of the software holds.
    """

    conversation = OneToOneField(Conversation, PROTECT, primary_key=True)
    hours = TextField()

    class Meta:
        """Named after the room."""

        db_table = "work_reminding"

    def __str__(self) -> str:
        """Return the hours."""
        return self.hours


class Drawn(Model):
    """That the reminders of a conversation for one of its hours were drawn, all of them at once."""

    conversation = ForeignKey(Conversation, PROTECT)
    hours = IntegerField()
    at = DateTimeField()

    class Meta:
        """Drawn once."""

        db_table = "work_drawn"
        constraints = (UniqueConstraint(fields=("conversation", "hours"), name="work_drawn_once"),)

    def __str__(self) -> str:
        """Return which."""
        return f"{self.conversation_id} {self.hours}"


class Notice(Model):
    """A reminder to a person; ``kinds`` are what waited for them then, one a word, or nothing."""

    person = ForeignKey(PersonRow, PROTECT)
    conversation = ForeignKey(Conversation, PROTECT)
    hours = IntegerField()
    at = DateTimeField()
    kinds = TextField()

    class Meta:
        """Nobody is reminded twice of one hour."""

        db_table = "work_notice"
        constraints = (
            UniqueConstraint(fields=("person", "conversation", "hours"), name="work_notice_once"),
        )

    def __str__(self) -> str:
        """Return of what, and not whom."""
        return f"{self.conversation_id} {self.hours}"


class Wish(Model):
    """What a person wants to be told, and where to. It goes when the account is closed.

    ``rhythm`` is how often the digest comes: none, day or week. ``code`` is what was sent to the
    address to learn whether it is theirs, ``tries`` how often another one was entered.
    """

    person = OneToOneField(PersonRow, PROTECT, primary_key=True)
    address = TextField(default="")
    confirmed = BooleanField(default=False)
    code = TextField(default="")
    code_at = DateTimeField(null=True)
    tries = IntegerField(default=0)
    rhythm = TextField(default="none")
    reminders = BooleanField(default=False)
    language = TextField(default="en")

    class Meta:
        """Named after the room."""

        db_table = "work_wish"
        constraints = (
            CheckConstraint(condition=Q(rhythm__in=("none", "day", "week")), name="work_rhythm"),
        )

    def __str__(self) -> str:
        """Return how often, and not whom or where to."""
        return self.rhythm


class Letter(Model):
    """A letter that is to go or has gone; ``key`` makes it one. Its words are made when it goes.

    ``kind`` is code, digest or reminder; a digest tells of the entries from ``start`` to ``size``.
    """

    key = TextField(unique=True)
    person = ForeignKey(PersonRow, PROTECT)
    kind = TextField()
    start = BigIntegerField(default=0)
    size = BigIntegerField(default=0)
    at = DateTimeField()
    sent_at = DateTimeField(null=True)

    class Meta:
        """What is to go is found at once."""

        db_table = "work_letter"
        indexes = (Index(fields=("at",), condition=Q(sent_at=None), name="work_letter_to_go"),)

    def __str__(self) -> str:
        """Return its kind, and not whom it goes to."""
        return self.kind
