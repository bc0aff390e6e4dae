"""How much of a machine's draft a person changed: counted from both texts, by anybody again."""

from collections.abc import Mapping
from typing import Final

from comity.canonical import Json, encode
from comity.fault import N_, FaultKind, Place, refuse
from comity.language import changed_sentences, word_difference, words_of
from comity.oversight.reviewed import decode_reviewed
from comity.record import PublishedFunction

__all__ = ["CHANGES", "FUNCTIONS", "SUMMARY", "changes"]

SUMMARY: Final = "inputs/signed-summary.json"
CHANGES: Final = "outputs/changes.json"

UNREADABLE: Final = FaultKind(
    "oversight.summary_unreadable",
    N_("the summary cannot be read: {reason}"),
    N_("it holds the text as signed, the draft it came from and what wrote the draft"),
    N_("Take the file as it was published."),
)


def changes(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return how many sentences and words of the draft were changed, as canonical JSON.

    ``changed`` of ``sentences`` are other than the machine's; ``added`` and ``removed`` count
    words, spaces and signs left out.
    """
    try:
        reviewed = decode_reviewed(inputs[SUMMARY])
    except ValueError as error:
        raise refuse(UNREADABLE.at(Place(SUMMARY), reason=error)) from error
    changed, sentences = changed_sentences(reviewed.draft, reviewed.text)
    pieces = word_difference(reviewed.draft, reviewed.text)
    words = {
        kind: sum(
            word.isalnum() or (len(word) > 1 and not word.isspace())
            for piece in pieces
            if piece.kind == kind
            for word in words_of(piece.text)
        )
        for kind in ("added", "removed")
    }
    found: dict[str, Json] = {"v": 1, "language": reviewed.language, **words}
    return {CHANGES: encode({**found, "changed": changed, "sentences": sentences})}


FUNCTIONS: Final = (
    PublishedFunction(
        name="oversight.changes",
        version=1,
        inputs=(SUMMARY,),
        outputs=(CHANGES,),
        tolerance=0.0,
        run=changes,
    ),
)
"""Every published function of oversight, in all its versions."""
