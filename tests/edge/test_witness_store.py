"""A witness remembers before it answers, alone among all processes, or does not sign."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest

from comity.edge import witness_store
from comity.edge.keys import create_key, signer_from_seed
from comity.edge.witness_store import WitnessStore, create_witness
from comity.record import COSIGNATURE_V1, parse_memory
from tests.edge.test_log_directory import code_of
from tests.record.signing import LOG, ORIGIN
from tests.record.test_witness import FORKED, NOW, TREE, body

KEYS = (LOG.key,)


@pytest.fixture
def store(tmp_path):
    create_witness(tmp_path / "keys" / "witness.key", "witness.example/w1")
    return WitnessStore(tmp_path / "keys" / "witness.key")


def test_its_key_is_of_its_own_kind_and_readable_by_its_owner_alone(store, tmp_path):
    file = tmp_path / "keys" / "witness.key"
    assert store.signer.key.algorithm == COSIGNATURE_V1
    assert store.signer.key.name == "witness.example/w1"
    for path in (file, file.with_name("witness.key.cosigned")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert code_of(create_witness, file, "another") == "edge.exists"


def test_what_was_cosigned_is_on_disk_before_the_answer_leaves(store, monkeypatch):
    written = []
    real = witness_store.write_atomically

    def write(*arguments):
        written.append(arguments[0])
        real(*arguments)

    monkeypatch.setattr(witness_store, "write_atomically", write)
    answer = store.answer(body(0, 5), KEYS, NOW)
    assert (answer.status, len(written)) == (200, 1)
    assert WitnessStore(store.path).known(ORIGIN).last.time == NOW

    def full(*_arguments):
        raise OSError

    # The control: what cannot be stored is not answered, and what was stored stands.
    monkeypatch.setattr(witness_store, "write_atomically", full)
    with pytest.raises(OSError):  # noqa: PT011 - any will do
        store.answer(body(5, 9), KEYS, NOW)
    monkeypatch.setattr(witness_store, "write_atomically", real)
    assert store.answer(body(5, 9), KEYS, NOW).status == 200


ASKED = """
import sys
from pathlib import Path
from comity.edge.witness_store import WitnessStore
from tests.record.signing import LOG
from tests.record.test_witness import FORKED, NOW, TREE, body
tree = TREE if sys.argv[2] == "one" else FORKED
store = WitnessStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(store.answer(body(0, 9, tree), (LOG.key,), NOW).status)
"""


@pytest.mark.slow
def test_record_R4_two_processes_with_two_heads_of_one_size_get_one_cosignature(store):
    command = [sys.executable, "-c", ASKED, str(store.path)]
    for _ in range(3):
        store.memory_file.write_bytes(b'{"logs":{},"v":1}')
        running = [
            subprocess.Popen(
                [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for name in ("one", "other")
        ]
        for one in running:
            assert one.stdout.readline() == "ready\n"
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()
        assert sorted(int(one.communicate()[0]) for one in running) == [200, 409]


def both_asked(store):
    """Ask for two histories at once, each as another process would."""
    with ThreadPoolExecutor(2) as pool:
        tasks = [
            pool.submit(WitnessStore(store.path).answer, body(0, 9, tree), KEYS, NOW)
            for tree in (TREE, FORKED)
        ]
        return sorted((task.result() for task in tasks), key=lambda one: one.status)


def test_record_R4_without_the_lock_both_would_be_cosigned(store, monkeypatch):
    barrier = Barrier(2)

    def read(data):
        memory = parse_memory(data)
        # Both come here before either has stored.
        barrier.wait(5)
        return memory

    monkeypatch.setattr(witness_store, "parse_memory", read)
    monkeypatch.setattr(witness_store, "locked", lambda _path: nullcontext())
    assert [answer.status for answer in both_asked(store)] == [200, 200]


def test_with_it_one_is_told_what_the_other_was_given(store):
    answers = both_asked(store)
    assert [one.status for one in answers] == [200, 409]
    assert answers[1].body == "9\n"


def test_record_R4_a_rollback_is_refused(store):
    """Requests for N and N + K, both proved from the same size: the smaller may not come last."""
    store.answer(body(0, 4), KEYS, NOW)
    late, early = body(4, 6), body(4, 9)
    assert store.answer(early, KEYS, NOW).status == 200
    assert store.answer(late, KEYS, NOW).status == 409


def test_a_witness_without_memory_cosigns_nothing(store):
    store.answer(body(0, 5), KEYS, NOW)
    file = store.memory_file
    held = file.read_bytes()
    file.unlink()
    assert code_of(store.answer, body(0, 5, FORKED), KEYS, NOW) == "record.witness_memory_lost"
    assert code_of(store.known, ORIGIN) == "record.witness_memory_lost"
    file.write_bytes(held[:-1])
    assert code_of(store.answer, body(0, 5, FORKED), KEYS, NOW) == "record.witness_memory"
    # The control: an emptied memory would sign the other history.
    file.write_bytes(json.dumps({"v": 1, "logs": {}}).encode())
    assert store.answer(body(0, 5, FORKED), KEYS, NOW).status == 200


def test_a_log_under_another_key_is_refused(store):
    store.answer(body(0, 5), KEYS, NOW)
    impostor = signer_from_seed(ORIGIN, b"\x06" * 32)
    request = body(5, 9, signer=impostor)
    assert code_of(store.answer, request, (impostor.key,), NOW) == "record.witness_other_key"
    assert store.answer(request, (LOG.key, impostor.key), NOW).status == 200


def test_a_clock_set_back_is_refused_and_nothing_is_stored(store):
    store.answer(body(0, 5), KEYS, NOW)
    answer = store.answer(body(5, 9), KEYS, NOW - 1)
    assert answer.status == 503
    assert store.known(ORIGIN).last.time == NOW


def test_the_key_of_a_log_is_no_witness(tmp_path):
    file = tmp_path / "log.key"
    create_key(file, lambda _key: ORIGIN)
    assert code_of(WitnessStore, file) == "record.not_a_witness_key"


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_could_carry_is_refused(tmp_path, name):
    assert code_of(create_witness, tmp_path / "w.key", name) == "record.witness_name"
    assert not (tmp_path / "w.key").exists()
