import json
import stat

import pytest

from comity.cli.question import Question
from comity.cli.report_folder import Request, write_report
from comity.fault import RefusedError
from comity.record import read_bundle
from tests.cli.conversations import LOG, write_conversation
from tests.cli.own_bundle import run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    return write_conversation(tmp_path)[0]


def request(folder, **asked):
    people = folder / "people.csv" if asked.get("tier") or asked.get("classes") else None
    question = Question(
        folder / "votes.csv", folder / "statements.csv", quick=True, people=people, **asked
    )
    return Request(question, folder / "out", "en")


def members(folder):
    return read_bundle((folder / "out/report.zip").read_bytes()).members


def test_a_report_is_three_files_that_agree(folder):
    written = write_report(request(folder))
    report = json.loads((folder / "out/report.json").read_bytes())
    assert written.participants == report["participation"]["participants"] == 60
    assert members(folder)["outputs/report.json"] == (folder / "out/report.json").read_bytes()
    assert "<!doctype html>" in (folder / "out/report.html").read_text(encoding="utf-8")
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0
    assert "Computed, not published" in written.in_words()
    assert json.loads(written.as_json())["ballots"] == "open"


def test_one_tier_shapes_the_report_and_the_other_stands_beside(folder):
    write_report(request(folder, tier="verified"))
    report = json.loads((folder / "out/report.json").read_bytes())
    assert report["participation"]["participants"] == 40
    assert [tier["name"] for tier in report["tiers"]] == ["anonymous"]
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0


def test_a_protected_report_holds_no_vote_and_still_recomputes(folder):
    asked = {"tier": "verified", "classes": ("country",), "ballots": "protected"}
    written = write_report(request(folder, **asked))
    assert "not yet audited" in written.in_words()
    found = members(folder)
    assert not any("votes" in path or "people" in path for path in found)
    report = json.loads(found["outputs/report.json"])
    assert [table["by"] for table in report["classes"]] == ["country"]
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0
    page = (folder / "out/report.html").read_text(encoding="utf-8")
    assert "protected: votes stay with the organisation" in page


def test_classes_with_open_ballots_are_refused_and_nothing_is_written(folder):
    with pytest.raises(RefusedError, match="classes_with_open_ballots"):
        write_report(request(folder, tier="verified", classes=("country",)))
    assert not (folder / "out").exists()


def test_no_bundle_tells_who_came_when(folder):
    write_report(request(folder))
    everything = b"".join(members(folder).values())
    assert not any(b"\n%s," % who.encode() in everything for who in LOG.participants)
    assert stat.S_IMODE((folder / "out/report.zip").stat().st_mode) & 0o444
