"""Taking inputs out of a bundle of one's own record: first the entry that says so, then the file.

The entry is the promise. Stopped after it, the same call takes up the entry that is there already
and gives the same bundle.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from comity.canonical import sha256_hex
from comity.edge.erasing import erase_payload, erased_entries
from comity.edge.files import write_atomically
from comity.edge.log_directory import Act, LogDirectory, Receipt
from comity.edge.sealed_store import SealedStore, remove_for_good
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    MANIFEST,
    STRIP,
    Published,
    RecordFormatError,
    Stripping,
    consistency_members,
    encode_entry,
    leaf_hash,
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
from comity.record.passkeys import (
    SIGNED_MEMBER,
    Placed,
    SignedOff,
    read_signed,
    sign_off_named,
    signed_member,
)

__all__ = ["erase_sign_off", "replace_for_good", "strip_bundle"]

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
    proved anew under the newest head and holds a proof that this continues the head it had. What
    a passkey signed is in it as far as the record has not erased it: else the name is out.
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
    signed = _sign_off(log, members, published) if SIGNED_MEMBER in members else None
    proofs = _proofs(log, published, entered, signed)
    return write_bundle(without_inputs(members, _gone(entered), proofs)), tuple(entered)


def erase_sign_off(
    log: LogDirectory, store: SealedStore, data: bytes, basis: str, actor: str, now: datetime
) -> int:
    """Erase what the sign-off of the bundle ``data`` says, and return the entry that says so.

    It was entered with the name of who signed, by a passkey. Where an entry of ``log`` has erased
    it before, nothing is entered. ``strip_bundle`` takes it out of the bundle.
    """
    members = read_bundle(data).members
    published = _published(log, members)
    if SIGNED_MEMBER not in members:
        _input_digests(published, [SIGNED_MEMBER])
    index = _sign_off(log, members, published).sign_off.index
    before = erased_entries(log, log.head().size).get(index)
    return erase_payload(log, store, index, basis, actor, now).index if before is None else before


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
    named = sign_off_named(published.payload)
    if publish_payload(sha256_hex(published.manifest), named) != published.payload or not opens(
        parse_entry(published.leaf).payload, published.payload
    ):
        raise refuse(
            NOT_MINE.at(
                place, what=phrase(N_("{file} is not the one that was published"), file=MANIFEST)
            )
        )
    return published


def _sign_off(log: LogDirectory, members: Mapping[str, bytes], published: Published) -> SignedOff:
    """Return what a bundle brings of its sign-off; refuse what ``log`` has not entered so."""
    size = log.head().size
    try:
        signed = read_signed(members[SIGNED_MEMBER])
    except RecordFormatError as error:
        raise refuse(NOT_MINE.at(Place(SIGNED_MEMBER), what=error)) from error
    named = sign_off_named(published.payload)
    held = [one for one in (signed.sign_off, signed.passkey) if one is not None]
    known = all(
        one.index < size and encode_entry(log.entry(one.index, size)) == one.leaf for one in held
    )
    if not known or leaf_hash(signed.sign_off.leaf).hex() != named:
        what = phrase(N_("{file} is not the one that was published"), file=SIGNED_MEMBER)
        raise refuse(NOT_MINE.at(Place(str(log.folder)), what=what))
    return signed


def _without_erased(log: LogDirectory, signed: SignedOff) -> SignedOff:
    """Return a sign-off with what the record has erased of it left out; its places are old."""
    erased = erased_entries(log, log.head().size)

    def told(one: Placed) -> Placed:
        by = erased.get(one.index)
        if by is None:
            return one
        erasing = encode_entry(log.entry(by, log.head().size))
        return Placed(one.leaf, one.index, (), erased=Placed(erasing, by, (), log.payload(by)))

    gone = signed.passkey is None or signed.sign_off.index in erased
    passkey = None if gone or signed.passkey is None else told(signed.passkey)
    return SignedOff(told(signed.sign_off), passkey)


def _listed(signed: SignedOff | None) -> Sequence[Placed]:
    """Return the entries that a sign-off brings, with those that erased what they say."""
    held = () if signed is None else (signed.sign_off, signed.passkey)
    known = [one for one in held if one is not None]
    return [*known, *(one.erased for one in known if one.erased is not None)]


def _placed(one: Placed | None, receipts: Mapping[int, Receipt]) -> Placed | None:
    """Return an entry at its place under the head of ``receipts``."""
    if one is None:
        return None
    path = receipts[one.index].proof.path
    return replace(one, path=path, erased=_placed(one.erased, receipts))


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
    log: LogDirectory,
    published: Published,
    entered: Mapping[int, Said],
    signed: SignedOff | None,
) -> dict[str, bytes]:
    """Return every proof of the stripped bundle, all under one head."""
    told = None if signed is None else _without_erased(log, signed)
    asked = [published.index, *entered, *(one.index for one in _listed(told))]
    first, *others = log.receipts(asked)
    receipts = {one.index: one for one in others}
    proofs = proof_members(first.leaf, published.payload, first.proof, log.signer.key)
    for receipt in others[: len(entered)]:
        content, _ = entered[receipt.index]
        proofs |= stripped_members(receipt.leaf, content, receipt.proof)
    word = None if told is None else _placed(told.sign_off, receipts)
    if told is not None and word is not None:
        proofs |= signed_member(SignedOff(word, _placed(told.passkey, receipts)))
    return proofs | consistency_members([*log.seen(), published.size], first.size, log.read)
