"""Drafts: the only form in which what a machine made may exist."""

from dataclasses import dataclass
from datetime import datetime

from comity.canonical import sha256_hex
from comity.oversight.provenance import Segment
from comity.subject import Subject

__all__ = ["Draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text about a subject, in segments of known origin. It has no effect by itself."""

    subject: Subject
    segments: tuple[Segment, ...]
    at: datetime

    @property
    def text(self) -> str:
        """Return the whole text."""
        return "".join(segment.text for segment in self.segments)

    @property
    def digest(self) -> str:
        """Return the SHA-256, in hex, of the text in UTF-8: what a sign-off binds."""
        return sha256_hex(self.text.encode("utf-8"))
