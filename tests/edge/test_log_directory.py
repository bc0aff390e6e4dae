"""A log on disk continues from what it signed, through crashes, and from nothing else."""

import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from comity.edge.keys import signer_from_seed, verify_signature
from comity.edge.log_directory import (
    Act,
    LogDirectory,
    claimed_key,
    entry_time,
    file_reader,
    payload_reader,
)
from comity.fault import RefusedError
from comity.record import (
    EMPTY_ROOT,
    Checkpoint,
    Log,
    Policy,
    Trust,
    parse_entry,
    parse_proof,
    sign_checkpoint,
    verify_receipt,
    verify_record,
)

SIGNER = signer_from_seed("own-record-test", bytes([1]) * 32)
TRUST = Trust(Policy((Log(SIGNER.key),)), verify_signature)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


class StoppedError(Exception):
    """The process ends here."""


def act(number: int) -> Act:
    return Act("dialogue.compute_report", "own:holder", f"dialogue:report:{number}", b'{"v":1}')


def begun(folder, **hooks) -> LogDirectory:
    log = LogDirectory(folder, SIGNER, **hooks)
    log.begin(act(0), NOW)
    return log


def verdict_on(folder):
    return verify_record(file_reader(folder), payload_reader(folder), TRUST, claimed_key(folder))


def code_of(function, *arguments) -> str:
    with pytest.raises(RefusedError) as refused:
        function(*arguments)
    return refused.value.faults[0].code


def stop_at(number: int):
    steps = []

    def on_step(step):
        steps.append(step)
        if len(steps) == number:
            raise StoppedError

    return on_step, steps


def test_a_log_begins_once(tmp_path):
    first = begun(tmp_path / "r")
    again = LogDirectory(tmp_path / "r", SIGNER).begin(act(9), NOW)
    assert first.head().size == 1
    assert parse_entry(again.leaf).subject == "dialogue:report:0"
    assert verdict_on(tmp_path / "r").code == 0


def test_each_append_gives_receipts_that_hold(tmp_path):
    log = begun(tmp_path)
    receipts = log.append([act(1), act(2), act(3)], NOW)
    assert [receipt.index for receipt in receipts] == [1, 2, 3]
    for receipt in receipts:
        assert verify_receipt(receipt.as_file(), TRUST).code == 0
        assert parse_proof(receipt.as_file()).index == receipt.index
    assert log.receipt(2).leaf == receipts[1].leaf
    assert verdict_on(tmp_path).code == 0


def test_a_log_grows_over_tiles_and_drops_the_partial_ones_a_full_one_replaces(tmp_path):
    log = begun(tmp_path)
    for start, end in ((1, 200), (200, 256), (256, 700)):
        log.append([act(number) for number in range(start, end)], NOW)
        assert verdict_on(tmp_path).code == 0
    names = {path.name for path in (tmp_path / "tile" / "0").iterdir()}
    assert names == {"000", "001", "002.p"}
    assert verify_receipt(log.receipt(100).as_file(), TRUST).code == 0


def test_reading_more_than_there_is_is_refused(tmp_path):
    log = begun(tmp_path)
    for index in (1, -1):
        with pytest.raises(IndexError):
            log.receipt(index)


STEPS_OF_APPEND = 6


@pytest.mark.parametrize("number", range(1, STEPS_OF_APPEND + 1))
def test_record_R3_a_stop_anywhere_leaves_a_signed_head_whose_files_are_there(tmp_path, number):
    begun(tmp_path).append([act(1)], NOW)
    on_step, steps = stop_at(number)
    with pytest.raises(StoppedError):
        LogDirectory(tmp_path, SIGNER, on_step=on_step).append([act(2), act(3)], NOW)
    done = steps[-1] == "done"
    assert done == (number == STEPS_OF_APPEND)
    assert verdict_on(tmp_path).code == 0
    log = LogDirectory(tmp_path, SIGNER)
    assert log.head().size == (4 if done else 2)
    log.append([act(4)], NOW)
    assert verdict_on(tmp_path).code == 0
    assert parse_entry(log.receipt(log.head().size - 1).leaf).subject == "dialogue:report:4"


def test_a_stop_while_beginning_is_begun_again(tmp_path):
    for number in (1, 2, 3, 4):
        on_step, _ = stop_at(number)
        with pytest.raises(StoppedError):
            LogDirectory(tmp_path, SIGNER, on_step=on_step).begin(act(0), NOW)
        assert not (tmp_path / "checkpoint").exists()
    assert begun(tmp_path).head().size == 1


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.edge.test_log_directory import SIGNER, act
from comity.edge.log_directory import LogDirectory
steps = []
def on_step(step):
    steps.append(step)
    if len(steps) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
LogDirectory(Path(sys.argv[1]), SIGNER, on_step=on_step).append(
    [act(n) for n in range(300)], datetime(2026, 7, 1, 9, tzinfo=UTC)
)
print("whole")
"""


@pytest.mark.crash
def test_record_R3_kill_9_between_any_two_writes_loses_nothing_that_was_signed(tmp_path):
    whole = tmp_path / "whole"
    begun(whole).append([act(number) for number in range(250)], NOW)
    killed = 0
    for number in (*range(1, 12), *range(12, 330, 37)):
        folder = tmp_path / f"r{number}"
        shutil.copytree(whole, folder)
        command = [sys.executable, "-c", KILLED, str(folder), str(number)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        killed += ended.returncode == -9
        size = LogDirectory(folder, SIGNER).head().size
        assert size == (551 if ended.stdout else 251)
        assert verdict_on(folder).code == 0
        LogDirectory(folder, SIGNER).append([act(1)], NOW)
        assert LogDirectory(folder, SIGNER).head().size == size + 1
        assert verdict_on(folder).code == 0
        assert not list(folder.glob(".*.tmp"))
    assert killed > 15


def test_a_damaged_record_is_not_continued(tmp_path):
    for path, damage in (
        ("checkpoint", lambda data: data.replace(b"\n2\n", b"\n3\n")),
        ("checkpoint", lambda _: b"no note"),
        ("tile/0/000.p/2", lambda data: data[:-1] + b"x"),
        ("tile/0/000.p/2", lambda data: data[:-1]),
        ("tile/0/000.p/2", None),
        ("tile/entries/000.p/2", lambda data: data.replace(b"own:holder", b"own:hidden", 1)),
        ("tile/entries/000.p/2", lambda data: data[:-1]),
    ):
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        log = begun(folder)
        log.append([act(1)], NOW)
        file = folder / path
        if damage:
            file.write_bytes(damage(file.read_bytes()))
        else:
            file.unlink()
        before = sorted(each.name for each in folder.rglob("*"))
        assert code_of(log.append, [act(2)], NOW) == "record.own_damaged"
        assert sorted(each.name for each in folder.rglob("*")) == before


def test_a_record_of_another_key_is_not_continued(tmp_path):
    begun(tmp_path)
    other = LogDirectory(tmp_path, signer_from_seed("own-record-test", bytes([2]) * 32))
    assert code_of(other.append, [act(1)], NOW) == "record.own_damaged"


def test_record_R4_attack_restore_of_an_old_copy_is_not_continued(tmp_path):
    heads = []
    hooks = {
        "seen": lambda: [head.size for head in heads],
        "on_head": lambda head, _note: heads.append(head),
    }
    log = begun(tmp_path / "r", **hooks)
    log.append([act(1)], NOW)
    shutil.copytree(tmp_path / "r", tmp_path / "older")
    log.append([act(2)], NOW)
    restored = LogDirectory(tmp_path / "older", SIGNER, **hooks)
    assert code_of(restored.append, [act(3)], NOW) == "record.own_behind"
    # The control: without the memory the fork would have been signed.
    forgetful = LogDirectory(tmp_path / "older", SIGNER)
    assert forgetful.append([act(3)], NOW)[0].index == 2


def test_time_never_goes_back_and_a_clock_far_behind_is_refused(tmp_path):
    log = begun(tmp_path)
    (receipt,) = log.append([act(1)], NOW - timedelta(hours=23))
    assert parse_entry(receipt.leaf).at == entry_time(NOW)
    (receipt,) = log.append([act(2)], NOW + timedelta(seconds=1))
    assert parse_entry(receipt.leaf).at == "2026-07-01T09:00:01.000Z"
    assert code_of(log.append, [act(3)], NOW - timedelta(days=2)) == "record.clock"
    assert log.head().size == 3


def test_time_is_written_in_utc_with_milliseconds():
    moment = datetime.fromisoformat("2026-07-01T11:00:00.1239+02:00")
    assert entry_time(moment) == "2026-07-01T09:00:00.123Z"


def test_writers_at_the_same_time_wait_for_each_other(tmp_path):
    begun(tmp_path)
    failed = []

    def write(number):
        try:
            for _ in range(5):
                LogDirectory(tmp_path, SIGNER).append([act(number)], NOW)
        except RefusedError as refused:
            failed.append(refused)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert LogDirectory(tmp_path, SIGNER).head().size == 21
    assert verdict_on(tmp_path).code == 0


def test_files_are_read_and_never_waited_for(tmp_path):
    begun(tmp_path)
    with pytest.raises(FileNotFoundError):
        file_reader(tmp_path)("tile/9/000")
    with pytest.raises(OSError, match="tile"):
        file_reader(tmp_path)("tile")
    assert payload_reader(tmp_path)(0) == b'{"v":1}'
    assert payload_reader(tmp_path)(5) is None
    assert claimed_key(tmp_path) == SIGNER.key
    (tmp_path / "key.vkey").write_bytes(b"\xff")
    assert claimed_key(tmp_path) is None


def test_a_signed_head_of_nothing_is_continued_from_the_first_entry(tmp_path):
    """Other programs sign an empty log before its first entry."""
    (tmp_path / "checkpoint").write_bytes(
        sign_checkpoint(Checkpoint(SIGNER.key.name, 0, EMPTY_ROOT), SIGNER)
    )
    log = LogDirectory(tmp_path, SIGNER)
    assert log.head().size == 0
    log.append([act(0)], NOW)
    assert verdict_on(tmp_path).code == 0
