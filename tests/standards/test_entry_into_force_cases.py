"""The worked cases that come with each rule hold, and a wrong expectation is found."""

import json

import pytest

from comity.edge import shipped
from comity.fault import RefusedError
from comity.standards import read_entry_cases, read_entry_rule, run_entry_case
from tests.standards.histories import SHIPPED

CASES = {name: read_entry_cases(shipped("standards", f"{name}.cases", 1)) for name in SHIPPED}


@pytest.mark.parametrize("name", SHIPPED)
def test_register_D6_every_shipped_rule_has_worked_cases_and_all_hold(name):
    found = CASES[name]
    rule = read_entry_rule(shipped("standards", name, found.version))
    assert (found.rule, rule.version) == (name, found.version)
    assert {one.expected["state"] for one in found.cases} == {"in_force", "not_in_force"}
    for case in found.cases:
        assert (case.id, run_entry_case(rule, case)) == (case.id, {})


@pytest.mark.parametrize("key", ["state", "trigger", "in_force", "missing"])
def test_register_D6_a_wrong_expectation_is_found(key):
    members = json.loads(shipped("standards", "ctbt-14.cases", 1))
    members["cases"][0][key] = "2000-01-01"
    case = read_entry_cases(json.dumps(members).encode()).cases[0]
    rule = read_entry_rule(shipped("standards", "ctbt-14", 1))
    assert set(run_entry_case(rule, case)) == {key}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":"comity.standards.cases/1"}'])
def test_other_files_are_refused(data):
    with pytest.raises(RefusedError):
        read_entry_cases(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda case: case.pop("at"),
        lambda case: case.update(at="2026-02-30"),
        lambda case: case["acts"][0].update(act="adhesion"),
        lambda case: case["acts"][0].update(others=10**9),
        lambda case: case.update(at="9999-12-31"),
        lambda case: case.update(acts=[7]),
    ],
)
def test_a_case_that_lacks_something_is_refused(spoil):
    members = json.loads(shipped("standards", "ctbt-14.cases", 1))
    spoil(members["cases"][0])
    with pytest.raises(RefusedError):
        read_entry_cases(json.dumps(members).encode())
