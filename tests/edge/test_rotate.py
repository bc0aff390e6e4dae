"""The key of a record is replaced in steps that can be done again, and others can follow."""

import shutil
import stat
from datetime import UTC, datetime, timedelta

import pytest

from comity.edge.exporting import export_record
from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from comity.edge.followed_keys import keys_up_to, known_keys
from comity.edge.home import Home
from comity.edge.keys import load_key, signer_from_seed, verify_signature
from comity.edge.log_directory import Act, LogDirectory, claimed_key
from comity.edge.own_record import ensure_own_record, own_log
from comity.edge.rotate import rotate_own, trust_rotations
from comity.edge.trust import read_policy, trust_log
from comity.fault import RefusedError
from comity.record import (
    Checkpoint,
    UnknownSignerError,
    encode_proof,
    parse_proof,
    rotation_path,
    rotation_payload,
    rotation_subject,
    sign_checkpoint,
    verify_head,
)
from tests.edge.growing import note_of
from tests.edge.test_log_directory import code_of

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "config")
    ensure_own_record(home)
    return home


def append(home, number=1):
    log = ensure_own_record(home)
    log.append([Act("dialogue.add_note", "own:holder", f"dialogue:note:{number}", b"{}")], NOW)
    return log


def followed(source, key, mirror, **known):
    with open_source(str(source)) as fetch:
        return follow(fetch, Following(key, mirror, **known))


def test_the_new_key_signs_from_then_on_and_the_old_one_is_kept(home):
    old = append(home).signer.key
    rotated = rotate_own(home, NOW)
    assert rotated.old == old
    log = append(home)
    assert log.signer.key == rotated.new == claimed_key(home.record)
    assert (log.origin, rotated.index) == (old.name, 2)
    assert log.head().size == 4
    assert [one.key for one in read_policy(home.policy).logs] == [old, rotated.new]
    retired = home.key.with_name(f"retired-{old.fingerprint[:16]}.key")
    assert load_key(retired).key == old
    assert stat.S_IMODE(home.key.stat().st_mode) == stat.S_IMODE(retired.stat().st_mode) == 0o600
    assert not home.key.with_name("next.key").exists()
    assert keys_up_to(rotated.new, home.record).keys == (old, rotated.new)


def test_a_follower_who_trusts_the_old_key_comes_to_the_new_one(home, tmp_path):
    old = append(home).signer.key
    mirror = tmp_path / "mirror"
    assert followed(home.record, old, mirror).code == 0
    first = rotate_own(home, NOW)
    append(home)
    second = rotate_own(home, NOW)
    append(home)
    for folder in (mirror, tmp_path / "late"):
        result = followed(home.record, old, folder)
        assert (result.code, result.size) == (0, 6), result.reason
        assert result.chain.keys == (old, first.new, second.new)
        assert len(result.remarks) == 2
        # Said once: it is known from then on.
        assert followed(home.record, old, folder).remarks == ()
    # Whoever begins with a later key needs only what came after it.
    for key, folder in ((first.new, "from-first"), (second.new, "from-second")):
        assert followed(home.record, key, tmp_path / folder).code == 0
    # The mirror serves the proof on.
    assert followed(mirror, old, tmp_path / "far").code == 0


def test_a_head_by_the_new_key_counts_nothing_where_the_rotation_was_not_seen(home, tmp_path):
    old = append(home).signer.key
    rotated = rotate_own(home, NOW)
    append(home)
    note = note_of(home.record)
    with pytest.raises(UnknownSignerError):
        verify_head(note, known_keys(old, tmp_path).chain, verify_signature)
    # The control: with the rotation it does.
    chain = known_keys(old, home.record).chain
    assert verify_head(note, chain, verify_signature).key == rotated.new
    shutil.rmtree(home.record / "rotation")
    assert followed(home.record, old, tmp_path / "mirror").code == 5


def usurped(home, tmp_path, content, signer):
    """Return a copy of the record in which ``content`` is entered as a rotation, served as one."""
    folder = tmp_path / "usurped"
    shutil.copytree(home.record, folder)
    log = LogDirectory(folder, load_key(home.key))
    act = Act("record.rotate_key", "own:holder", rotation_subject(log.origin), content)
    (receipt,) = log.append([act], NOW)
    (folder / "rotation").mkdir()
    (folder / rotation_path(0)).write_bytes(receipt.as_file())
    head = log.head()
    note = sign_checkpoint(Checkpoint(head.origin, head.size, head.root), signer)
    (folder / "checkpoint").write_bytes(note)
    return folder


class Mute:
    """Somebody who knows a public key and has not its secret."""

    def __init__(self, key):
        self.key = key

    def sign(self, _message):
        return b"\0" * 64


@pytest.mark.parametrize("forged", ["old", "new", None])
def test_record_R4_a_rotation_forged_by_one_key_alone_is_not_followed(home, tmp_path, forged):
    old = load_key(home.key)
    usurper = signer_from_seed(old.key.name, b"\x07" * 32)
    content = rotation_payload(
        Mute(old.key) if forged == "old" else old,
        Mute(usurper.key) if forged == "new" else usurper,
        "2026-07-01T09:00:00.000Z",
    )
    folder = usurped(home, tmp_path, content, usurper)
    result = followed(folder, old.key, tmp_path / "mirror")
    if forged is None:
        # The control: signed by both it is taken.
        assert result.code == 0
        return
    assert result.code == 1
    assert f"the {forged} key has not signed" in result.reason
    assert not (tmp_path / "mirror" / "checkpoint").exists()


def test_the_old_key_signs_nothing_after_its_end(home, tmp_path):
    old = append(home).signer
    mirror = tmp_path / "mirror"
    rotate_own(home, NOW)
    followed(home.record, old.key, mirror)
    # Whoever found the old key goes on from the head before the switch.
    stolen = tmp_path / "stolen"
    shutil.copytree(home.record, stolen)
    proof = parse_proof((stolen / rotation_path(0)).read_bytes())
    (stolen / "checkpoint").write_bytes(proof.checkpoint)
    log = LogDirectory(stolen, old)
    log.append([Act("dialogue.add_note", "own:holder", "dialogue:note:9", b"{}")], NOW)
    result = followed(stolen, old.key, mirror)
    assert result.code == 1
    assert "a key that was replaced at 3" in result.reason
    # The control: who has not seen the rotation is deceived.
    shutil.rmtree(stolen / "rotation")
    assert followed(stolen, old.key, tmp_path / "unaware").code == 0


def test_the_proof_of_a_rotation_binds_the_history_before_it(home, tmp_path):
    old = append(home).signer
    twin = tmp_path / "twin"
    shutil.copytree(home.record, twin)
    other = LogDirectory(twin, old)
    other.append([Act("dialogue.add_note", "own:holder", "dialogue:note:9", b"{}")] * 3, NOW)
    mirror = tmp_path / "mirror"
    followed(twin, old.key, mirror)
    rotate_own(home, NOW)
    append(home)
    result = followed(home.record, old.key, mirror)
    assert result.code == 4


@pytest.mark.parametrize(
    "step", ["key", "entry", "proof", "memory", "checkpoint", "claim", "switched"]
)
def test_stopped_anywhere_it_goes_on(home, tmp_path, step):
    old = append(home).signer.key

    class StoppedError(Exception):
        pass

    def stop(name):
        if name == step:
            raise StoppedError

    with pytest.raises(StoppedError):
        rotate_own(home, NOW, stop)
    if step != "switched":
        rotated = rotate_own(home, NOW)
        assert rotated.old == old
    log = append(home)
    assert log.head().size == 4
    assert log.signer.key == claimed_key(home.record)
    result = followed(home.record, old, tmp_path / "mirror")
    assert (result.code, result.chain.keys) == (0, (old, log.signer.key))


def test_an_act_between_two_tries_is_covered_by_the_old_key(home, tmp_path):
    old = append(home).signer.key

    def stop(name):
        if name == "entry":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_own(home, NOW, stop)
    append(home)
    rotate_own(home, NOW)
    append(home)
    assert followed(home.record, old, tmp_path / "mirror").code == 0


def test_a_clock_that_was_set_back_a_little_dates_no_rotation_into_the_future(home, tmp_path):
    old = append(home).signer.key
    rotate_own(home, NOW - timedelta(hours=2))
    assert followed(home.record, old, tmp_path / "mirror").code == 0


def test_there_is_nothing_to_rotate_without_a_record(tmp_path):
    assert code_of(rotate_own, Home(tmp_path / "none"), NOW) == "record.own_none"


def test_a_reader_comes_to_trust_the_new_key_by_the_old_one(home, tmp_path):
    old = append(home).signer.key
    rotated = rotate_own(home, NOW)
    reader = Home(tmp_path / "reader")
    assert code_of(trust_rotations, reader, home.record) == "record.rotation_unknown"
    trust_log(reader, old)
    assert trust_rotations(reader, home.record) == (rotated.new,)
    assert trust_rotations(reader, home.record) == ()
    assert [one.key for one in read_policy(reader.policy).logs] == [old, rotated.new]


def test_a_reader_is_not_led_to_a_key_by_a_damaged_rotation(home, tmp_path):
    old = append(home).signer.key
    rotate_own(home, NOW)
    reader = Home(tmp_path / "reader")
    trust_log(reader, old)
    file = home.record / rotation_path(0)
    true = parse_proof(file.read_bytes())
    for path in ((), true.path[:-1]):
        file.write_bytes(encode_proof(type(true)(true.index, path, true.checkpoint, true.extra)))
        assert code_of(trust_rotations, reader, home.record) == "record.rotation_unknown"
    file.unlink()
    assert code_of(trust_rotations, reader, home.record) == "record.rotation_unknown"
    (home.record / "key.vkey").unlink()
    with pytest.raises(RefusedError):
        trust_rotations(reader, home.record)


def test_a_copy_for_others_is_renewed_over_a_rotation_and_carries_its_proof(home, tmp_path):
    old = append(home).signer.key
    out = tmp_path / "out"
    export_record(own_log(home), out)
    rotate_own(home, NOW)
    append(home)
    export_record(own_log(home), out)
    result = followed(out, old, tmp_path / "mirror")
    assert (result.code, result.size) == (0, 4)
