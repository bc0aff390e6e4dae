"""The one ballot box of a serving process, made when the first vote comes."""

from threading import Lock
from typing import Final

from django.conf import settings

from comity.site.dialogue.actions import Cast, Voting, write_votings
from comity.site.dialogue.ballot_box import BallotBox, Box, room_in

__all__ = ["ballot_box", "set_ballot_box"]

_MAKING: Final = Lock()
_MADE: Final[list[Box[Voting, Cast]]] = []


def ballot_box() -> Box[Voting, Cast]:
    """Return the box that this process's votes go into."""
    with _MAKING:
        if not _MADE:
            folder = settings.COMITY.data_folder
            _MADE.append(BallotBox(write_votings, has_room=lambda: room_in(folder)))
        return _MADE[0]


def set_ballot_box(box: Box[Voting, Cast] | None) -> None:
    """Have votes go into ``box`` from now on; None lets the next vote make one."""
    with _MAKING:
        _MADE[:] = [] if box is None else [box]
