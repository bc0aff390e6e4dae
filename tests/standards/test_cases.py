import json

import pytest

from comity.cli.shipped_rules import named_rule
from comity.fault import RefusedError
from comity.standards.cases import run_cases

COUNTS = {"Y": 92, "N": 46, "A": 25, "P": 0, "absent": 21}
CASE = {
    "id": "close",
    "rule": "unga-important-question",
    "counts": COUNTS,
    "required": 92,
    "outcome": "adopted",
}


def run(*cases, **around):
    data = json.dumps({**around, "cases": list(cases)}).encode()
    return run_cases(data, "cases.json", named_rule)


def test_a_case_holds_or_says_what_differs():
    [holds, differs] = run(CASE, {**CASE, "required": 93, "outcome": "not_adopted"})
    assert holds.holds
    assert differs.differs == {"required": (93, 92), "outcome": ("not_adopted", "adopted")}


def test_a_case_may_bring_its_tests():
    test = {"of": "Y", "base": "cast", "kind": "at_least", "num": 2, "den": 3}
    [found] = run({**CASE, "tests": [test], "required": 109, "outcome": "not_adopted"})
    assert found.holds


@pytest.mark.parametrize(
    "case",
    [
        {key: value for key, value in CASE.items() if key not in {"required", "outcome"}},
        {**CASE, "requierd": 92},
        {**CASE, "rule": "no-such-rule"},
        {**CASE, "counts": {"Y": "many"}},
        {**CASE, "counts": {"yes": 1}},
        {"id": "x", "rule": "silence", "votes": {}, "outcome": "elected"},
        {"id": "x", "rule": "silence", "parts": [], "outcome": "parts_adopted"},
        {"id": "x", "kind": "eu-qmv", "outcome": "adopted"},
        {"id": "x"},
    ],
    ids=[
        *("expects nothing", "misspelt", "no rule", "no number", "no count", "no election"),
        *("no division", "half", "bare"),
    ],
)
def test_a_case_that_asks_nothing_or_cannot_be_run_does_not_hold(case):
    assert not run(case)[0].holds


def test_the_rule_may_stand_once_for_all():
    bare = {key: value for key, value in CASE.items() if key != "rule"}
    assert run(bare, rule="unga-important-question/1")[0].holds


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cases": [1]}'])
def test_what_is_no_file_of_cases_is_refused(data):
    with pytest.raises(RefusedError, match=r"standards\.cases_unreadable"):
        run_cases(data, "x.json", named_rule)


def given_cases(shared_data):
    data = (shared_data / "decisions" / "decision-cases.json").read_bytes()
    return json.loads(data), run_cases(data, "decision-cases.json", named_rule)


def test_decide_D1_the_67_worked_cases(shared_data):
    _, found = given_cases(shared_data)
    assert [(each.id, each.differs) for each in found if not each.holds] == []
    assert len(found) == 67


def test_decide_D1_any_other_expectation_would_fail(shared_data):
    """The control: turn every expected outcome, and none holds."""
    file, _ = given_cases(shared_data)
    for case in file["cases"]:
        if "outcome" in case:
            case["outcome"] = "adopted" if case["outcome"] != "adopted" else "not_adopted"
        else:
            case["required"] += 1
    turned = run_cases(json.dumps(file).encode(), "turned.json", named_rule)
    assert [each.id for each in turned if each.holds] == []
