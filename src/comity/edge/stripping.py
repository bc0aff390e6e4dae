"""Taking inputs out of a bundle of one's own record: first the entry that says so, then the file.

The entry is the promise. Stopped after it, the same call takes up the entry that is there already
and gives the same bundle.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from comity.canonical import sha256_hex
from comity.edge.files import write_atomically
from comity.edge.log_directory import Act, LogDirectory
from comity.edge.sealed_store import remove_for_good
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    MANIFEST,
    STRIP,
    Published,
    RecordFormatError,
    Stripping,
    consistency_members,
    encode_entry,
    opens,
    parse_entry,
    parse_manifest,
    parse_stripping,
    proof_members,
    publish_payload,
    read_bundle,
    read_published,
    stripped_members,
    without_inputs,
    write_bundle,
)

__all__ = ["replace_for_good", "strip_bundle"]

BEGINS_LIKE: Final = b'{"act":"record.strip_bundle"'
OLD: Final = ".erasing"
Said: TypeAlias = tuple[bytes, Stripping]
"""The content of an entry, and what it says."""

NOT_MINE = FaultKind(
    "record.strip_foreign",
    N_("this bundle is not one of your record: {what}"),
    N_("inputs are taken out of a bundle by the record that published it"),
    N_("Give the bundle as it was published, in the record that holds its entry."),
)
NO_INPUT = FaultKind(
    "record.strip_no_input",
    N_("the bundle publishes no input {path}"),
    N_("what is erased is one of the inputs its manifest lists; outputs stand as published"),
    N_("The inputs are: {inputs}"),
)
NO_BASIS = FaultKind(
    "record.strip_basis",
    N_("this cannot be the basis of an erasure: {reason}"),
    N_("the basis stays public for ever: a rule or the number of a request, and no person"),
    N_("Give one short line, such as --basis 'Article 17, request 2026-4'."),
)


def strip_bundle(
    log: LogDirectory, data: bytes, paths: Sequence[str], basis: str, actor: str, now: datetime
) -> tuple[bytes, tuple[int, ...]]:
    """Return the bundle ``data`` without the inputs ``paths``, and the entries that say so.

    What no entry of ``log`` says yet is entered now, by ``actor`` on ``basis``. The bundle is
    proved anew under the newest head and holds a proof that this continues the head it had.
    """
    members = read_bundle(data).members
    published = _published(log, members)
    files = _input_digests(published, paths)
    entered = dict(_entered(log, published))
    new = {path: digest for path, digest in files.items() if path not in _gone(entered)}
    if new:
        content = _payload(Stripping(sha256_hex(published.manifest), new, basis))
        index = published.index
        act = Act(STRIP, actor, published.entry, content, refs=(index,))
        log.append([act], now)
        entered = dict(_entered(log, published))
    proofs = _proofs(log, published, entered)
    return write_bundle(without_inputs(members, _gone(entered), proofs)), tuple(entered)


def replace_for_good(file: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``file`` and overwrite what stood there, as far as a disk lets.

    A second name keeps the old bytes within reach until they are overwritten, also after a stop.
    """
    old = file.with_name(f".{file.name}{OLD}")
    remove_for_good(old)
    # A file system without second names gives up the old bytes with the name.
    with suppress(OSError):
        os.link(file, old)
    write_atomically(file, data)
    remove_for_good(old)


def _published(log: LogDirectory, members: Mapping[str, bytes]) -> Published:
    """Return how the bundle was entered; refuse one that ``log`` has not published."""
    place = Place(str(log.folder))
    try:
        published = read_published(members)
    except RecordFormatError as error:
        raise refuse(NOT_MINE.at(place, what=error)) from error
    index, size = published.index, log.head().size
    if index >= size or encode_entry(log.entry(index, size)) != published.leaf:
        raise refuse(
            NOT_MINE.at(place, what=phrase(N_("entry {index} is another one"), index=index))
        )
    if publish_payload(sha256_hex(published.manifest)) != published.payload or not opens(
        parse_entry(published.leaf).payload, published.payload
    ):
        raise refuse(
            NOT_MINE.at(
                place, what=phrase(N_("{file} is not the one that was published"), file=MANIFEST)
            )
        )
    return published


def _input_digests(published: Published, paths: Sequence[str]) -> dict[str, str]:
    files = parse_manifest(published.manifest).files
    inputs = {path: digest for path, digest in files.items() if path.startswith("inputs/")}
    wrong = [path for path in paths if path not in inputs]
    if wrong:
        listed = ", ".join(sorted(inputs))
        place = Place(MANIFEST)
        raise refuse(*(NO_INPUT.at(place, path=path, inputs=listed) for path in wrong))
    return {path: inputs[path] for path in paths}


def _payload(said: Stripping) -> bytes:
    try:
        return said.payload()
    except RecordFormatError as error:
        raise refuse(NO_BASIS.at(Place("--basis"), reason=error)) from error


def _entered(log: LogDirectory, published: Published) -> Iterator[tuple[int, Said]]:
    """Yield each entry that strips the bundle: its index, its content and what that says."""
    for index, entry in log.entries(log.head().size, BEGINS_LIKE):
        if entry.refs == (published.index,):
            content = log.payload(index)
            yield index, (content, parse_stripping(content))


def _gone(entered: Mapping[int, Said]) -> set[str]:
    return {path for _, said in entered.values() for path in said.inputs}


def _proofs(
    log: LogDirectory, published: Published, entered: Mapping[int, Said]
) -> dict[str, bytes]:
    """Return every proof of the stripped bundle, all under one head."""
    first, *others = log.receipts([published.index, *entered])
    proofs = proof_members(first.leaf, published.payload, first.proof, log.signer.key)
    for receipt in others:
        content, _ = entered[receipt.index]
        proofs |= stripped_members(receipt.leaf, content, receipt.proof)
    return proofs | consistency_members([*log.seen(), published.size], first.size, log.read)
