"""The one-file verifier as this site offers it, made from the very package that runs here."""

from dataclasses import dataclass
from functools import cache

from comity.canonical import sha256_hex
from comity.edge import VERIFIER_NAME, verifier_bytes

__all__ = ["Verifier", "verifier"]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A file to download: its name, its bytes, how many they are and their SHA-256 in hex."""

    name: str
    data: bytes
    size: int
    digest: str


@cache
def verifier() -> Verifier:
    """Return the verifier; the same version of the package gives the same bytes everywhere."""
    data = verifier_bytes()
    return Verifier(VERIFIER_NAME, data, len(data), sha256_hex(data))
