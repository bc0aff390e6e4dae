"""Drafts and sealed bundles that were made before something was erased: refused, and removed.

Each carries the basis it was made from. That is compared where something comes of it, in the
transaction of the act, so that neither a race nor a stop lets what was erased come back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from comity.canonical import sha256_hex
from comity.edge import remove_for_good
from comity.fault import N_, FaultKind, Place, refuse
from comity.oversight import CHANGES, SUMMARY
from comity.record import MANIFEST, write_bundle
from comity.site.dialogue.basis import basis_of_draft
from comity.site.dialogue.models import Conversation, ReportDraft
from comity.site.dialogue.sealed import stale_sealed

__all__ = [
    "Kept",
    "draft_file",
    "drop_stale",
    "refuse_other_than_draft",
    "refuse_stale",
]

SIGNED_WITH_IT: Final = frozenset({MANIFEST, SUMMARY, CHANGES})
"""The members that are made from the text a person settled on; all others are the draft's."""

STALE: Final = FaultKind(
    "dialogue.draft_stale",
    N_(
        "the draft is not valid any more: something it was made from was erased, or it is a new one"
    ),
    N_("what is signed and published is made from what is there now"),
    N_("Wait until it is drafted again, read it and sign it anew."),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The folders in which votes and statements lie beside the database."""

    sealed: Path
    drafts: Path


def draft_file(folder: Path, digest: str) -> Path:
    """Return where the draft with this digest lies."""
    return folder / f"{digest}.zip"


def refuse_stale(conversation: str, basis: str) -> None:
    """Raise ``RefusedError`` if something was erased since ``basis`` was taken."""
    if basis != basis_of_draft(conversation):
        raise refuse(STALE.at(Place(conversation)))


def refuse_other_than_draft(conversation: str, members: Mapping[str, bytes]) -> None:
    """Raise ``RefusedError`` unless ``members`` are those of the draft as it stands now.

    A report that came of no conversation on this site has no draft to be compared with.
    """
    if not Conversation.objects.filter(pk=conversation).exists():
        return
    draft = ReportDraft.objects.filter(pk=conversation).first()
    files = {path: data for path, data in members.items() if path not in SIGNED_WITH_IT}
    if draft is None or draft.digest != sha256_hex(write_bundle(files)):
        raise refuse(STALE.at(Place(conversation)))
    refuse_stale(conversation, draft.basis)


@transaction.atomic
def drop_stale(*, kept: Kept, conversation: str | None = None) -> int:
    """Overwrite and remove what was made before an erasure; return how many files went.

    With ``conversation`` only that one's drafts and sealed votes are looked at. It holds the
    database, so that nobody is just writing what it removes (``records = none``: the erasure has
    its own entry).
    """
    drafts = ReportDraft.objects.all()
    if conversation is not None:
        drafts = drafts.filter(pk=conversation)
    for draft in drafts:
        if draft.basis != basis_of_draft(draft.pk):
            draft.delete()
    named = set(ReportDraft.objects.values_list("digest", flat=True))
    unnamed = [file for file in kept.drafts.glob("*") if file.stem not in named]
    gone = [*unnamed, *stale_sealed(kept.sealed, conversation)]
    return sum(remove_for_good(file) for file in gone)
