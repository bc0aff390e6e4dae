"""A receipt of a ballot: its sealed leaf, and the way from there to a signed head of the log.

It shows that an act was taken, in which batch, and that it is in the tree. It never shows what was
voted, nor whether it was the last word of who voted.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from comity.record.ballots import enters_ballots, parse_batch
from comity.record.checkpoint import SignedHead
from comity.record.entry import opens, parse_entry
from comity.record.merkle import Tree, leaf_hash
from comity.record.proof import (
    LONGEST_PATH,
    TlogProof,
    _includes,
    _read_path,
    encode_proof,
    parse_proof,
    verify_inclusion,
)
from comity.record.strict import RecordFormatError, read_base64, read_decimal, write_base64

__all__ = [
    "BALLOT_LINE",
    "BallotReceipt",
    "ballot_receipt",
    "ballot_receipts",
    "encode_ballot_receipt",
    "parse_ballot_receipt",
    "verify_ballot_receipt",
]

BALLOT_LINE: Final = "comity/ballot-receipt/v1"
LARGEST: Final = 1_500_000
LEAF_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """A sealed leaf, its place in its batch, and the batch's content and proof; nothing verified.

    ``proof`` is that of the batch's entry, whose bytes are its ``extra``.
    """

    leaf: bytes
    place: int
    path: tuple[bytes, ...]
    content: bytes
    proof: TlogProof

    def __post_init__(self) -> None:
        """Refuse what is no receipt of anything."""
        if len(self.leaf) != LEAF_SIZE:
            raise RecordFormatError("a sealed leaf has 32 bytes")
        if self.proof.extra is None:
            raise RecordFormatError("the proof in a ballot's receipt carries the batch's entry")


def ballot_receipt(
    leaf: bytes, leaves: list[bytes], content: bytes, entry: bytes, proof: TlogProof
) -> BallotReceipt:
    """Return the receipt of ``leaf`` among the sealed ``leaves`` of its batch.

    ``content`` and ``entry`` are the batch's, ``proof`` leads from the entry to a head.
    """
    (receipt,) = ballot_receipts([leaf], leaves, content, entry, proof)
    return receipt


def ballot_receipts(
    wanted: Sequence[bytes], leaves: list[bytes], content: bytes, entry: bytes, proof: TlogProof
) -> list[BallotReceipt]:
    """Return the receipts of several leaves of one batch: as ``ballot_receipt``, hashing once."""
    ordered = sorted(leaves)
    tree = Tree(map(leaf_hash, ordered))
    proved = replace(proof, extra=entry)
    found = []
    for leaf in wanted:
        place = bisect_left(ordered, leaf)
        if ordered[place : place + 1] != [leaf]:
            raise ValueError("the leaf is not in the batch")
        path = tree.inclusion_proof(place, tree.size)
        found.append(BallotReceipt(leaf, place, path, content, proved))
    return found


def verify_ballot_receipt(receipt: BallotReceipt, head: SignedHead) -> bool:
    """Return whether the leaf is in the batch, and the batch's entry in the log of ``head``.

    ``head`` comes from ``receipt.proof.checkpoint``, whose signature the caller has checked.
    """
    data = receipt.proof.extra or b""
    try:
        entry, batch = parse_entry(data), parse_batch(receipt.content)
    except RecordFormatError:
        return False
    if not enters_ballots(entry.act) or entry.subject != batch.subject:
        return False
    if not opens(entry.payload, receipt.content):
        return False
    tree = (batch.count, batch.root)
    if not _includes(leaf_hash(receipt.leaf), receipt.place, receipt.path, tree):
        return False
    return verify_inclusion(leaf_hash(data), receipt.proof.index, receipt.proof.path, head)


def encode_ballot_receipt(receipt: BallotReceipt) -> bytes:
    """Return the bytes of a ``.ballot-receipt`` file."""
    lines = [
        BALLOT_LINE,
        f"leaf {write_base64(receipt.leaf)}",
        f"batch {write_base64(receipt.content)}",
        f"place {receipt.place}",
        *map(write_base64, receipt.path),
    ]
    return "\n".join([*lines, "", ""]).encode() + encode_proof(receipt.proof)


def parse_ballot_receipt(data: bytes) -> BallotReceipt:
    """Return the parts of such a file; ``RecordFormatError`` if it is none."""
    if len(data) > LARGEST:
        raise RecordFormatError(f"a ballot's receipt has at most {LARGEST} bytes")
    head, gap, rest = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise RecordFormatError("the lines of a ballot's receipt are plain ASCII") from error
    if not gap or first != BALLOT_LINE:
        raise RecordFormatError(f"a ballot's receipt begins with the line {BALLOT_LINE}")
    named = [line.partition(" ") for line in lines[:3]]
    if [name for name, _, _ in named] != ["leaf", "batch", "place"]:
        raise RecordFormatError("a ballot's receipt says leaf, batch and place, in this order")
    if len(lines) > LONGEST_PATH + 3:
        raise RecordFormatError(f"a proof has at most {LONGEST_PATH} hashes")
    leaf, batch, place = (value for _, _, value in named)
    return BallotReceipt(
        read_base64(leaf, "the leaf of a ballot"),
        read_decimal(place, "the place of a ballot"),
        _read_path(lines[3:]),
        read_base64(batch, "the batch of a ballot"),
        parse_proof(rest),
    )
