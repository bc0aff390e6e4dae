"""Rule files of entry into force: shipped ones keep to the schema, wrong ones name their fault."""

import copy
import json

import pytest

from comity.edge import shipped
from comity.fault import RefusedError
from comity.standards import ENTRY_RULE_SCHEMA, read_entry_rule
from tests.contracts.schema import breaches
from tests.contracts.test_schemas import objects
from tests.standards.histories import SHIPPED, branch, day, rule_bytes, rule_members

SCHEMA = json.loads(shipped("standards", "entry-into-force.schema", 1))


@pytest.mark.parametrize("name", SHIPPED)
def test_register_D6_every_shipped_rule_is_read_and_keeps_to_the_schema(name):
    data = shipped("standards", name, 1)
    rule = read_entry_rule(data)
    assert (rule.id, rule.version) == (name, 1)
    assert rule.source
    members = json.loads(data)
    assert members["date"]
    assert breaches(members, SCHEMA, SCHEMA) == []


def test_the_schema_is_closed_and_described():
    assert SCHEMA["properties"]["schema"]["const"] == ENTRY_RULE_SCHEMA
    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        assert all(one["description"].endswith(".") for one in each["properties"].values())


def faults(data):
    with pytest.raises(RefusedError) as error:
        read_entry_rule(data)
    return [fault.values.get("member") for fault in error.value.faults]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":"comity.dialogue.rule/2"}'])
def test_what_is_no_rule_is_refused(data):
    assert faults(data) == [None]


MEASURE = {"measure": "w", "set": "all", "at_least": [1, 2], "of": 10}
SPOILT = {
    "id": {"id": "two words"},
    "version": {"version": 0},
    "title": {"title": ""},
    "date": {"date": "yesterday"},
    "opened": {"opened": "2026-02-30"},
    "consents": {"consents": ["signature"]},
    "counted": {"counted": []},
    "sets": {"sets": {"all": []}},
    "branches": {"branches": []},
    "ends_below": {"ends_below": None},
    "of": {"branches": [branch([1], [MEASURE | {"of": 0}])]},
    "at_least": {"branches": [branch([1], [MEASURE | {"at_least": [3, 2]}])]},
    "set": {"branches": [branch([(1, "nobody")])]},
    "anchor": {"branches": [branch([1], delay={"days": 1, "months": 0, "anchor": "noon"})]},
    "delay": {"branches": [branch([1], delay=30)]},
    "named": {"branches": [branch(named="all")]},
    "count": {"branches": [branch([], [MEASURE]) | {"count": 3}]},
    "groups": {"sets": {"s": []}, "groups": [{"party": "G", "members": "s", "counted": True}] * 2},
    "surprise": {"surprise": 1},
    "per_party_delay": {"per_party_delay": 30},
    "members": {"groups": [{"party": "G", "members": "nobody", "counted": True}]},
    "until": {"sets": {"s": [{"party": "A", "from": "2020-01-01", "until": "2020-01-01"}]}},
    "sets.s": {"sets": {"s": [{"party": "A", "from": None, "until": None}] * 2}},
}


@pytest.mark.parametrize("member", SPOILT)
def test_register_D6_each_wrong_member_is_named(member):
    changes = SPOILT[member]
    assert faults(rule_bytes(**changes)) == [member]
    read_entry_rule(rule_bytes())


def test_a_party_may_leave_a_set_and_come_back():
    times = [("2000-01-01", "2010-01-01"), ("2020-01-01", None)]
    members = [{"party": "A", "from": since, "until": until} for since, until in times]
    rule = read_entry_rule(rule_bytes(sets={"s": members}))
    assert [rule.sets.has("s", "A", day(f"{year}-06-01")) for year in (2005, 2015, 2025)] == [
        True,
        False,
        True,
    ]


def test_a_share_may_not_be_a_decimal_number_nor_a_rounded_one_be_hidden():
    for share in ([0.55, 1], "55 %", [2], [True, True]):
        assert faults(rule_bytes(branches=[branch([1], [MEASURE | {"at_least": share}])])) == [
            "at_least"
        ]


def test_a_branch_without_conditions_would_be_met_by_nobody():
    assert faults(rule_bytes(branches=[branch()])) == ["branches"]


def test_all_faults_come_at_once_and_the_schema_finds_them_too():
    members = rule_members(version=0, title="", ends_below="no")
    assert faults(json.dumps(members).encode()) == ["version", "title", "ends_below"]
    assert len(breaches(members, SCHEMA, SCHEMA)) == 3
    assert breaches(copy.deepcopy(rule_members()), SCHEMA, SCHEMA) == []
