"""The batches of ballots in a copy of a record, for auditors who compare what they were given."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from comity.edge.log_directory import file_reader, payload_reader
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    CHECKPOINT_PATH,
    Batch,
    ReadFile,
    RecordFormatError,
    enters_ballots,
    entry_tiles_at,
    opens,
    parse_batch,
    parse_checkpoint,
    parse_entry,
    parse_note,
    read_entries,
    root_from_entries,
)

__all__ = ["batches_in"]

NO_COPY = FaultKind(
    "record.batches_unreadable",
    N_("the copy of the record cannot be used: {reason}"),
    N_("the batches of ballots are read from a whole copy, whose entries give its signed root"),
    N_("Make it with comity record follow, then check it with comity verify FOLDER."),
)


def batches_in(folder: Path, conversation: str) -> Mapping[int, Batch]:
    """Return the batches of a conversation's ballots in the record below ``folder``, by entry.

    The entries must give the root of the checkpoint beside them. Whose signature that bears is for
    ``comity verify`` to say.
    """
    place, read = Place(str(folder)), file_reader(folder)
    try:
        head = parse_checkpoint(parse_note(read(CHECKPOINT_PATH)).text)
        if root_from_entries(head.size, read) != head.root:
            raise refuse(NO_COPY.at(place, reason=phrase(N_("its entries give another root"))))
        return dict(_batches(head.size, read, folder, f"dialogue:conversation:{conversation}"))
    except (OSError, LookupError, RecordFormatError) as error:
        raise refuse(NO_COPY.at(place, reason=error)) from error


def _batches(size: int, read: ReadFile, folder: Path, subject: str) -> Iterator[tuple[int, Batch]]:
    content_of = payload_reader(folder)
    leaves = (leaf for tile in entry_tiles_at(size) for leaf in read_entries(tile, read))
    for index, leaf in enumerate(leaves):
        entry = parse_entry(leaf)
        if entry.subject == subject and enters_ballots(entry.act):
            content = content_of(index)
            if content is None or not opens(entry.payload, content):
                raise RecordFormatError(
                    phrase(N_("the content of entry {index} is not there"), index=index)
                )
            yield index, parse_batch(content)
