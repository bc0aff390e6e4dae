"""In what state a report is, and how a reader checks it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Publication", "VerifyNote"]


@dataclass(frozen=True, slots=True)
class Publication:
    """Who put a report into effect, and when.

    ``strength`` is ``signed`` for a passkey assertion that anybody can check, ``attested`` where
    the server vouches for the signer.
    """

    signer: str
    role: str
    day: date
    strength: Literal["signed", "attested"]


@dataclass(frozen=True, slots=True)
class VerifyNote:
    """What a reader needs to check a report: the line to type and the key to compare.

    ``key`` is the fingerprint to compare through a second channel, ``origin`` the name of the
    record, ``entry`` the number of the entry, ``witnesses`` how many witnesses have signed
    (None where that is not known). Without ``publication`` the report is computed, not published.
    """

    command: str = "comity verify report.zip"
    key: str | None = None
    origin: str | None = None
    entry: int | None = None
    witnesses: int | None = None
    computed: date | None = None
    publication: Publication | None = None
