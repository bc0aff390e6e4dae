"""Verifying a whole record: every entry, every tile, the root that was signed, every payload.

An entry that was changed is named by its index wherever the tiles still tell which one it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from comity.record import reasons
from comity.record.checkpoint import SignedHead
from comity.record.closing import check_closings
from comity.record.entry import Entry, opens, parse_entry
from comity.record.erasure import Erasure, erasures
from comity.record.kept_promise import check_note
from comity.record.layout import CHECKPOINT_PATH
from comity.record.merkle import HASH_SIZE, leaf_hash, root_of
from comity.record.note import VerifierKey
from comity.record.passkeys.sign_offs import check_sign_offs
from comity.record.reason import Reason
from comity.record.signatures import SignatureCheck
from comity.record.strict import RecordFormatError
from comity.record.tiles import (
    TILE_WIDTH,
    ReadFile,
    Tile,
    entry_tiles_at,
    read_entries,
    read_tile,
    tiles_at,
)
from comity.record.verdict import (
    DIFFERS,
    ERASED,
    PARTLY,
    REFUSED,
    Finding,
    Outcome,
    Trust,
    Verdict,
    run_checks,
)

__all__ = ["ReadPayload", "verify_record"]

PUBLIC: Final = "public"
MOST_TOLD: Final = 20
LARGEST_RECORD: Final = 50_000_000

ReadPayload = Callable[[int], bytes | None]
"""Returns what is published of the entry at an index, None if there is nothing."""


def verify_record(
    read: ReadFile,
    read_payload: ReadPayload,
    trust: Trust,
    claimed: VerifierKey | None = None,
    read_key: ReadPayload = lambda _index: None,
    intake_note: bytes | None = None,
) -> Verdict:
    """Return the verdict on a record, read file by file through ``read``; never raises.

    ``claimed`` is the key the record says is its own; ``read_key`` reads the keys published with
    content that may have to be erased; an ``intake_note`` is one that the record has to keep. Heads
    remembered of any smaller size are compared with the tree the entries give.
    """
    check = _RecordCheck(read, read_payload, trust, claimed)
    check.read_key = read_key
    promised = [] if intake_note is None else [("intake note", check.keeps(intake_note))]
    outcome = run_checks(
        (
            ("checkpoint", check.checkpoint),
            ("entries", check.entries),
            ("tiles", check.tiles),
            ("payloads", check.payloads),
            ("sign-offs", check.sign_offs),
            ("completeness", check.completeness),
            *promised,
            ("remembered head", check.remembered),
            ("signer", check.signed.signer),
            ("witnesses", check.signed.witnesses),
        ),
        unsigned_ok=trust.unsigned_ok,
    )
    return check.verdict(outcome)


class _RecordCheck:
    """The steps on one record."""

    read_key: ReadPayload

    def __init__(
        self, read: ReadFile, read_payload: ReadPayload, trust: Trust, claimed: VerifierKey | None
    ) -> None:
        self.read = read
        self.read_payload = read_payload
        self.claimed = claimed
        self.verify = trust.verify_assertion
        self.verify_signature = trust.verify_signature
        self.hashes: list[bytes] = []
        self.acts: list[Entry] = []
        self.signed = SignatureCheck(replace(trust, root_at=self._root_at))

    def checkpoint(self) -> Finding:
        try:
            note = self.read(CHECKPOINT_PATH)
        except (LookupError, OSError):
            none = reasons.NO_CHECKPOINT.of(file=CHECKPOINT_PATH)
            return Finding(holds=False, why=none, code=REFUSED)
        self.signed.take(note, self.claimed)
        found = self.signed.checkpoint()
        if self.signed.head and self.signed.head.size > LARGEST_RECORD:
            long = reasons.TOO_LONG.of(most=LARGEST_RECORD)
            return Finding(holds=False, why=long, code=REFUSED)
        return found

    def entries(self) -> Finding:
        """Read every entry and compare the tree they give with the signed root."""
        head = self.signed.head
        if head is None:
            return _unchecked()
        leaves: list[bytes] = []
        for tile in entry_tiles_at(head.size):
            try:
                leaves.extend(read_entries(tile, self.read))
            except (LookupError, OSError, RecordFormatError) as error:
                return _unreadable(tile, error)
        self.hashes = [leaf_hash(leaf) for leaf in leaves]
        if root_of(self.hashes) != head.root:
            return Finding(holds=False, why=self._blamed(head), code=DIFFERS)
        for index, leaf in enumerate(leaves):
            try:
                self.acts.append(parse_entry(leaf))
            except RecordFormatError as error:
                unreadable = reasons.ENTRY_UNREADABLE.of(index=index, error=str(error))
                return Finding(holds=False, why=unreadable, code=REFUSED)
        return Finding(holds=True, why=reasons.ENTRIES_FIT.of(count=len(leaves)))

    def tiles(self) -> Finding:
        """Compare every tile with what the level below it gives."""
        head = self.signed.head
        if head is None:
            return _unchecked()
        below: Sequence[bytes] = self.hashes
        level = 0
        for tile in tiles_at(head.size):
            if tile.level > level:
                level, below = tile.level, _level_above(below)
            expected = below[tile.index * TILE_WIDTH :][: tile.width]
            try:
                found = read_tile(tile, self.read)
            except (LookupError, OSError, RecordFormatError) as error:
                return _unreadable(tile, error)
            if found != b"".join(expected):
                other = reasons.TILE_DIFFERS.of(file=tile.path)
                return Finding(holds=False, why=other, code=DIFFERS)
        return Finding(holds=True, why=reasons.TILES_FIT.of())

    def payloads(self) -> Finding:
        """Compare what is public with its commitment; what an entry has erased may be gone."""
        if self.signed.head is None:
            return _unchecked()
        erased = erasures(self.acts, self.read_payload)
        public = [
            index for index, act in enumerate(self.acts) if act.payload.payload_class == PUBLIC
        ]
        gone = []
        for index in public:
            content = self.read_payload(index)
            if content is None and index in erased:
                gone.append(erased[index])
            elif content is None or not self._opens(index, content):
                kind = reasons.CONTENT_MISSING if content is None else reasons.CONTENT_CHANGED
                return Finding(holds=False, why=kind.of(index=index), code=DIFFERS)
        if gone:
            return Finding(None, _told(gone), ERASED)
        sealed = [erased[index] for index in sorted(erased.keys() - set(public))]
        counted = reasons.COUNTED.of(public=len(public), sealed=len(self.acts) - len(public))
        both = reasons.LISTED.of(first=counted, rest=_told(sealed)) if sealed else counted
        return Finding(holds=True, why=both)

    def sign_offs(self) -> Finding:
        """Check what was signed by passkey, by the passkeys that entries before it register."""
        if self.signed.head is None:
            return _unchecked()
        found = check_sign_offs(self.acts, self._opened, self.verify)
        if found.faults:
            return _first(found.faults)
        if found.signed and self.verify is None:
            return Finding(None, reasons.SIGN_OFFS_UNCHECKED.of(signed=found.signed), PARTLY)
        if found.erased:
            return Finding(None, reasons.SIGN_OFF_ERASED.of(index=found.erased[0]), ERASED)
        if not (found.signed or found.attested or found.closed):
            return Finding(holds=True, why=reasons.NO_SIGN_OFFS.of())
        counted = reasons.SIGN_OFFS.of(
            signed=found.signed, attested=found.attested, closed=found.closed
        )
        return Finding(holds=True, why=counted)

    def completeness(self) -> Finding:
        """Compute every closing again, and find what came after one without being admitted."""
        if self.signed.head is None:
            return _unchecked()
        found = check_closings(self.acts, self.hashes, self.read_payload)
        if found.faults:
            return _first(found.faults)
        if found.erased:
            return Finding(None, reasons.CLOSING_ERASED.of(index=found.erased[0]), ERASED)
        closed = reasons.CLOSED.of(count=found.closings)
        return Finding(holds=True, why=closed if found.closings else reasons.NONE_CLOSED.of())

    def keeps(self, note: bytes) -> Callable[[], Finding]:
        """Return the step that looks for what an intake note promises."""

        def kept() -> Finding:
            head = self.signed.head
            if head is None:
                return _unchecked()
            opened, verify = self._opened, self.verify_signature
            return check_note(note, head.origin, self.acts, self.hashes, opened, verify)

        return kept

    def remembered(self) -> Finding:
        """Compare with heads seen before, of any size up to this one."""
        return self.signed.remembered()

    def verdict(self, outcome: Outcome) -> Verdict:
        head = self.signed.head
        return Verdict(
            outcome,
            "record",
            title=head.origin if head else "",
            rows=len(self.acts),
            source="entries",
            head=head,
            note=self.signed.note,
        )

    def _opened(self, index: int) -> bytes | None:
        """Return the content of an entry, if it is published and what the entry commits to."""
        content = self.read_payload(index)
        return content if content is not None and self._opens(index, content) else None

    def _opens(self, index: int, content: bytes) -> bool:
        payload = self.acts[index].payload
        key = None if payload.size is not None else self.read_key(index)
        return opens(payload, content, key)

    def _root_at(self, origin: str, size: int) -> bytes | None:
        head = self.signed.head
        if head is None or head.origin != origin or size > len(self.hashes):
            return None
        return root_of(self.hashes[:size])

    def _blamed(self, head: SignedHead) -> Reason:
        """Name the first entry that is not the one signed for, if the tiles can tell."""
        try:
            rows = (read_tile(tile, self.read) for tile in tiles_at(head.size) if not tile.level)
            data = b"".join(rows)
        except (LookupError, OSError, RecordFormatError):
            data = b""
        signed = [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]
        pairs = zip(signed, self.hashes, strict=False)
        first = next((index for index, (one, other) in enumerate(pairs) if one != other), None)
        if first is None:
            return reasons.ROOT_DIFFERS.of()
        if root_of(signed) == head.root:
            return reasons.ENTRY_CHANGED.of(index=first)
        return reasons.ENTRY_OR_TILE.of(index=first)


def _level_above(hashes: Sequence[bytes]) -> list[bytes]:
    full = len(hashes) // TILE_WIDTH * TILE_WIDTH
    return [root_of(hashes[at : at + TILE_WIDTH]) for at in range(0, full, TILE_WIDTH)]


def _told(erased: Sequence[Erasure]) -> Reason:
    told = [one.why for one in erased[:MOST_TOLD]]
    if len(erased) > MOST_TOLD:
        told.append(reasons.AND_MORE.of(count=len(erased) - MOST_TOLD))
    return reduce(lambda first, rest: reasons.LISTED.of(first=first, rest=rest), told)


def _unreadable(tile: Tile, error: Exception) -> Finding:
    known = isinstance(error, RecordFormatError)
    what = str(error) if known else reasons.NOT_THERE.of()
    unreadable = reasons.UNREADABLE.of(file=tile.path, error=what)
    return Finding(holds=False, why=unreadable, code=REFUSED)


def _first(faults: Sequence[tuple[int, Reason]]) -> Finding:
    index, what = faults[0]
    return Finding(holds=False, why=reasons.AT_ENTRY.of(index=index, what=what), code=DIFFERS)


def _unchecked() -> Finding:
    return Finding(None, reasons.UNCHECKED.of())
