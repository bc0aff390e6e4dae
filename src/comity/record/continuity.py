"""What a bundle brings along so that its head can be compared with older heads elsewhere.

A proof says which root the log had at an older size. It stands outside the manifest: it proves
itself under the bundle's own head, and a root that was signed otherwise proves a second history.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from comity.record import reasons
from comity.record.checkpoint import SignedHead
from comity.record.fork import (
    OtherHistory,
    encode_other_history,
    has_history,
    other_history,
    parse_other_history,
)
from comity.record.reason import Reason
from comity.record.strict import RecordFormatError
from comity.record.tiles import ReadFile

__all__ = ["CONSISTENCY", "MOST_PROOFS", "consistency_members", "proved_roots", "read_consistency"]

CONSISTENCY: Final = "consistency/"
MOST_PROOFS: Final = 64
MEMBER: Final = re.compile(r"consistency/([1-9]\d{0,15})-([1-9]\d{0,15})", re.ASCII)


def consistency_members(
    older: Iterable[int], size: int, read: ReadFile, most: int = MOST_PROOFS // 2
) -> dict[str, bytes]:
    """Return the members that compare a head of ``size`` entries with the ``older`` sizes.

    Of many sizes the newest are taken; ``read`` reads the files of the log.
    """
    sizes = sorted({one for one in older if 0 < one < size})[-most:]
    return {
        f"{CONSISTENCY}{one}-{size}": encode_other_history(other_history(one, size, read))
        for one in sizes
    }


def read_consistency(members: Mapping[str, bytes]) -> dict[str, tuple[int, int, OtherHistory]]:
    """Return by path the older size, the newer size and the proof; verify nothing.

    Raises ``RecordFormatError`` that names the member which cannot be read.
    """
    found = {}
    for path, data in members.items():
        match = MEMBER.fullmatch(path)
        if match:
            try:
                found[path] = int(match[1]), int(match[2]), parse_other_history(data)
            except RecordFormatError as error:
                raise RecordFormatError(f"{path}: {error}") from error
    if len(found) > MOST_PROOFS:
        raise RecordFormatError(f"a bundle has at most {MOST_PROOFS} proofs of consistency")
    return found


def proved_roots(
    proofs: Mapping[str, tuple[int, int, OtherHistory]], head: SignedHead
) -> dict[int, bytes] | Reason:
    """Return the roots that ``head``'s log is proved to have had by size; else what is wrong."""
    roots = {}
    for path, (older, newer, history) in sorted(proofs.items()):
        if newer != head.size or not has_history(head, older, history):
            return reasons.PROVES_NOTHING.of(file=path, older=older, size=head.size)
        roots[older] = history.root
    return roots
