"""A reference from one pillar to a thing of another."""

from dataclasses import dataclass

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Names a thing by pillar, kind, opaque id and, where it is fixed, its digest in hex."""

    pillar: str
    kind: str
    id: str
    digest: str | None = None

    def __str__(self) -> str:
        """Return the form used in record entries, such as ``dialogue:report:r-17``."""
        return f"{self.pillar}:{self.kind}:{self.id}"
