"""Passkeys in a record: what they signed, checked by anybody who has it."""

from comity.record.passkeys.passkey import (
    EDDSA,
    ES256,
    Assertion,
    Passkey,
    VerifyAssertion,
    assertion_lacks,
    assertion_members,
    challenge_of,
    count_of,
    passkey_id,
    passkey_members,
    read_assertion,
    read_passkey,
)
from comity.record.passkeys.sign_offs import (
    REGISTER,
    REVOKE,
    SIGN_OFF,
    Signed,
    check_sign_offs,
)

__all__ = [
    "EDDSA",
    "ES256",
    "REGISTER",
    "REVOKE",
    "SIGN_OFF",
    "Assertion",
    "Passkey",
    "Signed",
    "VerifyAssertion",
    "assertion_lacks",
    "assertion_members",
    "challenge_of",
    "check_sign_offs",
    "count_of",
    "passkey_id",
    "passkey_members",
    "read_assertion",
    "read_passkey",
]
