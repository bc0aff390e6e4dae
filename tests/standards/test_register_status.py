"""The published function: canonical, recomputable, and kept to by its schema."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.edge import shipped
from comity.registry import REGISTRY
from tests.contracts.schema import breaches
from tests.contracts.test_schemas import objects
from tests.standards.histories import acts_bytes, rule_bytes, status_of

SCHEMA = json.loads(shipped("standards", "register-status.schema", 1))
ROWS = ["A,ratification,2020-01-01", "B,signature,2020-01-02", "C,ratification,2020-02-01"]


def test_it_is_published():
    assert REGISTRY["standards.register_status", 1].tolerance == 0


def test_the_document_keeps_to_its_schema_in_force_or_not():
    more = [*ROWS, "B,ratification,2020-03-01"]
    open_still = status_of(rule_bytes(), acts_bytes(ROWS), "2020-12-31")
    in_force = status_of(rule_bytes(), acts_bytes(more), "2020-12-31")
    assert breaches(open_still, SCHEMA, SCHEMA) == breaches(in_force, SCHEMA, SCHEMA) == []
    assert (open_still["state"], open_still["missing"][0]["short"]) == ("not_in_force", 1)
    assert (in_force["state"], in_force["trigger"], in_force["in_force"]) == (
        "in_force",
        "2020-03-01",
        "2020-03-31",
    )
    assert [act["party"] for act in in_force["trigger_acts"]] == ["B"]
    assert breaches(in_force | {"state": "perhaps"}, SCHEMA, SCHEMA)


def test_the_schema_is_closed_and_described():
    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        assert all(one["description"].endswith(".") for one in each["properties"].values())


def test_a_group_that_is_not_counted_is_named():
    rule = rule_bytes(sets={"g": []}, groups=[{"party": "G", "members": "g", "counted": False}])
    found = status_of(rule, acts_bytes(["G,ratification,2020-01-01"]), "2020-12-31")
    assert (found["parties"], found["uncounted"]) == (1, ["G"])
    assert found["conditions"][0]["had"] == 0


@settings(max_examples=25, deadline=None)
@given(st.permutations(["A", "B", "C", "D"]))
def test_register_D6_the_order_of_acts_of_one_day_changes_nothing(order):
    rows = [f"{party},ratification,2020-01-01" for party in order]
    first = [f"{party},ratification,2020-01-01" for party in "ABCD"]
    assert status_of(rule_bytes(), acts_bytes(rows), "2020-01-01") == status_of(
        rule_bytes(), acts_bytes(first), "2020-01-01"
    )
