"""A draft by a machine as a file: its items with where each stands, and that nobody signed it."""

from typing import Final

from comity.canonical import Json, encode
from comity.oversight.answering import Accepted, Piece
from comity.oversight.provenance import machine_fields
from comity.oversight.reviewed import Reviewed

__all__ = ["UNSIGNED", "encode_unsigned"]

UNSIGNED: Final = "A machine’s draft. Nobody has signed it, and it has no effect."


def encode_unsigned(manifest: str, drafted: Reviewed, accepted: Accepted) -> bytes:
    """Return the draft as canonical JSON; ``manifest`` is the SHA-256 of the bundle's manifest."""
    items: list[Json] = [_item(one) for one in accepted.pieces]
    return encode(
        {
            "v": 1,
            "signed": False,
            "note": UNSIGNED,
            "manifest": manifest,
            "language": drafted.language,
            "machine": machine_fields(drafted.machine),
            "items": items,
            "text": drafted.draft,
            "not_cited": list(accepted.not_cited),
        }
    )


def _item(piece: Piece) -> Json:
    if piece.kind == "words":
        return {"words": piece.text}
    return {piece.kind: piece.of, "text": piece.text}
