"""A log as a folder of static files: what a laptop uses as its own record.

Layout: ``checkpoint`` and ``tile/…`` as c2sp.org/tlog-tiles, ``payload/<thousand>/<index>.json``
beside them, ``key.vkey``. Everything a head covers is on disk before the head is renamed into
place, so a crash at any point leaves a signed head whose files exist.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Final

from comity.edge.files import (
    locked,
    make_folder,
    read_bounded,
    remove_leftovers,
    write_atomically,
)
from comity.edge.keys import verify_signature
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse, worded
from comity.record import (
    BadSignatureError,
    Checkpoint,
    Entry,
    Payload,
    ReadFile,
    RecordFormatError,
    RuleReference,
    Signer,
    TileReader,
    TlogProof,
    UnknownSignerError,
    VerifiedHead,
    VerifierKey,
    checkpoint_size,
    encode_entry,
    encode_proof,
    entry_tile_at,
    entry_tiles_at,
    format_vkey,
    grow,
    inclusion_from_tiles,
    leaf_hash,
    parse_entry,
    parse_vkey,
    payload_key_path,
    payload_path,
    public_payload,
    read_entries,
    root_from_tiles,
    sealed_payload,
    sign_checkpoint,
    verify_checkpoint,
)

__all__ = [
    "Act",
    "LogDirectory",
    "Receipt",
    "claimed_key",
    "entry_time",
    "file_reader",
    "payload_key_reader",
    "payload_reader",
]

CHECKPOINT: Final = "checkpoint"
KEY: Final = "key.vkey"
LOCK: Final = ".lock"
PUBLIC: Final = "public"
TILE_WIDTH: Final = 256
LARGEST_FILE: Final = 17_000_000
LARGEST_KEY: Final = 10_000
LARGEST_PAYLOAD: Final = 200_000_000
PATIENCE: Final = timedelta(days=1)
STEPS: Final = ("file", "payload", "checkpoint", "done")
"""The points at which ``on_step`` is called: before each write, and after the last."""

DAMAGED = FaultKind(
    "record.own_damaged",
    N_("the record's own files do not fit its signed head: {what}"),
    N_("a record is only continued from a head that its files give"),
    N_("Bring back the folder from your own copy. Run: comity verify {folder}"),
)
BEHIND = FaultKind(
    "record.own_behind",
    N_("the record has {size} entries, and a head of {seen} was signed before"),
    N_("a record that was restored from an older copy is not continued: it would fork"),
    N_("Bring back the newest copy of the folder, or move it away: the next report begins anew."),
)
CLOCK = FaultKind(
    "record.clock",
    N_("the clock says {now}, and the last entry is of {last}"),
    N_("time goes forward in a record; up to a day back counts as a clock being set"),
    N_("Set the clock. If the last entry's time is the wrong one, begin a new record."),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What to enter: an act, by whom, on what, and its content.

    With a ``key`` the content is committed to under it. It is published only if it is public,
    and then with its key, so that both can be erased.
    """

    act: str
    actor: str
    subject: str
    content: bytes
    rule: RuleReference | None = None
    refs: tuple[int, ...] = ()
    key: bytes | None = None
    payload_class: str = PUBLIC
    release: str | None = None
    mandate: str | None = None

    @property
    def payload(self) -> Payload:
        """Return the commitment to the content."""
        if self.key is None:
            return public_payload(self.content)
        return sealed_payload(self.content, self.key, self.payload_class, self.release)

    def published(self, index: int) -> dict[str, bytes]:
        """Return the files that stand beside the log for this act, entered at ``index``."""
        if self.payload_class != PUBLIC:
            return {}
        files = {payload_path(index): self.content}
        if self.key is not None:
            files[payload_key_path(index)] = f"{self.key.hex()}\n".encode()
        return files


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's place in the log: its leaf bytes and proof."""

    index: int
    leaf: bytes
    proof: TlogProof

    @property
    def size(self) -> int:
        """Return the size of the head that the proof leads to."""
        return checkpoint_size(self.proof.checkpoint)

    def as_file(self) -> bytes:
        """Return the ``.tlog-proof`` file that carries the entry itself."""
        proof = self.proof
        return encode_proof(TlogProof(proof.index, proof.path, proof.checkpoint, self.leaf))


class LogDirectory:
    """The log in ``folder``, continued with ``signer``.

    ``seen`` returns the sizes of heads once signed, as remembered outside the folder; ``on_head``
    is told each new head. ``on_step`` is for tests that stop the process in between.
    """

    def __init__(
        self,
        folder: Path,
        signer: Signer,
        *,
        seen: Callable[[], Sequence[int]] = tuple,
        on_head: Callable[[VerifiedHead, bytes], None] = lambda _head, _note: None,
        on_step: Callable[[str], None] = lambda _step: None,
    ) -> None:
        self.folder = folder
        self.signer = signer
        self.read: ReadFile = file_reader(folder)
        self.seen = seen
        self._on_head = on_head
        self._on_step = on_step

    @property
    def origin(self) -> str:
        """Return the log's name."""
        return self.signer.key.name

    def begin(self, act: Act, now: datetime) -> Receipt:
        """Make the folder with its first entry, or return that entry if it is there already."""
        make_folder(self.folder)
        with locked(self.folder / LOCK):
            if self._note():
                return self.receipt(0)
            write_atomically(self.folder / KEY, f"{format_vkey(self.signer.key)}\n".encode())
            return self._append([act], now, 0)[0]

    def append(self, acts: Sequence[Act], now: datetime) -> tuple[Receipt, ...]:
        """Enter ``acts`` in order and return a receipt for each, all under one new head.

        An entry's time is ``now``, or the last entry's if the clock went back by up to a day.
        Raises ``RefusedError`` if the folder does not fit its own head, or is an older copy.
        """
        with locked(self.folder / LOCK):
            remove_leftovers(self.folder)
            return self._append(acts, now, self.head().size)

    def head(self) -> VerifiedHead:
        """Return the newest head, having checked its signature and the files it stands on."""
        return self.signed_head()[0]

    def signed_head(self) -> tuple[VerifiedHead, bytes]:
        """Return the newest head and its note, read once: another process may be writing."""
        note = self._note()
        try:
            head = verify_checkpoint(note, [self.signer.key], verify_signature)
            wrong = self._wrong_edge(head)
        except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
            raise self._damaged(worded(error)) from error
        except (LookupError, OSError) as error:
            raise self._damaged(phrase(N_("a tile is missing"))) from error
        if wrong:
            raise self._damaged(wrong)
        seen = max(self.seen(), default=0)
        if head.size < seen:
            place = Place(str(self.folder))
            raise refuse(BEHIND.at(place, size=head.size, seen=seen))
        return head, note

    def _wrong_edge(self, head: VerifiedHead) -> str:
        """Compare the right edge, which the next append continues, with the signed root."""
        if root_from_tiles(head.size, self.read) != head.root:
            return phrase(N_("the tiles give another root"))
        if not head.size:
            return ""
        tile = entry_tile_at(head.size - 1, head.size)
        hash_at = TileReader(head.size, self.read)
        for index, leaf in enumerate(read_entries(tile, self.read), start=tile.index * TILE_WIDTH):
            if leaf_hash(leaf) != hash_at(0, index):
                return phrase(N_("entry {index} is not the one that was signed for"), index=index)
        return ""

    def receipt(self, index: int) -> Receipt:
        """Return the receipt of the entry at ``index`` under the newest head."""
        return self.receipts([index])[0]

    def receipts(self, indices: Iterable[int]) -> list[Receipt]:
        """Return the receipts of the entries at ``indices``, all under one newest head."""
        head, note = self.signed_head()
        return [self._receipt(index, head, note) for index in indices]

    def _receipt(self, index: int, head: VerifiedHead, note: bytes) -> Receipt:
        if not 0 <= index < head.size:
            raise IndexError(index)
        tile = entry_tile_at(index, head.size)
        leaf = read_entries(tile, self.read)[index - tile.index * TILE_WIDTH]
        path = inclusion_from_tiles(index, head.size, self.read)
        return Receipt(index, leaf, TlogProof(index, path, note))

    def entries(self, size: int, beginning: bytes = b"") -> Iterator[tuple[int, Entry]]:
        """Return index and entry of the first ``size`` whose bytes have this ``beginning``."""
        for tile in entry_tiles_at(size):
            try:
                for index, leaf in enumerate(
                    read_entries(tile, self.read), tile.index * TILE_WIDTH
                ):
                    if leaf.startswith(beginning):
                        yield index, parse_entry(leaf)
            except (LookupError, OSError, RecordFormatError) as error:
                raise self._damaged(
                    phrase(N_("{path}: {error}"), path=tile.path, error=error)
                ) from error

    def entry(self, index: int, size: int) -> Entry:
        """Return the entry at ``index`` of a log of ``size`` entries."""
        tile = entry_tile_at(index, size)
        try:
            return parse_entry(read_entries(tile, self.read)[index % TILE_WIDTH])
        except (LookupError, OSError, RecordFormatError) as error:
            raise self._damaged(
                phrase(N_("{path}: {error}"), path=tile.path, error=error)
            ) from error

    def payload(self, index: int) -> bytes:
        """Return the public content of the entry at ``index``."""
        return read_bounded(self.folder / payload_path(index), LARGEST_PAYLOAD)

    def _append(self, acts: Sequence[Act], now: datetime, size: int) -> tuple[Receipt, ...]:
        at = self._time(now, size)
        leaves = [
            encode_entry(
                Entry(
                    act=act.act,
                    actor=act.actor,
                    subject=act.subject,
                    at=at,
                    payload=act.payload,
                    rule=act.rule,
                    refs=act.refs,
                    mandate=act.mandate,
                )
            )
            for act in acts
        ]
        growth = grow(size, leaves, self.read)
        contents = {
            path: data
            for index, act in enumerate(acts, start=size)
            for path, data in act.published(index).items()
        }
        self._store("file", growth.files)
        self._store("payload", contents)
        note = sign_checkpoint(Checkpoint(self.origin, growth.size, growth.root), self.signer)
        self._store(CHECKPOINT, {CHECKPOINT: note})
        self._on_step("done")
        self._prune(growth.files)
        self._on_head(verify_checkpoint(note, [self.signer.key], verify_signature), note)
        return tuple(self.receipts(range(size, growth.size)))

    def _store(self, step: str, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            self._on_step(step)
            target = self.folder / path
            make_folder(target.parent)
            write_atomically(target, data)

    def _prune(self, written: Iterable[str]) -> None:
        """Remove the partial tiles that full ones have replaced; readers then cut the full one."""
        for path in written:
            if ".p/" not in path:
                rmtree(self.folder / f"{path}.p", ignore_errors=True)

    def _time(self, now: datetime, size: int) -> str:
        at = entry_time(now)
        if not size:
            return at
        tile = entry_tile_at(size - 1, size)
        last = parse_entry(read_entries(tile, self.read)[-1]).at
        if at < last and datetime.fromisoformat(last) - now > PATIENCE:
            raise refuse(CLOCK.at(Place(str(self.folder)), now=at, last=last))
        return max(at, last)

    def _note(self) -> bytes:
        try:
            return self.read(CHECKPOINT)
        except FileNotFoundError:
            return b""

    def _damaged(self, what: str) -> RefusedError:
        return refuse(DAMAGED.at(Place(str(self.folder)), what=what, folder=self.folder))


def entry_time(now: datetime) -> str:
    """Return ``now`` (aware) as entries write it: UTC, milliseconds, Z."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def file_reader(folder: Path) -> ReadFile:
    """Return a function that reads the log's files under ``folder``; OSError if it cannot."""

    def read(path: str) -> bytes:
        file = folder / path
        if not file.exists():
            raise FileNotFoundError(path)
        try:
            return read_bounded(file, LARGEST_FILE)
        except RefusedError as refused:
            raise OSError(path) from refused

    return read


def payload_reader(folder: Path) -> Callable[[int], bytes | None]:
    """Return a function that reads the public content of an entry; None if it is not there."""

    def read_payload(index: int) -> bytes | None:
        try:
            return read_bounded(folder / payload_path(index), LARGEST_PAYLOAD)
        except RefusedError:
            return None

    return read_payload


def payload_key_reader(folder: Path) -> Callable[[int], bytes | None]:
    """Return a function that reads the key published with an entry's content; None if none is."""

    def read_key(index: int) -> bytes | None:
        try:
            text = read_bounded(folder / payload_key_path(index), LARGEST_KEY).decode("ascii")
            return bytes.fromhex(text.strip())
        except (RefusedError, ValueError):
            return None

    return read_key


def claimed_key(folder: Path) -> VerifierKey | None:
    """Return the key that a record's folder says is its own; None if it says nothing readable."""
    try:
        return parse_vkey(read_bounded(folder / KEY, LARGEST_KEY).decode("utf-8").strip())
    except (RefusedError, UnicodeDecodeError, RecordFormatError):
        return None
