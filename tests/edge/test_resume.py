"""After a loss a record goes on only if it holds all that anybody knows of; else it begins anew."""

import shutil
import subprocess
import sys
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from threading import Thread

import pytest

from comity.canonical import decode
from comity.edge import resume as resuming
from comity.edge.cosign import cosign_followed
from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from comity.edge.home import Home
from comity.edge.keys import verify_signature
from comity.edge.log_directory import Act, LogDirectory, file_reader, payload_reader
from comity.edge.mirror import read_fork
from comity.edge.own_record import ensure_own_record
from comity.edge.resume import resume_own
from comity.edge.rotate import rotate_own
from comity.edge.trust import read_policy
from comity.edge.witness_store import WitnessStore, create_witness
from comity.fault import RefusedError
from comity.record import Trust, proves_fork, verify_checkpoint, verify_record
from tests.edge.growing import note_of
from tests.edge.test_log_directory import SIGNER, act, begun, code_of, verdict_on

NOW = datetime.now(UTC)
TIME = int(NOW.timestamp())


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "config")
    append(home, 3)
    return home


def append(home, count=1, word="note"):
    log = ensure_own_record(home)
    log.append([Act("dialogue.add_note", "own:holder", f"dialogue:{word}:1", b"{}")] * count, NOW)
    return log


def copy_of(home, name="copy"):
    shutil.copytree(home.folder, home.folder.parent / name)
    return Home(home.folder.parent / name)


def restore(home, older):
    """Bring back the folder of the record from an older copy; the rest stays as it is."""
    shutil.rmtree(home.record)
    shutil.copytree(older.record, home.record)


def followed(source, key, mirror, **known):
    with open_source(str(source)) as fetch:
        return follow(fetch, Following(key, mirror, **known))


def verdict(home):
    trust = Trust(read_policy(home.policy), verify_signature)
    return verify_record(file_reader(home.record), payload_reader(home.record), trust)


def test_a_record_that_holds_all_that_is_known_goes_on(home):
    older = note_of(home.record)
    log = append(home)
    for notes in ((), (older,), (note_of(home.record),), (older, note_of(home.record))):
        result = resume_own(home, notes, NOW)
        assert (result.origin, result.size, result.anew, result.fork) == (
            log.origin,
            5,
            False,
            None,
        )
    assert append(home).head().size == 6


def test_restored_from_an_older_copy_it_is_frozen_until_told_and_then_begins_anew(home):
    older = copy_of(home)
    lost = append(home, 4)
    note = note_of(home.record)
    restore(home, older)
    assert code_of(append, home) == "record.own_behind"
    result = resume_own(home, (note,), NOW)
    assert (result.size, result.known, result.anew) == (4, 8, True)
    log = append(home)
    assert log.origin == result.origin != lost.origin
    first = decode(log.payload(0))
    assert first["lost"] == {
        "origin": lost.origin,
        "size": 8,
        "first": 4,
        "end": 8,
        "checkpoint": note.decode(),
    }
    assert verify_checkpoint(
        first["lost"]["checkpoint"].encode(), [lost.signer.key], verify_signature
    )
    assert verdict(home).code == 0
    # What was there is kept, and so is its key.
    kept = home.folder / "record.lost-1"
    assert LogDirectory(kept, lost.signer).head().size == 4
    assert len(list(home.key.parent.glob("lost-*.key"))) == 1


def test_its_own_memory_is_enough_to_begin_anew(home):
    older = copy_of(home)
    append(home)
    restore(home, older)
    result = resume_own(home, (), NOW)
    assert (result.known, result.anew) == (5, True)


def test_record_R4_attack_restore_with_its_memory_is_caught_by_a_witness(home, tmp_path):
    """The control: nothing on this computer can tell; only what others hold can."""
    path = tmp_path / "witness" / "witness.key"
    create_witness(path, "witness.example/w1")
    store, mirror = WitnessStore(path), tmp_path / "mirror"
    older = copy_of(home)
    key = append(home, 2).signer.key
    known = followed(home.record, key, mirror)
    assert cosign_followed(store, known, mirror, TIME).status == 200
    # All of it is restored: record, key and memory.
    append(older, 1, "other")
    assert verdict(older).code == 0
    result = followed(older.record, key, tmp_path / "another")
    assert result.code == 0
    assert cosign_followed(store, result, tmp_path / "another", TIME).status == 400
    append(older, 3, "other")
    result = followed(older.record, key, tmp_path / "another")
    assert cosign_followed(store, result, tmp_path / "another", TIME).status == 422
    assert followed(older.record, key, mirror).code == 4
    # Told too late what the witness holds, it stops, and keeps the proof against itself.
    note = store.known(key.name).last.note
    assert resume_own(older, (note,), NOW).fork is not None


def test_told_by_a_witness_in_time_it_does_not_fork(home, tmp_path):
    older = copy_of(home)
    append(home, 2)
    note = note_of(home.record)
    assert resume_own(older, (note,), NOW).anew
    key = ensure_own_record(home).signer.key
    mirror = tmp_path / "mirror"
    assert followed(home.record, key, mirror).code == 0
    # What goes on here is another log: the mirror of the old one is not led astray.
    append(older)
    assert followed(older.record, key, tmp_path / "other").code == 5


def test_record_R4_attack_two_hosts_from_one_image_are_reported(home, tmp_path):
    twin = copy_of(home)
    key = append(home, 1, "here").signer.key
    append(twin, 2, "there")
    mirror = tmp_path / "mirror"
    # The control: each host's record holds by itself.
    assert followed(home.record, key, mirror).code == 0
    assert followed(twin.record, key, tmp_path / "other").code == 0
    result = followed(twin.record, key, mirror)
    assert result.code == 4
    kept = read_fork(result.fork)
    heads = [verify_checkpoint(one, [key], verify_signature) for one in (kept.older, kept.newer)]
    assert proves_fork(*heads, kept.other)
    # Told of the other's head, the larger host finds it too, keeps the proof and begins nothing.
    found = resume_own(twin, (note_of(home.record),), NOW)
    assert (found.anew, found.size, found.known) == (False, 6, 6)
    assert read_fork(found.fork).older == note_of(home.record)
    # The smaller one cannot tell, and gives way to what is known.
    assert resume_own(home, (note_of(twin.record),), NOW).anew


def test_two_heads_of_one_size_are_found_whoever_told_them(home):
    older, twin = copy_of(home, "older"), copy_of(home, "twin")
    append(home, 2, "here")
    append(twin, 2, "there")
    notes = (note_of(home.record), note_of(twin.record))
    found = resume_own(older, notes, NOW)
    assert (found.anew, found.known) == (False, 6)
    assert set(notes) == {read_fork(found.fork).older, read_fork(found.fork).newer}


@pytest.mark.parametrize("note", [b"hello", b""])
def test_what_is_no_checkpoint_of_this_record_is_refused(home, tmp_path, note):
    assert code_of(resume_own, home, (note,), NOW) == "record.known_unusable"
    other = Home(tmp_path / "other")
    append(other)
    assert code_of(resume_own, home, (note_of(other.record),), NOW) == "record.known_unusable"
    assert append(home).head().size == 5


def test_there_is_nothing_to_resume_without_record_or_key(home, tmp_path):
    assert code_of(resume_own, Home(tmp_path / "none"), (), NOW) == "record.own_none"
    home.key.unlink()
    assert code_of(resume_own, home, (), NOW) == "record.own_key_lost"


def test_a_head_under_a_replaced_key_is_known_too(home):
    before = note_of(home.record)
    rotate_own(home, NOW)
    append(home)
    assert not resume_own(home, (before,), NOW).anew


class StoppedError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("number", range(1, 8))
def test_stopped_while_beginning_anew_it_goes_on(home, monkeypatch, number):
    older = copy_of(home)
    lost = append(home, 2).origin
    note = note_of(home.record)
    restore(home, older)
    calls = []

    def stopping(real):
        def call(*arguments, **options):
            calls.append(real)
            if len(calls) == number:
                raise StoppedError
            return real(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        for name in ("create_key", "remember_head", "trust_log", "create_file", "sync_folder"):
            patch.setattr(resuming, name, stopping(getattr(resuming, name)))
        try:
            resume_own(home, (note,), NOW)
        except StoppedError:
            assert len(calls) == number
        else:
            assert number > 6
    result = resume_own(home, (), NOW)
    log = append(home)
    assert (result.origin, log.head().size) == (log.origin, 2)
    assert log.origin != lost
    assert decode(log.payload(0))["lost"]["end"] == 6
    assert verdict(home).code == 0
    assert not (home.folder / "record.next").exists()


def test_a_record_begun_meanwhile_is_not_replaced(home):
    older = copy_of(home)
    append(home, 2)
    restore(home, older)
    resume_own(home, (), NOW)
    # Stopped between the two renames, and then somebody began a record.
    home.record.rename(home.folder / "record.next")
    log = append(home)
    assert resume_own(home, (), NOW).origin == log.origin
    assert (home.folder / "record.lost-2").exists()


APPENDING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from comity.edge.log_directory import LogDirectory
from tests.edge.test_log_directory import SIGNER, act
log = LogDirectory(Path(sys.argv[1]), SIGNER)
print("ready", flush=True)
sys.stdin.readline()
for number in range(5):
    log.append([act(number)], datetime(2026, 7, 1, 9, tzinfo=UTC))
"""


@pytest.mark.slow
def test_record_R4_two_processes_on_one_folder_take_turns(tmp_path):
    folder = tmp_path / "log"
    begun(folder)
    command = [sys.executable, "-c", APPENDING, str(folder)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.communicate("go\n")
        assert one.returncode == 0
    assert LogDirectory(folder, SIGNER).head().size == 11
    assert verdict_on(folder).code == 0


def two_sequencers(folder, during):
    """Let a second process append while the first is about to sign; return all heads signed."""
    begun(folder)
    notes = []

    def on_head(_head, note):
        notes.append(note)

    second = LogDirectory(folder, SIGNER, on_head=on_head)

    def on_step(step):
        if step == "checkpoint":
            during(lambda: second.append([act(2)], NOW))

    first = LogDirectory(folder, SIGNER, on_step=on_step, on_head=on_head)
    with suppress(RefusedError):
        first.append([act(1)], NOW)
    return [verify_checkpoint(note, [SIGNER.key], verify_signature) for note in notes]


def test_record_R4_attack_two_sequencers_sign_one_after_the_other(tmp_path):
    threads = []

    def at_once(append):
        threads.append(Thread(target=append))
        threads[0].start()
        threads[0].join(0.05)
        assert threads[0].is_alive()

    heads = two_sequencers(tmp_path / "log", at_once)
    threads[0].join(10)
    assert heads[0].size == 2
    assert LogDirectory(tmp_path / "log", SIGNER).head().size == 3
    assert verdict_on(tmp_path / "log").code == 0


def test_record_R4_control_two_sequencers_without_the_lock_sign_two_heads(tmp_path, monkeypatch):
    monkeypatch.setattr("comity.edge.log_directory.locked", lambda _path: nullcontext())
    heads = two_sequencers(tmp_path / "log", lambda append: append())
    assert [head.size for head in heads] == [2, 2]
    assert proves_fork(*heads)
