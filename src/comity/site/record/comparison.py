"""A row beside what the record says of it: what differs, as values with a sentence each.

Nothing here reads anything. Whatever stands in a row is outside input: who owns the database may
have written it to hide something or to stop whoever compares.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, ParamSpec

from comity.edge import entry_time
from comity.fault import N_
from comity.record import plain

__all__ = [
    "KINDS",
    "Difference",
    "as_bytes",
    "as_text",
    "compared",
    "guarded",
    "in_words",
    "locked_keys",
]

KINDS: Final = {
    "account": N_("account"),
    "appeal": N_("appeal"),
    "attestation": N_("auditor’s attestation"),
    "batch": N_("batch of ballots"),
    "closing": N_("closed account"),
    "concern": N_("concern"),
    "conversation": N_("conversation"),
    "entry": N_("entry"),
    "file": N_("file of the log"),
    "invitation": N_("invitation"),
    "log": N_("log"),
    "mandate": N_("mandate"),
    "party": N_("party"),
    "passkey": N_("passkey"),
    "passkey_end": N_("revocation of a passkey"),
    "person": N_("person"),
    "recovery": N_("request for a new sheet"),
    "recusal": N_("recusal"),
    "report": N_("published report"),
    "restatement": N_("restatement of a report"),
    "revocation": N_("revocation of a mandate"),
    "sign_off": N_("sign-off"),
    "statement": N_("statement"),
    "status": N_("status of a party"),
    "translation": N_("translation"),
    "vote": N_("vote"),
    "witnessed": N_("witnessed head"),
}
LONGEST: Final = 100
WRAPPED: Final = "wrapped key"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Difference:
    """That a row, or a file, is not what the record says: which one, in what, and both sides.

    ``kind`` is one of ``KINDS``; ``column`` is empty where the row as a whole is amiss. ``found``
    and ``recorded`` are clauses in English, such as “the row says …” and “entry 2 says …”.
    """

    kind: str
    name: str
    column: str
    found: str
    recorded: str

    @property
    def is_lock(self) -> bool:
        """Return whether this only says that keys are wrapped by a key that is not here."""
        return self.column == WRAPPED

    def __str__(self) -> str:
        """Return one sentence for the operator."""
        column = f", {self.column}" if self.column else ""
        return f"{KINDS[self.kind]} {plain(self.name)}{column}: {self.found}; {self.recorded}"


def compared(
    kind: str, name: str, row: Mapping[str, object], source: str, recorded: Mapping[str, object]
) -> Iterator[Difference]:
    """Yield each column of ``row`` that is not what ``source`` says in ``recorded``."""
    for column, value in recorded.items():
        if row[column] != value:
            found = f"the row says {in_words(row[column])}"
            yield Difference(kind, name, column, found, f"{source} says {in_words(value)}")


def locked_keys(kind: str, name: str, count: int) -> Iterator[Difference]:
    """Say, if there are any, that ``count`` keys cannot be opened here."""
    if count:
        found = f"{count} keys are wrapped by a key that is not here"
        yield Difference(kind, name, WRAPPED, found, "without it nobody can compare what they seal")


def guarded(
    kind: str,
    name: str,
    check: Callable[P, Iterator[Difference]],
    *given: P.args,
    **named: P.kwargs,
) -> Iterator[Difference]:
    """Yield what ``check`` finds; where a value stops it, say so instead of stopping everything."""
    try:
        yield from check(*given, **named)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        found = f"what stands there cannot be read ({plain(str(error), LONGEST)})"
        yield Difference(kind, name, "", found, "what was recorded could be")


def in_words(value: object) -> str:
    """Return a value so that it can stand in a sentence: bounded, and without control signs."""
    if value is None:
        return "nothing"
    if isinstance(value, bytes):
        return f"{len(value)} bytes with SHA-256 {sha256(value).hexdigest()[:16]}…"
    if isinstance(value, datetime):
        return entry_time(value)
    if isinstance(value, str):
        return f"“{plain(value, LONGEST)}”"
    return plain(str(value), LONGEST)


def as_bytes(value: object) -> bytes:
    """Return the bytes of a column of bytes, also where somebody has put a text or a number."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    return b"" if value is None else str(value).encode("utf-8", "replace")


def as_text(value: object) -> str:
    """Return the text of a column of text, also where somebody has put bytes or a number."""
    return value if isinstance(value, str) else str(value)
