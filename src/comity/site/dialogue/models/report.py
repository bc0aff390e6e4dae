"""Published reports. A row exists only with the sign-off of the very bytes it shows."""

from django.db.models import (
    PROTECT,
    BigIntegerField,
    BinaryField,
    BooleanField,
    CheckConstraint,
    DateTimeField,
    F,
    ForeignKey,
    Model,
    OneToOneField,
    Q,
    TextField,
)

from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry

__all__ = ["PublishedReport", "Restatement", "RestatementDraft"]


class PublishedReport(Model):
    """A report as published: ``report`` is its JSON, ``digest`` the SHA-256 of its manifest.

    ``summary`` is the member with the signed text and the draft it came from, empty without one.
    The bundle lies in the bundle folder under the digest; its proofs are added when it is given.
    """

    id = TextField(primary_key=True)
    symbol = TextField(unique=True)
    title = TextField()
    report = BinaryField()
    summary = BinaryField(default=bytes)
    digest = TextField()
    bundle_size = BigIntegerField()
    simulated = BooleanField()
    published_at = DateTimeField()
    signoff = ForeignKey(SignOffRow, PROTECT)
    signoff_subject = TextField()
    signoff_digest = TextField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """What is signed off is what is shown."""

        db_table = "dialogue_published_report"
        constraints = (
            CheckConstraint(
                condition=Q(signoff_digest=F("digest")), name="dialogue_published_report_signed"
            ),
        )

    def __str__(self) -> str:
        """Return symbol and title."""
        return f"{self.symbol} {self.title}"


class Restatement(Model):
    """Figures of a report shown anew once votes were erased: ``restatement`` is their JSON.

    The report stays; a restatement stands beside it. The bundle lies in the same folder as its.
    """

    id = TextField(primary_key=True)
    restates = ForeignKey(PublishedReport, PROTECT)
    symbol = TextField(unique=True)
    title = TextField()
    restatement = BinaryField()
    digest = TextField()
    bundle_size = BigIntegerField()
    simulated = BooleanField()
    published_at = DateTimeField()
    signoff = ForeignKey(SignOffRow, PROTECT)
    signoff_subject = TextField()
    signoff_digest = TextField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """What is signed off is what is shown."""

        db_table = "dialogue_restatement"
        constraints = (
            CheckConstraint(
                condition=Q(signoff_digest=F("digest")), name="dialogue_restatement_signed"
            ),
        )

    def __str__(self) -> str:
        """Return symbol and title."""
        return f"{self.symbol} {self.title}"


class RestatementDraft(Model):
    """A restatement that is drawn up and not signed: its members as a bundle, made once.

    It is not made anew when more people leave: who compared two would learn how these voted.
    ``after`` is the last row of the record when it was drawn up.
    """

    report = OneToOneField(PublishedReport, PROTECT, primary_key=True)
    bundle = BinaryField()
    made_at = DateTimeField()
    after = BigIntegerField(default=0)

    class Meta:
        """One for each report."""

        db_table = "dialogue_restatement_draft"

    def __str__(self) -> str:
        """Return of which report it is."""
        return self.report_id
