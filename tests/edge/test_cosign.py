"""A witness cosigns what was followed, and whoever keeps the record takes its lines in."""

import shutil
from datetime import UTC, datetime

import pytest

from comity.edge.cosign import COSIGNED_PATH, add_cosignatures, cosign_followed
from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from comity.edge.home import Home
from comity.edge.keys import load_key, verify_signature
from comity.edge.log_directory import Act, LogDirectory
from comity.edge.mirror import read_fork
from comity.edge.own_record import ensure_own_record
from comity.edge.rotate import rotate_own
from comity.edge.trust import read_policy
from comity.edge.witness_store import WitnessStore, create_witness
from comity.record import (
    CHECKPOINT_PATH,
    format_vkey,
    parse_note,
    proves_fork,
    quorum_met,
    verify_checkpoint,
    witnesses_of,
)
from tests.edge.growing import grown, note_of, twin_of
from tests.edge.test_log_directory import code_of

NOW = datetime.now(UTC)
TIME = int(NOW.timestamp())


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "config")
    ensure_own_record(home)
    append(home)
    return home


@pytest.fixture
def store(tmp_path, home) -> WitnessStore:
    """Return a witness that the policy of ``home`` asks for."""
    path = tmp_path / "witness" / "witness.key"
    key = create_witness(path, "witness.example/w1")
    lines = home.policy.read_text().replace("quorum none\n", "")
    home.policy.write_text(f"{lines}witness w1 {format_vkey(key)}\nquorum w1\n")
    return WitnessStore(path)


def append(home):
    log = ensure_own_record(home)
    log.append([Act("dialogue.add_note", "own:holder", "dialogue:note:1", b"{}")], NOW)
    return log


def followed(home_or_folder, mirror, key):
    with open_source(str(home_or_folder)) as fetch:
        result = follow(fetch, Following(key, mirror))
    assert result.code == 0, result.reason
    return result


def cosigned(store, home, mirror, time=TIME):
    result = followed(home.record, mirror, ensure_own_record(home).signer.key)
    return cosign_followed(store, result, mirror, time)


def head_in(home):
    policy = read_policy(home.policy)
    return verify_checkpoint(note_of(home.record), policy.keys, verify_signature), policy


def test_the_cosignature_comes_home_and_meets_the_quorum(home, store, tmp_path):
    mirror = tmp_path / "mirror"
    assert not quorum_met(*reversed(head_in(home)))
    assert cosigned(store, home, mirror).status == 200
    joined = add_cosignatures(home, mirror / COSIGNED_PATH)
    assert (joined.size, joined.names) == (2, ("w1",))
    head, policy = head_in(home)
    assert witnesses_of(policy, head) == ("w1",)
    assert quorum_met(policy, head)
    assert head.cosignatures[0].time == TIME
    # The record goes on, and the next head waits for the witness again.
    append(home)
    assert not quorum_met(*reversed(head_in(home)))
    assert cosigned(store, home, mirror, TIME + 60).status == 200
    add_cosignatures(home, mirror / COSIGNED_PATH)
    assert quorum_met(*reversed(head_in(home)))


def test_a_witness_that_has_seen_a_newer_head_does_not_go_back(home, store, tmp_path):
    older = twin_of(LogDirectory(home.record, load_key(home.key)))
    append(home)
    assert cosigned(store, home, tmp_path / "mirror").status == 200
    key = older.signer.key
    result = followed(older.folder, tmp_path / "another", key)
    answer = cosign_followed(store, result, tmp_path / "another", TIME)
    assert (answer.status, answer.memory) == (400, None)
    assert not (tmp_path / "another" / COSIGNED_PATH).exists()


def test_of_two_histories_a_witness_cosigns_one(home, store, tmp_path):
    log = ensure_own_record(home)
    twin = twin_of(log)
    grown(log, 2)
    grown(twin, 3, 900)
    key = log.signer.key
    assert cosigned(store, home, tmp_path / "one").status == 200
    result = followed(twin.folder, tmp_path / "other", key)
    answer = cosign_followed(store, result, tmp_path / "other", TIME)
    assert answer.status == 422
    # The control: a witness that saw only the other one cosigns it.
    path = tmp_path / "second" / "witness.key"
    create_witness(path, "witness.example/w2")
    second = WitnessStore(path)
    assert cosign_followed(second, result, tmp_path / "other", TIME).status == 200


def test_a_witness_asked_between_two_steps_is_asked_once_more(home, store, tmp_path):
    mirror = tmp_path / "mirror"
    result = followed(home.record, mirror, ensure_own_record(home).signer.key)
    before = store.known(result.head.origin)
    cosign_followed(store, result, mirror, TIME)
    answers = []
    known = store.known

    def stale(origin):
        answers.append(origin)
        return before if len(answers) == 1 else known(origin)

    store.known = stale
    assert cosign_followed(store, result, mirror, TIME).status == 200
    assert len(answers) == 2


def test_a_replaced_key_is_witnessed_on(home, store, tmp_path):
    key = ensure_own_record(home).signer.key
    mirror = tmp_path / "mirror"
    assert cosigned(store, home, mirror).status == 200
    rotated = rotate_own(home, NOW)
    append(home)
    result = followed(home.record, mirror, key)
    assert cosign_followed(store, result, mirror, TIME + 1).status == 200
    assert store.known(key.name).key == rotated.new


def test_nothing_followed_is_nothing_to_cosign(home, store, tmp_path):
    with open_source(str(home.record)) as fetch:
        result = follow(fetch, Following(store.signer.key, tmp_path / "mirror"))
    assert result.code == 5
    with pytest.raises(ValueError, match="nothing was followed"):
        cosign_followed(store, result, tmp_path / "mirror", TIME)


def test_lines_by_nobody_in_the_policy_are_not_taken_in(home, tmp_path):
    path = tmp_path / "stranger" / "witness.key"
    create_witness(path, "witness.example/w9")
    before = note_of(home.record)
    cosigned(WitnessStore(path), home, tmp_path / "mirror")
    assert code_of(add_cosignatures, home, tmp_path / "mirror" / COSIGNED_PATH) == (
        "record.no_such_witness"
    )
    assert note_of(home.record) == before


def test_a_cosigned_head_that_is_not_the_newest_is_named(home, store, tmp_path):
    mirror = tmp_path / "mirror"
    cosigned(store, home, mirror)
    copy = tmp_path / "copy"
    shutil.copytree(home.folder, copy)
    append(home)
    assert code_of(add_cosignatures, home, mirror / COSIGNED_PATH) == "record.cosigned_other_size"
    cosigned(store, home, mirror)
    behind = Home(copy)
    assert code_of(add_cosignatures, behind, mirror / COSIGNED_PATH) == "record.cosigned_ahead"


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_cosigned_head_that_contradicts_the_record_is_kept_as_proof(home, store, tmp_path, more):
    """Two hosts from one image: the witness has seen the other one."""
    log = ensure_own_record(home)
    twin = twin_of(log)
    grown(twin, 1, 900)
    grown(log, 1 + more)
    key = log.signer.key
    result = followed(twin.folder, tmp_path / "mirror", key)
    cosign_followed(store, result, tmp_path / "mirror", TIME)
    joined = add_cosignatures(home, tmp_path / "mirror" / COSIGNED_PATH)
    kept = read_fork(joined.fork)
    heads = [verify_checkpoint(one, [key], verify_signature) for one in (kept.older, kept.newer)]
    assert proves_fork(*heads, kept.other)
    assert joined.names == ()
    assert len(parse_note(note_of(home.record)).signatures) == 1


@pytest.mark.parametrize("data", [b"hello", b"", b"x\n\n"])
def test_what_is_no_checkpoint_is_refused(home, tmp_path, data):
    file = tmp_path / "file"
    file.write_bytes(data)
    assert code_of(add_cosignatures, home, file) == "record.cosigned_unreadable"


def test_another_logs_checkpoint_is_refused(home, tmp_path):
    other = Home(tmp_path / "other")
    ensure_own_record(other)
    append(other)
    assert code_of(add_cosignatures, home, other.record / CHECKPOINT_PATH) == (
        "record.cosigned_unreadable"
    )
