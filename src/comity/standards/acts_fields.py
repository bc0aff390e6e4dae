"""The fields of one line of acts: ids, days and whole numbers, each read or found at fault."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.language import clean_text
from comity.standards.acts import ACTS, ActKind

__all__ = ["COLUMNS", "DAYS", "EARLIEST", "LATEST", "TEXTS", "Fields", "column_key"]

REQUIRED: Final = ("party", "act", "date")
DAYS: Final = ("effect", "notified", "corrected", "entered")
TEXTS: Final = ("number", "towards", "about", "corrects", "territory", "text", "evidence", "source")
COLUMNS: Final = (*REQUIRED, *DAYS, *TEXTS, "total")
LONGEST_ID: Final = 200
LARGEST: Final = 2**53 - 1
WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
EARLIEST, LATEST = date(1600, 1, 1), date(2200, 1, 1)
KINDS: Final[Mapping[str, ActKind]] = {kind: kind for kind in ACTS}

BAD_PARTY: Final = FaultKind(
    "standards.act_party",
    N_("{column} is “{value}”"),
    N_("the id of a party has 1 to 200 characters, all of them visible"),
    N_("Give the id that the other lines use."),
)
UNKNOWN_ACT: Final = FaultKind(
    "standards.act_unknown",
    N_("the act is “{value}”"),
    N_("an act is one of {acts}"),
    N_("Correct the word; the reference page of the register says what each means."),
)
BAD_DAY: Final = FaultKind(
    "standards.act_day",
    N_("{column} is “{value}”"),
    N_("a day is one of the calendar from 1600 to 2199, written like 2016-10-05"),
    N_("Correct it. A month has no 31st if it has 30 days, and 29 February is in leap years."),
)
BAD_NUMBER: Final = FaultKind(
    "standards.act_number",
    N_("{column} is “{value}”"),
    N_("a measure or a total is a whole number, without sign, point or comma"),
    N_("Give it in a smaller unit, such as hundredths of a per cent, and name the unit."),
)
BAD_TEXT: Final = FaultKind(
    "standards.act_text",
    N_("{column} holds line ends or characters that deceive"),
    N_("a text stands on one line, without controls that hide or turn words"),
    N_("Take them out; they come with copying from some programs."),
)
NO_MEASURE: Final = FaultKind(
    "standards.act_measure",
    N_("the measure “{column}” is missing for {party}"),
    N_("whoever consents brings a whole number, which may be 0"),
    N_("Enter it as the instrument’s own table has it; nothing is taken for 0."),
)


def column_key(name: str) -> str:
    """Return ``name`` as tables match it: lower case, ``-`` for blanks and underscores."""
    return normalize("NFC", name).casefold().replace("_", "-").replace(" ", "-")


class Fields:
    """Reads fields and collects the faults of all; what was read before is read at once."""

    def __init__(self, name: str, faults: FaultList) -> None:
        """Read the file ``name``."""
        self._name = name
        self._faults = faults
        self._days: dict[str, date] = {}
        self._ids: set[str] = set()

    def party(self, value: str, line: int, column: str = "party") -> str:
        """Return the id of a party, normalised."""
        if value in self._ids:
            return value
        found = normalize("NFC", value.strip())
        if not 0 < len(found) <= LONGEST_ID or not found.isprintable():
            self._add(BAD_PARTY, line, column=column, value=value)
        else:
            self._ids.add(found)
        return found

    def act(self, value: str, line: int) -> ActKind | None:
        """Return the kind of act, or None for a word that is none."""
        found = KINDS.get(value) or KINDS.get(value.strip().casefold().replace(" ", "_"))
        if found is None:
            self._add(UNKNOWN_ACT, line, value=value, acts=", ".join(ACTS))
        return found

    def text(self, value: str, line: int, column: str) -> str:
        """Return a text of one line, in NFC and without space around it."""
        if value.isascii() and value.isprintable():
            return value.strip()
        clean = clean_text(value)
        if clean.removed or "\n" in clean.text or "\t" in clean.text:
            self._add(BAD_TEXT, line, column=column)
        return clean.text.strip()

    def day(self, value: str, line: int, column: str = "date") -> date | None:
        """Return the day, or None for what is none."""
        found = self._days.get(value)
        if found is not None:
            return found
        try:
            if DAY.fullmatch(value.strip()):
                found = date.fromisoformat(value.strip())
        except ValueError:
            pass
        if found is None or not EARLIEST <= found < LATEST:
            self._add(BAD_DAY, line, column=column, value=value)
            return None
        self._days[value] = found
        return found

    def whole(self, value: str, line: int, column: str) -> int:
        """Return the whole number, or 0 for what is none."""
        if WHOLE.fullmatch(value.strip()) and int(value) <= LARGEST:
            return int(value)
        self._add(BAD_NUMBER, line, column=column, value=value)
        return 0

    def missing(self, line: int, column: str, party: str) -> None:
        """Find fault with a consent that brings no measure."""
        self._add(NO_MEASURE, line, column=column, party=party)

    def _add(self, kind: FaultKind, line: int, **values: Any) -> None:
        self._faults.add(kind.at(Place(self._name, line), **values))
