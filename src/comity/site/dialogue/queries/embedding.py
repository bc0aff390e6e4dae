"""Whose pages may show a conversation in a frame, as the record says."""

from collections.abc import Sequence
from typing import Any, Final

from comity.canonical import decode
from comity.site.record.models import Entry
from comity.subject import Subject

__all__ = ["EMBED", "embed_origins"]

EMBED: Final = "dialogue.allow_embedding"


def embed_origins(conversation: str) -> Sequence[str]:
    """Return the origins of the last entry that set them; none where none did, or it was erased."""
    subject = str(Subject("dialogue", "conversation", conversation))
    row = Entry.objects.filter(subject=subject, act=EMBED).order_by("pk").last()
    if row is None or row.payload is None:
        return ()
    told: Any = decode(bytes(row.payload))
    return tuple(told["origins"])
