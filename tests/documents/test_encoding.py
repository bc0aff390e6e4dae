import pytest

from comity.documents.encoding import plain_text_bytes
from comity.fault import Fault, RefusedError

LIMIT = 1 << 26


def faults_of(data: bytes) -> tuple[Fault, ...]:
    with pytest.raises(RefusedError) as refused:
        plain_text_bytes(data, "f.csv", LIMIT)
    return refused.value.faults


def test_utf8_with_or_without_mark_is_the_same() -> None:
    text = "id,text\n1,是的 да نعم\n".encode()
    assert plain_text_bytes(text, "f.csv", LIMIT) == text
    assert plain_text_bytes(b"\xef\xbb\xbf" + text, "f.csv", LIMIT) == text


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        ("id,text\n1,Größe, Vorschläge für später\n", "cp1252", "WINDOWS-1252"),
        ("id,text\n1,Реестр должен быть открытым для всех\n", "cp1251", "WINDOWS-1251"),
        ("id,text\n1,登记册应使用各国都能理解的统一分类\n", "gb18030", "GB18030"),
    ],
)
def test_another_encoding_is_named_with_line_and_byte(text: str, encoding: str, guess: str) -> None:
    data = text.encode(encoding)
    first = next(i for i, byte in enumerate(data) if byte > 127)
    fault = faults_of(data)[0]
    assert fault.code == "documents.not_utf8"
    assert fault.place.line == 2
    assert fault.values["offset"] == str(first)
    assert fault.values["encoding"] == guess
    assert "iconv -f {encoding}" in fault.remedy


def test_lines_pasted_from_elsewhere_are_all_named() -> None:
    data = b"id,text\n1,caf\xc3\xa9\n2,caf\xe9\n3,plain\n4,na\xefve\n"
    faults = faults_of(data)
    assert [fault.code for fault in faults] == ["documents.mixed_encodings"] * 2
    assert [fault.place.line for fault in faults] == [3, 5]
    assert [int(fault.values["offset"]) for fault in faults] == [
        i for i, byte in enumerate(data) if byte in (0xE9, 0xEF)
    ]


def test_offsets_hold_across_pieces_of_reading() -> None:
    data = "é".encode() * 600_000 + b"\nx\xff\n"
    (fault,) = faults_of(data)
    assert int(fault.values["offset"]) == data.index(b"\xff")
    assert fault.place.line == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_recognised(encoding: str) -> None:
    (fault,) = faults_of("comment-id,vote\n1,1\n".encode(encoding))
    assert fault.code == "documents.utf16"
    assert "iconv -f UTF-16" in fault.remedy


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04rest", "documents.zipped"),
        (b"\x1f\x8b\x08rest", "documents.gzipped"),
        (b"%PDF-1.7", "documents.not_csv"),
        (b'\xef\xbb\xbf \n{"votes": []}', "documents.not_csv"),
        (b"<!DOCTYPE html><p>Sign in", "documents.web_page"),
        (b"SQLite format 3\x00", "documents.not_csv"),
    ],
)
def test_other_formats_are_named(data: bytes, code: str) -> None:
    assert [fault.code for fault in faults_of(data)] == [code]


def test_each_line_with_a_nul_is_named() -> None:
    faults = faults_of(b"id,text\n1,a\x00b\x00\n2,fine\n3,\x00\n")
    assert [(fault.code, fault.place.line) for fault in faults] == [
        ("documents.nul", 2),
        ("documents.nul", 4),
    ]
    assert faults[0].values["offset"] == "11"


def test_a_file_cut_in_a_character_is_told_from_another_encoding() -> None:
    (fault,) = faults_of("id,text\n1,caf\u00e9".encode()[:-1])
    assert fault.code == "documents.cut_off"


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(RefusedError) as refused:
        plain_text_bytes(b"\xff" * 11, "f.csv", 10)
    assert [fault.code for fault in refused.value.faults] == ["documents.too_large"]
    assert plain_text_bytes(b"x" * 10, "f.csv", 10) == b"x" * 10
