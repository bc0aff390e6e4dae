"""What the user trusts is a file the user can read, and it changes only as the user says."""

import pytest

from comity.edge.home import Home
from comity.edge.keys import signer_from_seed, verify_signature
from comity.edge.trust import (
    policy_of_key,
    read_key,
    read_policy,
    remember_head,
    remembered_heads,
    roots_of,
    trust_log,
)
from comity.fault import RefusedError
from comity.record import claim_checkpoint, format_vkey
from tests.record.bundles import MEMBERS, SIGNER, STRANGER, other_head

OTHER = signer_from_seed("other.example/log", bytes([9]) * 32)
VKEY = format_vkey(SIGNER.key)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "config")


def fault_of(function, *arguments):
    with pytest.raises(RefusedError) as refused:
        function(*arguments)
    return refused.value.faults[0]


def test_without_a_policy_nobody_is_trusted(home):
    assert read_policy(home.policy).logs == ()


def test_a_log_is_added_once(home):
    assert trust_log(home, SIGNER.key)
    assert not trust_log(home, SIGNER.key)
    assert trust_log(home, OTHER.key)
    policy = read_policy(home.policy)
    assert [log.key for log in policy.logs] == [SIGNER.key, OTHER.key]
    assert policy.quorum == "none"


def test_what_stood_in_the_policy_stays(home):
    home.folder.mkdir()
    home.policy.write_text(f"# mine\nlog {format_vkey(OTHER.key)}\nquorum none")
    trust_log(home, SIGNER.key)
    assert home.policy.read_text() == (
        f"# mine\nlog {format_vkey(OTHER.key)}\nquorum none\nlog {VKEY}\n"
    )


def test_a_second_key_for_a_known_origin_is_refused_and_nothing_changes(home):
    trust_log(home, SIGNER.key)
    before = home.policy.read_bytes()
    fault = fault_of(trust_log, home, STRANGER.key)
    assert fault.code == "edge.other_key"
    assert fault.values["known"] == SIGNER.key.fingerprint
    assert home.policy.read_bytes() == before


def test_one_key_under_two_names_is_refused(home):
    trust_log(home, SIGNER.key)
    renamed = signer_from_seed("renamed.example", bytes([1]) * 32)
    assert fault_of(trust_log, home, renamed.key).code == "edge.not_a_vkey"


def test_a_policy_that_cannot_be_read_is_refused_and_kept(home):
    home.folder.mkdir()
    home.policy.write_text("log nonsense\n")
    assert fault_of(read_policy, home.policy).code == "edge.not_a_policy"
    assert fault_of(trust_log, home, SIGNER.key).code == "edge.not_a_policy"
    assert home.policy.read_text() == "log nonsense\n"


def test_a_key_is_read_from_text_or_file(tmp_path):
    file = tmp_path / "their.vkey"
    file.write_text(f"{VKEY}\n# their key\n")
    assert read_key(VKEY) == read_key(f"  {VKEY}\n") == read_key(str(file)) == SIGNER.key
    assert policy_of_key(SIGNER.key).logs[0].key == SIGNER.key


def test_what_is_no_key_is_refused(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"\xff\xfe")
    for text in ("", "nonsense", "a+b+c", str(file), str(tmp_path / "absent"), VKEY[:-4]):
        assert fault_of(read_key, text).code == "edge.not_a_vkey"


def test_heads_are_remembered_per_origin_and_once(home):
    note = MEMBERS["checkpoint"]
    head = claim_checkpoint(note, SIGNER.key, verify_signature)
    for _ in range(2):
        remember_head(home, head, note)
    (kept,) = remembered_heads(home, head.origin)
    assert (kept.size, kept.root, kept.note) == (head.size, head.root, note.decode())
    assert remembered_heads(home, "another") == ()
    other = other_head()
    remember_head(home, claim_checkpoint(other, SIGNER.key, verify_signature), other)
    assert len(remembered_heads(home, head.origin)) == 2


def test_a_damaged_memory_is_told_and_not_overwritten(home):
    note = MEMBERS["checkpoint"]
    head = claim_checkpoint(note, SIGNER.key, verify_signature)
    remember_head(home, head, note)
    (file,) = home.heads.glob("*.json")
    file.write_bytes(b"{")
    assert fault_of(remembered_heads, home, head.origin).code == "edge.heads_damaged"
    assert fault_of(remember_head, home, head, note).code == "edge.heads_damaged"
    assert file.read_bytes() == b"{"


def test_no_copy_of_a_log_answers_nothing(home):
    assert roots_of(home.record, [SIGNER.key])(SIGNER.key.name, 1) is None
