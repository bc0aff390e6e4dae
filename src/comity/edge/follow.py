"""Following somebody else's record: fetch what is new, check all of it, then keep it.

Nothing that is served decides: the head must be signed by the key the user gave (or by one that
follows from it), continue the head that was checked last, and be the root of what is served.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from comity.edge.fetch import Fetch, NotServedError
from comity.edge.followed_keys import FollowedKeys, known_keys
from comity.edge.keys import verify_signature
from comity.edge.mirror import Fork, Mirror, keep_fork
from comity.edge.mirror_content import check_mirror, fetch_content
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.record import (
    CHECKPOINT_PATH,
    EMPTY_ROOT,
    ENTRY_LEVEL,
    KEY_PATH,
    LARGEST_LEAF,
    TILE_WIDTH,
    BadSignatureError,
    HeadsOf,
    KeyChain,
    OtherHistory,
    ReadFile,
    RecordFormatError,
    Tile,
    UnknownSignerError,
    VerifiedHead,
    VerifierKey,
    decode_entries,
    entry_tile_at,
    format_vkey,
    grow,
    leaf_hash,
    other_history,
    parse_note,
    parse_tile_path,
    plain,
    proves_fork,
    read_entries,
    read_tile,
    root_from_tiles,
    tiles_at,
    verify_consistency,
    verify_head,
)

__all__ = ["Followed", "Following", "follow"]

FORKS: Final = "forks"
FOLLOWED: Final = 0
DIFFERS: Final = 1
FORKED: Final = 4
UNKNOWN: Final = 5
MOST_TRIES: Final = 3
LARGEST_NOTE: Final = 1_000_000
LONGEST_KEY: Final = 400
HASH_SIZE: Final = 32

DAMAGED = FaultKind(
    "record.mirror_damaged",
    N_("the mirror's own files do not fit its checkpoint: {what}"),
    N_("a mirror is only continued from a head that its files give, under the key that is asked"),
    N_("Give the key of the record that this folder mirrors, or mirror into a new folder."),
)
NOT_SERVED = FaultKind(
    "record.not_served",
    N_("it is not served"),
    N_("a record serves every tile of the size that its checkpoint names"),
    N_("Tell whoever keeps the record. What was fetched is kept, and the next run goes on."),
)
BAD_NOTE = FaultKind(
    "record.bad_note",
    N_("this checkpoint cannot be compared: {reason}"),
    N_("a checkpoint to compare with is signed by the log that is followed"),
    N_("Give the checkpoint of this record that you kept."),
)


@dataclass(frozen=True, slots=True)
class Following:
    """What to follow, and what is known of it: the log's key, the folder to mirror into.

    ``others`` are checkpoint notes that somebody else holds, ``heads_of`` the heads remembered;
    without ``content`` only entries and tiles are kept.
    """

    key: VerifierKey
    folder: Path
    others: tuple[bytes, ...] = ()
    heads_of: HeadsOf = lambda _origin: ()
    content: bool = True


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of it: an exit code, why, the sizes before and now, and the head that stands.

    Codes: 0 all holds · 1 what is served is not what was signed · 4 the log has signed two
    histories, kept in ``fork`` · 5 another key has signed.
    """

    code: int
    reason: str
    before: int = 0
    size: int = 0
    head: VerifiedHead | None = None
    note: bytes = b""
    chain: KeyChain | None = None
    fork: Path | None = None
    remarks: tuple[str, ...] = ()


class _StoppedError(Exception):
    """Following ends here, with a code and why."""

    def __init__(self, code: int, reason: str, fork: Fork | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.fork = fork


Standing: TypeAlias = tuple[VerifiedHead, bytes]
"""A head that was checked, and its note."""


def follow(fetch: Fetch, following: Following) -> Followed:
    """Bring the mirror up to what ``fetch`` serves, and return what came of it.

    Only what was checked becomes current; stopped anywhere, the next run goes on. Raises
    ``RefusedError`` where files cannot be fetched, read or written.
    """
    mirror = Mirror(following.folder)
    with mirror.alone():
        run = _Run(fetch, following, mirror)
        try:
            return run.followed()
        except _StoppedError as stopped:
            fork = keep_fork(following.folder / FORKS, stopped.fork) if stopped.fork else None
            own = run.own
            return Followed(
                stopped.code,
                stopped.reason,
                size=own[0].size if own else 0,
                before=own[0].size if own else 0,
                fork=fork,
            )


@dataclass
class _Run:
    """One run of following."""

    fetch: Fetch
    following: Following
    mirror: Mirror
    keys: FollowedKeys = field(init=False)
    own: Standing | None = field(init=False, default=None)
    remarks: list[str] = field(init=False, default_factory=list)

    def followed(self) -> Followed:
        """Take the newest head that is served, asking again where the log grew meanwhile."""
        self.keys = self._known_keys()
        self.own = self._own()
        before = self.own[0].size if self.own else 0
        last = b""
        for _ in range(MOST_TRIES):
            head, note = self._served()
            try:
                self._take(head, note)
                break
            except NotServedError as missing:
                if note == last:
                    raise refuse(NOT_SERVED.at(Place(str(missing)))) from missing
                last = note
        else:
            raise refuse(NOT_SERVED.at(Place(CHECKPOINT_PATH)))
        return self._finished(before)

    def _known_keys(self) -> FollowedKeys:
        try:
            return known_keys(self.following.key, self.following.folder)
        except (RecordFormatError, BadSignatureError) as error:
            raise refuse(DAMAGED.at(Place(str(self.following.folder)), what=error)) from error

    def _own(self) -> Standing | None:
        note = self.mirror.note()
        if not note:
            return None
        place = Place(str(self.following.folder))
        try:
            head = verify_head(note, self.keys.chain, verify_signature)
            fits = _edge_fits(head, self.mirror.read)
        except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
            raise refuse(DAMAGED.at(place, what=error)) from error
        except (LookupError, OSError) as error:
            raise refuse(DAMAGED.at(place, what=phrase(N_("a tile is missing")))) from error
        if not fits:
            raise refuse(
                DAMAGED.at(place, what=phrase(N_("its tiles or entries are not those signed for")))
            )
        return head, note

    def _served(self) -> Standing:
        """Return the head that is served now, signed by the key or one that follows from it."""
        try:
            note = self.fetch(CHECKPOINT_PATH, LARGEST_NOTE)
        except NotServedError as error:
            raise refuse(NOT_SERVED.at(Place(CHECKPOINT_PATH))) from error
        known = self.keys.chain.keys
        try:
            head = self.keys.head(note, self.fetch)
        except (RecordFormatError, BadSignatureError) as error:
            raise _StoppedError(DIFFERS, f"the checkpoint does not hold: {error}") from error
        except UnknownSignerError as error:
            name = plain(self.following.key.name)
            reason = f"the checkpoint is not signed by the key of {name} that you gave"
            raise _StoppedError(UNKNOWN, reason) from error
        for key in self.keys.chain.keys[len(known) :]:
            vkey = plain(format_vkey(key), LONGEST_KEY)
            self.remarks.append(f"its key was replaced, signed by both; from now on {vkey}")
        return head, note

    def _take(self, head: VerifiedHead, note: bytes) -> None:
        """Compare the head that is served with the one that stands, and adopt it if it is newer."""
        old_size = self.own[0].size if self.own else 0
        if self.own and head.size <= old_size:
            self._take_no_newer(self.own, head, note)
            return
        if self.own and old_size:
            self._check_continued(self.own, head, note)
        self._grow(old_size, head)
        self._compare_tiles(old_size, head.size)
        self._compare_notes((head, note), self.mirror.read_coming)
        self._adopt(old_size, head, note)

    def _take_no_newer(self, own: Standing, head: VerifiedHead, note: bytes) -> None:
        mine, mine_note = own
        self._compare_one((head, note), own, self.mirror.read)
        self._compare_notes(own, self.mirror.read)
        if head.size < mine.size:
            self.remarks.append(f"it serves an older head, of {head.size} entries, that agrees")
        elif len(parse_note(note).signatures) >= len(parse_note(mine_note).signatures):
            self._adopt(mine.size, head, note)

    def _check_continued(self, own: Standing, head: VerifiedHead, note: bytes) -> None:
        """Ask the tiles of the newer tree what it has at the size of the older one."""
        try:
            other = other_history(own[0].size, head.size, self._served_tile)
        except RecordFormatError as error:
            _misserved(str(error))
        if proves_fork(own[0], head, other):
            _forked(own, (head, note), other)
        if not verify_consistency(own[0], other.path, head):
            _misserved("its tiles do not give the root that was signed")

    def _served_tile(self, path: str) -> bytes:
        tile = parse_tile_path(path)
        return self.fetch(path, _largest(tile))

    def _grow(self, old_size: int, head: VerifiedHead) -> None:
        """Let every new entry wait; what an earlier run left is used if it gives the root."""
        for _ in range(2):
            self.mirror.start()
            root, reused = self._grown(old_size, head.size)
            if root == head.root:
                return
            self.mirror.drop_waiting()
            if not reused:
                break
        _misserved("its entries do not give the root that was signed")

    def _grown(self, old_size: int, size: int) -> tuple[bytes, bool]:
        at, root, reused = old_size, EMPTY_ROOT, False
        while at < size:
            tile = entry_tile_at(at, size)
            data = self.mirror.waiting(tile.path) if tile.width == TILE_WIDTH else None
            reused |= data is not None
            try:
                entries = decode_entries(data or self._served_tile(tile.path), tile.width)
            except RecordFormatError as error:
                _misserved(f"{tile.path}: {error}")
            new = entries[at - tile.index * TILE_WIDTH :]
            growth = grow(at, new, self.mirror.read_coming)
            self.mirror.keep_waiting(growth)
            at, root = growth.size, growth.root
        return root, reused

    def _compare_tiles(self, old_size: int, size: int) -> None:
        before = set(tiles_at(old_size))
        for tile in tiles_at(size):
            if tile not in before:
                data = self._served_tile(tile.path)
                if data != self.mirror.read_coming(tile.path):
                    _misserved(f"{tile.path} is not the tile of this tree")

    def _compare_notes(self, standing: Standing, read: ReadFile) -> None:
        """Compare with what others hold, what was remembered, and where keys were replaced."""
        for note in self.following.others:
            self._compare_one(self._known(note, "--checkpoint"), standing, read)
        for note in self.keys.checkpoints:
            self._compare_one(self._known(note, "rotation"), standing, read)
        for one in self.following.heads_of(self.following.key.name):
            if one.key in self.keys.chain.keys and one.note:
                head = self._known(one.note.encode(), "heads seen")
                self._compare_one(head, standing, read)

    def _known(self, note: bytes, place: str) -> Standing:
        try:
            return verify_head(note, self.keys.chain, verify_signature), note
        except (RecordFormatError, BadSignatureError, UnknownSignerError) as error:
            raise refuse(BAD_NOTE.at(Place(place), reason=error)) from error

    def _compare_one(self, other: Standing, standing: Standing, read: ReadFile) -> None:
        head = standing[0]
        if other[0].size > head.size:
            self.remarks.append(f"a head of {other[0].size} entries cannot be compared yet")
            return
        if other[0].size == 0 or (other[0].size, other[0].root) == (head.size, head.root):
            return
        if other[0].size == head.size:
            _forked(other, standing, None)
        shown = other_history(other[0].size, head.size, read)
        if shown.root != other[0].root:
            _forked(other, standing, shown)

    def _adopt(self, old_size: int, head: VerifiedHead, note: bytes) -> None:
        vkey = f"{format_vkey(self.keys.chain.current)}\n".encode()
        beside = {**self.keys.files, KEY_PATH: vkey}
        self.mirror.adopt(old_size, head.size, beside, note)
        self.own = head, note

    def _finished(self, before: int) -> Followed:
        assert self.own is not None  # noqa: S101 - a head was taken before
        head, note = self.own
        code, reason = FOLLOWED, ""
        if self.following.content:
            fetch_content(self.fetch, self.mirror, head.size)
            code, reason = check_mirror(self.mirror, head.size, self.keys.chain.keys)
        return Followed(
            code,
            reason,
            before,
            head.size,
            head,
            note,
            self.keys.chain,
            remarks=tuple(self.remarks),
        )


def _edge_fits(head: VerifiedHead, read: ReadFile) -> bool:
    """Return whether the right edge, from which a mirror goes on, is the one signed for."""
    if root_from_tiles(head.size, read) != head.root:
        return False
    if not head.size:
        return True
    tile = entry_tile_at(head.size - 1, head.size)
    hashes = [leaf_hash(leaf) for leaf in read_entries(tile, read)]
    return b"".join(hashes) == read_tile(Tile(0, tile.index, tile.width), read)


def _largest(tile: Tile) -> int:
    """Return the most bytes a tile of this width may have."""
    return tile.width * (2 + LARGEST_LEAF if tile.level == ENTRY_LEVEL else HASH_SIZE)


def _misserved(reason: str) -> NoReturn:
    raise _StoppedError(DIFFERS, reason)


def _forked(one: Standing, other: Standing, shown: OtherHistory | None) -> NoReturn:
    origin, sizes = plain(one[0].origin), (one[0].size, other[0].size)
    if sizes[0] == sizes[1]:
        reason = f"{origin} has signed two different trees of {sizes[0]} entries"
    else:
        reason = f"{origin} has signed {sizes[0]} entries that its {sizes[1]} do not begin with"
    raise _StoppedError(FORKED, reason, Fork(one[1], other[1], shown))
