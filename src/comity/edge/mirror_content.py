"""The content of a mirrored record: fetched where it is public, removed where it was erased."""

from dataclasses import replace
from itertools import chain
from typing import Final

from comity.edge.fetch import Fetch, NotServedError
from comity.edge.files import make_folder, write_atomically
from comity.edge.keys import verify_signature
from comity.edge.log_directory import payload_key_reader, payload_reader
from comity.edge.mirror import Held, Mirror
from comity.edge.passkeys import verify_assertion
from comity.edge.sealed_store import remove_for_good
from comity.record import (
    Log,
    Payload,
    Policy,
    Trust,
    VerifierKey,
    is_erasing,
    opens,
    parse_entry,
    payload_key_path,
    payload_path,
    verify_record,
)
from comity.record.passkeys import REGISTER, SIGN_OFF

__all__ = ["check_mirror", "fetch_content"]

HOLDS: Final = 0
ERASED: Final = 3
PUBLIC: Final = "public"
LARGEST_CONTENT: Final = 20_000_000
"""Where the entry does not tell the size."""

OPENED: Final = (REGISTER, SIGN_OFF)
"""Acts of persons whose content is published until it is erased: without it no signature by
passkey could be checked from a mirror."""

LARGEST_KEY: Final = 100
BEGINS_LIKE: Final = b'{"act":"record.'
"""How the bytes of every erasing entry begin: others need not be parsed to tell."""


def fetch_content(fetch: Fetch, mirror: Mirror, size: int) -> Held:
    """Fetch the public content of entries up to ``size`` that the mirror does not hold yet.

    What an entry has erased is removed here too. Returns which content was not to be had.
    """
    held = mirror.held()
    erased = _newly_erased(mirror, held.until, size)
    for index in sorted(erased):
        remove_for_good(mirror.folder / payload_key_path(index))
        remove_for_good(mirror.folder / payload_path(index))
    missing = [
        index
        for index in chain(held.missing, range(held.until, size))
        if index not in erased and not _fetched(fetch, mirror, index, size)
    ]
    found = Held(max(size, held.until), tuple(missing), held.verified)
    if found != held:
        mirror.hold(found)
    return found


def check_mirror(mirror: Mirror, size: int, keys: tuple[VerifierKey, ...]) -> tuple[int, str]:
    """Verify the mirror as anybody would, content and closings too; return code and reason.

    Nothing is read again where all of it was verified before and nothing was missing.
    """
    held = mirror.held()
    if held.verified == size and not held.missing:
        return HOLDS, ""
    policy = Policy(tuple(Log(key) for key in keys))
    trust = Trust(policy, verify_signature, verify_assertion=verify_assertion)
    folder = mirror.folder
    verdict = verify_record(
        mirror.read, payload_reader(folder), trust, None, payload_key_reader(folder)
    )
    if verdict.code not in (HOLDS, ERASED):
        return verdict.code, verdict.reason
    mirror.hold(replace(held, verified=size))
    return HOLDS, ""


def _newly_erased(mirror: Mirror, start: int, size: int) -> set[int]:
    """Return what the entries from ``start`` on erase; only what stands before one can be."""
    erased: set[int] = set()
    for by in range(start, size):
        leaf = mirror.leaf(by, size)
        if leaf.startswith(BEGINS_LIKE):
            entry = parse_entry(leaf)
            if is_erasing(entry.act):
                erased.update(index for index in entry.refs if index < by)
    return erased


def _fetched(fetch: Fetch, mirror: Mirror, index: int, size: int) -> bool:
    """Fetch the content of one entry; return False where what is served is not what it is."""
    entry = parse_entry(mirror.leaf(index, size))
    payload, public = entry.payload, entry.payload.payload_class == PUBLIC
    if not (public or entry.act in OPENED) or _holds(mirror, index, payload):
        return True
    try:
        content = fetch(payload_path(index), _largest(payload))
        key = fetch(payload_key_path(index), LARGEST_KEY) if payload.size is None else None
    except NotServedError:
        return not public
    if not opens(payload, content, _key(key)):
        return False
    files = {payload_path(index): content, payload_key_path(index): key}
    for path, data in files.items():
        if data is not None:
            make_folder((mirror.folder / path).parent)
            write_atomically(mirror.folder / path, data)
    return True


def _holds(mirror: Mirror, index: int, payload: Payload) -> bool:
    content = payload_reader(mirror.folder)(index)
    key = payload_key_reader(mirror.folder)(index) if payload.size is None else None
    return content is not None and opens(payload, content, key)


def _largest(payload: Payload) -> int:
    return LARGEST_CONTENT if payload.size is None else payload.size


def _key(text: bytes | None) -> bytes | None:
    try:
        return None if text is None else bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        return None
