"""Sign-offs as rows. The database itself refuses to change or remove them."""

from django.db.models import (
    PROTECT,
    DateTimeField,
    Model,
    OneToOneField,
    TextChoices,
    TextField,
    UniqueConstraint,
)

from comity.site.record.models import Entry

__all__ = ["AssertionRow", "SignOffRow", "Strength"]


class Strength(TextChoices):
    """How it is known that the signer signed."""

    SIGNED = "signed"
    ATTESTED = "attested"


class SignOffRow(Model):
    """A person's sign-off of the bytes with this digest, and the mandate as it was then.

    ``scope`` lists the acts the mandate covered, one a line. ``name`` is empty once it is erased.
    """

    id = TextField(primary_key=True)
    act = TextField()
    subject = TextField()
    digest = TextField()
    signer = TextField()
    name = TextField()
    party = TextField()
    role = TextField()
    mandate = TextField()
    scope = TextField()
    mandate_start = DateTimeField()
    mandate_end = DateTimeField()
    mandate_revoked = DateTimeField(null=True)
    nonce = TextField()
    at = DateTimeField()
    strength = TextField(choices=Strength)
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """What takes effect refers to all three together."""

        db_table = "oversight_signoff"
        constraints = (
            UniqueConstraint(fields=("id", "subject", "digest"), name="oversight_signoff_bound"),
        )

    def __str__(self) -> str:
        """Return what was signed off."""
        return f"{self.act} {self.subject}"


class AssertionRow(Model):
    """What a passkey signed for a sign-off: ``said`` is canonical JSON, empty once it is erased."""

    signoff = OneToOneField(SignOffRow, PROTECT)
    passkey = TextField()
    said = TextField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "oversight_assertion"

    def __str__(self) -> str:
        """Return by which passkey."""
        return self.passkey
