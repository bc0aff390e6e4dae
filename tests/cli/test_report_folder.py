import json
import stat

import pytest

from comity.canonical import encode
from comity.cli.beside_report import Given
from comity.cli.question import Question
from comity.cli.report_folder import Request, write_report
from comity.dialogue import statements_download
from comity.edge import shipped
from comity.fault import RefusedError
from comity.record import read_bundle, write_bundle
from tests.cli.conversations import LOG, write_conversation
from tests.cli.own_bundle import run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    return write_conversation(tmp_path)[0]


def request(folder, *, translations=None, language="en", quick=True, **asked):
    people = folder / "people.csv" if asked.get("tier") or asked.get("classes") else None
    question = Question(
        folder / "votes.csv", folder / "statements.csv", quick=quick, people=people, **asked
    )
    return Request(question, folder / "out", language, Given(translations))


def members(folder):
    return read_bundle((folder / "out/report.zip").read_bytes()).members


def test_a_report_is_four_files_that_agree(folder):
    written = write_report(request(folder))
    report = json.loads((folder / "out/report.json").read_bytes())
    assert written.participants == report["participation"]["participants"] == 60
    assert members(folder)["outputs/report.json"] == (folder / "out/report.json").read_bytes()
    assert "<!doctype html>" in (folder / "out/report.html").read_text(encoding="utf-8")
    assert (folder / "out/report.csv").read_bytes() == statements_download(report)
    assert "report.csv for spreadsheets" in written.in_words()
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0
    assert "Computed, not published" in written.in_words()
    assert json.loads(written.as_json())["ballots"] == "open"


def test_an_earlier_bundle_is_kept_and_still_verifies(folder):
    first = write_report(request(folder))
    assert first.kept == ""
    assert "is kept as" not in first.in_words()
    earlier = (folder / "out/report.zip").read_bytes()
    second = write_report(request(folder))
    kept = folder / "out" / second.kept
    assert kept.read_bytes() == earlier != (folder / "out/report.zip").read_bytes()
    assert f"The earlier report.zip is kept as {kept}" in second.in_words()
    assert run(folder / "home", "verify", kept).exit_code == 0
    third = write_report(request(folder))
    assert len({second.kept, third.kept}) == 2
    assert len(list((folder / "out").glob("report*.zip"))) == 3


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


TRANSLATIONS = """statement,language,text,origin,reviewer,original
0,fr,énoncé zéro,machine Lingua 4,,statement 0
1,fr,énoncé un,human,Office of languages,statement one
"""


@pytest.fixture
def words(folder):
    file = folder / "translations.csv"
    file.write_text(TRANSLATIONS, encoding="utf-8")
    return file


def rule_of_few(folder):
    rule = json.loads(shipped("dialogue", "common-ground", 2))
    rule["groups"] |= {"replicates": 10, "null_replicates": 19, "starts": 2}
    rule["fragility"]["grid"] = [0.4]
    (folder / "rule.json").write_text(json.dumps(rule), encoding="utf-8")
    return folder / "rule.json"


def test_a_full_report_has_a_list_that_represents_and_verify_recomputes_it(folder):
    write_report(request(folder, quick=False, rules=rule_of_few(folder)))
    found = members(folder)
    told = json.loads(found["outputs/slate.json"])
    assert len(told["statements"]) == 5
    assert "If only 5 statements can go" in (folder / "out/report.html").read_text("utf-8")
    bundle = folder / "out/report.zip"
    assert run(folder / "home", "verify", bundle).exit_code == 0
    told["statements"][0]["supporters"] += 1
    bundle.write_bytes(write_bundle({**found, "outputs/slate.json": encode(told)}))
    result = run(folder / "home", "verify", bundle)
    assert result.exit_code == 1
    assert "outputs/slate.json" in result.output


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "A quick report leaves this list out."),
        ({"tier": "verified", "ballots": "protected", "quick": False}, "Ballots are protected"),
    ],
)
def test_a_report_without_such_a_list_says_why(folder, asked, why):
    write_report(request(folder, rules=rule_of_few(folder), **asked))
    assert "outputs/slate.json" not in members(folder)
    assert why in (folder / "out/report.html").read_text("utf-8")


def test_translations_shape_no_number(folder, words):
    write_report(request(folder))
    plain = members(folder)
    write_report(request(folder, translations=words, language="fr"))
    found = members(folder)
    # Row numbers are drawn anew each time; whatever is computed from the votes stays as it was.
    computed = [path for path in plain if path.startswith("outputs/")]
    assert computed
    assert all(found[path] == plain[path] for path in computed)
    page = (folder / "out/report.html").read_text("utf-8")
    assert "énoncé zéro" in page
    assert "énoncé un" not in page  # its original was another text
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0


def test_a_changed_translation_is_found(folder, words):
    write_report(request(folder, translations=words))
    found = members(folder)
    changed = found["inputs/translations.csv"].replace("énoncé".encode(), "Énoncé".encode(), 1)
    bundle = folder / "out/report.zip"
    bundle.write_bytes(write_bundle({**found, "inputs/translations.csv": changed}))
    assert run(folder / "home", "verify", bundle).exit_code == 1


def test_protected_reports_may_have_translations_too(folder, words):
    asked = {"tier": "verified", "ballots": "protected"}
    write_report(request(folder, translations=words, language="fr", **asked))
    assert "énoncé zéro" in (folder / "out/report.html").read_text("utf-8")
    assert run(folder / "home", "verify", folder / "out/report.zip").exit_code == 0


def test_bad_translations_are_refused_before_the_work_and_nothing_is_written(folder, words):
    words.write_text(TRANSLATIONS + "99,xx,<b>,robot,,\n", encoding="utf-8")
    told = []
    with pytest.raises(RefusedError) as refused:
        write_report(
            request(folder, translations=words, quick=False), lambda *step: told.append(step)
        )
    assert {fault.place.line for fault in refused.value.faults} == {4}
    assert len(refused.value.faults) == 5
    assert not told
    assert not (folder / "out").exists()


INSTANCE = """
[organisation]
en = "The Council"
[operator]
controller = "The Council"
contact = "office@council.example"
host_state = "Arvenland"
legal_regime = "its own"
retention = "ten years"
[site]
origin = "council.example/record"
hosts = ["council.example"]
[profile.disclaimer]
en = "No opinion is expressed."
"""


def test_the_report_of_an_organisation_bears_its_disclaimer(folder):
    (folder / "home").mkdir()
    (folder / "home/instance.toml").write_text(INSTANCE, encoding="utf-8")
    write_report(request(folder, language="ar"))
    page = (folder / "out/report.html").read_text(encoding="utf-8")
    assert '<p class="soft" lang="en" dir="auto">No opinion is expressed.</p>' in page
    # Its own words are not to be left out without a word.
    (folder / "home/instance.toml").write_text("broken", encoding="utf-8")
    with pytest.raises(RefusedError, match="instance_unreadable"):
        write_report(request(folder))
