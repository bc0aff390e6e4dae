"""The zip reader refuses what could harm, and reads what was written."""

import io
import random
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.record.bundle import Limits, read_bundle, write_bundle

MEMBERS = {"manifest.json": b"{}", "inputs/votes.csv": b"p,s,v\n1,1,1\n", "checkpoint": b"note"}
UNIX_LINK = 0o120777 << 16


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED, **fields: object) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("placeholder")
            info.compress_type = method
            info.filename = name
            for field, value in fields.items():
                setattr(info, field, value)
            archive.writestr(info, content)
    return target.getvalue()


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read_bundle(data, "report.zip", limits)
    return refused.value.faults[0].code


def test_what_was_written_is_read_and_the_bytes_are_always_the_same():
    data = write_bundle(MEMBERS)
    assert dict(read_bundle(data).members) == MEMBERS
    assert data == write_bundle(dict(reversed(MEMBERS.items())))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        assert [info.filename for info in infos] == sorted(MEMBERS)
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
        assert {(info.compress_type, info.extra, info.create_system) for info in infos} == {
            (zipfile.ZIP_STORED, b"", 3)
        }


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_archives_of_other_tools_are_read(method: int):
    assert dict(read_bundle(zipped(MEMBERS, method)).members) == MEMBERS


def test_streamed_archives_with_descriptors_and_folders_are_read():
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *_: int) -> int:
            raise OSError

    target = Stream()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("inputs/"), b"")
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
    assert dict(read_bundle(target.getvalue()).members) == MEMBERS


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up",
        "a/../../up",
        "a/..",
        "..",
        ".hidden",
        "a//b",
        "a\\b",
        "C:/x",
        "a\x00b",
        "a\nb",
        "naïve",
        "",
        "x" * 201,
        "a/",
        "trailing.",
        "a b",
    ],
)
def test_dangerous_names_are_refused(name: str):
    assert code_of(zipped({name: b"x"})) == "record.bundle_name"


@pytest.mark.parametrize(
    "names", [("a", "a"), ("a", "A"), ("a", "a/b"), ("a/b", "a"), ("a/b", "A/b")]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_meet_are_refused(names: tuple[str, str]):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    assert code_of(target.getvalue()) == "record.bundle_name"


def test_links_encryption_and_odd_methods_are_refused():
    assert code_of(zipped({"a": b"/etc/passwd"}, external_attr=UNIX_LINK)) == "record.bundle_member"
    assert code_of(zipped({"a": b"x" * 99}, zipfile.ZIP_LZMA)) == "record.bundle_member"
    plain = bytearray(zipped({"a": b"x"}))
    for at in (6, plain.index(b"PK\x01\x02") + 8):
        plain[at] |= 1
    assert code_of(bytes(plain)) == "record.bundle_member"


def test_more_members_than_allowed_are_refused():
    assert code_of(zipped({f"m{i}": b"" for i in range(2001)})) == "record.bundle_too_many"
    assert len(read_bundle(zipped({f"m{i}": b"" for i in range(2000)})).members) == 2000


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("comity.record.bundle.LARGEST_FILE", 100)
    assert code_of(write_bundle(MEMBERS)) == "record.bundle_too_large"


def test_a_bomb_is_stopped_while_it_inflates_whatever_its_headers_say():
    bomb = zipped({"a": bytes(50_000_000)}, zipfile.ZIP_DEFLATED)
    assert code_of(bomb) == "record.bundle_bomb"
    lying = bomb.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 10))
    assert lying != bomb
    assert code_of(lying) == "record.bundle_bomb"


def test_member_and_total_are_bounded():
    noise = random.Random(1).randbytes(3000)
    two = zipped({"a": noise, "b": noise})
    assert code_of(two, Limits(member=2999)) == "record.bundle_bomb"
    assert code_of(two, Limits(total=5999)) == "record.bundle_bomb"
    assert len(read_bundle(two, limits=Limits(member=3000, total=6000)).members) == 2


def test_a_long_stream_inflates_exactly():
    noise = random.Random(2).randbytes(300_000) + bytes(300_000) + b"end"
    assert read_bundle(zipped({"a": noise}, zipfile.ZIP_DEFLATED)).members["a"] == noise


def test_lying_sizes_and_check_sums_are_refused():
    packed = zipped({"a": b"abcdefgh" * 100}, zipfile.ZIP_DEFLATED)
    assert code_of(packed.replace(struct.pack("<L", 800), struct.pack("<L", 801))) == (
        "record.bundle_damaged"
    )
    stored = zipped({"a": b"abcdefgh"})
    assert code_of(stored.replace(b"abcdefgh", b"abcdefgH")) == "record.bundle_damaged"
    only_central = stored[:60] + stored[60:].replace(struct.pack("<L", 8), struct.pack("<L", 9), 1)
    assert code_of(only_central) == "record.bundle_not_plain"


def test_bytes_behind_the_end_of_a_packed_stream_are_refused():
    content = zlib.compress(b"abc" * 50, wbits=-15)
    longer = content + b"hidden"
    good = zipped({"a": b"abc" * 50}, zipfile.ZIP_DEFLATED)
    at = good.index(content)
    bad = bytearray(good[:at] + longer + good[at + len(content) :])
    start = bad.index(b"PK\x01\x02")
    for where in (18, start + 20):
        struct.pack_into("<L", bad, where, len(longer))
    struct.pack_into("<L", bad, len(bad) - 6, start)
    assert code_of(bytes(bad)) == "record.bundle_damaged"


def test_a_packed_stream_that_ends_early_or_late_or_is_none_is_refused():
    good = zipped({"a": b"abc" * 50}, zipfile.ZIP_DEFLATED)
    at, end = 31, good.index(b"PK\x01\x02")
    for packed in (good[at:end] + bytes(100_000), good[at : end - 2], b"\xff" * 20):
        bad = bytearray(good[:at] + packed + good[end:])
        start = at + len(packed)
        for where in (18, start + 20):
            struct.pack_into("<L", bad, where, len(packed))
        struct.pack_into("<L", bad, len(bad) - 6, start)
        assert code_of(bytes(bad)) == "record.bundle_damaged"


def test_data_before_between_and_behind_members_is_refused():
    data = write_bundle(MEMBERS)
    assert code_of(b"#!/bin/sh\n" + data) == "record.bundle_not_plain"
    assert code_of(data + b"x") == "record.bundle_not_plain"
    start = data.index(b"PK\x01\x02")
    moved = bytearray(data[:start] + b"hidden" + data[start:])
    struct.pack_into("<L", moved, len(moved) - 6, start + 6)
    assert code_of(bytes(moved)) == "record.bundle_not_plain"


def test_a_prefix_the_directory_knows_of_is_refused():
    data = write_bundle({"a": b"x"})
    start = data.index(b"PK\x01\x02")
    moved = bytearray(b"before" + data)
    struct.pack_into("<L", moved, start + 6 + 42, 6)
    struct.pack_into("<L", moved, len(moved) - 6, start + 6)
    assert zipfile.ZipFile(io.BytesIO(bytes(moved))).read("a") == b"x"
    assert code_of(bytes(moved)) == "record.bundle_not_plain"


def test_a_shifted_start_that_zip_tools_forgive_is_refused():
    data = write_bundle(MEMBERS)
    assert zipfile.ZipFile(io.BytesIO(b"before" + data)).namelist() == sorted(MEMBERS)
    assert code_of(b"before" + data) == "record.bundle_not_plain"


def test_two_members_on_the_same_bytes_are_refused():
    data = bytearray(zipped({"aa": b"x", "bb": b"x"}))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    assert code_of(bytes(data)) == "record.bundle_not_plain"


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 1000, b"PK\x05\x06" + bytes(18) + b"x"])
def test_what_is_no_zip_is_refused(data: bytes):
    assert code_of(data) == "record.bundle_not_plain"


def test_a_directory_that_states_a_huge_length_is_refused_before_it_is_read():
    many = zipped({f"m{i}": b"" for i in range(100)})
    wrong = many[:-12] + struct.pack("<H", 90) + many[-10:]
    wrong = wrong[:-14] + struct.pack("<H", 90) + wrong[-12:]
    assert code_of(wrong) == "record.bundle_not_plain"


def test_an_empty_archive_is_read_as_no_members():
    assert dict(read_bundle(write_bundle({})).members) == {}


def test_writing_refuses_names_that_could_not_be_read_back():
    with pytest.raises(RefusedError):
        write_bundle({"../x": b""})
    with pytest.raises(RefusedError):
        write_bundle({f"m{i}": b"" for i in range(2001)})


@settings(max_examples=200)
@given(st.binary(max_size=200), st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_any_damage_is_refused_or_read_but_never_a_crash(noise: bytes, where: int, put: bytes):
    data = bytearray(zipped({"a": noise, "b/c": noise * 3}, zipfile.ZIP_DEFLATED))
    at = where % len(data)
    data[at : at + len(put)] = put
    try:
        read_bundle(bytes(data))
    except RefusedError as refused:
        assert refused.faults  # noqa: PT017 - both outcomes are right, a crash is not


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9]{0,9}/[a-z][a-z0-9.]{0,9}[a-z]", fullmatch=True),
        st.binary(max_size=200),
        max_size=8,
    )
)
def test_writing_and_reading_are_inverse(members: dict[str, bytes]):
    assert dict(read_bundle(write_bundle(members)).members) == members


def test_reading_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_bundle(write_bundle(MEMBERS))
    assert list(tmp_path.iterdir()) == []
