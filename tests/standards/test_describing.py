import pytest

from comity.canonical import encode
from comity.cli.shipped_rules import shipped_rules
from comity.fault import RefusedError
from comity.standards.describing import described, rule_changes, test_in_words
from tests.standards.votes import MAJORITY, members, rule

in_words = test_in_words
del test_in_words  # or pytest would take it for a test


@pytest.mark.parametrize("name", shipped_rules())
def test_every_shipped_rule_is_told_with_source_and_digest(name):
    told = list(described(shipped_rules()[name]))
    assert told[0].startswith(f"{name}: ")
    assert any(line.startswith("source: ") for line in told)
    assert len(told) > 4


def test_a_test_is_one_line():
    [one] = rule().tests
    assert in_words(one) == "Y more_than 1/2 of voting"
    floor = {"id": "f", "of": "P", "at_least": 2, "each": "region", "otherwise": "void"}
    [two] = rule(tests=[floor]).tests
    assert in_words(two) == "P at_least 2, in every region; otherwise void"


def changes(**new):
    return rule_changes((encode(members()), "a"), (encode(members(**new)), "b"))


def test_what_differs_is_named_with_its_place():
    assert changes() == []
    found = changes(version=2, tests=[{**MAJORITY, "more_than": [2, 3]}], tie="lot")
    assert sorted(found) == [
        ("tests[0].more_than", "[1, 2]", "[2, 3]"),
        ("tie", "–", "lot"),
        ("version", "1", "2"),
    ]
    more = changes(tests=[MAJORITY, {**MAJORITY, "id": "more"}])
    assert ("tests[1].id", "–", "more") in more or more[0][0] == "tests[1]"


def test_what_is_no_rule_is_not_compared():
    with pytest.raises(RefusedError):
        changes(tie="coin")
