"""The signed heads of the log, with what witnesses have signed under them."""

from collections.abc import Sequence
from typing import Final

from comity.record import RecordFormatError, parse_note
from comity.site.record.models import Log, WitnessedHead

__all__ = ["current_note", "witnessed_notes"]

MOST: Final = 20
"""So many of the newest are looked at: a witness comes every day rather than once."""


def witnessed_notes(log: Log, above: int = -1) -> Sequence[bytes]:
    """Return the notes of heads of more than ``above`` entries that witnesses have signed.

    Newest first, and only the newest 20.
    """
    rows = WitnessedHead.objects.filter(log=log, size__gt=above).order_by("-size")
    return [bytes(note) for note in rows.values_list("note", flat=True)[:MOST]]


def current_note(log: Log) -> bytes:
    """Return the newest head as signed, with the lines of witnesses if there are any."""
    note = bytes(log.note)
    rows = WitnessedHead.objects.filter(log=log, size=log.size).values_list("note", flat=True)
    witnessed = rows.first()
    if note and witnessed is not None and _says_the_same(bytes(witnessed), note):
        return bytes(witnessed)
    return note


def _says_the_same(one: bytes, other: bytes) -> bool:
    try:
        return parse_note(one).text == parse_note(other).text
    except RecordFormatError:
        return False
