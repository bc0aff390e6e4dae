"""Text arrives as UTF-8, or is refused with a guess of what it is and how to convert it."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, utf_8_decode
from re import findall
from typing import Final

from comity.documents.fault_list import FaultList
from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["plain_text_bytes"]

PIECE: Final = 1 << 20

TOO_LARGE: Final = FaultKind(
    "documents.too_large",
    N_("the file has {size} bytes"),
    N_("at most {limit} bytes are read"),
    N_("Split it, or leave out columns that are not needed."),
)
ZIPPED: Final = FaultKind(
    "documents.zipped",
    N_("the file is a spreadsheet (.xlsx, .ods) or another ZIP archive"),
    N_("it must be a text file with comma-separated values (CSV)"),
    N_("In the spreadsheet program, save it as “CSV UTF-8”; an archive must be unpacked first."),
)
GZIPPED: Final = FaultKind(
    "documents.gzipped",
    N_("the file is compressed with gzip"),
    N_("it must be a text file with comma-separated values (CSV)"),
    N_("Unpack it first: gunzip --keep FILE.gz"),
)
WEB_PAGE: Final = FaultKind(
    "documents.web_page",
    N_("the file is a web page"),
    N_("it must be a text file with comma-separated values (CSV)"),
    N_("The link may have led to a page about the file, or to a sign-in page: download it again."),
)
NOT_CSV: Final = FaultKind(
    "documents.not_csv",
    N_("the file is {format}"),
    N_("it must be a text file with comma-separated values (CSV)"),
    N_("Export the data as CSV."),
)
UTF16: Final = FaultKind(
    "documents.utf16",
    N_("the file is in UTF-16 (“Unicode text”)"),
    N_("files are read as UTF-8"),
    N_("Save it as “CSV UTF-8”, or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW"),
)
NOT_UTF8: Final = FaultKind(
    "documents.not_utf8",
    N_("byte {offset} of the file ({byte}) is not UTF-8; it looks like {guess}"),
    N_("files are read as UTF-8"),
    N_("Save it as “CSV UTF-8”, or convert it: iconv -f {encoding} -t UTF-8 OLD > NEW"),
)
MIXED: Final = FaultKind(
    "documents.mixed_encodings",
    N_("byte {offset} of the file ({byte}) is not UTF-8, though other lines are"),
    N_("a file has one encoding, UTF-8"),
    N_("This line was pasted from elsewhere, perhaps {guess}: write it again in UTF-8."),
)
CUT_OFF: Final = FaultKind(
    "documents.cut_off",
    N_("the file ends in the middle of a character, at byte {offset}"),
    N_("files are read as UTF-8"),
    N_("It may have been cut off on the way: fetch it again."),
)
NUL: Final = FaultKind(
    "documents.nul",
    N_("byte {offset} of the file is NUL"),
    N_("text has no NUL bytes"),
    N_("The file is damaged or not text: export it again."),
)

OTHER_FORMATS: Final = (
    (b"PK\x03\x04", ZIPPED, ""),
    (b"\x1f\x8b", GZIPPED, ""),
    (b"%PDF", NOT_CSV, "PDF"),
    (b"\xd0\xcf\x11\xe0", NOT_CSV, "an old Office file (.xls)"),
    (b"SQLite format 3", NOT_CSV, "an SQLite database"),
    (b"<!doctype html", WEB_PAGE, ""),
    (b"<html", WEB_PAGE, ""),
    (b"<?xml", NOT_CSV, "XML"),
    (b"{", NOT_CSV, "JSON"),
    (b"[{", NOT_CSV, "JSON"),
)


def plain_text_bytes(data: bytes, name: str, limit: int) -> bytes:
    """Return ``data`` without byte order mark if it is UTF-8 text of at most ``limit`` bytes.

    Raises ``RefusedError`` with line and byte offset of what is not, one fault per line.
    """
    place = Place(name)
    if len(data) > limit:
        raise refuse(TOO_LARGE.at(place, size=len(data), limit=limit))
    start = data[:64].removeprefix(BOM_UTF8).lstrip().lower()
    for magic, kind, form in OTHER_FORMATS:
        if start.startswith(magic.lower()):
            raise refuse(kind.at(place, format=form))
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or _every_other_is_nul(data[:512]):
        raise refuse(UTF16.at(place))
    text = data.removeprefix(BOM_UTF8)
    faults = FaultList(name)
    if not text.isascii():
        _find_other_encodings(data, name, faults)
    _find_nul(data, name, faults)
    faults.refuse_any()
    return text


def _every_other_is_nul(start: bytes) -> bool:
    return len(start) >= 4 and max(start[0::2].count(0), start[1::2].count(0)) * 3 > len(start)


def _find_nul(data: bytes, name: str, faults: FaultList) -> None:
    at = data.find(0)
    line, counted = 1, 0
    while at >= 0 and not faults.full:
        line, counted = line + data.count(b"\n", counted, at), at
        faults.add(NUL.at(Place(name, line=line), offset=at))
        after = data.find(b"\n", at)
        at = data.find(0, after) if after >= 0 else -1


def _find_other_encodings(data: bytes, name: str, faults: FaultList) -> None:
    """Add one fault per line that is not UTF-8."""
    position, whole = _first_not_utf8(data, 0)
    if position < 0:
        return
    is_mixed = _has_utf8_lines(data)
    kind, guessed = (MIXED, None) if is_mixed else (NOT_UTF8, _guess(data))
    line, counted = 1, 0
    while position >= 0 and not faults.full:
        line, counted = line + data.count(b"\n", counted, position), position
        place = Place(name, line=line)
        if not whole:
            faults.add(CUT_OFF.at(place, offset=position))
            return
        end = data.find(b"\n", position)
        end = end if end >= 0 else len(data)
        encoding, guess = guessed or _guess(data[position:end])
        byte = f"0x{data[position]:02X}"
        faults.add(kind.at(place, offset=position, byte=byte, guess=guess, encoding=encoding))
        position, whole = _first_not_utf8(data, end)


def _first_not_utf8(data: bytes, position: int) -> tuple[int, bool]:
    """Return the offset from ``position`` on that is not UTF-8 (-1: none), False if just cut."""
    view = memoryview(data)
    while position < len(data):
        piece = view[position : position + PIECE]
        is_last = position + PIECE >= len(data)
        try:
            _, read = utf_8_decode(piece, "strict", is_last)
        except UnicodeDecodeError as error:
            at = position + error.start
            return at, not (is_last and error.reason == "unexpected end of data")
        position += read
    return -1, True


def _has_utf8_lines(data: bytes) -> bool:
    """Tell whether some line with non-ASCII text is UTF-8, as in a file pasted together."""
    for line in data[: 16 * PIECE].split(b"\n"):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _guess(data: bytes) -> tuple[str, str]:
    """Return (name for iconv, words) of the likely encoding, from runs of non-ASCII bytes.

    In Latin scripts such bytes stand alone among letters, in other alphabets they fill words, in
    double-byte encodings they come in pairs. Small Cyrillic letters are the bytes from 0xE0 on,
    where few Chinese characters begin.
    """
    runs = findall(rb"[\x80-\xff]+", data[:PIECE])
    length = sum(map(len, runs)) / max(1, len(runs))
    if length < 2:
        return "WINDOWS-1252", "windows-1252 (Western European)"
    paired = sum(len(run) % 2 == 0 for run in runs) / len(runs)
    late = sum(byte >= 0xE0 for run in runs for byte in run[::2]) / sum(
        len(run[::2]) for run in runs
    )
    if paired > 0.75 and late < 0.5:
        return "GB18030", "GB18030 (Chinese)"
    return "WINDOWS-1251", "windows-1251 (Cyrillic) or windows-1256 (Arabic)"
