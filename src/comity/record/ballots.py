"""Ballots in volume: sealed leaves in batches, each committed to by one entry of the log.

A vote's line is sealed under a random key of its own. The leaf that comes of it tells nothing, not
even to who knows all lines there can be; so whoever holds a receipt can show that an act was
taken and cannot show, or be made to show, which. Auditors get lines and keys.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, encode
from comity.record.entry import _check_token
from comity.record.merkle import HASH_SIZE, leaf_hash, root_of
from comity.record.strict import LARGEST_SIZE, RecordFormatError, read_decimal

__all__ = [
    "ENTER_BALLOTS",
    "BallotLine",
    "Batch",
    "batch_payload",
    "encode_leaves",
    "encode_line",
    "enters_ballots",
    "make_batch",
    "open_batch",
    "parse_batch",
    "parse_leaves",
    "parse_line",
    "seal_line",
]

ENTER_BALLOTS: Final = "enter_ballots"
"""The verb of the act that commits to a batch: ``dialogue.enter_ballots``."""

VERSION: Final = 1
KEY_SIZE: Final = 32
VOTES: Final = {1: "1", 0: "0", -1: "-1"}
READ_VOTES: Final = {text: vote for vote, text in VOTES.items()}
KEYS: Final = frozenset(("v", "subject", "count", "root"))
LONGEST_LINE: Final = 500
PLAIN: Final = re.compile(r"[!-+\--~]{1,200}")
"""What nearly all pseudonyms and numbers are: ASCII without space or comma, checked at once."""


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A vote as it was cast: the highest ``seq`` of a pseudonym on a statement is the one it has.

    ``vote`` is 1 (agree), 0 (pass) or -1 (disagree).
    """

    seq: int
    pseudonym: str
    statement: str
    vote: int

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        if not 0 <= self.seq <= LARGEST_SIZE:
            raise RecordFormatError("the number of a vote is a whole number from 0")
        if self.vote not in VOTES:
            raise RecordFormatError("a vote is 1, 0 or -1")
        for name, text in (("pseudonym", self.pseudonym), ("statement", self.statement)):
            if PLAIN.fullmatch(text):
                continue
            _check_token(text, name)
            if "," in text:
                raise RecordFormatError(f"{name} holds no comma")

    @property
    def encoded(self) -> bytes:
        """Return ``seq,pseudonym,statement,vote`` as bytes: what is sealed."""
        return encode_line(self)

    @classmethod
    def read(cls, data: bytes) -> "BallotLine":
        """Return the vote of such bytes; ``RecordFormatError`` if they are none."""
        return parse_line(data)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many sealed leaves of ``subject`` were entered together, and the root over them.

    The root is that of RFC 9162 over the leaves in ascending order, 32 bytes.
    """

    subject: str
    count: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse a batch of nothing."""
        _check_token(self.subject, "subject")
        if not 0 < self.count <= LARGEST_SIZE or len(self.root) != HASH_SIZE:
            raise RecordFormatError("a batch has a count from 1 and a root of 32 bytes")


def encode_line(line: BallotLine) -> bytes:
    """Return ``seq,pseudonym,statement,vote`` as bytes."""
    return f"{line.seq},{line.pseudonym},{line.statement},{VOTES[line.vote]}".encode()


def parse_line(data: bytes) -> BallotLine:
    """Return the vote of such bytes; ``RecordFormatError`` if they are none."""
    if len(data) > LONGEST_LINE:
        raise RecordFormatError(f"the line of a vote has at most {LONGEST_LINE} bytes")
    try:
        parts = data.decode("utf-8").split(",")
    except UnicodeDecodeError as error:
        raise RecordFormatError("the line of a vote is UTF-8") from error
    if len(parts) != len(("seq", "pseudonym", "statement", "vote")):
        raise RecordFormatError("the line of a vote has seq, pseudonym, statement and vote")
    seq, pseudonym, statement, vote = parts
    if vote not in READ_VOTES:
        raise RecordFormatError("a vote is 1, 0 or -1")
    return BallotLine(read_decimal(seq, "seq"), pseudonym, statement, READ_VOTES[vote])


def seal_line(line: BallotLine, key: bytes) -> bytes:
    """Return the sealed leaf of ``line``, 32 bytes; ``key`` is 32 random bytes used only here."""
    if len(key) != KEY_SIZE:
        raise ValueError("the key of a sealed ballot has 32 bytes")
    return hmac.digest(key, encode_line(line), "sha256")


def make_batch(subject: str, leaves: Iterable[bytes]) -> Batch:
    """Return the batch over sealed ``leaves`` of ``subject``, in whatever order they come."""
    ordered = sorted(leaves)
    if any(len(leaf) != HASH_SIZE for leaf in ordered):
        raise RecordFormatError("a sealed leaf has 32 bytes")
    if len(set(ordered)) != len(ordered):
        raise RecordFormatError("a sealed leaf stands in a batch once")
    return Batch(subject, len(ordered), root_of([leaf_hash(leaf) for leaf in ordered]))


def batch_payload(batch: Batch) -> bytes:
    """Return the public content of the entry of a batch: canonical JSON, the root in hex."""
    return encode(
        {
            "v": VERSION,
            "subject": batch.subject,
            "count": batch.count,
            "root": batch.root.hex(),
        }
    )


def parse_batch(content: bytes) -> Batch:
    """Return what the content of such an entry says; ``RecordFormatError`` if it is none."""
    try:
        members: Any = decode(content)
    except NotCanonicalError as error:
        raise RecordFormatError(f"a batch is JSON: {error}") from error
    if not isinstance(members, Mapping) or members.keys() != KEYS or members["v"] != VERSION:
        raise RecordFormatError("a batch has v 1, subject, count and root")
    subject, count, root = (members[key] for key in ("subject", "count", "root"))
    if not (isinstance(subject, str) and type(count) is int and isinstance(root, str)):
        raise RecordFormatError("a batch has a text, a whole number and a root in hex")
    try:
        batch = Batch(subject, count, bytes.fromhex(root))
    except ValueError as error:
        raise RecordFormatError(f"a batch cannot be read: {error}") from error
    if batch_payload(batch) != content:
        raise RecordFormatError("a batch is canonical JSON; these bytes are another spelling")
    return batch


def encode_leaves(leaves: Iterable[bytes]) -> bytes:
    """Return the file of a batch's sealed leaves: in ascending order, 32 bytes each."""
    return b"".join(sorted(leaves))


def parse_leaves(data: bytes, batch: Batch) -> tuple[bytes, ...]:
    """Return the leaves of such a file; ``RecordFormatError`` if they are not the batch's."""
    if len(data) != batch.count * HASH_SIZE:
        raise RecordFormatError(f"the batch has {batch.count} leaves of {HASH_SIZE} bytes")
    leaves = tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE))
    if list(leaves) != sorted(leaves) or make_batch(batch.subject, leaves) != batch:
        raise RecordFormatError("these are not the leaves that the batch commits to, in order")
    return leaves


def open_batch(batch: Batch, opened: Iterable[tuple[BallotLine, bytes]]) -> tuple[BallotLine, ...]:
    """Return the votes of ``batch`` by their number, as an auditor who has lines and keys.

    Raises ``RecordFormatError`` unless exactly these lines under these keys are in the batch.
    """
    pairs = list(opened)
    found = make_batch(batch.subject, [seal_line(line, key) for line, key in pairs])
    if found.count != batch.count:
        raise RecordFormatError(f"the batch has {batch.count} votes, opened were {found.count}")
    if found.root != batch.root:
        raise RecordFormatError("the votes opened are not those that the batch commits to")
    lines = sorted((line for line, _ in pairs), key=lambda line: line.seq)
    if len({line.seq for line in lines}) != len(lines):
        raise RecordFormatError("two votes of a batch have one number")
    return tuple(lines)


def enters_ballots(act: str) -> bool:
    """Return whether an entry of this act commits to a batch of ballots."""
    return act.partition(".")[2] == ENTER_BALLOTS
