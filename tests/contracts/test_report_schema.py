"""The schema of a report: complete, described, and strict enough to find what is wrong."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.canonical import decode, encode
from comity.dialogue.publication import Parameters, open_inputs
from comity.dialogue.reading import InputFile, read_conversation
from comity.dialogue.report import REPORT, report
from comity.dialogue.simulation import simulate
from comity.edge import shipped
from docs.generated import SCHEMAS
from tests.contracts.schema import UnknownKeywordError, breaches

SCHEMA: dict[str, Any] = json.loads(SCHEMAS["report"].read_text(encoding="utf-8"))


# A report on two people and one statement, with every optional part filled.
EXAMPLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("report.json").read_text(encoding="utf-8")
)


def test_a_complete_report_keeps_to_it() -> None:
    assert breaches(EXAMPLE, SCHEMA, SCHEMA) == []


def rule_with(**groups: int) -> bytes:
    rule = json.loads(shipped("dialogue", "common-ground", 2))
    rule["groups"].update(groups)
    rule["fragility"]["grid"] = [0.4]
    return encode(rule)


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "full"])
@pytest.mark.parametrize("people", [1, 20, 90])
def test_what_the_function_gives_keeps_to_it(people: int, *, quick: bool) -> None:
    plan = shipped("dialogue", "simulated-incident-register", 1)
    simulated = simulate(people, 1, plan)
    conversation = read_conversation(
        InputFile("votes.csv", simulated.votes), InputFile("statements.csv", simulated.statements)
    )
    asked = Parameters(title="Q", quick=quick, simulated=True)
    rule = rule_with(replicates=10, null_replicates=19, starts=2)
    inputs = open_inputs(conversation.log, conversation.statements, asked, rule, 7)
    made: Any = decode(report(inputs)[REPORT])
    assert breaches(made, SCHEMA, SCHEMA) == []
    assert made["quick"] is quick


SPOILT: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("$.v", lambda r: r.update(v=2)),
    ("$.v", lambda r: r.update(v=True)),
    ("$.seed", lambda r: r.update(seed=-1)),
    ("$: required", lambda r: r.pop("map")),
    ("$: unknown member extra", lambda r: r.update(extra=1)),
    ("$.rule.sha256", lambda r: r["rule"].update(sha256="0" * 63)),
    ("$.conversation.ballots", lambda r: r["conversation"].update(ballots="closed")),
    ("$.participation.votes", lambda r: r["participation"].update(votes=1.5)),
    ("$.statements[0].agree_share.value", lambda r: spoil(r, "agree_share", value=1.2)),
    ("$.statements[0].agree_share.n", lambda r: spoil(r, "agree_share", n=True)),
    ("$.statements[0].class", lambda r: r["statements"][0].update({"class": "likely"})),
    ("$.statements[0].direction", lambda r: r["statements"][0].update(direction="pass")),
    ("$.statements[0].rank", lambda r: r["statements"][0].update(rank=0)),
    ("$.statements[0].groups[0].group", lambda r: r["statements"][0]["groups"][0].update(group="")),
    ("$.common_ground: uniqueItems", lambda r: r["common_ground"].append("s1")),
    ("$.map.explained: minItems", lambda r: r["map"]["explained"].pop()),
    ("$.map.points[0].n", lambda r: r["map"]["points"][0].update(n=0)),
]


def spoil(report: dict[str, Any], share: str, **members: Any) -> None:
    report["statements"][0][share].update(members)


@pytest.mark.parametrize(("place", "change"), SPOILT)
def test_what_is_wrong_is_found(place: str, change: Callable[[dict[str, Any]], object]) -> None:
    report = copy.deepcopy(EXAMPLE)
    change(report)
    assert [each for each in breaches(report, SCHEMA, SCHEMA) if each.startswith(place)]


def test_an_unknown_keyword_is_not_passed_over() -> None:
    with pytest.raises(UnknownKeywordError, match="multipleOf"):
        breaches(1, {"multipleOf": 2}, {})
