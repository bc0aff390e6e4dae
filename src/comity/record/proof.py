"""Checking proofs against a signed head (RFC 9162 §2.1.3.2, §2.1.4.2), and proof files.

Neither kind of proof binds the size of the tree: a proof for size 3 may also hold as one for
size 4. The functions here therefore take size and root only as a head whose signature was checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from comity.record.checkpoint import ClaimedHead, SignedHead, VerifiedHead, parse_checkpoint
from comity.record.merkle import HASH_SIZE
from comity.record.note import parse_note
from comity.record.strict import RecordFormatError, read_base64, read_decimal, write_base64

__all__ = [
    "TlogProof",
    "checkpoint_in",
    "encode_proof",
    "is_proof",
    "parse_proof",
    "verify_consistency",
    "verify_inclusion",
]

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
LONGEST_PATH: Final = 63
LARGEST_PROOF: Final = 1_200_000


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof file: leaf index, path, and the checkpoint note it leads to; nothing is verified.

    ``extra`` is bound by no signature.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def verify_inclusion(leaf: bytes, index: int, path: Sequence[bytes], head: SignedHead) -> bool:
    """Return whether ``path`` shows the leaf hash ``leaf`` at ``index`` under ``head``."""
    return _includes(leaf, index, path, _bound(head))


def verify_consistency(old: SignedHead, path: Sequence[bytes], new: SignedHead) -> bool:
    """Return whether ``path`` shows the log of ``old`` to be the beginning of that of ``new``.

    Heads of two origins are never consistent; nor is anything with an empty log, whose head
    says nothing (first contact is for the caller).
    """
    return old.origin == new.origin and _extends(_bound(old), path, _bound(new))


def encode_proof(proof: TlogProof) -> bytes:
    """Return the bytes of a ``.tlog-proof`` file (c2sp.org/tlog-proof).

    What ``parse_proof`` would refuse is not written.
    """
    lines = [FIRST_LINE]
    if proof.extra is not None:
        lines.append(f"extra {write_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(write_base64(node) for node in proof.path)
    data = "\n".join([*lines, "", ""]).encode() + proof.checkpoint
    parse_proof(data)
    return data


def parse_proof(data: bytes) -> TlogProof:
    """Return the parts of a proof file; ``RecordFormatError`` if it is none."""
    if len(data) > LARGEST_PROOF:
        raise RecordFormatError(f"a proof file has at most {LARGEST_PROOF} bytes")
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise RecordFormatError("the lines of a proof are plain ASCII") from error
    if not gap or lines.pop(0) != FIRST_LINE:
        raise RecordFormatError(f"a proof file begins with the line {FIRST_LINE}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = read_base64(lines.pop(0).removeprefix("extra "), "the extra data of a proof")
    if not lines or not lines[0].startswith("index "):
        raise RecordFormatError("a proof file names the index of the leaf")
    index = read_decimal(lines.pop(0).removeprefix("index "), "the index of a proof")
    parse_checkpoint(parse_note(checkpoint).text)
    return TlogProof(index, _read_path(lines), checkpoint, extra)


def is_proof(data: bytes) -> bool:
    """Return whether ``data`` says of itself that it is a proof file."""
    return data.startswith(f"{FIRST_LINE}\n".encode())


def checkpoint_in(data: bytes) -> bytes:
    """Return the checkpoint note in a proof file, or ``data`` if it is no proof file."""
    return parse_proof(data).checkpoint if is_proof(data) else data


def _bound(head: SignedHead) -> tuple[int, bytes]:
    # A checkpoint that was merely parsed has size and root as well: types are checked, not shapes.
    if not isinstance(head, VerifiedHead | ClaimedHead):
        raise TypeError("proofs are checked against a head whose signature was checked")
    return head.checkpoint.size, head.checkpoint.root


def _read_path(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > LONGEST_PATH:
        raise RecordFormatError(f"a proof has at most {LONGEST_PATH} hashes")
    path = tuple(read_base64(line, "a hash of a proof") for line in lines)
    if any(len(node) != HASH_SIZE for node in path):
        raise RecordFormatError("a hash of a proof has 32 bytes")
    return path


def _includes(leaf: bytes, index: int, path: Sequence[bytes], tree: tuple[int, bytes]) -> bool:
    """Check an inclusion proof against a (size, root) that the caller has bound by other means."""
    size, root = tree
    if not 0 <= index < size or {len(leaf), *map(len, path)} != {HASH_SIZE}:
        return False
    # Up to the level at which leaf and right edge meet, the index tells the side of each sibling;
    # above it only complete trees to the left are left (the same as RFC 9162 §2.1.3.2, unrolled).
    inner = (index ^ (size - 1)).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        return False
    node = leaf
    for sibling in path[:inner]:
        pair = sibling + node if index & 1 else node + sibling
        node = sha256(b"\x01" + pair).digest()
        index >>= 1
    for sibling in path[inner:]:
        node = sha256(b"\x01" + sibling + node).digest()
    return node == root


def _extends(old: tuple[int, bytes], path: Sequence[bytes], new: tuple[int, bytes]) -> bool:
    """Check a consistency proof between two (size, root) pairs bound by other means."""
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size <= new_size or any(len(node) != HASH_SIZE for node in path):
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size & (old_size - 1) == 0:
        path = [old_root, *path]
    index, last = old_size - 1, new_size - 1
    while index & 1:
        index >>= 1
        last >>= 1
    return _both_roots(path, index, last) == (old_root, new_root)


def _both_roots(path: Sequence[bytes], index: int, last: int) -> tuple[bytes, bytes] | None:
    if not path:
        return None
    before = after = path[0]
    for node in path[1:]:
        if last == 0:
            return None
        if index & 1 or index == last:
            before = sha256(b"\x01" + node + before).digest()
            after = sha256(b"\x01" + node + after).digest()
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            after = sha256(b"\x01" + after + node).digest()
        index >>= 1
        last >>= 1
    return (before, after) if last == 0 else None
