import pytest

from comity.canonical import encode, sha256_hex
from comity.fault import RefusedError
from comity.standards.rule_reading import read_decision_rule
from comity.standards.rules import Combined, Share
from tests.standards.votes import MAJORITY, members, rule

WEIGHED = {**MAJORITY, "id": "people", "measure": "population", "base": "members"}


def test_a_rule_is_read_with_its_digest():
    data = encode(members())
    read = read_decision_rule(data)
    assert (read.id, read.version, read.sha256) == ("ours", 1, sha256_hex(data))
    assert read.tests[0].share == Share(1, 2)
    assert read.combine == Combined("all", ("majority",))
    assert (read.quorum, read.tie, read.entitled) == (None, "rejected", ("member",))


def faults(**changes):
    with pytest.raises(RefusedError) as refused:
        rule(**changes)
    return {fault.place.column or "": fault.code for fault in refused.value.faults}


WRONG = {
    "tests[0].base": {"tests": [{**MAJORITY, "base": "everybody"}]},
    "tests[0].of": {"tests": [{**MAJORITY, "of": "Y+Y"}]},
    "tests[0].measure": {"tests": [WEIGHED]},
    "tests[1].id": {"tests": [MAJORITY, MAJORITY]},
    "tests[0]": {"tests": ["majority"]},
    "tests": {"tests": {}},
    "combine": {"combine": {"all": ["majority", "majority"]}},
    "combine.all[0]": {"combine": {"all": ["other"]}},
    "quorum.base": {"quorum": {"of": "Y", "at_least": [1, 2], "base": "quorum"}},
    "quorum.at_least": {"quorum": {"of": "Y", "at_least": [3, 2], "base": "members"}},
    "tie": {"tie": "coin"},
    "entitled": {"entitled": ["friend"]},
    "weights.population": {"weights": {"population": 3}},
    "version": {"version": 0},
    "majority": {"majority": "two thirds"},
    "election.at_least": {
        "election": {"at_least": 3, "restricted_to": 2, "rounds": 3, "tie": "lot"}
    },
    "division.whole_falls_with_operative": {"division": {"whole_falls_with_operative": 1}},
    "amendments.decided_by": {"amendments": {"first": "furthest", "decided_by": "machine"}},
}


@pytest.mark.parametrize(("place", "change"), WRONG.items(), ids=WRONG)
def test_decide_D1_a_wrong_rule_file_is_refused_with_its_place(place, change):
    assert place in faults(**change)


def test_a_count_has_no_base():
    [(place, _)] = faults(tests=[{"id": "x", "of": "N", "at_most": 0, "base": "voting"}]).items()
    assert place == "tests[0].base"


def test_all_faults_come_at_once():
    assert len(faults(version=0, tie="coin", tests=[{**MAJORITY, "base": "x"}])) == 3


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", encode(members(schema="comity.other/1"))])
def test_what_is_no_rule_file_is_refused(data):
    with pytest.raises(RefusedError, match=r"standards\.rule_unreadable"):
        read_decision_rule(data)


def test_a_rule_that_decides_nothing_is_refused():
    assert faults(tests=[]) == {"": "standards.rule_decides_nothing"}


def test_joined_tests_may_be_joined_again():
    one, two, three = ({**MAJORITY, "id": name} for name in ("one", "two", "three"))
    read = rule(tests=[one, two, three], combine={"all": ["one", {"any": ["two", "three"]}]})
    assert read.combine == Combined("all", ("one", Combined("any", ("two", "three"))))
    for wrong in ({"most": ["one"]}, {"all": []}, {"all": "one"}, "one", 3):
        assert "combine" in faults(tests=[one], combine=wrong)
    deep = "one"
    for _ in range(7):
        deep = {"all": [deep]}
    assert any(place.startswith("combine") for place in faults(tests=[one], combine=deep))


def test_a_described_measure_may_be_used():
    read = rule(tests=[MAJORITY, WEIGHED], weights={"population": "persons"})
    assert read.measures == ("population",)
