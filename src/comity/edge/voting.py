"""What somebody who takes part from this computer keeps: tokens of conversations, and notes.

A token is what a browser keeps in a cookie: whoever has it has the votes. It is in a file that its
owner alone may read. The notes are the site's signed word for votes; they tell nothing of them.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from comity.edge.calling import CalledSite, site_for_voter
from comity.edge.files import (
    SECRET,
    SECRET_FOLDER,
    create_file,
    make_folder,
    open_to_others,
    read_bounded,
    write_atomically,
)
from comity.edge.home import Home
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import plain

__all__ = ["VoterFolder"]

TOKEN: Final = re.compile(r"[0-9a-f]{32}")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
LARGEST_TOKEN: Final = 100

NOT_JOINED: Final = FaultKind(
    "edge.voter_not_joined",
    N_("this computer has not joined the conversation"),
    N_("votes are sent with the token that joining has given"),
    N_("Join it first: comity dialogue join CODE"),
)
BAD_TOKEN: Final = FaultKind(
    "edge.voter_token",
    N_("the token of a conversation cannot be used: {reason}"),
    N_("it is 32 letters and digits in a file that its owner alone may read"),
    N_("Bring the file back, or run chmod 600 on it. Without it you join anew, as somebody else."),
)


@dataclass(frozen=True, slots=True)
class VoterFolder:
    """Where tokens and notes for the conversations of one site are kept, below ``home``."""

    home: Home
    address: str

    @property
    def anybody(self) -> CalledSite:
        """Return the site as anybody may ask it, without a token."""
        return site_for_voter(self.address)

    def voter(self, conversation: str) -> CalledSite:
        """Return the site for whoever joined ``conversation`` here; raises ``RefusedError``."""
        file = self._token(conversation)
        if not file.exists():
            raise refuse(NOT_JOINED.at(Place(plain(conversation))))
        if open_to_others(file):
            raise refuse(BAD_TOKEN.at(Place(str(file)), reason=phrase(N_("others may read it"))))
        token = read_bounded(file, LARGEST_TOKEN).decode("ascii", "replace").strip()
        return site_for_voter(self.address, _checked(token, file))

    def keep_token(self, conversation: str, token: str) -> bool:
        """Keep what joining gave; False where this computer had joined before, and stays so."""
        file = self._token(conversation)
        if file.exists():
            return False
        make_folder(file.parent, SECRET_FOLDER)
        create_file(file, _checked(token, file).encode() + b"\n")
        return True

    def keep_note(self, conversation: str, note: bytes) -> Path:
        """Keep a signed note, and return the file that holds it."""
        name = sha256(note).hexdigest()[:16]
        return self.keep_file(conversation, f"{name}.intake", note)

    def keep_file(self, conversation: str, name: str, data: bytes) -> Path:
        """Keep a receipt or note of a conversation under ``name``, and return its file."""
        folder = self._place(conversation)
        if not NAME.fullmatch(name):
            raise refuse(
                BAD_TOKEN.at(Place(str(folder)), reason=phrase(N_("its name is no name of a file")))
            )
        make_folder(folder, SECRET_FOLDER)
        write_atomically(folder / name, data, SECRET)
        return folder / name

    def _token(self, conversation: str) -> Path:
        folder = self._place(conversation)
        return folder.with_name(f"{folder.name}.token")

    def _place(self, conversation: str) -> Path:
        if not NAME.fullmatch(conversation):
            raise refuse(NOT_JOINED.at(Place(plain(conversation))))
        address = site_for_voter(self.address).address
        return self.home.folder / "voting" / quote(address.netloc.lower(), safe="") / conversation


def _checked(token: str, file: Path) -> str:
    if not TOKEN.fullmatch(token):
        raise refuse(BAD_TOKEN.at(Place(str(file)), reason=phrase(N_("it is damaged"))))
    return token
