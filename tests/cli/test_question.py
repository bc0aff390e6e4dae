from pathlib import Path

import pytest

from comity.cli.question import Question, prepare, read_files
from comity.fault import RefusedError
from tests.cli.conversations import LOG, write_conversation


@pytest.fixture
def folder(tmp_path):
    return write_conversation(tmp_path)[0]


def question(folder, **asked):
    return Question(folder / "votes.csv", folder / "statements.csv", **asked)


def code(folder, **asked):
    with pytest.raises(RefusedError) as refused:
        prepare(question(folder, **asked))
    return refused.value.faults[0].code


def test_two_files_are_a_conversation_of_one_tier(folder):
    prepared = prepare(question(folder))
    assert len(prepared.log) == len(LOG)
    assert prepared.parameters.title == "votes"
    assert prepared.parameters.tier == "file"
    assert set(prepared.people.tier.values()) == {"file"}
    assert b"common-ground" in prepared.rule
    assert len(read_files(folder / "votes.csv", folder / "statements.csv", ()).statements) == 12


def test_a_file_of_people_names_the_tier_that_shapes_the_report(folder):
    prepared = prepare(
        question(folder, people=folder / "people.csv", tier="verified", classes=("country",))
    )
    assert prepared.parameters.tier == "verified"
    assert prepared.parameters.classes == ("country",)
    assert set(prepared.people.classes["country"].values()) == {"A", "B"}


def test_what_was_asked_is_what_the_parameters_say(folder):
    asked = question(folder, seed=7, quick=True, title="Q", simulated=True, ballots="protected")
    found = prepare(asked).parameters
    assert (found.seed, found.quick, found.title, found.simulated, found.ballots) == (
        7, True, "Q", True, "protected",
    )  # fmt: skip


def test_tiers_and_classes_need_a_file_of_people(folder):
    assert code(folder, tier="verified") == "cli.people_needed"
    assert code(folder, classes=("country",)) == "cli.people_needed"


def test_one_of_several_tiers_must_be_named(folder):
    assert code(folder, people=folder / "people.csv") == "dialogue.tier_needed"


def test_everybody_who_voted_is_in_the_file_of_people(folder):
    (folder / "few.csv").write_text("participant,tier\np1,verified\n", encoding="utf-8")
    assert code(folder, people=folder / "few.csv") == "dialogue.person_missing"


def test_a_rule_of_ones_own_is_read_before_anything_is_computed(folder):
    (folder / "rule.json").write_text("{}", encoding="utf-8")
    assert code(folder, rules=folder / "rule.json") == "dialogue.rule_unreadable"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RefusedError, match=r"edge\.not_readable"):
        prepare(Question(Path(tmp_path / "none.csv"), Path(tmp_path / "none.csv")))
