"""A checkpoint that somebody kept: as a file of its own, in a proof, or in a record's folder."""

from pathlib import Path
from typing import Final

from comity.edge import read_bounded
from comity.fault import N_, FaultKind, Place, refuse
from comity.record import CHECKPOINT_PATH, RecordFormatError, checkpoint_in

__all__ = ["kept_note"]

LARGEST_NOTE: Final = 1_200_000

NO_CHECKPOINT = FaultKind(
    "cli.no_checkpoint",
    N_("there is no older checkpoint in it"),
    N_("--checkpoint takes a checkpoint, a .tlog-proof file or the folder of a record"),
    N_("Give the file that you kept."),
)


def kept_note(path: Path) -> bytes:
    """Return the checkpoint note in a checkpoint file, a proof file or a record's folder."""
    file = path / CHECKPOINT_PATH if path.is_dir() else path
    try:
        return checkpoint_in(read_bounded(file, LARGEST_NOTE))
    except RecordFormatError as error:
        raise refuse(NO_CHECKPOINT.at(Place(str(path)))) from error
