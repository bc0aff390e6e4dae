"""What speaks against an act in a conversation beyond what the table of roles says."""

from collections.abc import Sequence
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.people import Acting, Mandate
from comity.site.members.queries import mandate_with

__all__ = ["OWN_STATEMENT", "SAME_PERSON", "own_statement_fault", "same_decider_fault"]

OWN_STATEMENT: Final = FaultKind(
    "dialogue.own_statement",
    N_("you wrote statement {number} yourself"),
    N_("nobody decides on a statement of their own"),
    N_("Leave it to another moderator."),
)

SAME_PERSON: Final = FaultKind(
    "dialogue.appeal_same_person",
    N_("you rejected statement {number} yourself"),
    N_("who rejected a statement does not decide on it again"),
    N_("Leave it to another moderator. Where there is none, a second one is needed."),
)


def own_statement_fault(
    author: str, acting: Acting | None, known_as: Sequence[str], number: int
) -> Fault | None:
    """Return why a moderator may not decide on statement ``number`` of ``author``, or None.

    ``known_as`` are the pseudonyms that the moderator has by their browser and their account.
    """
    if not author or author not in (*known_as, acting.person if acting else None):
        return None
    return OWN_STATEMENT.at(Place(f"statement {number}"), number=number)


def same_decider_fault(rejected_by: str, mandate: Mandate, number: int) -> Fault | None:
    """Return why the holder of ``mandate`` may not decide on it again, or None.

    ``rejected_by`` is the mandate under which the statement was rejected. It is the person who
    counts: another mandate makes nobody another one.
    """
    before = mandate_with(rejected_by)
    same = before is not None and before.holder == mandate.holder
    if not same and rejected_by != mandate.id:
        return None
    return SAME_PERSON.at(Place(f"statement {number}"), number=number)
