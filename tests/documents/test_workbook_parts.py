"""What is refused before it is unpacked; each with a control, the same workbook without it."""

import zipfile
from io import BytesIO

import pytest

from comity.documents import is_workbook
from comity.documents.workbook_parts import check_parts
from comity.fault import RefusedError
from tests.documents.test_workbook import with_part, workbook

SOUND = workbook(["party"], ["Vale"])
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)


def refused(data, limit=10_000_000):
    with pytest.raises(RefusedError) as raised:
        check_parts(data, "l.xlsx", limit)
    return raised.value.faults[0].code.removeprefix("documents.")


def test_a_sound_workbook_passes_and_a_text_is_none():
    assert check_parts(SOUND, "l.xlsx", 10_000_000) is None
    assert is_workbook(SOUND)
    assert is_workbook(OLE)
    assert not is_workbook(b"party\nVale\n")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE, "xlsx_legacy"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "xlsx_encrypted"),
        (SOUND[:-40], "xlsx_damaged"),
        (with_part(b"", "content.xml", b"<x/>"), "xlsx_damaged"),
        (with_part(SOUND, "xl/vbaProject.bin", b"x"), "xlsx_macros"),
        (with_part(SOUND, "xl/macrosheets/sheet1.xml", b"<x/>"), "xlsx_macros"),
        (with_part(SOUND, "xl/zeros.bin", bytes(20_000_000)), "xlsx_bomb"),
        (with_part(SOUND, "xl/a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "xlsx_damaged"),
        (with_part(SOUND, "xl/b.xml", "<!DOCTYPE a><a/>".encode("utf-16")), "xlsx_damaged"),
    ],
)
def test_what_would_harm_is_refused_by_name(data, code):
    assert refused(data) == code


def test_bytes_and_parts_are_bounded():
    assert refused(SOUND, limit=100) == "too_large"
    out = BytesIO(SOUND)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/{number}.bin", b"")
    assert refused(out.getvalue()) == "xlsx_bomb"


def test_a_part_that_reaches_out_is_named():
    data = with_part(SOUND, "xl/externalLinks/externalLink1.xml", b"<x/>")
    assert check_parts(data, "l.xlsx", 10_000_000) == "xl/externalLinks/externalLink1.xml"
