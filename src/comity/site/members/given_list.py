"""A list of members as a form gives it: the file, or what the page before had of it, and columns.

Nothing is kept on the server between the two pages: the file goes to the browser and comes back.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.http import HttpRequest

from comity.fault import N_, FaultKind, Place, refuse
from comity.site.members.answers import field
from comity.site.members.member_list import COLUMNS, Heading, Line, heading_of, read_member_list
from comity.site.members.models import PersonRow
from comity.site.ui.uploads import MOST_BYTES

__all__ = ["MOST_ROWS", "NO_FILE", "GivenList", "entered_as", "given_list", "refuse_entered"]

MOST_ROWS: Final = 1_000
"""Each is entered by several acts while everybody else waits to write; the command takes more."""
LONGEST_NAME: Final = 100
COLUMN: Final = "column-"
VALUE: Final = "value-"

NO_FILE: Final = FaultKind(
    "people.list_file",
    N_("no file came, or one of more than {most} bytes"),
    N_("a list is a CSV file, a workbook (.xlsx) or Indico’s registrations, of a bounded size"),
    N_("Choose the file again. A longer list is entered by the command: comity members import."),
)
TOO_LONG: Final = FaultKind(
    "people.list_rows",
    N_("the list has {count} rows"),
    N_("a page enters at most {most} rows at once, since everybody else waits meanwhile"),
    N_("Enter it in parts, or by the command: comity members import."),
)

ENTERED: Final = FaultKind(
    "people.list_entered",
    N_("this list is entered already, as {batch}"),
    N_("the same page sent twice enters a list once, and its invitations are shown once"),
    N_("Where they did not come, take the list {batch} back and enter it again."),
)


@dataclass(frozen=True, slots=True)
class GivenList:
    """The file and its name, our columns by the names it has for them, and values for all rows."""

    file: str
    data: bytes
    mapping: Mapping[str, str]
    given: Mapping[str, str]

    @property
    def kept(self) -> str:
        """Return the file in writing, for a hidden field."""
        return urlsafe_b64encode(self.data).decode()

    @property
    def heading(self) -> Heading:
        """Return the columns of the file, and which of ours are known among them."""
        return heading_of(self.data, self.file)

    def lines(self, now: datetime) -> tuple[Line, ...]:
        """Return its rows; raise ``RefusedError`` with every fault, by row."""
        found = read_member_list(
            self.data, self.file, mapping=self.mapping, given=self.given, now=now
        )
        if len(found) > MOST_ROWS:
            raise refuse(TOO_LONG.at(Place(self.file), count=len(found), most=MOST_ROWS))
        return found


def given_list(request: HttpRequest) -> GivenList:
    """Return the list that was sent, or raise ``RefusedError`` where there is no file."""
    sent = request.FILES.get("list")
    if sent is not None:
        name, data = sent.name or "", sent.read()
    else:
        name, data = field(request, "file"), _kept(request.POST.get("kept", ""))
    file = name[:LONGEST_NAME] if name.isprintable() and name else "list.csv"
    if not data or len(data) > MOST_BYTES:
        raise refuse(NO_FILE.at(Place(file), most=MOST_BYTES))
    return GivenList(file, data, _filled(request, COLUMN), _filled(request, VALUE))


def entered_as(once: str, lines: Sequence[Line]) -> tuple[tuple[Line, ...], str]:
    """Return ``lines`` with an id for each person, and the batch if they were entered already.

    Sent twice with the same token a list has the same ids, so nobody is entered twice.
    """
    named = tuple(
        replace(line, person=f"person-{sha256(f'{once}/{number}'.encode()).hexdigest()[:16]}")
        for number, line in enumerate(lines)
    )
    ids = [one.person for one in named]
    entries = sorted(PersonRow.objects.filter(id__in=ids).values_list("entry__pk", flat=True))
    return named, f"{entries[0]}-{entries[-1]}" if entries else ""


def refuse_entered(file: str, batch: str) -> None:
    """Raise ``RefusedError`` where the list was entered already, as ``batch``."""
    if batch:
        raise refuse(ENTERED.at(Place(file), batch=batch))


def _kept(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return b""


def _filled(request: HttpRequest, before: str) -> dict[str, str]:
    found = {column: field(request, f"{before}{column}") for column in COLUMNS}
    return {column: value for column, value in found.items() if value}
