import json

import pytest

from comity.cli.shipped_rules import shipped_rules
from tests.cli.own_bundle import run
from tests.standards.votes import MAJORITY, members


@pytest.fixture
def mine(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(members()), encoding="utf-8")
    return file


def rules(tmp_path, *arguments):
    return run(tmp_path / "home", "rules", *arguments)


def test_the_list_names_every_rule(tmp_path):
    told = rules(tmp_path, "list").output
    assert all(name in told for name in shipped_rules())
    listed = json.loads(rules(tmp_path, "list", "--json").output)
    assert [each["id"] for each in listed] == [rule.id for rule in shipped_rules().values()]


def test_a_rule_is_shown_as_text_and_as_its_file(tmp_path, mine):
    told = rules(tmp_path, "show", "eu-council").output
    assert "combine: all(states, any(population, too-few-to-block))" in told
    assert json.loads(rules(tmp_path, "show", mine, "--json").output) == members()


def test_a_sound_file_is_said_to_be_so(tmp_path, mine):
    found = rules(tmp_path, "check", mine)
    assert (found.exit_code, "ours/1 is sound" in found.output) == (0, True)
    assert json.loads(rules(tmp_path, "check", mine, "--json").output)["id"] == "ours"


def test_an_impossible_share_is_refused_with_rule_place_and_remedy(tmp_path, mine):
    wrong = members(tests=[{**MAJORITY, "more_than": [3, 2]}])
    mine.write_text(json.dumps(wrong), encoding="utf-8")
    found = rules(tmp_path, "check", mine)
    assert found.exit_code == 2
    for words in ("mine.json", "tests[0].more_than", "3/2", "[2, 3]"):
        assert words in found.stderr


def test_two_versions_are_compared(tmp_path, mine):
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps(members(version=2)), encoding="utf-8")
    found = rules(tmp_path, "diff", mine, newer)
    as_json = rules(tmp_path, "diff", mine, newer, "--json")
    assert (found.exit_code, found.output) == (1, "version: 1 -> 2\n")
    assert json.loads(as_json.output) == [["version", "1", "2"]]
    same = rules(tmp_path, "diff", mine, mine)
    assert (same.exit_code, same.output) == (0, "They say the same.\n")


def test_the_cases_of_every_rule_hold(tmp_path):
    found = json.loads(rules(tmp_path, "test", "--shipped", "--json").output)
    assert found["passed"] >= 36
    assert found["failed"] == []


def test_a_case_that_fails_is_named_with_both_values(tmp_path):
    case = {"id": "close", "rule": "unga-important-question", "outcome": "adopted"}
    case["counts"] = {"Y": 91, "N": 46, "A": 25, "P": 0, "absent": 0}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    found = rules(tmp_path, "test", file)
    assert found.exit_code == 1
    assert "outcome: the case says adopted, the rule gives not_adopted" in found.output
    told = json.loads(rules(tmp_path, "test", file, "--json").output)
    assert (told["passed"], told["failed"]) == (0, ["close"])


def test_cases_are_named_or_those_that_come_along(tmp_path, mine):
    assert rules(tmp_path, "test").exit_code == 2
    assert rules(tmp_path, "test", mine, "--shipped").exit_code == 2
