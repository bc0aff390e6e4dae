"""The schemas of rule files: every shipped rule keeps to its own, and what is none breaks it."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from comity.canonical import encode
from comity.dialogue import rule as reading
from comity.dialogue.rule import read_rule
from comity.edge import shipped
from comity.fault import RefusedError
from docs.generated import SOURCE
from tests.contracts.schema import breaches
from tests.contracts.test_schemas import objects

DATA = SOURCE / "data" / "dialogue"
SCHEMAS: dict[str, Any] = {
    schema["properties"]["schema"]["const"]: schema
    for path in sorted((DATA / "rule.schema").glob("*.json"))
    for schema in [json.loads(path.read_text(encoding="utf-8"))]
}
SHIPPED: dict[str, Any] = {
    f"{path.parent.name}/{path.stem}": members
    for path in sorted(DATA.glob("*/*.json"))
    for members in [json.loads(path.read_text(encoding="utf-8"))]
    if str(members.get("schema", "")).startswith("comity.dialogue.rule/")
}
NEWEST = json.loads(shipped("dialogue", "common-ground", 2))


def test_there_is_a_schema_of_every_form_that_is_read() -> None:
    assert set(SCHEMAS) == {reading.FIRST_SCHEMA, reading.SCHEMA}
    assert {members["schema"] for members in SHIPPED.values()} == set(SCHEMAS)


@pytest.mark.parametrize("members", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_rule_keeps_to_its_schema_and_to_no_other(members: Any) -> None:
    for name, schema in SCHEMAS.items():
        assert (breaches(members, schema, schema) == []) is (name == members["schema"])


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_its_objects_are_closed_and_described(schema: Any) -> None:
    for each in objects(schema):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        assert all(member["description"].endswith(".") for member in each["properties"].values())


BOUNDS: list[tuple[str, Mapping[str, Any]]] = [
    ("", {**reading.COUNTS, **reading.SHARES}),
    ("groups", {**reading.GROUP_COUNTS, **reading.GROUP_SHARES, **reading.GROUP_LEVELS}),
    ("duplicates", {**reading.DUPLICATE_COUNTS, **reading.DUPLICATE_SHARES}),
    ("fragility", reading.FRAGILITY_COUNTS),
    ("slate", reading.SLATE_COUNTS),
]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
@pytest.mark.parametrize(("section", "bounds"), BOUNDS, ids=[name or "top" for name, _ in BOUNDS])
def test_its_bounds_are_those_of_the_program(
    schema: Any, section: str, bounds: Mapping[str, Any]
) -> None:
    first = schema["properties"]["schema"]["const"] == reading.FIRST_SCHEMA
    if first and section == "slate":
        assert section not in schema["$defs"]
        return
    fields = (schema["$defs"][section] if section else schema)["properties"]
    for name, bound in bounds.items():
        if first and name in reading.GROUP_LEVELS:
            assert name not in fields
        else:
            assert (fields[name]["minimum"], fields[name]["maximum"]) == bound


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "$.schema": lambda r: r.update(schema="comity.dialogue.rule/3"),
    "$.id": lambda r: r.update(id="common ground"),
    "$.version": lambda r: r.update(version=0),
    "$.title": lambda r: r.update(title="x" * 201),
    "$.level": lambda r: r.update(level="0.9"),
    "$.minimum_cell": lambda r: r.update(minimum_cell=0.5),
    "$.minimum_votes": lambda r: r.update(minimum_votes=True),
    "$: required": lambda r: r.pop("representative"),
    "$.groups: required": lambda r: r["groups"].pop("clarity_level"),
    "$.groups.replicates": lambda r: r["groups"].update(replicates=9),
    "$.duplicates.equal": lambda r: r["duplicates"].update(equal=1.1),
    "$.fragility.grid: minItems": lambda r: r["fragility"].update(grid=[]),
    "$.fragility.grid[0]": lambda r: r["fragility"].update(grid=[0, 0.1]),
    "$.fragility.grid[1]": lambda r: r["fragility"].update(grid=[0.1, 1]),
    "$.fragility.grid: uniqueItems": lambda r: r["fragility"].update(grid=[0.1, 0.1]),
    "$.slate.size": lambda r: r["slate"].update(size=51),
}


@pytest.mark.parametrize(("place", "change"), SPOILT.items(), ids=SPOILT)
def test_what_the_program_refuses_breaks_the_schema(
    place: str, change: Callable[[dict[str, Any]], object]
) -> None:
    members = copy.deepcopy(NEWEST)
    change(members)
    schema = SCHEMAS[reading.SCHEMA]
    assert [each for each in breaches(members, schema, schema) if each.startswith(place)]
    with pytest.raises(RefusedError):
        read_rule(encode(members))


@pytest.mark.parametrize(
    "change", [{"more": 1}, {"date": "yesterday"}, {"source": ""}], ids=["more", "date", "source"]
)
def test_what_the_schema_asks_for_besides(change: dict[str, Any]) -> None:
    members = {**NEWEST, **change}
    assert breaches(members, SCHEMAS[reading.SCHEMA], SCHEMAS[reading.SCHEMA])
    assert read_rule(encode(members)).id == "common-ground"
