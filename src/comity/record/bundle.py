"""Bundles as zip files: written in one way, read as if everybody were hostile.

The reader believes no size that the file states: it walks the directory itself, wants the members
to fill the file without a gap, and inflates under a counter. Format: PKWARE APPNOTE 6.3, §4.3.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse

__all__ = ["LARGEST_FILE", "MOST_MEMBERS", "Bundle", "Limits", "read_bundle", "write_bundle"]

LARGEST_FILE: Final = 200_000_000
MOST_MEMBERS: Final = 2_000
LARGEST_DIRECTORY: Final = MOST_MEMBERS * 1_024
LONGEST_NAME: Final = 200
SMALL: Final = 65_536
CHUNK: Final = 65_536

NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", re.ASCII)
STORED: Final = 0
DEFLATED: Final = 8
ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
DESCRIPTOR: Final = 0x0008
DESCRIPTOR_SIZES: Final = (12, 16)
REGULAR: Final = (0, 0o100000)
FILE_TYPE: Final = 0o170000
EPOCH: Final = (1980, 1, 1, 0, 0, 0)

END: Final = struct.Struct("<4s4H2LH")
CENTRAL: Final = struct.Struct("<4s4B4HL2L5H2L")
LOCAL: Final = struct.Struct("<4s2B4HL2L2H")
ZIP64_LOCATOR: Final = b"PK\x06\x07"

TOO_LARGE = FaultKind(
    "record.bundle_too_large",
    N_("the file has {size} bytes"),
    N_("a bundle has at most {most} bytes"),
    N_("Ask the publisher for the bundle of one report alone."),
)
NOT_PLAIN = FaultKind(
    "record.bundle_not_plain",
    N_("not a plain zip file: {what}"),
    N_("a bundle is one zip file whose members fill it without gap, comment or encryption"),
    N_("Download it again. If it stays so, it was not made by Comity or was changed since."),
)
TOO_MANY = FaultKind(
    "record.bundle_too_many",
    N_("the file has {count} members"),
    N_("a bundle has at most {most} members"),
    N_("Do not open it with other programs either; ask the publisher."),
)
BAD_NAME = FaultKind(
    "record.bundle_name",
    N_("a member is named {name}"),
    N_(
        "a name has at most 200 plain letters, digits, dots, lines and slashes, "
        "leads out of no folder and stands once"
    ),
    N_("Do not unpack it with other programs either; ask the publisher."),
)
BAD_MEMBER = FaultKind(
    "record.bundle_member",
    N_("the member is {what}"),
    N_("a member is a plain file, stored or deflated"),
    N_("Do not unpack it with other programs either; ask the publisher."),
)
DAMAGED = FaultKind(
    "record.bundle_damaged",
    N_("the member is damaged: {what}"),
    N_("a member has the size and the check sum that the file states for it"),
    N_("Download it again. If it stays so, ask the publisher."),
)
BOMB = FaultKind(
    "record.bundle_bomb",
    N_("the member grows beyond {most} bytes"),
    N_("a member inflates to at most 200 times its size, and all to at most {total} bytes"),
    N_("Do not unpack it with other programs either; ask the publisher."),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a bundle may inflate: bytes of a member, of all, and the ratio of a large one."""

    member: int = 200_000_000
    total: int = 400_000_000
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Bundle:
    """The members of a bundle by path, as they stand in the file; nothing is verified."""

    members: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the directory, and where the member's bytes are."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    mode: int
    offset: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/") and self.size == 0 and self.packed == 0


def read_bundle(data: bytes, name: str = "bundle", limits: Limits | None = None) -> Bundle:
    """Return the members of a zip file, or raise ``RefusedError`` with what is wrong.

    Refused: more than 200 MB or 2,000 members; encryption, links, zip64, comments, gaps between
    members; names that are absolute, lead upwards, stand twice or need more than plain letters;
    wrong sizes or check sums; members that inflate too far, whatever their headers say.
    """
    limits = limits or Limits()
    if len(data) > LARGEST_FILE:
        raise refuse(TOO_LARGE.at(Place(name), size=len(data), most=LARGEST_FILE))
    start, entries = _directory(data, name)
    faults = [*_name_faults(entries, name), *_kind_faults(entries)]
    if faults:
        raise refuse(*faults)
    spans = _spans(data, name, start, entries)
    members: dict[str, bytes] = {}
    left = limits.total
    for entry, packed in zip(entries, spans, strict=True):
        if entry.is_folder:
            continue
        members[entry.name] = _inflated(entry, packed, limits, left)
        left -= len(members[entry.name])
    return Bundle(MappingProxyType(members))


def write_bundle(members: Mapping[str, bytes]) -> bytes:
    """Return the zip file of ``members``: the same bytes for the same members, anywhere.

    Members are stored, sorted by path and dated 1980-01-01.
    """
    entries = [_Entry(path, b"", 0, STORED, 0, 0, 0, 0, 0) for path in sorted(members)]
    faults = list(_name_faults(entries, "bundle"))
    if faults or len(members) > MOST_MEMBERS:
        raise refuse(*faults, *_count_faults("bundle", len(members)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(members):
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, members[path])
    return target.getvalue()


def _directory(data: bytes, name: str) -> tuple[int, list[_Entry]]:
    """Return where the directory starts and its entries in file order."""
    place = Place(name)
    if len(data) < END.size:
        raise refuse(NOT_PLAIN.at(place, what=phrase(N_("it is too short"))))
    fields = END.unpack_from(data, len(data) - END.size)
    signature, disk, first_disk, here, count, size, start, comment = fields
    if signature != b"PK\x05\x06" or comment:
        raise refuse(NOT_PLAIN.at(place, what=phrase(N_("it does not end with its directory"))))
    if disk or first_disk or here != count or data[-42:-38] == ZIP64_LOCATOR:
        raise refuse(NOT_PLAIN.at(place, what=phrase(N_("it is one of several parts, or zip64"))))
    faults = _count_faults(name, count)
    if faults:
        raise refuse(*faults)
    if size > LARGEST_DIRECTORY or start + size != len(data) - END.size:
        raise refuse(
            NOT_PLAIN.at(place, what=phrase(N_("its directory does not stand at its end")))
        )
    entries = list(_entries(data[start : start + size], name))
    if len(entries) != count:
        raise refuse(
            NOT_PLAIN.at(place, what=phrase(N_("its directory has another length than it states")))
        )
    return start, sorted(entries, key=lambda entry: entry.offset)


def _count_faults(name: str, count: int) -> list[Fault]:
    if count <= MOST_MEMBERS:
        return []
    return [TOO_MANY.at(Place(name), count=count, most=MOST_MEMBERS)]


def _entries(directory: bytes, name: str) -> Iterator[_Entry]:
    at = 0
    while at < len(directory):
        if len(directory) - at < CENTRAL.size or directory[at : at + 4] != b"PK\x01\x02":
            raise refuse(NOT_PLAIN.at(Place(name), what=phrase(N_("its directory is damaged"))))
        fields = CENTRAL.unpack_from(directory, at)
        flags, method, checksum, packed, size = fields[5], fields[6], *fields[9:12]
        lengths, attributes, offset = fields[12:15], fields[17], fields[18]
        raw_name = directory[at + CENTRAL.size : at + CENTRAL.size + lengths[0]]
        shown = raw_name.decode("ascii", "backslashreplace")
        yield _Entry(
            shown, raw_name, flags, method, checksum, packed, size, attributes >> 16, offset
        )
        at += CENTRAL.size + sum(lengths)


def _name_faults(entries: Iterable[_Entry], name: str) -> Iterator[Fault]:
    files: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        path = entry.name.removesuffix("/") if entry.is_folder else entry.name
        # Some file systems hold A and a for one name, and none a folder named like a file.
        key = path.lower()
        above = {key[:at] for at, sign in enumerate(key) if sign == "/"}
        taken = files if entry.is_folder else files | folders
        clash = key in taken or not above.isdisjoint(files)
        if clash or len(path) > LONGEST_NAME or not NAME.fullmatch(path) or path.endswith("."):
            yield BAD_NAME.at(Place(name), name=ascii(entry.name))
        (folders if entry.is_folder else files).add(key)
        folders |= above


def _kind_faults(entries: Iterable[_Entry]) -> Iterator[Fault]:
    for entry in entries:
        if entry.flags & ENCRYPTED:
            yield BAD_MEMBER.at(Place(entry.name), what=phrase(N_("encrypted")))
        elif entry.method not in (STORED, DEFLATED):
            yield BAD_MEMBER.at(
                Place(entry.name), what=phrase(N_("packed by method {method}"), method=entry.method)
            )
        elif not entry.is_folder and entry.mode & FILE_TYPE not in REGULAR:
            yield BAD_MEMBER.at(Place(entry.name), what=phrase(N_("a link or device")))


def _spans(data: bytes, name: str, start: int, entries: list[_Entry]) -> list[bytes]:
    """Return each member's packed bytes, having seen that nothing lies between them."""
    firsts = [_first_byte(data, name, entry) for entry in entries]
    starts = [*(entry.offset for entry in entries), start]
    if starts[0] != 0:
        raise refuse(
            NOT_PLAIN.at(Place(name), what=phrase(N_("something stands before its first member")))
        )
    spans = []
    for entry, first, end in zip(entries, firsts, starts[1:], strict=True):
        last = first + entry.packed
        allowed = DESCRIPTOR_SIZES if entry.flags & DESCRIPTOR else (0,)
        if end - last not in allowed:
            raise refuse(
                NOT_PLAIN.at(
                    Place(name), what=phrase(N_("bytes hidden beside {name}"), name=entry.name)
                )
            )
        spans.append(data[first:last])
    return spans


def _first_byte(data: bytes, name: str, entry: _Entry) -> int:
    """Return where the member's bytes begin, having compared its own header with the directory."""
    if entry.offset + LOCAL.size > len(data):
        raise refuse(
            NOT_PLAIN.at(Place(name), what=phrase(N_("no place for {name}"), name=entry.name))
        )
    fields = LOCAL.unpack_from(data, entry.offset)
    first = entry.offset + LOCAL.size
    local_name = data[first : first + fields[10]]
    stated = (b"PK\x03\x04", entry.flags, entry.method, entry.raw_name)
    sizes = fields[7:10]
    blank = entry.flags & DESCRIPTOR and sizes == (0, 0, 0)
    same = blank or sizes == (entry.checksum, entry.packed, entry.size)
    if (fields[0], fields[3], fields[4], local_name) != stated or not same:
        raise refuse(
            NOT_PLAIN.at(
                Place(name), what=phrase(N_("two headers disagree on {name}"), name=entry.name)
            )
        )
    lengths: tuple[int, int] = fields[10:12]
    return first + sum(lengths)


def _inflated(entry: _Entry, packed: bytes, limits: Limits, left: int) -> bytes:
    most = min(limits.member, left, max(SMALL, limits.ratio * len(packed)))
    pieces = iter([packed]) if entry.method == STORED else _inflate(entry, packed)
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most:
            raise refuse(BOMB.at(Place(entry.name), most=most, total=limits.total))
    if len(content) != entry.size:
        found = len(content)
        what = phrase(N_("{found} bytes where {stated} are stated"), found=found, stated=entry.size)
        raise refuse(DAMAGED.at(Place(entry.name), what=what))
    if zlib.crc32(content) != entry.checksum:
        raise refuse(DAMAGED.at(Place(entry.name), what=phrase(N_("its check sum differs"))))
    return bytes(content)


def _inflate(entry: _Entry, packed: bytes) -> Iterator[bytes]:
    """Give the inflated bytes in pieces of bounded size, and nothing after the stream's end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    cut = refuse(
        DAMAGED.at(Place(entry.name), what=phrase(N_("its packed bytes are cut or too many")))
    )
    try:
        for at in range(0, len(packed), CHUNK):
            if inflater.eof:
                raise cut
            yield from _drained(inflater, packed[at : at + CHUNK])
    except zlib.error as error:
        raise refuse(
            DAMAGED.at(Place(entry.name), what=phrase(N_("it does not inflate")))
        ) from error
    if not inflater.eof or inflater.unused_data:
        raise cut


def _drained(inflater: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    while not inflater.eof:
        piece = inflater.decompress(packed, CHUNK)
        yield piece
        packed = inflater.unconsumed_tail
        # A full piece may leave output waiting although no input is left.
        if not packed and len(piece) < CHUNK:
            return
