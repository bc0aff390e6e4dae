"""Rows of the record: entries are the truth; the log's files are derived from them."""

from django.db.models import (
    CASCADE,
    PROTECT,
    BigIntegerField,
    BinaryField,
    BooleanField,
    CheckConstraint,
    DateField,
    DateTimeField,
    ForeignKey,
    Index,
    Model,
    OneToOneField,
    Q,
    TextField,
    UniqueConstraint,
)

__all__ = [
    "Attempt",
    "BallotBatch",
    "Entry",
    "FoldedWord",
    "Indexed",
    "Log",
    "Mention",
    "SealedBallot",
    "SubEntry",
    "SubLog",
    "WitnessedHead",
]


class Log(Model):
    """A log and its last signed head. ``simulated`` stamps the database of a demonstration."""

    origin = TextField(primary_key=True)
    vkey = TextField()
    size = BigIntegerField(default=0)
    note = BinaryField(default=bytes)
    noted_at = DateTimeField(null=True)
    simulated = BooleanField()

    class Meta:
        """A size is never negative."""

        constraints = (CheckConstraint(condition=Q(size__gte=0), name="record_log_size"),)

    def __str__(self) -> str:
        """Return the origin."""
        return self.origin


class Entry(Model):
    """An entry: its leaf bytes, and beside them the content they commit to until it is erased.

    ``opened`` says that sealed content is published, with its key, until it is erased.
    ``idx`` is null until the sequencer has given the entry its place. ``act``, ``actor``,
    ``subject``, ``at`` and ``payload_class`` repeat what the leaf says, to be searched;
    ``symbol`` and ``title`` are those of what it is about.
    """

    log = ForeignKey(Log, PROTECT)
    idx = BigIntegerField(null=True)
    leaf = BinaryField()
    leaf_hash = BinaryField()
    payload = BinaryField(null=True)
    payload_key = BinaryField(null=True)
    opened = BooleanField(default=False)
    act = TextField()
    actor = TextField()
    subject = TextField()
    at = DateTimeField()
    payload_class = TextField()
    release = TextField(default="")
    symbol = TextField(default="")
    title = TextField(default="")

    class Meta:
        """One entry per place; pending entries are found at once."""

        constraints = (UniqueConstraint(fields=("log", "idx"), name="record_entry_place"),)
        indexes = (
            Index(fields=("subject",), name="record_entry_subject"),
            Index(fields=("leaf_hash",), name="record_entry_leaf"),
            Index(fields=("log",), condition=Q(idx=None), name="record_entry_pending"),
        )

    def __str__(self) -> str:
        """Return place, act and subject."""
        return f"{self.idx}: {self.act} {self.subject}"


class Mention(Model):
    """A SHA-256 in hex that an entry or its public content names: how it is found again."""

    entry = ForeignKey(Entry, CASCADE)
    digest = TextField()

    class Meta:
        """Found by digest."""

        indexes = (Index(fields=("digest",), name="record_mention_digest"),)

    def __str__(self) -> str:
        """Return the digest."""
        return self.digest


class FoldedWord(Model):
    """A word of a public text that an entry entered, as it is looked for; it goes with the text."""

    entry = ForeignKey(Entry, CASCADE)
    word = TextField()

    class Meta:
        """Found by the word, or by how it begins."""

        indexes = (Index(fields=("word", "entry"), name="record_foldedword_word"),)

    def __str__(self) -> str:
        """Return whose word it is, and not the word."""
        return str(self.entry_id)


class Indexed(Model):
    """Up to how many entries of a log the words were folded, under which version of folding."""

    log = OneToOneField(Log, CASCADE, primary_key=True)
    size = BigIntegerField(default=0)
    folding = BigIntegerField()

    class Meta:
        """Named after the room."""

        db_table = "record_indexed"

    def __str__(self) -> str:
        """Return up to where."""
        return str(self.size)


class BallotBatch(Model):
    """Sealed ballots of a subject that were entered together: what their entry commits to."""

    entry = OneToOneField(Entry, PROTECT)
    subject = TextField()
    count = BigIntegerField()
    root = BinaryField()

    class Meta:
        """Found by subject."""

        indexes = (Index(fields=("subject",), name="record_ballotbatch_subject"),)

    def __str__(self) -> str:
        """Return subject and count."""
        return f"{self.subject}: {self.count}"


class SealedBallot(Model):
    """The sealed leaf of a vote, and the key it was sealed under until that is erased.

    The vote itself stands with its conversation, under the same ``seq``. ``batch`` is null until
    the leaf was entered, which is due ``by`` then; no time of the vote is kept.
    """

    subject = TextField()
    seq = BigIntegerField()
    key = BinaryField(null=True)
    leaf = BinaryField()
    by = DateTimeField()
    batch = ForeignKey(BallotBatch, PROTECT, null=True, db_index=False)

    class Meta:
        """Numbered within its subject; what waits is found at once."""

        constraints = (UniqueConstraint(fields=("subject", "seq"), name="record_sealedballot_seq"),)
        indexes = (
            Index(fields=("leaf",), name="record_sealedballot_leaf"),
            Index(
                fields=("subject", "by"), condition=Q(batch=None), name="record_sealedballot_wait"
            ),
            Index(
                fields=("batch",),
                condition=Q(batch__isnull=False),
                name="record_sealedballot_batch",
            ),
        )

    def __str__(self) -> str:
        """Return subject and number."""
        return f"{self.subject} {self.seq}"


class Attempt(Model):
    """How often something was attempted and refused on a day: never by whom, from where or what."""

    subject = TextField()
    kind = TextField()
    reason = TextField()
    day = DateField()
    count = BigIntegerField(default=0)

    class Meta:
        """One row a day, so that attempts cannot fill the disk."""

        constraints = (
            UniqueConstraint(
                fields=("subject", "kind", "reason", "day"), name="record_attempt_day"
            ),
        )

    def __str__(self) -> str:
        """Return what was attempted on which subject."""
        return f"{self.kind} {self.subject} {self.day}: {self.count}"


class SubLog(Model):
    """A log of its own for what is not public: a delegation's acts, or a person's private ones.

    ``subject`` is whose it is; its name shows a pseudonym in its stead. Kept apart from ``Log``,
    so that nothing that reads the public record can come upon it.
    """

    origin = TextField(primary_key=True)
    vkey = TextField()
    subject = TextField(unique=True)
    size = BigIntegerField(default=0)
    note = BinaryField(default=bytes)
    noted_at = DateTimeField(null=True)

    class Meta:
        """A size is never negative."""

        constraints = (CheckConstraint(condition=Q(size__gte=0), name="record_sublog_size"),)

    def __str__(self) -> str:
        """Return the origin."""
        return self.origin


class SubEntry(Model):
    """An entry of a sub-log, as ``Entry`` is one of the public log."""

    log = ForeignKey(SubLog, PROTECT)
    idx = BigIntegerField(null=True)
    leaf = BinaryField()
    leaf_hash = BinaryField()
    payload = BinaryField(null=True)
    payload_key = BinaryField(null=True)
    act = TextField()
    subject = TextField()
    at = DateTimeField()

    class Meta:
        """One entry per place; pending entries are found at once."""

        constraints = (UniqueConstraint(fields=("log", "idx"), name="record_subentry_place"),)
        indexes = (
            Index(fields=("log", "subject"), name="record_subentry_subject"),
            Index(fields=("log",), condition=Q(idx=None), name="record_subentry_pending"),
        )

    def __str__(self) -> str:
        """Return its place alone."""
        return f"{self.log_id} {self.idx}"


class WitnessedHead(Model):
    """A head of the log that witnesses have signed: the note with the log's line and theirs."""

    log = ForeignKey(Log, PROTECT)
    size = BigIntegerField()
    note = BinaryField()

    class Meta:
        """One note per size; a later witness adds its line to it."""

        constraints = (UniqueConstraint(fields=("log", "size"), name="record_witnessed_size"),)

    def __str__(self) -> str:
        """Return log and size."""
        return f"{self.log_id} at {self.size}"
