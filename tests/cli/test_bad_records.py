"""Damaged, forged and swapped records, and clocks that go back, through the commands."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from comity.record import parse_entry, parse_proof, read_bundle
from tests.cli.own_bundle import publish, run
from tests.cli.test_bad_input import PLAIN, given, listing, report
from tests.record.bundles import REGISTRY


@pytest.fixture(autouse=True)
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)


@pytest.fixture
def home(tmp_path):
    """Return the home of a record with two entries, which verifies: the control."""
    publish(tmp_path / "home", tmp_path / "one.zip")
    assert run(tmp_path / "home", "verify", tmp_path / "home" / "record").exit_code == 0
    return tmp_path / "home"


@pytest.fixture
def vkey(home):
    return (home / "record" / "key.vkey").read_text().strip()


TILES = {"tile/0/000.p/2": "tile/0/000.p/2", "tile/entries/000.p/2": "an entry tile of 2 entries"}


@pytest.mark.parametrize("kept", [0, 1, -1])
@pytest.mark.parametrize("tile", TILES)
def test_a_truncated_tile_is_named(home, vkey, tmp_path, tile, kept):
    file = home / "record" / tile
    file.write_bytes(file.read_bytes()[:kept])
    before = listing(tmp_path)
    verified = run(home, "verify", home / "record")
    assert verified.exit_code == 2, verified.output
    assert TILES[tile] in verified.output
    assert listing(tmp_path) == before
    # It is not continued from, not copied for others, and not mirrored.
    for command, rule in (
        (("record", "export", "--out", tmp_path / "copy"), "a record is only continued from"),
        (("record", "prove", 1, "--out", tmp_path / "one.proof"), "a record is only continued"),
    ):
        refused = run(home, *command)
        assert refused.exit_code == 2
        assert rule in refused.output
        assert "Bring back the folder from your own copy." in refused.output
    assert listing(tmp_path) == before
    mirror = tmp_path / "mirror"
    followed = run(
        tmp_path / "reader", "record", "follow", home / "record", "--key", vkey, "--out", mirror
    )
    assert followed.exit_code in (1, 2), followed.output
    assert not (mirror / "checkpoint").exists()


def rooted_elsewhere(note: bytes, other: bytes) -> bytes:
    """Put another log's size and root under this one's signature."""
    lines, others = note.split(b"\n"), other.split(b"\n")
    return b"\n".join([lines[0], *others[1:3], *lines[3:]])


FORGED = {
    "another size": (lambda note, other: note.replace(b"\n2\n", b"\n3\n"), 1),
    "another root": (rooted_elsewhere, 1),
    "another log's": (lambda note, other: other, 1),
    "no signature": (lambda note, other: note.split(b"\n\n")[0] + b"\n\n", 2),
    "no note": (lambda note, other: b"Dear all,\n", 2),
    "nothing": (lambda note, other: b"", 2),
    "a larger size with signs that no number has": (
        lambda note, other: note.replace(b"\n2\n", "\n٣\n".encode()),
        2,
    ),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_or_swapped_checkpoint_is_named(home, vkey, tmp_path, how):
    publish(tmp_path / "other", tmp_path / "two.zip")
    publish(tmp_path / "other", tmp_path / "three.zip")
    forge, code = FORGED[how]
    file = home / "record" / "checkpoint"
    file.write_bytes(forge(file.read_bytes(), (tmp_path / "other/record/checkpoint").read_bytes()))
    before = listing(tmp_path)
    verified = run(home, "verify", home / "record")
    assert verified.exit_code == code, verified.output
    assert "checkpoint" in verified.output or "signature" in verified.output
    assert listing(tmp_path) == before
    refused = run(home, "record", "export", "--out", tmp_path / "copy")
    assert refused.exit_code == 2
    assert "the record's own files do not fit its signed head" in refused.output
    assert listing(tmp_path) == before
    followed = run(
        tmp_path / "reader", "record", "follow", home / "record", "--key", vkey,
        "--out", tmp_path / "mirror",
    )  # fmt: skip
    assert followed.exit_code in (1, 2, 5), followed.output
    assert not (tmp_path / "mirror" / "checkpoint").exists()


def test_a_checkpoint_swapped_for_an_older_one_is_refused_by_who_saw_the_newer(home, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(home / "record", older)
    publish(home, tmp_path / "two.zip")
    shutil.rmtree(home / "record")
    shutil.copytree(older, home / "record")
    before = listing(home / "record")
    refused = run(home, "record", "prove", 1, "--out", tmp_path / "x.proof")
    assert refused.exit_code == 2
    for words in (
        "the record has 2 entries, and a head of 3 was signed before",
        "it would fork",
        "Bring back the newest copy of the folder",
    ):
        assert words in refused.output
    assert listing(home / "record") == before


def clock_at(monkeypatch, moment):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

    monkeypatch.setattr("comity.cli.report_folder.datetime", Clock)


def entry_of(folder):
    """Return the entry of the report in ``folder``, out of its proof."""
    members = read_bundle((folder / "out" / "report.zip").read_bytes()).members
    return parse_proof(members["proof/publish.tlog-proof"]).index, parse_entry(
        members["proof/entry.json"]
    )


def test_a_clock_that_goes_backwards(tmp_path, monkeypatch):
    """By up to a day it stands still in the record; by more nothing is entered, and it is said."""
    folder = given(tmp_path, PLAIN)
    assert report(folder).exit_code == 0
    index, first = entry_of(folder)
    clock_at(monkeypatch, datetime.now(UTC) - timedelta(hours=23))
    assert report(folder).exit_code == 0
    assert entry_of(folder)[0] == index + 1
    assert entry_of(folder)[1].at == first.at
    before = listing(tmp_path)
    clock_at(monkeypatch, datetime.now(UTC) - timedelta(days=3))
    refused = report(folder)
    assert refused.exit_code == 2
    for words in (
        str(folder / "home" / "record"),
        "the clock says",
        "time goes forward in a record; up to a day back counts as a clock being set",
        "Set the clock.",
        "Nothing was written.",
    ):
        assert words in refused.output
    assert listing(tmp_path) == before
    monkeypatch.undo()
    assert report(folder).exit_code == 0
    assert entry_of(folder)[0] == index + 2


@pytest.mark.parametrize(
    ("file", "data", "words"),
    [
        ("policy.txt", b"log nonsense\nquorum none\n", "the policy cannot be read: line 1"),
        ("policy.txt", b"quorum none\nquorum none\n", "the policy cannot be read: line 2"),
        ("policy.txt", b"\xff\n", "the policy cannot be read"),
    ],
)
def test_a_policy_that_cannot_be_read_is_refused_with_its_line(home, tmp_path, file, data, words):
    (home / file).write_bytes(data)
    before = listing(tmp_path)
    for command in (("verify", tmp_path / "one.zip"), ("trust", "list")):
        result = run(home, *command)
        assert result.exit_code == 2
        assert words in result.output
        assert "Mend the line" in result.output
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b'"size":', b'"size":1,"size":', 1),
        lambda data: b"[]",
        lambda data: b"",
    ],
)
def test_a_damaged_memory_of_heads_is_refused_and_kept(home, tmp_path, change):
    (memory,) = (home / "heads").glob("*.json")
    memory.write_bytes(change(memory.read_bytes()))
    before = listing(tmp_path)
    result = run(home, "verify", tmp_path / "one.zip")
    assert result.exit_code == 2
    for words in (memory.name, "the memory of heads seen cannot be read", "Bring the file back"):
        assert words in result.output
    assert listing(tmp_path) == before


def test_a_key_that_is_no_key_and_no_file_is_refused(home, tmp_path):
    for key in ("x" * 5_000, "a+b", "not \udcff text", str(tmp_path)):
        result = run(tmp_path / "reader", "trust", "add", key, "--yes")
        assert result.exit_code == 2
        assert "this is no verifier key" in result.output
        assert "Copy the whole line from where the key is published." in result.output
        assert len(result.output) < 1_000
    assert not (tmp_path / "reader").exists()


@pytest.mark.parametrize(
    "source", ["x" * 5_000, "http://" + "x" * 900 + "/", "http://[::1", "ftp://a/", "/dev/null"]
)
def test_an_address_that_is_none_is_refused(vkey, tmp_path, source):
    result = run(
        tmp_path / "reader", "record", "follow", source, "--key", vkey, "--out", tmp_path / "m"
    )
    assert result.exit_code == 2
    assert "this is no address of a record" in result.output or "cannot be fetched" in result.output
    assert not (tmp_path / "m" / "checkpoint").exists()
