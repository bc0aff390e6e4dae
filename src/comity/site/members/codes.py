"""Codes that are printed: drawn, read back as people type them, and kept as keyed digests only."""

import secrets
import unicodedata
from typing import Final

from django.utils.crypto import salted_hmac

__all__ = ["digest_of", "new_code", "tidied"]

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs that are not taken for each other on paper: 4.9 bits each."""
GROUP: Final = 5
LONGEST: Final = 100


def new_code(groups: int) -> str:
    """Return a fresh random code of ``groups`` groups of five signs, joined by hyphens."""
    drawn = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups))
    return "-".join(drawn)


def tidied(typed: str) -> str:
    """Return what was meant: capitals and digits of any script as plain ones, nothing between."""
    signs = unicodedata.normalize("NFKC", typed[:LONGEST]).upper()
    plain = (str(unicodedata.digit(sign, sign)) for sign in signs)
    return "".join(sign for sign in plain if sign in ALPHABET)


def digest_of(purpose: str, code: str) -> str:
    """Return the digest under which ``code`` is kept; only who has the secret can make it."""
    return salted_hmac(f"comity.{purpose}", tidied(code), algorithm="sha256").hexdigest()
