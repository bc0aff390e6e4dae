"""Erasing on disk: the entry first, then content and key; a stop anywhere is made good."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.edge import erasing
from comity.edge.erasing import erase_payload, finish_erasures
from comity.edge.keys import signer_from_seed, verify_signature
from comity.edge.log_directory import (
    Act,
    LogDirectory,
    claimed_key,
    file_reader,
    payload_key_reader,
    payload_reader,
)
from comity.edge.sealed_store import SealedStore
from comity.fault import RefusedError
from comity.record import (
    Log,
    Policy,
    Trust,
    root_from_entries,
    verify_receipt,
    verify_record,
)

SIGNER = signer_from_seed("own-record-erasing", bytes([2]) * 32)
TRUST = Trust(Policy((Log(SIGNER.key),)), verify_signature)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
HOLDER = "own:holder"
SECRET = b'{"choice":"Y","delegation":"ZZA"}'
SEALED, OPENED, BARE = 1, 2, 3


class StoppedError(Exception):
    """The process ends here."""


def vote() -> Act:
    return Act("decisions.cast_vote", "delegation:ZZA", "ballot:b-1", SECRET)


class Place:
    """A record with a sealed, an opened and a plainly public entry, and its sealed store."""

    def __init__(self, folder: Path, on_step=lambda _step: None) -> None:
        self.folder = folder / "record"
        self.store = SealedStore(folder / "sealed", folder / "keys" / "wrapping.key")
        self.log = LogDirectory(self.folder, SIGNER, on_step=on_step)

    def fill(self) -> "Place":
        begin = Act("record.begin_log", HOLDER, "record:log:x", b'{"v":1}')
        self.log.begin(begin, NOW)
        acts = [self.store.seal(vote(), "person"), self.store.seal(vote(), "public"), vote()]
        self.log.append(acts, NOW)
        return self

    def erase(self, index: int, basis: str = "request 7"):
        return erase_payload(self.log, self.store, index, basis, HOLDER, NOW)

    def verify(self):
        folder = self.folder
        return verify_record(
            file_reader(folder),
            payload_reader(folder),
            TRUST,
            claimed_key(folder),
            payload_key_reader(folder),
        )

    def payload(self, index: int):
        return self.log.entry(index, self.log.head().size).payload

    def holds(self, index: int) -> bool:
        """Return whether anything of the entry's content or key is on disk."""
        public = self.folder / "payload" / "000"
        return self.store.holds(self.payload(index)) or any(
            (public / f"{index}.{kind}").exists() for kind in ("json", "key")
        )

    def bytes_on_disk(self) -> bytes:
        files = [path for path in self.folder.parent.rglob("*") if path.is_file()]
        return b"".join(path.read_bytes() for path in files)


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path).fill()


def code_of(function, *arguments) -> str:
    with pytest.raises(RefusedError) as refused:
        function(*arguments)
    return refused.value.faults[0].code


def step(verdict, name: str):
    return next(one for one in verdict.steps if one.step == name)


@pytest.mark.parametrize("index", [SEALED, OPENED, BARE])
def test_record_R5_content_and_key_go_and_every_proof_stays(place, index):
    before = place.log.head()
    receipts = [place.log.receipt(at).as_file() for at in range(before.size)]
    key = place.store.open(place.payload(index))
    entered = place.erase(index)
    assert entered.index == before.size
    assert not place.holds(index)
    if key is not None:
        assert key.key.hex().encode() not in place.bytes_on_disk()
    for receipt in receipts:
        assert verify_receipt(receipt, TRUST).code == 0
    assert verify_receipt(place.log.receipt(index).as_file(), TRUST).code == 0
    assert root_from_entries(before.size, place.log.read) == before.root
    assert all(place.holds(other) for other in {SEALED, OPENED, BARE} - {index})


def test_record_R5_the_verifier_says_what_was_erased_when_and_under_what(place):
    assert place.verify().code == 0
    place.erase(SEALED)
    verdict = place.verify()
    told = "the content of entry 1 was erased on 2026-07-01 under request 7"
    # Nothing that was ever public is missing.
    assert (verdict.code, told in step(verdict, "payloads").reason) == (0, True)
    place.erase(OPENED, "request 8")
    verdict = place.verify()
    told = "the content of entry 2 was erased on 2026-07-01 under request 8"
    assert (verdict.code, verdict.reason) == (3, told)


def test_control_content_that_goes_without_an_entry_is_missed(place):
    (place.folder / "payload" / "000" / f"{BARE}.json").unlink()
    assert (place.verify().code, place.verify().reason) == (
        1,
        "the content of entry 3 is missing",
    )


STEPS = ("file", "file", "payload", "checkpoint", "done")


@pytest.mark.parametrize("index", [SEALED, OPENED, BARE])
@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_stop_while_entering_leaves_all_or_is_finished_at_the_next_start(tmp_path, index, number):
    Place(tmp_path).fill()
    seen = []

    def on_step(name):
        seen.append(name)
        if len(seen) == number + 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        Place(tmp_path, on_step).erase(index)
    assert tuple(seen) == STEPS[: number + 1]
    place = Place(tmp_path)
    entered = place.log.head().size == 5
    assert entered == (seen[-1] == "done")
    assert place.holds(index)
    assert place.verify().code == 0
    assert finish_erasures(place.log, place.store) == ((index,) if entered else ())
    assert place.holds(index) != entered
    assert place.verify().code == (3 if entered and index != SEALED else 0)


@pytest.mark.parametrize("number", [1, 2])
def test_a_stop_while_removing_is_finished_at_the_next_start(place, monkeypatch, number):
    removed = []

    def stopping(file):
        if len(removed) == number - 1:
            raise StoppedError
        removed.append(file)
        return remove(file)

    remove = erasing.remove_for_good
    monkeypatch.setattr(erasing, "remove_for_good", stopping)
    with pytest.raises(StoppedError):
        place.erase(OPENED)
    monkeypatch.undo()
    assert place.log.head().size == 5
    assert place.holds(OPENED)
    assert place.verify().code == (0 if number == 1 else 3)
    assert finish_erasures(place.log, place.store) == (OPENED,)
    assert not place.holds(OPENED)
    assert place.verify().code == 3
    assert finish_erasures(place.log, place.store) == ()


def test_what_a_restored_copy_brings_back_is_removed_again(place):
    file = place.folder / "payload" / "000" / f"{BARE}.json"
    copy = file.read_bytes()
    place.erase(BARE)
    file.write_bytes(copy)
    assert place.holds(BARE)
    assert finish_erasures(place.log, place.store) == (BARE,)
    assert not place.holds(BARE)


def test_the_next_erasure_finishes_the_one_that_was_stopped(place, monkeypatch):
    def stopping(*_):
        raise StoppedError

    monkeypatch.setattr(erasing, "_remove", stopping)
    with pytest.raises(StoppedError):
        place.erase(BARE)
    monkeypatch.undo()
    assert place.holds(BARE)
    place.erase(SEALED)
    assert not place.holds(BARE)


def test_what_is_not_to_be_erased_is_refused_and_nothing_entered(place):
    assert code_of(place.erase, 4) == "record.erase_no_entry"
    assert code_of(place.erase, -1) == "record.erase_no_entry"
    assert code_of(place.erase, 0) == "record.erase_kept"
    assert code_of(place.erase, BARE, "two\nlines") == "record.erase_basis"
    assert place.log.head().size == 4
    place.erase(BARE)
    assert code_of(place.erase, BARE) == "record.erased_before"
    assert code_of(place.erase, 4) == "record.erase_kept"
    assert place.log.head().size == 5


def test_a_damaged_entry_tile_is_refused_in_words(place):
    (tile,) = (place.folder / "tile" / "entries").rglob("4")
    tile.write_bytes(tile.read_bytes()[:-1])
    assert code_of(finish_erasures, place.log, place.store) == "record.own_damaged"
    assert code_of(place.log.entry, 1, 4) == "record.own_damaged"
    assert code_of(lambda: list(place.log.entries(4))) == "record.own_damaged"


KILLED = """
import os, sys
from pathlib import Path
from tests.edge.test_erasing import BARE, Place

number = int(sys.argv[2])

def on_step(_name):
    global number
    number -= 1
    if number == 0:
        os.kill(os.getpid(), 9)

Place(Path(sys.argv[1]), on_step).erase(BARE)
"""


@pytest.mark.crash
@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_a_killed_process_leaves_all_or_a_removal_that_is_finished(tmp_path, number):
    Place(tmp_path).fill()
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(number)]
    assert subprocess.run(command, check=False).returncode == -9
    place = Place(tmp_path)
    assert place.verify().code == 0
    assert place.holds(BARE)
    finish_erasures(place.log, place.store)
    assert place.holds(BARE) == (place.log.head().size == 4)
