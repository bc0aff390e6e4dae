"""What auditors said of published counts: that the sealed votes give them, or that they do not."""

from django.db.models import (
    PROTECT,
    CheckConstraint,
    ForeignKey,
    Model,
    OneToOneField,
    Q,
    TextField,
)

from comity.site.dialogue.models.report import PublishedReport, Restatement
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry

__all__ = ["Attestation"]


class Attestation(Model):
    """An auditor's word: ``outcome`` is agrees or differs, ``actor`` their party and role.

    ``sealed`` and ``public`` are the SHA-256 of both manifests, ``note`` that of the signed note
    that counting the votes again gave; empty where it gave none. Who it was says the mandate.
    ``restatement`` is that of the report whose figures were counted again, None where the report’s.
    ``signoff`` is what they signed; those entered before there was one have none.
    """

    report = ForeignKey(PublishedReport, PROTECT)
    restatement = ForeignKey(Restatement, PROTECT, null=True)
    outcome = TextField()
    sealed = TextField()
    public = TextField()
    note = TextField(default="")
    actor = TextField()
    mandate = TextField()
    signoff = ForeignKey(SignOffRow, PROTECT, null=True)
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Either of two outcomes."""

        db_table = "dialogue_attestation"
        constraints = (
            CheckConstraint(
                condition=Q(outcome__in=("agrees", "differs")), name="dialogue_attestation_outcome"
            ),
        )

    def __str__(self) -> str:
        """Return whose word it is, and of which report."""
        return f"{self.report_id} {self.actor} {self.outcome}"
