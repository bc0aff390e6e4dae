"""A bundle of which the one-file verifier can recompute one half, and a record on disk."""

from pathlib import Path

from comity.dialogue.counts import PUBLISHED, counts
from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload
from comity.record.layout import payload_path
from comity.record.note import format_vkey
from comity.record.proof import TlogProof, encode_proof
from comity.record.recompute import PublishedFunction
from comity.record.tiles import grow, inclusion_from_tiles
from tests.record.bundles import AT, RULE_FILE, SIGNER, Made

VKEY = format_vkey(SIGNER.key)
VOTES = b"row,statement,vote\n" + b"".join(
    b"%d,%d,%d\n" % (row, statement, (row * statement) % 3 - 1)
    for row in range(1, 31)
    for statement in (1, 2)
)
INPUTS = {"inputs/votes.csv": VOTES, "inputs/rule.json": RULE_FILE}
SHARES = PublishedFunction(
    "dialogue.shares",
    1,
    ("inputs/votes.csv", "inputs/rule.json"),
    ("outputs/shares.csv",),
    1e-9,
    lambda _: {"outputs/shares.csv": b"statement,share\n1,0.5\n"},
)
FILES = {**INPUTS, **counts(INPUTS), **SHARES.run(INPUTS)}
MADE = Made(FILES, functions=(PUBLISHED, SHARES))
MEMBERS = MADE.members()
BUNDLE = write_bundle(MEMBERS)

CONTENTS = [b'{"v":1,"number":%d}' % number for number in range(300)]
LEAVES = [
    encode_entry(Entry("dialogue.compute_report", "own", f"dialogue:report:r-{at}", AT, payload))
    for at, payload in enumerate(map(public_payload, CONTENTS))
]
GROWTH = grow(0, LEAVES, {}.__getitem__)
NOTE = sign_checkpoint(Checkpoint(SIGNER.key.name, GROWTH.size, GROWTH.root), SIGNER)
RECORD = {
    **GROWTH.files,
    **{payload_path(index): content for index, content in enumerate(CONTENTS)},
    "checkpoint": NOTE,
    "key.vkey": f"{VKEY}\n".encode(),
}
PATH = inclusion_from_tiles(7, GROWTH.size, RECORD.__getitem__)
RECEIPT = encode_proof(TlogProof(7, PATH, NOTE, LEAVES[7]))


def older(size: int, root: bytes | None = None) -> bytes:
    """Return the checkpoint note that the record had at ``size``, or that lies about it."""
    root = grow(0, LEAVES[:size], {}.__getitem__).root if root is None else root
    return sign_checkpoint(Checkpoint(SIGNER.key.name, size, root), SIGNER)


def write_record(folder: Path, files=RECORD) -> Path:
    """Write ``files`` under ``folder`` and return it."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
