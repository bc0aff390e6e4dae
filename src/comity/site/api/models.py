"""Tokens by which a program acts for a person, and answers kept so that they can be given again.

Both are private and in no record. What was said without signing in is never kept here: it would
join people and their votes.
"""

from typing import ClassVar

from django.db.models import (
    CASCADE,
    BinaryField,
    CharField,
    DateTimeField,
    ForeignKey,
    Index,
    IntegerField,
    Model,
    TextField,
    UniqueConstraint,
)

from comity.site.members.models import Account, MandateRow

__all__ = ["KeptAnswer", "Token"]


class Token(Model):
    """A token of one person under one mandate; the token itself is nowhere, only a keyed digest.

    ``scope`` lists what it may be used for, one a line.
    """

    id = CharField(primary_key=True, max_length=16)
    account = ForeignKey(Account, CASCADE)
    mandate = ForeignKey(MandateRow, CASCADE)
    name = TextField()
    scope = TextField()
    digest = TextField()
    made_at = DateTimeField()
    ends_at = DateTimeField()

    class Meta:
        """Named after the room."""

        db_table = "api_token"

    def __str__(self) -> str:
        """Return the part that is no secret."""
        return self.id


class KeptAnswer(Model):
    """What was answered to an official act sent under a key, to be answered again for a day."""

    token = ForeignKey(Token, CASCADE)
    key = CharField(max_length=64)
    request = CharField(max_length=64)
    status = IntegerField()
    body = BinaryField()
    at = DateTimeField()

    class Meta:
        """A key is used once by each token."""

        db_table = "api_kept_answer"
        constraints = (UniqueConstraint(fields=("token", "key"), name="api_key_once"),)
        indexes: ClassVar = [Index(fields=("at",), name="api_kept_answer_at")]

    def __str__(self) -> str:
        """Return the digest of the key."""
        return self.key
