"""The sealed bundles of reports and restatements: votes for auditors, in a folder of no page.

A bundle holds everybody's votes as they were counted, and each ballot with its key, so that an
auditor can follow a vote from the leaf in the record to the cells that are published. Its file is
named after what it was made from: once something is erased, nobody is given it any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from comity import __version__
from comity.dialogue import BALLOTS, OpenedBallot, ballot_lines
from comity.edge import SECRET_FOLDER, make_folder
from comity.record import (
    MANIFEST,
    BallotLine,
    describe_bundle,
    encode_manifest,
    read_bundle,
    write_bundle,
)
from comity.registry import REGISTRY
from comity.site.dialogue.basis import basis_of
from comity.site.dialogue.models import Conversation, VoteLine
from comity.site.record.batches import sealed_ballots
from comity.site.record.sealed_files import read_sealed, write_sealed
from comity.subject import Subject

__all__ = [
    "keep_sealed",
    "sealed_bundle",
    "sealed_left",
    "sealed_manifest",
    "sealed_members",
    "stale_sealed",
]

CHECKED: Final = ("dialogue.ballots", 1)
FUNCTIONS: Final = (("dialogue.cells", 1), CHECKED)
KIND: Final = "sealed_cells"
RESTATED: Final = (("dialogue.restated_counts", 1), CHECKED)
RESTATED_KIND: Final = "sealed_restatement"
README: Final = b"""SEALED. This bundle holds every vote: for auditors, never to be published.

Nobody's name is in it, but whoever knows a few of somebody's votes finds the rest of them.

Auditors: comity dialogue attest SEALED.zip PUBLIC.zip --record COPY --key-file KEY --as NAME \\
          --out ATTESTATION
COPY is a copy of the record (comity record follow): with it the ballots are compared with what the
record says was taken. Delete this file when you have attested.
"""


def sealed_members(row: Conversation, counted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the members of the sealed bundle of a conversation.

    ``counted`` are the inputs and outputs of the published function that counts the cells.
    """
    return _bundled(row, Subject("dialogue", KIND, row.id), FUNCTIONS, counted)


def sealed_left(
    row: Conversation, restatement: str, inputs: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the members of the sealed bundle of a restatement of a conversation’s report.

    ``inputs`` are those of the published function that counts the votes that are left.
    """
    counted = {**inputs, **REGISTRY[RESTATED[0]].run(inputs)}
    return _bundled(row, Subject("dialogue", RESTATED_KIND, restatement), RESTATED, counted)


def _bundled(
    row: Conversation,
    subject: Subject,
    functions: Sequence[tuple[str, int]],
    counted: Mapping[str, bytes],
) -> dict[str, bytes]:
    files = {**counted, BALLOTS: ballot_lines(_opened(row.id)), "README.txt": README}
    files |= REGISTRY[CHECKED].run(files)
    manifest = describe_bundle(
        subject,
        f"SEALED, never to be published: {row.title}",
        [REGISTRY[one] for one in functions],
        files,
        made_by=("comity", __version__),
        simulated=row.simulated,
    )
    return {MANIFEST: encode_manifest(manifest), **files}


def keep_sealed(
    folder: Path, conversation: str, members: Mapping[str, bytes], restatement: str = ""
) -> None:
    """Keep a sealed bundle of all that is there now in ``folder``, readable by this server alone.

    It is that of ``restatement``, or else of the report. The caller holds the database, and has
    seen that nothing was erased since it was made.
    """
    make_folder(folder, SECRET_FOLDER)
    write_sealed(_file(folder, conversation, restatement), write_bundle(members))


def sealed_bundle(folder: Path, conversation: str, restatement: str = "") -> bytes | None:
    """Return the sealed bundle of a report or a restatement, None where there is none (any more).

    One that was made before something was erased is not returned, even if it still lies there.
    """
    file = _file(folder, conversation, restatement)
    return read_sealed(file) if file.is_file() else None


def sealed_manifest(bundle: bytes) -> bytes:
    """Return the manifest of a sealed bundle."""
    return read_bundle(bundle).members[MANIFEST]


def stale_sealed(folder: Path, conversation: str | None = None) -> Sequence[Path]:
    """Return the files in ``folder`` that nobody is given any more; with an id, of that one."""
    files = folder.glob("*" if conversation is None else f"{conversation}.*")
    # A cut off file has a point before its name.
    return [file for file in files if not _is_current(file)]


def _is_current(file: Path) -> bool:
    """Tell whether a file was made of all that is there now: for a report, or a restatement."""
    conversation, _, rest = file.name.partition(".")
    basis, _, kind = rest.partition(".")
    restated = kind.startswith(f"{conversation}-") and kind.endswith(".zip")
    return basis == basis_of(conversation) and (kind == "zip" or restated)


def _opened(conversation: str) -> Iterator[OpenedBallot]:
    rows = VoteLine.objects.filter(conversation=conversation)
    columns = ("seq", "voter", "statement", "vote")
    lines = {
        seq: BallotLine(seq, voter, str(statement), vote)
        for seq, voter, statement, vote in rows.values_list(*columns)
    }
    for batch, leaf, seq, key in sealed_ballots(f"dialogue:conversation:{conversation}"):
        yield OpenedBallot(batch, leaf, key, lines.get(seq) if key else None)


def _file(folder: Path, conversation: str, restatement: str = "") -> Path:
    named = f".{restatement}" if restatement else ""
    return folder / f"{conversation}.{basis_of(conversation)}{named}.zip"
