"""What speaks against an act in a conversation beyond what the table of roles says."""

from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.people import Acting

__all__ = ["own_statement_fault"]

OWN_STATEMENT: Final = FaultKind(
    "dialogue.own_statement",
    N_("you wrote statement {number} yourself"),
    N_("nobody decides on a statement of their own"),
    N_("Leave it to another moderator."),
)


def own_statement_fault(
    author: str, acting: Acting | None, browser: str, number: int
) -> Fault | None:
    """Return why a moderator may not decide on statement ``number`` of ``author``, or None.

    ``browser`` is the pseudonym that the moderator's own browser has in the conversation.
    """
    if not author or author not in (browser, acting.person if acting else None):
        return None
    return OWN_STATEMENT.at(Place(f"statement {number}"), number=number)
