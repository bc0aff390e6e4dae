"""What a workbook is made of, looked at before any of it is unpacked: its size, what runs in it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from comity.documents.encoding import TOO_LARGE
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse

__all__ = ["DAMAGED", "EXTERNAL", "check_parts", "is_workbook"]

MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 100_000_000
DENSEST: Final = 200
"""How many times its packed size a part of more than a megabyte may be; real sheets reach 30."""
SMALL: Final = 1_000_000
OLD: Final = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
RUNS: Final = ("vbaproject", "macrosheets/", "activex/", "ctrlprops/", "dialogsheets/")
REACHES_OUT: Final = ("externallinks/", "connections.xml", "querytables/", "embeddings/", "model/")

LEGACY: Final = FaultKind(
    "documents.xlsx_legacy",
    N_("the file is an old workbook (.xls), whatever its name ends with"),
    N_("a list is a workbook as programs write it since 2007 (.xlsx), or CSV"),
    N_("Open it in a spreadsheet program, and save it as .xlsx or as “CSV UTF-8”."),
)
LOCKED: Final = FaultKind(
    "documents.xlsx_encrypted",
    N_("the workbook is encrypted with a password"),
    N_("a list can be read by whoever imports it"),
    N_("Open it with its password, and save a copy without one."),
)
DAMAGED: Final = FaultKind(
    "documents.xlsx_damaged",
    N_("the file cannot be read as a workbook: {reason}"),
    N_("a list is a sound workbook (.xlsx), or CSV"),
    N_("Open it in a spreadsheet program, and save it as .xlsx, or as “CSV UTF-8”."),
)
BOMB: Final = FaultKind(
    "documents.xlsx_bomb",
    N_("unpacked, the workbook would have more than {size} bytes in {parts} parts"),
    N_("a workbook has at most {limit} bytes unpacked, and no part is packed beyond all measure"),
    N_("Copy the part with the list to a new workbook."),
)
MACROS: Final = FaultKind(
    "documents.xlsx_macros",
    N_("the workbook holds a program: {part}"),
    N_("a list has values alone, and nothing that runs"),
    N_("Save it as .xlsx without macros."),
)
EXTERNAL: Final = FaultKind(
    "documents.xlsx_external",
    N_("the workbook reaches for something elsewhere: {part}"),
    N_("a list is whole by itself"),
    N_("Copy the list, and paste it as values into a new workbook."),
)


def is_workbook(data: bytes) -> bool:
    """Tell whether ``data`` begins like a workbook, a new or an old one, and not like a text."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD))


def check_parts(data: bytes, name: str, limit: int) -> str | None:
    """Raise ``RefusedError`` unless the parts of ``data`` are few, small and inert.

    Returns the part that reaches for something outside, if there is one: the cell that does so
    can be told better by who reads the cells.
    """
    place = Place(name)
    if len(data) > limit:
        raise refuse(TOO_LARGE.at(place, size=len(data), limit=limit))
    if data.startswith(OLD):
        raise refuse((LOCKED if ENCRYPTED in data else LEGACY).at(place))
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, place)
            _check_names(parts, place)
            _check_markup(archive, parts, place)
    except RefusedError:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise refuse(DAMAGED.at(place, reason=type(error).__name__)) from error
    except Exception as error:  # zlib.error and its like, which are of no common kind
        raise refuse(DAMAGED.at(place, reason=type(error).__name__)) from error
    return _part(parts, REACHES_OUT)


def _check_sizes(parts: Sequence[ZipInfo], place: Place) -> None:
    size = sum(part.file_size for part in parts)
    dense = any(part.file_size > max(SMALL, DENSEST * part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED or dense:
        told = {"size": size, "parts": len(parts), "limit": MOST_UNPACKED}
        raise refuse(BOMB.at(place, **told))


def _check_names(parts: Sequence[ZipInfo], place: Place) -> None:
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names):
        raise refuse(DAMAGED.at(place, reason=phrase(N_("a part twice"))))
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(LOCKED.at(place))
    if "xl/workbook.xml" not in names:
        raise refuse(DAMAGED.at(place, reason=phrase(N_("no xl/workbook.xml"))))
    runs = _part(parts, RUNS)
    if runs is not None:
        raise refuse(MACROS.at(place, part=runs))


def _check_markup(archive: ZipFile, parts: Sequence[ZipInfo], place: Place) -> None:
    """Refuse declarations, by which markup grows or reads files, and encodings that hide them."""
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            markup = archive.read(part)
            if b"<!DOCTYPE" in markup or b"<!ENTITY" in markup or b"\0" in markup:
                raise refuse(
                    DAMAGED.at(
                        place,
                        reason=phrase(N_("declarations in {filename}"), filename=part.filename),
                    )
                )


def _part(parts: Sequence[ZipInfo], marks: Sequence[str]) -> str | None:
    names = (part.filename for part in parts)
    return next((one for one in names if any(mark in one.lower() for mark in marks)), None)
