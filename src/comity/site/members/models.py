"""Parties, people, mandates and accounts as rows.

Rows of parties, people, mandates, revocations, closings, recusals and invitations are projections
of record entries: the database refuses to change or remove them, and ``reconcile`` rebuilds them.
Accounts, one-time codes and sessions are private and in no record; of a passkey the record holds
whose it is and its public key, not what its owner calls it.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import (
    CASCADE,
    PROTECT,
    BinaryField,
    BooleanField,
    DateField,
    DateTimeField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    OneToOneField,
    TextField,
    UniqueConstraint,
)
from django.utils.crypto import salted_hmac

from comity.site.record.models import Entry

__all__ = [
    "Account",
    "AccountSession",
    "AppRow",
    "ClosingRow",
    "CodeRow",
    "InvitationRow",
    "MandateRow",
    "OidcRow",
    "PartyRow",
    "PasskeyEndRow",
    "PasskeyRow",
    "PersonRow",
    "RecoveryRow",
    "RecusalRow",
    "RevocationRow",
    "SpentRow",
    "StatusRow",
]


class PartyRow(Model):
    """A party under an opaque id; ``cap`` is how many accounts its delegation may have open."""

    id = TextField(primary_key=True)
    kind = TextField()
    names = JSONField()
    original = TextField()
    cap = IntegerField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_party"

    def __str__(self) -> str:
        """Return the id."""
        return self.id


class StatusRow(Model):
    """That a party had a status from a day on; a correction is a further row."""

    party = ForeignKey(PartyRow, PROTECT)
    status = TextField()
    since = DateField()
    source = TextField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_status"

    def __str__(self) -> str:
        """Return what held since when."""
        return f"{self.party_id}: {self.status} since {self.since}"


class PersonRow(Model):
    """A person of a party, or a machine. ``name`` is empty once it is erased.

    ``id`` is the pseudonym by which mandates name the person, ``handle`` the name to sign in by.
    """

    id = TextField(primary_key=True)
    name = TextField()
    party = ForeignKey(PartyRow, PROTECT)
    handle = TextField(unique=True)
    human = BooleanField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_person"

    def __str__(self) -> str:
        """Return the pseudonym."""
        return self.id


class ClosingRow(Model):
    """That a person's account was closed."""

    person = OneToOneField(PersonRow, PROTECT)
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_closing"

    def __str__(self) -> str:
        """Return whose."""
        return self.person_id


class MandateRow(Model):
    """A mandate as it was given; ``scope`` lists its acts, one a line.

    ``party`` is spoken for; ``through`` is the holder's own party where that is another.
    """

    id = TextField(primary_key=True)
    holder = ForeignKey(PersonRow, PROTECT)
    party = ForeignKey(PartyRow, PROTECT)
    role = TextField()
    scope = TextField()
    start = DateTimeField()
    end = DateTimeField()
    revocable = BooleanField()
    through = TextField()
    given_by = TextField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_mandate"

    def __str__(self) -> str:
        """Return the id."""
        return self.id


class RevocationRow(Model):
    """That a mandate was revoked, from ``at`` on."""

    mandate = OneToOneField(MandateRow, PROTECT)
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_revocation"

    def __str__(self) -> str:
        """Return which mandate."""
        return self.mandate_id


class RecusalRow(Model):
    """That a person keeps out of everything about ``subject``."""

    person = ForeignKey(PersonRow, PROTECT)
    subject = TextField()
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """A person recuses once."""

        db_table = "members_recusal"
        constraints = (UniqueConstraint(fields=("person", "subject"), name="members_recusal_once"),)

    def __str__(self) -> str:
        """Return who keeps out of what."""
        return f"{self.person_id}: {self.subject}"


class InvitationRow(Model):
    """That access was printed for a person. The code itself is nowhere: only a keyed digest.

    It can be redeemed until the person has signed in with it, until ``expires_at``, or until a
    later one takes its place.
    """

    person = ForeignKey(PersonRow, PROTECT)
    digest = TextField(unique=True)
    at = DateTimeField()
    expires_at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_invitation"

    def __str__(self) -> str:
        """Return for whom and when."""
        return f"{self.person_id}: {self.at}"


class RecoveryRow(Model):
    """That ``by`` has asked for a new sheet for a person who holds a mandate; a second has to."""

    person = ForeignKey(PersonRow, PROTECT)
    by = TextField()
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_recovery"

    def __str__(self) -> str:
        """Return for whom and when."""
        return f"{self.person_id}: {self.at}"


class Account(AbstractBaseUser):
    """How a person signs in. ``seal`` binds password and person together, keyed by the secret.

    ``redeemed`` is the invitation whose code set the password, ``settled`` tells whether the
    person has signed in since.
    """

    person = OneToOneField(PersonRow, PROTECT)
    seal = TextField(default="")
    redeemed = ForeignKey(InvitationRow, PROTECT, null=True)
    settled = BooleanField(default=False)

    USERNAME_FIELD = "person"
    is_active = True

    class Meta:
        """Named after the room."""

        db_table = "members_account"

    def __str__(self) -> str:
        """Return whose."""
        return self.person_id

    def get_session_auth_hash(self) -> str:
        """Return what a session is bound to: it ends when password or person change."""
        return salted_hmac(
            "comity.session", f"{self.person_id}\n{self.password}", algorithm="sha256"
        ).hexdigest()


class CodeRow(Model):
    """A printed one-time code, as a keyed digest. ``used`` goes up once and never back."""

    account = ForeignKey(Account, CASCADE)
    digest = TextField()
    used = BooleanField(default=False)

    class Meta:
        """No code twice in an account."""

        db_table = "members_code"
        constraints = (UniqueConstraint(fields=("account", "digest"), name="members_code_once"),)

    def __str__(self) -> str:
        """Return whose."""
        return f"{self.account_id}"


class AppRow(Model):
    """The key of a person's app, wrapped. ``last_step`` only goes up: no code counts twice."""

    account = OneToOneField(Account, CASCADE)
    key = BinaryField()
    last_step = IntegerField(default=0)
    confirmed = BooleanField(default=False)

    class Meta:
        """Named after the room."""

        db_table = "members_app"

    def __str__(self) -> str:
        """Return whose."""
        return f"{self.account_id}"


class OidcRow(Model):
    """That whom a provider signs for may sign in to an account.

    ``subject`` is a keyed digest of issuer and subject, ``seal`` binds it to the person.
    """

    account = OneToOneField(Account, CASCADE)
    subject = TextField(unique=True)
    seal = TextField()
    at = DateTimeField()

    class Meta:
        """Named after the room."""

        db_table = "members_oidc"

    def __str__(self) -> str:
        """Return whose."""
        return f"{self.account_id}"


class PasskeyRow(Model):
    """A passkey of a person, as its entry tells of it.

    ``name`` and ``used`` are its owner's alone; ``count`` is how often the device said it signed.
    """

    id = TextField(primary_key=True)
    person = ForeignKey(PersonRow, PROTECT)
    host = TextField()
    credential = BinaryField()
    algorithm = IntegerField()
    public = BinaryField()
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)
    name = TextField(default="")
    count = IntegerField(default=0)
    used = DateTimeField(null=True)

    class Meta:
        """Named after the room."""

        db_table = "members_passkey"

    def __str__(self) -> str:
        """Return the id."""
        return self.id


class PasskeyEndRow(Model):
    """That a passkey was revoked, from ``at`` on."""

    passkey = OneToOneField(PasskeyRow, PROTECT)
    at = DateTimeField()
    entry = OneToOneField(Entry, PROTECT)

    class Meta:
        """Named after the room."""

        db_table = "members_passkeyend"

    def __str__(self) -> str:
        """Return which passkey."""
        return self.passkey_id


class SpentRow(Model):
    """A challenge that a passkey has answered, so that no answer counts twice."""

    challenge = BinaryField(unique=True)
    at = DateTimeField()

    class Meta:
        """Named after the room."""

        db_table = "members_spent"

    def __str__(self) -> str:
        """Return when."""
        return str(self.at)


class AccountSession(AbstractBaseSession):
    """A session, and whose it is, so that a person can see and end it. No address, no browser."""

    account = ForeignKey(Account, CASCADE, null=True)
    began = DateTimeField(null=True)

    class Meta:
        """Named after the room."""

        db_table = "members_session"

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store of these sessions."""
        from comity.site.members.sessions import SessionStore  # noqa: PLC0415 - each needs the other

        return SessionStore
