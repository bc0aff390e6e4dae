"""The intake key of a log: made, named in the log, and used to sign for what was taken."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from comity.edge import KeySigner, create_key, entry_time, load_key
from comity.record import (
    NAME_INTAKE_KEY,
    IntakeNote,
    VerifierKey,
    intake_key_payload,
    intake_name,
    sign_intake,
)
from comity.site.record.keeping import enter_unless_said
from comity.site.record.models import Log

__all__ = ["Intake", "intake_file", "intake_of", "name_intake_key", "open_intake"]


class Intake:
    """Signs for what a log has taken, once that is stored."""

    __slots__ = ("_origin", "_signer")

    def __init__(self, origin: str, signer: KeySigner) -> None:
        self._origin = origin
        self._signer = signer

    @property
    def origin(self) -> str:
        """Return the origin of the log it signs for."""
        return self._origin

    @property
    def key(self) -> VerifierKey:
        """Return the public half of the intake key."""
        return self._signer.key

    def acknowledge(
        self,
        *,
        subject: str,
        at: datetime,
        by: datetime,
        entries: Sequence[bytes] = (),
        ballots: Sequence[bytes] = (),
    ) -> bytes:
        """Return the signed note for leaf hashes of entries and for sealed ballots.

        To be called after their transaction was committed: the note is a promise.
        """
        note = IntakeNote(
            self._origin,
            subject,
            entry_time(at),
            entry_time(by),
            tuple(sorted(entries)),
            tuple(sorted(ballots)),
        )
        return sign_intake(note, self._signer)


def intake_file(key_file: Path) -> Path:
    """Return the file of the intake key that belongs to the log's key in ``key_file``."""
    return key_file.with_name(f"{key_file.stem}.intake{key_file.suffix}")


def open_intake(*, log: Log, key_file: Path, now: datetime) -> Intake:
    """Return the intake of ``log``; its key is made and named in the log where it is new.

    ``key_file`` is the file of the log's own key, beside which it lies.
    """
    file = intake_file(key_file)
    name = intake_name(log.origin)
    signer = load_key(file) if file.is_file() else create_key(file, lambda _: name)
    if signer.key.name != name:
        raise ValueError("the intake key is that of another log")
    name_intake_key(log=log, key=signer.key, now=now)
    return Intake(log.origin, signer)


def name_intake_key(*, log: Log, key: VerifierKey, now: datetime) -> None:
    """Enter which key signs for intake (``records = one``), unless that was said last."""
    content = intake_key_payload(log.origin, key)
    enter_unless_said(log=log, act=NAME_INTAKE_KEY, content=content, now=now)


@lru_cache(maxsize=8)
def intake_of(key_file: Path) -> Intake:
    """Return the intake whose key was made before; the key is read once in a process."""
    signer = load_key(intake_file(key_file))
    return Intake(signer.key.name.removesuffix(intake_name("")), signer)
