"""``comity record erase``: said, done, and told by the verifier."""

import shutil
from datetime import UTC, datetime

import pytest

from comity.edge import Act, Home, SealedStore, own_log, own_sealed
from comity.edge.files import DISK_FULL
from comity.fault import Place, RefusedError, refuse
from comity.record import read_bundle, write_bundle
from tests.cli.own_bundle import publish, run
from tests.edge.test_sealed_store import as_before
from tests.record.bundles import REGISTRY


def test_erased_content_is_gone_and_the_record_says_so(tmp_path):
    home = tmp_path / "home"
    bundle = publish(home, tmp_path / "report.zip")
    result = run(home, "record", "erase", 1, "--basis", "request 7")
    assert result.exit_code == 0, result.output
    assert "Entry 2 says so" in result.output
    assert not (home / "record" / "payload" / "000" / "1.json").exists()
    verdict = run(home, "verify", home / "record")
    assert verdict.exit_code == 3
    assert verdict.output.startswith("All 3 entries of own-record-")
    assert "the content of entry 1 was erased on" in verdict.output
    assert "under request 7." in verdict.output
    # What was handed out before still proves itself.
    assert run(home, "verify", bundle).exit_code in (0, 6)


def test_a_receipt_of_an_erased_entry_can_still_be_had(tmp_path):
    home = tmp_path / "home"
    publish(home, tmp_path / "report.zip")
    run(home, "record", "erase", 1, "--basis", "request 7")
    out = tmp_path / "one.tlog-proof"
    assert run(home, "record", "prove", 1, "--out", out).exit_code == 0
    assert run(home, "verify", out).exit_code == 0


def test_what_cannot_be_erased_is_refused(tmp_path):
    home = tmp_path / "home"
    none = run(home, "record", "erase", 0, "--basis", "x")
    assert (none.exit_code, "comity record init" in none.output) == (2, True)
    publish(home, tmp_path / "report.zip")
    for index, basis, words in (
        (0, "request 7", "never erased"),
        (9, "request 7", "the last is 1"),
        (1, " ", "request 2026-4"),
    ):
        result = run(home, "record", "erase", index, "--basis", basis)
        assert (result.exit_code, words in result.output) == (2, True), result.output
    assert run(home, "record", "erase", 1).exit_code == 2
    assert run(home, "verify", home / "record").exit_code == 0


@pytest.fixture
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)


def test_inputs_are_taken_out_of_a_bundle_which_then_ends_in_3(tmp_path, small_registry):
    home = tmp_path / "home"
    bundle = publish(home, tmp_path / "report.zip")
    key = home / "record" / "key.vkey"
    assert run(home, "verify", bundle).exit_code == 0
    options = ("--bundle", bundle, "--input", "inputs/votes.csv", "--basis", "request 7")
    result = run(home, "record", "erase", *options)
    assert (result.exit_code, "entries that say so: 2." in result.output) == (0, True)
    for reader in (home, tmp_path / "stranger"):
        verdict = run(reader, "verify", bundle, "--key", key)
        assert verdict.exit_code == 3
        assert verdict.output.startswith(
            "It can no longer be recomputed: inputs/votes.csv was erased on"
        )
    assert run(home, "verify", home / "record").exit_code == 0
    # The control: left out by hand, the same input is missing.
    members = read_bundle(publish(home, bundle).read_bytes()).members
    bundle.write_bytes(
        write_bundle({path: members[path] for path in members if "votes" not in path})
    )
    assert run(home, "verify", bundle).exit_code == 2


def test_erasing_what_published_a_bundle_names_the_command_for_its_inputs(tmp_path):
    home = tmp_path / "home"
    publish(home, tmp_path / "report.zip")
    result = run(home, "record", "erase", 1, "--basis", "request 7")
    assert "comity record erase --bundle FILE --input PATH --basis TEXT" in result.output


def test_it_is_said_whether_an_entry_or_a_bundle_is_meant(tmp_path):
    home = tmp_path / "home"
    bundle = publish(home, tmp_path / "report.zip")
    basis = ("--basis", "request 7")
    for options in (
        (),
        (1, "--bundle", bundle),
        (1, "--input", "inputs/votes.csv"),
        ("--bundle", bundle),
        ("--input", "inputs/votes.csv"),
    ):
        result = run(home, "record", "erase", *options, *basis)
        assert (result.exit_code, "--input PATH" in result.output) == (2, True)
    foreign = publish(tmp_path / "other", tmp_path / "other.zip")
    options = ("--bundle", foreign, "--input", "inputs/votes.csv", *basis)
    result = run(home, "record", "erase", *options)
    assert (result.exit_code, "not one of your record" in result.output) == (2, True)


def test_earlier_copies_of_what_is_sealed_are_shut_if_asked(tmp_path):
    home = tmp_path / "home"
    publish(home, tmp_path / "report.zip")
    place = Home(home)
    store, log = own_sealed(place), own_log(place)
    vote = Act("decisions.cast_vote", "own:holder", "ballot:b-1", b"Y")
    acts = [store.seal(vote, "person") for _ in range(2)]
    log.append(acts, datetime.now(UTC))
    shutil.copytree(place.sealed, tmp_path / "copy")
    copied = SealedStore(tmp_path / "copy", place.wrapping)
    run(home, "record", "erase", 2, "--basis", "request 7")
    # The control: whoever holds copy and key opens what was erased.
    assert copied.open(acts[0].payload).content == b"Y"
    result = run(home, "record", "erase", 3, "--basis", "request 8", "--shut-copies")
    assert (result.exit_code, "cannot be opened any more" in result.output) == (0, True)
    for act in acts:
        with pytest.raises(RefusedError):
            copied.open(act.payload)
    bundle = ("--bundle", tmp_path / "report.zip", "--input", "inputs/votes.csv")
    result = run(home, "record", "erase", *bundle, "--basis", "x", "--shut-copies")
    assert result.exit_code == 2


def test_bare_keys_of_an_earlier_version_are_wrapped_by_any_command_on_the_record(tmp_path):
    home = Home(tmp_path / "home")
    publish(home.folder, tmp_path / "report.zip")
    act = as_before(own_sealed(home))
    run(home.folder, "record", "prove", 1, "--out", tmp_path / "one.tlog-proof")
    assert [file.suffix for file in home.sealed.iterdir()] == [".sealed"]
    assert own_sealed(home).open(act.payload).key == act.key


def test_a_file_that_cannot_be_replaced_is_told_beside_the_entry_that_stands(tmp_path, monkeypatch):
    home = tmp_path / "home"
    bundle = publish(home, tmp_path / "report.zip")
    options = ("--bundle", bundle, "--input", "inputs/votes.csv", "--basis", "request 7")

    def full(path, *_):
        raise refuse(DISK_FULL.at(Place(str(path))))

    with monkeypatch.context() as broken:
        broken.setattr("comity.edge.stripping.write_atomically", full)
        result = run(home, "record", "erase", *options)
    assert result.exit_code == 2
    assert "entry 2 says that inputs of it were erased" in result.output
    assert "Nothing was written" not in result.output
    result = run(home, "record", "erase", *options)
    assert (result.exit_code, "entries that say so: 2." in result.output) == (0, True)
    assert run(home, "verify", home / "record").output.startswith("All 3 entries")
