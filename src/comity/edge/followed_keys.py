"""The keys of a record that is followed: the one the user gave, and those that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from comity.edge.fetch import Fetch, NotServedError
from comity.edge.files import read_bounded
from comity.edge.keys import verify_signature
from comity.record import (
    KeyChain,
    UnknownSignerError,
    VerifiedHead,
    VerifierKey,
    begin_chain,
    extend_chain,
    open_rotation,
    parse_proof,
    payload_path,
    rotation_path,
    verify_head,
)

__all__ = ["FollowedKeys", "keys_up_to", "known_keys"]

LARGEST_PROOF: Final = 1_200_000
LARGEST_ROTATION: Final = 10_000
MOST_ROTATIONS: Final = 1_000


@dataclass
class FollowedKeys:
    """A chain that grows as rotations are seen.

    ``checkpoints`` are the notes under which keys were replaced, ``files`` what was fetched for
    it; ``number`` is the next rotation to ask for.
    """

    chain: KeyChain
    number: int = 0
    checkpoints: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def head(self, note: bytes, fetch: Fetch) -> VerifiedHead:
        """Return the head of ``note``, fetching rotations as long as its key is not known.

        Raises ``UnknownSignerError`` where none leads to it, and as ``extend_chain``.
        """
        while True:
            try:
                return verify_head(note, self.chain, verify_signature)
            except UnknownSignerError:
                if not self._fetched(fetch):
                    raise

    def take(self, proof: bytes, content: bytes) -> None:
        """Take the next rotation; one from before the key that was given says nothing."""
        self.number += 1
        try:
            self.chain = extend_chain(self.chain, proof, content, verify_signature)
        except UnknownSignerError:
            return
        self.checkpoints.append(parse_proof(proof).checkpoint)

    def _fetched(self, fetch: Fetch) -> bool:
        path = rotation_path(self.number)
        try:
            if self.number == MOST_ROTATIONS:
                return False
            proof = fetch(path, LARGEST_PROOF)
            place = payload_path(parse_proof(proof).index)
            content = fetch(place, LARGEST_ROTATION)
        except NotServedError:
            return False
        self.take(proof, content)
        self.files |= {path: proof, place: content}
        return True


def known_keys(key: VerifierKey, folder: Path) -> FollowedKeys:
    """Return the keys that follow from ``key`` by the rotations kept in a record's ``folder``.

    Raises ``RecordFormatError``, ``BadSignatureError`` or ``RefusedError`` for a damaged one.
    """
    keys = FollowedKeys(begin_chain(key))
    for proof, content in _kept(folder):
        keys.take(proof, content)
    return keys


def keys_up_to(key: VerifierKey, folder: Path) -> KeyChain:
    """Return the keys that a record in ``folder`` has used, of which ``key`` is the last."""
    file = folder / rotation_path(0)
    if not file.exists():
        return begin_chain(key)
    index = parse_proof(read_bounded(file, LARGEST_PROOF)).index
    content = read_bounded(folder / payload_path(index), LARGEST_ROTATION)
    return known_keys(open_rotation(content, verify_signature).old, folder).chain


def _kept(folder: Path) -> Iterator[tuple[bytes, bytes]]:
    for number in count():
        file = folder / rotation_path(number)
        if not file.exists():
            return
        proof = read_bounded(file, LARGEST_PROOF)
        place = payload_path(parse_proof(proof).index)
        yield proof, read_bounded(folder / place, LARGEST_ROTATION)
