import json

import pytest

from comity.cli.beside_report import Given, refuse_vain
from comity.cli.question import Question
from comity.edge import shipped
from comity.fault import RefusedError
from comity.record import read_bundle, write_bundle
from tests.cli.conversations import LOG, write_conversation
from tests.cli.own_bundle import run

HEAD = "component,decision,by,at,reason\n"


@pytest.fixture
def folder(tmp_path):
    """A conversation with four people who agree with all of it, and a rule for few statements."""
    folder = write_conversation(tmp_path)[0]
    rule = json.loads(shipped("dialogue", "common-ground", 2))
    rule["groups"] |= {"replicates": 10, "null_replicates": 19, "starts": 2}
    rule["fragility"]["grid"] = [0.4]
    rule["duplicates"] = {"common": 12, "equal": 1.0}
    (folder / "rule.json").write_text(json.dumps(rule), encoding="utf-8")
    alike = [f"copy{one},{what},1" for one in range(4) for what in range(12)]
    votes = (folder / "votes.csv").read_text("utf-8").splitlines()
    known = [f"{who},{what},{vote}" for who, what, vote, *_ in (v.split(",") for v in votes[1:])]
    lines = ["voter-id,comment-id,vote", *known, *alike, ""]
    (folder / "votes.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def reported(folder, *more):
    asked = [folder / "votes.csv", "--statements", folder / "statements.csv"]
    asked += ["--rules", folder / "rule.json", "--out", folder / "out", *more]
    return run(folder / "home", "dialogue", "report", *asked)


def members(folder):
    return read_bundle((folder / "out/report.zip").read_bytes()).members


def flags(folder):
    return json.loads(members(folder)["outputs/flags.json"])["flags"]


def decide(folder, lines):
    (folder / "d.csv").write_text(HEAD + lines, encoding="utf-8")
    return reported(folder, "--decisions", folder / "d.csv")


def test_a_human_decides_on_a_flag_and_the_bundle_verifies(folder):
    assert reported(folder).exit_code == 0
    (flag,) = flags(folder)
    assert flag["people"] == 4
    assert flag["decision"] is None
    report = (folder / "out/report.json").read_bytes()
    assert "no human has decided yet" in (folder / "out/report.html").read_text("utf-8")
    line = f"{flag['component']},dismissed,Secretary,2026-11-26,They share an office\n"
    assert decide(folder, line).exit_code == 0
    (flag,) = flags(folder)
    assert (flag["decision"], flag["by"]) == ("dismissed", "Secretary")
    page = (folder / "out/report.html").read_text("utf-8")
    assert "They share an office" in page
    assert (folder / "out/report.json").read_bytes() == report
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0


def test_a_decision_changed_in_the_bundle_is_found(folder):
    reported(folder)
    decide(folder, f"{flags(folder)[0]['component']},upheld,Secretary,2026-11-26,Same minute\n")
    found = members(folder)
    changed = found["inputs/decisions.csv"].replace(b"upheld", b"dismissed")
    (folder / "out/report.zip").write_bytes(
        write_bundle({**found, "inputs/decisions.csv": changed})
    )
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 1


def test_bad_decisions_are_named_by_file_and_line_and_nothing_is_written(folder):
    result = decide(folder, "aaaaaaaaaaaa,maybe,,yesterday,\n")
    assert result.exit_code == 2
    for part in ("d.csv", "line 2", "aaaaaaaaaaaa", "maybe", "yesterday"):
        assert part in result.output
    assert not (folder / "out").exists()


@pytest.mark.parametrize("asked", [{"quick": True}, {"ballots": "protected"}])
def test_decisions_where_nobody_is_flagged_by_name_are_refused(folder, asked):
    question = Question(folder / "votes.csv", folder / "statements.csv", **asked)
    refuse_vain(Given(), question)
    with pytest.raises(RefusedError, match="decisions_without_flags"):
        refuse_vain(Given(decisions=folder / "d.csv"), question)


def test_no_flag_names_a_person(folder):
    reported(folder)
    everything = b"".join(members(folder).values())
    assert b"copy0" not in everything
    assert not any(b"\n%s," % who.encode() in everything for who in LOG.participants)


def timed(folder):
    """Give the conversation times: those of country A come first."""
    people = [line.split(",") for line in (folder / "people.csv").read_text("utf-8").splitlines()]
    country = {who: place for who, _tier, place in people[1:]}
    votes = (folder / "votes.csv").read_text("utf-8").splitlines()[1:]
    cast = [line.split(",") for line in votes if not line.startswith("copy")]
    cast.sort(key=lambda each: country[each[0]])
    lines = [f"{who},{what},{vote},{when}" for when, (who, what, vote) in enumerate(cast, 1)]
    text = "\n".join(["voter-id,comment-id,vote,timestamp", *lines, ""])
    (folder / "votes.csv").write_text(text, encoding="utf-8")


def test_an_audience_that_changed_over_time_is_told_and_verified(folder):
    timed(folder)
    asked = ["--people", folder / "people.csv", "--tier", "verified", "--quick"]
    assert reported(folder, *asked, "--arrivals-by", "country").exit_code == 0
    tables = json.loads(members(folder)["outputs/arrival.json"])["tables"]
    assert [each["by"] for each in tables] == ["tier", "country"]
    assert tables[1]["outcome"] == "warns"
    assert sum(one["people"] for one in tables[1]["classes"]) == 40
    assert "The audience changed over time." in (folder / "out/report.html").read_text("utf-8")
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0
    found = members(folder)
    changed = found["inputs/arrivals.csv"].replace(b"country,A,", b"country,A,1")
    bundle = folder / "out/report.zip"
    bundle.write_bytes(write_bundle({**found, "inputs/arrivals.csv": changed}))
    assert run(folder / "home", "verify", bundle).exit_code == 1


def test_times_of_protected_ballots_are_refused_and_not_in_the_bundle(folder):
    timed(folder)
    asked = ["--people", folder / "people.csv", "--tier", "verified", "--quick"]
    asked += ["--ballots", "protected"]
    result = reported(folder, *asked, "--arrivals-by", "country")
    assert result.exit_code == 2
    assert "--arrivals-by" in result.output
    assert reported(folder, *asked).exit_code == 0
    assert not any("arrival" in path for path in members(folder))


def test_a_column_that_is_not_there_is_named(folder):
    asked = ["--people", folder / "people.csv", "--tier", "verified", "--quick"]
    result = reported(folder, *asked, "--arrivals-by", "continent")
    assert result.exit_code == 2
    assert "continent" in result.output
    assert reported(folder, "--quick", "--arrivals-by", "country").exit_code == 2
