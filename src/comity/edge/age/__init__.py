"""Files encrypted in the age format, version 1: for recipients by their keys, or by a passphrase.

Any program that knows the format opens them. Specification: https://c2sp.org/age
"""

from comity.edge.age.encrypted import (
    AgeReader,
    AgeWriter,
    FileKey,
    Opener,
    is_encrypted,
    open_encrypted,
    write_encrypted,
)
from comity.edge.age.keys import Identity, Recipient, create_identity, read_identities, recipient_of
from comity.edge.age.stanzas import Passphrase

__all__ = [
    "AgeReader",
    "AgeWriter",
    "FileKey",
    "Identity",
    "Opener",
    "Passphrase",
    "Recipient",
    "create_identity",
    "is_encrypted",
    "open_encrypted",
    "read_identities",
    "recipient_of",
    "write_encrypted",
]
