"""Bundles that could harm or deceive, as a person meets them: given to ``comity verify``."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from comity.record import read_bundle, write_bundle
from tests.cli.own_bundle import publish, run
from tests.cli.test_bad_input import listing
from tests.record.bundles import REGISTRY

Make = Callable[[dict[str, bytes]], bytes]
ZEROS = b"\0" * 60_000_000


@pytest.fixture(autouse=True)
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def members(home, tmp_path) -> dict[str, bytes]:
    """Return the members of a bundle that verifies: the control of every attack."""
    bundle = publish(home, tmp_path / "good.zip")
    assert run(home, "verify", bundle).exit_code == 0
    return dict(read_bundle(bundle.read_bytes()).members)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("placeholder")
            info.compress_type = method
            info.filename = name
            archive.writestr(info, content)
    return target.getvalue()


def lying(field: int, value: int) -> Make:
    """State another size for the first member, in both of its headers."""

    def make(members: dict[str, bytes]) -> bytes:
        data = bytearray(zipped(members))
        directory = struct.unpack_from("<L", data, len(data) - 6)[0]
        struct.pack_into("<L", data, directory + field, value)
        struct.pack_into("<L", data, field - 6 + 4, value)
        return bytes(data)

    return make


def overlapping(members: dict[str, bytes]) -> bytes:
    """Let two names share one member's bytes, as bombs do that beat every ratio."""
    data = zipped({"inputs/a": b"a" * 100, "inputs/b": b"b" * 100})
    return data.replace(
        struct.pack("<L", data.index(b"PK\x03\x04", 4)) + b"inputs/b", b"\0\0\0\0inputs/b"
    )


def bomb_behind_a_small_size(members: dict[str, bytes]) -> bytes:
    data = zipped({"manifest.json": ZEROS})
    return data.replace(struct.pack("<L", len(ZEROS)), struct.pack("<L", 100))


def named(name: str) -> Make:
    return lambda members: zipped({**members, name: b"x"})


PLAIN_ZIP = "a bundle is one zip file whose members fill it without gap, comment or encryption"
PLAIN_NAME = "leads out of no folder and stands once"
BOMB = "a member inflates to at most 200 times its size"
STATED = "a member has the size and the check sum that the file states for it"
AGAIN = "Download it again."
KEEP_OUT = "Do not unpack it with other programs either; ask the publisher."

HARMFUL: dict[str, tuple[Make, tuple[str, ...]]] = {
    "a zip bomb": (lambda members: zipped({**members, "inputs/x": ZEROS}), (BOMB, KEEP_OUT)),
    "a bomb that states a small size": (bomb_behind_a_small_size, (BOMB, KEEP_OUT)),
    "a bomb of members that overlap": (overlapping, (PLAIN_ZIP, AGAIN)),
    "a bomb in a bomb": (
        lambda members: zipped({**members, "inputs/x": zlib.compress(zlib.compress(ZEROS))}),
        ("inputs/x", "a bundle holds nothing its manifest does not list"),
    ),
    "a way out of the folder": (named("../../etc/cron.d/x"), (PLAIN_NAME, KEEP_OUT)),
    "an absolute path": (named("/etc/passwd"), (PLAIN_NAME, KEEP_OUT)),
    "a path of Windows": (named("inputs\\..\\x"), (PLAIN_NAME, KEEP_OUT)),
    "a drive": (named("C:/x"), (PLAIN_NAME, KEEP_OUT)),
    "one name in two spellings": (named("INPUTS/votes.csv"), (PLAIN_NAME, KEEP_OUT)),
    "a larger size than there is": (lying(24, 10**6), (STATED, AGAIN)),
    "a smaller size than there is": (lying(24, 3), (STATED, AGAIN)),
    "a packed size beyond the file": (lying(20, 10**8), (PLAIN_ZIP, AGAIN)),
    "a packed size that leaves a gap": (lying(20, 3), (PLAIN_ZIP, AGAIN)),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_a_bundle_that_could_harm_is_refused(home, members, tmp_path, what):
    make, words = HARMFUL[what]
    bundle = tmp_path / "harm.zip"
    bundle.write_bytes(make(members))
    before = listing(tmp_path)
    result = run(home, "verify", bundle)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("Refused")
    for part in words:
        assert part in result.output
    assert listing(tmp_path) == before


TWICE = {
    "manifest.json": (b'"title":', b'"title":"Another","title":'),
    "proof/entry.json": (b'"act":', b'"act":"dialogue.compute_report","act":'),
    "proof/payload.json": (b'"manifest":', b'"manifest":"0","manifest":'),
}


@pytest.mark.parametrize("path", TWICE)
def test_a_key_that_stands_twice_is_refused(home, members, tmp_path, path):
    """Readers disagree on which of the two counts: two people would see two things."""
    bundle = tmp_path / "twice.zip"
    old, new = TWICE[path]
    assert old in members[path]
    bundle.write_bytes(write_bundle({**members, path: members[path].replace(old, new, 1)}))
    before = listing(tmp_path)
    result = run(home, "verify", bundle)
    assert result.exit_code in (1, 2), result.output
    assert path in result.output or "entry" in result.output
    assert listing(tmp_path) == before


def test_a_cut_download_is_refused_wherever_it_was_cut(home, members, tmp_path):
    data = write_bundle(members)
    bundle = tmp_path / "cut.zip"
    for size in (0, 1, 21, 22, 30, len(data) // 2, len(data) - 22, len(data) - 1):
        bundle.write_bytes(data[:size])
        result = run(home, "verify", bundle)
        assert result.exit_code == 2, size
        assert "cut.zip" in result.output
        assert AGAIN in result.output
