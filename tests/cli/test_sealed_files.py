import stat

import pytest

from comity.cli.question import Question
from comity.cli.report_folder import Request, write_report
from comity.cli.sealed_files import Audited, read_audit, write_attestation, write_sealed
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_manifest, read_bundle
from tests.cli.conversations import write_conversation
from tests.cli.own_bundle import run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    return write_conversation(tmp_path)[0]


def question(folder, **asked):
    return Question(
        folder / "votes.csv",
        folder / "statements.csv",
        quick=True,
        people=folder / "people.csv",
        tier="verified",
        ballots="protected",
        **asked,
    )


def both(folder, **asked):
    write_report(Request(question(folder), folder, "en"))
    write_sealed(question(folder, **asked), folder / "sealed.zip", lambda *_told: None)
    return folder / "sealed.zip", folder / "report.zip"


def test_a_sealed_bundle_says_so_and_only_its_owner_reads_it(folder):
    sealed, _ = both(folder)
    members = read_bundle(sealed.read_bytes()).members
    manifest = parse_manifest(members[MANIFEST])
    assert manifest.title.startswith("SEALED, never to be published")
    assert members["README.txt"].startswith(b"SEALED")
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert run(folder / "home", "verify", sealed).exit_code == 0


def test_two_auditors_attest_what_anybody_can_then_see(folder):
    sealed, public = both(folder)
    known = []
    for name, party in (("Ana", "Arvenland"), ("Ben", "Belmora")):
        out = folder / f"{name}.att"
        key = write_attestation(Audited(sealed, public), folder / f"{name}.key", name, out)
        known.append(f"{key}={name}={party}")
    notes = [folder / "Ana.att", folder / "Ben.att"]
    assert read_audit(public, notes, known).state == "audited"
    assert read_audit(public, notes[:1], known).state == "not_yet_audited"
    assert read_audit(public, notes, known[:1]).state == "not_yet_audited"


def test_a_key_is_made_once_and_used_again(folder):
    audited = Audited(*both(folder))
    keys = {
        write_attestation(audited, folder / "a.key", "Ana", folder / f"{number}.att")
        for number in range(2)
    }
    assert len(keys) == 1
    assert stat.S_IMODE((folder / "a.key").stat().st_mode) == 0o600


def test_votes_of_another_report_are_not_attested_and_nothing_is_written(folder):
    audited = Audited(*both(folder, seed=9))
    with pytest.raises(RefusedError, match="attested_pair"):
        write_attestation(audited, folder / "a.key", "Ana", folder / "a.att")
    assert not (folder / "a.att").exists()


@pytest.mark.parametrize("text", ["", "key", "key=Ana", "key=Ana=Party", "==", "a=b=c"])
def test_an_auditor_is_a_key_a_name_and_a_party(folder, text):
    _, public = both(folder)
    with pytest.raises(RefusedError, match=r"cli\.auditor"):
        read_audit(public, [], [text])
