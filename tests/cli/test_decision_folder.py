import pytest

from comity.cli.decision_folder import DecisionAsked, computed_decision, explored, write_decision
from comity.record import MANIFEST, parse_manifest, read_bundle, write_bundle
from comity.standards import DECISION
from tests.cli.own_bundle import run
from tests.standards.votes import ballots, parties


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    file = tmp_path / "b.csv"
    file.write_bytes(ballots(parties(Y=3, N=1)))
    return computed_decision(
        DecisionAsked(file, "unga-simple-majority", None, None, None, "Fees", None)
    )


def test_a_decision_is_three_files_that_agree(files, tmp_path):
    out = tmp_path / "out"
    told = write_decision(files, out, "en")
    assert "Computed, not published" in told
    assert (out / "decision.json").read_bytes() == files[DECISION]
    page = (out / "decision.html").read_text(encoding="utf-8")
    assert "comity verify decision.zip" in page
    bundle = read_bundle((out / "decision.zip").read_bytes()).members
    assert bundle[DECISION] == files[DECISION]
    assert str(parse_manifest(bundle[MANIFEST]).subject).startswith("standards:decision:")
    assert b"standards.compute_decision" in bundle["proof/entry.json"]
    assert b"unga-simple-majority" in bundle["proof/entry.json"]


def test_an_earlier_bundle_is_kept(files, tmp_path):
    write_decision(files, tmp_path / "out", "en")
    earlier = (tmp_path / "out/decision.zip").read_bytes()
    told = write_decision(files, tmp_path / "out", "en")
    [kept] = (tmp_path / "out").glob("decision-*.zip")
    assert kept.read_bytes() == earlier
    assert f"is kept as {kept}" in told


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("inputs/ballots.csv", b"N0,N,", b"N0,Y,"),
        ("outputs/decision.json", b'"had":3', b'"had":4'),
        ("inputs/rule.json", b"[1, 2]", b"[1, 9]"),
    ],
)
def test_threat_T15_a_changed_ballot_outcome_or_rule_is_found(files, tmp_path, path, before, after):
    """One byte changed in the bundle; the control is that the untouched one verifies."""
    write_decision(files, tmp_path / "out", "en")
    bundle = tmp_path / "out/decision.zip"
    assert run(tmp_path / "home", "verify", bundle).exit_code == 0
    members = dict(read_bundle(bundle.read_bytes()).members)
    assert before in members[path]
    members[path] = members[path].replace(before, after)
    bundle.write_bytes(write_bundle(members))
    assert run(tmp_path / "home", "verify", bundle).exit_code == 1


def test_exploration_says_that_it_is_none(files):
    found = explored(files)
    assert found["kind"] == "exploration"
    assert DECISION not in found
    assert "none of these is a result" in found["note"]
