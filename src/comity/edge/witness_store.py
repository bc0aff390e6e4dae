"""A witness on disk: its key, and beside it what it has cosigned, which is its whole worth.

One request at a time is answered, by one process at a time; what was cosigned is on disk before
the answer leaves. A key whose memory is gone cosigns nothing: it could contradict itself.
"""

import os
from base64 import b64encode
from pathlib import Path
from typing import Final

from comity.edge.files import (
    SECRET,
    SECRET_FOLDER,
    create_file,
    locked,
    make_folder,
    read_bounded,
    write_atomically,
)
from comity.edge.keys import KeySigner, load_key, signer_from_seed, verify_signature
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import (
    COSIGNATURE_V1,
    BadSignatureError,
    RecordFormatError,
    VerifierKey,
    WatchedLog,
    WitnessAnswer,
    WitnessMemory,
    add_checkpoint,
    encode_memory,
    parse_memory,
    watch,
)

__all__ = ["WitnessStore", "create_witness"]

PREFIX: Final = "PRIVATE+KEY+"
SEED_SIZE: Final = 32
LARGEST_MEMORY: Final = 50_000_000

MEMORY_LOST = FaultKind(
    "record.witness_memory_lost",
    N_("this witness has a key and no memory of what it has cosigned"),
    N_("a witness never cosigns two heads that contradict each other"),
    N_("Bring the file back. If it is lost, make a new witness: comity record init-witness"),
)
MEMORY_DAMAGED = FaultKind(
    "record.witness_memory",
    N_("what this witness has cosigned cannot be read: {reason}"),
    N_("a witness never cosigns two heads that contradict each other"),
    N_("Bring the file back. If it is lost, make a new witness: comity record init-witness"),
)
BAD_NAME = FaultKind(
    "record.witness_name",
    N_("a witness cannot have this name: {reason}"),
    N_("the name of a witness is one word without plus sign"),
    N_("Choose another, such as example.org/witness."),
)
NOT_A_WITNESS = FaultKind(
    "record.not_a_witness_key",
    N_("this is the key of a log, not of a witness"),
    N_("a witness signs with a key of its own kind, which signs no entries"),
    N_("Make one: comity record init-witness"),
)
OTHER_KEY = FaultKind(
    "record.witness_other_key",
    N_("this witness knows {origin} by another key"),
    N_("the key of a log that is witnessed changes only by a rotation signed by both keys"),
    N_("Ask whoever keeps the record. Give the key that this witness has known so far."),
)


def create_witness(path: Path, name: str) -> VerifierKey:
    """Make a witness called ``name``: the new key file ``path`` (0600) and an empty memory."""
    seed = os.urandom(SEED_SIZE)
    try:
        signer = signer_from_seed(name, seed, COSIGNATURE_V1)
    except RecordFormatError as error:
        raise refuse(BAD_NAME.at(Place("name"), reason=error)) from error
    encoded = b64encode(bytes([COSIGNATURE_V1]) + seed).decode()
    make_folder(path.parent, SECRET_FOLDER)
    line = f"{PREFIX}{name}+{signer.key.key_id.hex()}+{encoded}\n"
    create_file(path, line.encode())
    create_file(_memory_file(path), encode_memory(WitnessMemory()))
    return signer.key


class WitnessStore:
    """The witness whose key is in ``path``; its memory lies beside it, in ``memory_file``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.memory_file = _memory_file(path)
        self.signer: KeySigner = load_key(path)
        if self.signer.key.algorithm != COSIGNATURE_V1:
            raise refuse(NOT_A_WITNESS.at(Place(str(path))))

    def known(self, origin: str) -> WatchedLog | None:
        """Return what this witness knows of a log, None before first contact."""
        return self._memory().logs.get(origin)

    def answer(self, request: bytes, keys: tuple[VerifierKey, ...], time: int) -> WitnessAnswer:
        """Return the answer to an ``add-checkpoint`` request at POSIX ``time``.

        ``keys`` are those the log has used, in order. Checking and storing are one step for all
        processes, and what is cosigned is stored before this returns.
        """
        with locked(self.path.with_name(f"{self.path.name}.lock")):
            try:
                memory = watch(self._memory(), keys)
            except BadSignatureError as error:
                place = Place(str(self.memory_file))
                raise refuse(OTHER_KEY.at(place, origin=keys[-1].name)) from error
            answer = add_checkpoint(request, memory, self.signer, time, verify_signature)
            if answer.memory is not None:
                write_atomically(self.memory_file, encode_memory(answer.memory), SECRET)
            return answer

    def _memory(self) -> WitnessMemory:
        place = Place(str(self.memory_file))
        if not self.memory_file.exists():
            raise refuse(MEMORY_LOST.at(place))
        try:
            return parse_memory(read_bounded(self.memory_file, LARGEST_MEMORY))
        except RecordFormatError as error:
            raise refuse(MEMORY_DAMAGED.at(place, reason=error)) from error


def _memory_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.cosigned")
