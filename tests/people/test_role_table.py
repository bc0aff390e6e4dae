import copy
import json

import pytest

from comity.canonical import encode
from comity.edge import shipped
from comity.people import ANYBODY, read_role_table
from tests.contracts.schema import breaches

DATA = json.loads(shipped("people", "roles", 1))
SCHEMA = json.loads(shipped("people", "roles.schema", 1))
TABLE = read_role_table(shipped("people", "roles", 1))


def changed(change):
    """The table after ``change`` of its members."""
    members = copy.deepcopy(DATA)
    change(members)
    return read_role_table(encode(members))


def test_the_shipped_table_keeps_to_its_schema():
    assert breaches(DATA, SCHEMA, SCHEMA) == []


def test_a_table_with_an_unknown_member_would_be_found():
    assert breaches({**DATA, "more": 1}, SCHEMA, SCHEMA)


@pytest.mark.parametrize("rule", DATA["acts"], ids=lambda rule: rule["act"])
@pytest.mark.parametrize("role", [role["id"] for role in DATA["roles"]])
def test_each_role_may_what_the_file_says_and_nothing_else(rule, role):
    wanted = role in rule["roles"] or ANYBODY in rule["roles"]
    assert TABLE.allows(role, rule["act"]) is wanted
    assert (rule["act"] in TABLE.acts_of(role)) is (role in rule["roles"])


def test_an_act_that_is_not_in_the_table_nobody_may():
    for role in DATA["roles"]:
        assert not TABLE.allows(role["id"], "dialogue.abolish")
    assert not TABLE.is_open("dialogue.abolish")
    assert TABLE.rule_of("dialogue.abolish") is None
    assert TABLE.givers_of("dialogue.abolish") == frozenset()


def test_an_unknown_role_may_nothing():
    assert TABLE.role("president") is None
    assert not any(TABLE.allows("president", rule.act) for rule in TABLE.acts if not is_open(rule))


def is_open(rule):
    return ANYBODY in rule.roles


def test_nobody_gives_a_mandate_in_a_role_that_gives_itself_out_of_nothing():
    """Every chain of givers ends at whoever runs the server."""
    reached = {"operator", "machine"}
    for _ in TABLE.roles:
        reached |= {role.id for role in TABLE.roles if role.given_by & reached}
    assert reached == {role.id for role in TABLE.roles}


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["acts"].append(table["acts"][0]),
        lambda table: table["roles"].append(table["roles"][0]),
        lambda table: table["acts"][0]["roles"].append("president"),
        lambda table: table["roles"][1]["given_by"].append("president"),
        lambda table: table["acts"][0]["roles"].append("machine"),
        lambda table: table.update(schema="comity.people.roles/2"),
    ],
    ids=["act twice", "role twice", "unknown role", "unknown giver", "machine", "other format"],
)
def test_a_table_that_contradicts_itself_is_refused(change):
    changed(lambda table: None)
    with pytest.raises(ValueError, match="table"):
        changed(change)
