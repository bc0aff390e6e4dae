"""What a verdict rests on: key, policy, heads remembered, older checkpoints."""

import json
import shutil
from datetime import timedelta

import pytest

from comity.record import MANIFEST, read_bundle, write_bundle
from tests.cli.own_bundle import publish, run
from tests.record.bundles import REGISTRY


@pytest.fixture(autouse=True)
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def stranger(tmp_path):
    return tmp_path / "stranger"


@pytest.fixture
def bundle(home, tmp_path):
    return publish(home, tmp_path / "report.zip")


def test_unsigned_ok_key_and_policy_each_answer_it_once(home, stranger, bundle):
    key = home / "record" / "key.vkey"
    for options in (
        ("--unsigned-ok",),
        ("--key", key),
        ("--key", key.read_text().strip()),
        ("--policy", home / "policy.txt"),
    ):
        assert run(stranger, "verify", bundle, *options).exit_code == 0
    assert run(stranger, "verify", bundle).exit_code == 5
    both = run(stranger, "verify", bundle, "--key", key, "--policy", home / "policy.txt")
    assert both.exit_code == 2


def test_a_wrong_key_does_not_answer_it(home, tmp_path, bundle):
    publish(tmp_path / "other", tmp_path / "other.zip")
    key = tmp_path / "other" / "record" / "key.vkey"
    assert run(home, "verify", bundle, "--key", key).exit_code == 5


def test_a_head_is_remembered_and_another_of_its_size_contradicts_it(
    home, stranger, bundle, tmp_path
):
    twin = tmp_path / "twin"
    key = home / "record" / "key.vkey"
    shutil.copytree(home, tmp_path / "image")
    shutil.copytree(home, twin)
    first = publish(home, tmp_path / "first.zip")
    second = publish(twin, tmp_path / "second.zip", later=timedelta(seconds=1))
    run(stranger, "trust", "add", key, "--yes")
    assert run(stranger, "verify", first).exit_code == 0
    result = run(stranger, "verify", second)
    assert result.exit_code == 4
    assert "Keep this file and the older one" in result.output
    # The control: who saw nothing before sees nothing wrong.
    assert run(tmp_path / "fresh", "verify", second, "--key", key).exit_code == 0


def test_heads_of_strangers_are_not_remembered(stranger, bundle):
    run(stranger, "verify", bundle)
    run(stranger, "verify", bundle, "--unsigned-ok")
    assert not (stranger / "heads").exists()


def test_an_older_checkpoint_is_compared(home, stranger, bundle, tmp_path):
    twin = tmp_path / "twin"
    shutil.copytree(home, twin)
    later = publish(home, tmp_path / "later.zip")
    publish(twin, tmp_path / "twin.zip", later=timedelta(seconds=1))
    run(home, "record", "prove", 2, "--out", tmp_path / "mine.tlog-proof")
    for older, code in (
        (home / "record", 5),
        (home / "record" / "checkpoint", 5),
        (tmp_path / "mine.tlog-proof", 5),
        (twin / "record", 4),
        (twin / "record" / "checkpoint", 4),
    ):
        assert run(stranger, "verify", later, "--checkpoint", older).exit_code == code, older
    # A copy of the log also decides about heads of other sizes.
    steps = json.loads(
        run(stranger, "verify", bundle, "--checkpoint", home / "record", "--json").output
    )["steps"]
    assert {step["step"]: step["holds"] for step in steps}["remembered head"] is True
    (tmp_path / "broken.tlog-proof").write_text("c2sp.org/tlog-proof@v1\n")
    assert (
        run(stranger, "verify", later, "--checkpoint", tmp_path / "broken.tlog-proof").exit_code
        == 2
    )
    (tmp_path / "letter.txt").write_text("Dear all,")
    assert run(stranger, "verify", later, "--checkpoint", tmp_path / "letter.txt").exit_code == 2


def test_a_bundle_alone_is_compared_with_an_older_checkpoint_of_another_size(
    home, stranger, tmp_path
):
    """No copy of the log is at hand: the bundle's own proof decides."""
    earlier = publish(home, tmp_path / "earlier.zip")
    twin = tmp_path / "twin"
    shutil.copytree(home, twin)
    publish(home, tmp_path / "next.zip")
    publish(twin, tmp_path / "twin.zip", later=timedelta(seconds=1))
    later = publish(home, tmp_path / "later.zip")
    mine, theirs, bare = (tmp_path / name for name in ("mine", "theirs", "bare.zip"))
    mine.write_bytes(read_bundle(earlier.read_bytes()).members["checkpoint"])
    theirs.write_bytes((twin / "record" / "checkpoint").read_bytes())
    result = run(stranger, "verify", later, "--checkpoint", mine, "--json")
    steps = {step["step"]: step["key"] for step in json.loads(result.output)["steps"]}
    assert (result.exit_code, steps["remembered head"]) == (5, "continues")
    result = run(stranger, "verify", later, "--checkpoint", theirs)
    assert (result.exit_code, "another tree of 3 entries" in result.output) == (4, True)
    # The control: a bundle without the proofs cannot tell, and says so.
    members = read_bundle(later.read_bytes()).members
    kept = {path: members[path] for path in members if not path.startswith("consistency/")}
    bare.write_bytes(write_bundle(kept))
    for older in (mine, theirs):
        result = run(stranger, "verify", bare, "--checkpoint", older)
        assert (result.exit_code, "Not compared:" in result.output) == (5, True)


def test_an_entry_may_be_given_beside_its_receipt(home, bundle, tmp_path):
    members = read_bundle(bundle.read_bytes()).members
    proof, entry = tmp_path / "a.tlog-proof", tmp_path / "entry.json"
    proof.write_bytes(members["proof/publish.tlog-proof"])
    entry.write_bytes(members["proof/entry.json"])
    assert run(home, "verify", proof).exit_code == 2
    assert run(home, "verify", proof, "--entry", entry).exit_code == 0
    entry.write_bytes(members[MANIFEST])
    assert run(home, "verify", proof, "--entry", entry).exit_code == 1


def test_a_home_that_cannot_be_written_to_makes_nothing_false(home, stranger, bundle, monkeypatch):
    stranger.write_text("not a folder")
    key = home / "record" / "key.vkey"
    assert run(stranger, "verify", bundle, "--key", key).exit_code == 0


def test_a_note_is_checked_against_a_record_and_not_alone(home, bundle, tmp_path):
    note, record = tmp_path / "a.intake", home / "record"
    note.write_bytes(b"comity/intake/v1\n")
    alone = run(home, "verify", note)
    assert (alone.exit_code, "no record beside the intake note" in alone.output) == (2, True)
    assert run(home, "verify", bundle, "--note", note).exit_code == 2
    foreign = run(home, "verify", record, "--note", note)
    assert (foreign.exit_code, "signed by no key that this record" in foreign.output) == (2, True)
    assert run(home, "verify", record).exit_code == 0  # the control
