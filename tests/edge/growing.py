"""Grows a log by many entries at once, faster than its holder may: no receipts, no fsync."""

from shutil import copytree, rmtree

from comity.edge.log_directory import LogDirectory
from comity.record import (
    CHECKPOINT_PATH,
    Checkpoint,
    Entry,
    encode_entry,
    grow,
    sealed_payload,
    sign_checkpoint,
)

AT = "2026-07-01T09:00:00.000Z"


def grown(log: LogDirectory, count: int, start: int = 1) -> LogDirectory:
    """Append ``count`` sealed acts, which have no content to publish, and sign once."""
    leaves = [_leaf(number) for number in range(start, start + count)]
    growth = grow(log.head().size, leaves, log.read)
    for path, data in growth.files.items():
        target = log.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    checkpoint = Checkpoint(log.origin, growth.size, growth.root)
    (log.folder / CHECKPOINT_PATH).write_bytes(sign_checkpoint(checkpoint, log.signer))
    for path in growth.files:
        if ".p/" not in path:
            rmtree(log.folder / f"{path}.p", ignore_errors=True)
    return log


def twin_of(log: LogDirectory, name: str = "twin") -> LogDirectory:
    """Return the same log with the same key in another folder, as from one disk image."""
    folder = log.folder.parent / name
    copytree(log.folder, folder)
    return LogDirectory(folder, log.signer)


def note_of(folder) -> bytes:
    """Return the checkpoint in a record's folder."""
    return (folder / CHECKPOINT_PATH).read_bytes()


def _leaf(number: int) -> bytes:
    payload = sealed_payload(b"%d" % number, b"k" * 32, "members")
    entry = Entry("dialogue.compute_report", "own:holder", f"dialogue:report:{number}", AT, payload)
    return encode_entry(entry)
