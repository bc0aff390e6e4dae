"""What every rule of decision must keep: schema, source, cases that hold and that can fail."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from comity.canonical import encode
from comity.cli.shipped_rules import named_rule, shipped_cases, shipped_rules
from comity.edge import shipped
from comity.fault import RefusedError
from comity.standards import Rule, read_decision_rule, run_cases
from comity.standards import rules as words
from comity.standards.decision import decide
from comity.standards.tally import GivenTallies, Tally
from docs.generated import SOURCE
from tests.contracts.schema import breaches
from tests.contracts.test_schemas import objects
from tests.standards.votes import MAJORITY, decided, members, rule_file

DATA = SOURCE / "data" / "standards"
RULE_SCHEMA: Any = json.loads((DATA / "rule.schema" / "1.json").read_text(encoding="utf-8"))
DECISION: Any = json.loads((DATA / "decision.schema" / "1.json").read_text(encoding="utf-8"))
RULES = shipped_rules()
CASES: dict[str, bytes] = {json.loads(data)["rule"]: data for _, data in shipped_cases()}
EVERY = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
TESTED = {name: rule for name, rule in RULES.items() if rule.tests}
LIBRARY = {
    *("unga-simple-majority", "unga-important-question", "unga-reconsideration", "unga-division"),
    *("unga-order-of-amendments", "unga-election-two-thirds", "unga-election-majority"),
    *("iso-dis", "iso-fdis", "itu-tap", "itu-tap-approval", "itu-aap", "wto-consensus"),
    *("wto-waiver", "ietf-rough-consensus", "eu-council", "eu-council-own-initiative"),
    *("codex-consensus", "codex-majority", "conference-adoption", "consensus"),
    *("consensus-regional-floor", "silence", "silence-acknowledged"),
}


def file_of(rule: Rule) -> Any:
    return json.loads(shipped("standards", rule.id, rule.version))


def test_the_library_is_whole() -> None:
    assert {rule.id for rule in RULES.values()} >= LIBRARY
    assert sum(len(json.loads(data)["cases"]) for data in CASES.values()) >= 36


@EVERY
def test_it_stands_under_its_own_name_with_source_and_date(rule: Rule) -> None:
    assert RULES[f"{rule.id}/{rule.version}"] is rule
    assert rule.source
    assert rule.date


@EVERY
def test_it_keeps_to_the_schema(rule: Rule) -> None:
    assert breaches(file_of(rule), RULE_SCHEMA, RULE_SCHEMA) == []


@EVERY
def test_it_has_worked_cases_and_all_hold(rule: Rule) -> None:
    results = run_cases(CASES[rule.name], rule.name, named_rule)
    assert [(each.id, each.differs, each.refusal) for each in results if not each.holds] == []
    assert len(results) >= 2


@EVERY
def test_its_cases_know_more_than_one_outcome(rule: Rule) -> None:
    cases = json.loads(CASES[rule.name])["cases"]
    if rule.amendments is None:
        assert len({case["outcome"] for case in cases}) > 1
    assert len({case["id"] for case in cases}) == len(cases)


@EVERY
def test_its_cases_would_fail_if_they_said_something_else(rule: Rule) -> None:
    members = json.loads(CASES[rule.name])
    for case in members["cases"]:
        case["outcome"] = "something else"
    results = run_cases(json.dumps(members).encode(), "turned", named_rule)
    assert [each.id for each in results if each.holds] == []


@pytest.mark.parametrize("rule", TESTED.values(), ids=TESTED)
def test_nobody_at_all_adopts_nothing(rule: Rule) -> None:
    """No ballot, no member, no finding: whatever the rule asks for, nothing is adopted.

    The last call of ITU-T A.8 is the exception, in which silence alone approves.
    """
    outcome = decide(rule, GivenTallies.of(Tally(absent=0))).outcome
    assert (outcome == "adopted") is (rule.id == "itu-aap")


@pytest.mark.parametrize("rule", TESTED.values(), ids=TESTED)
def test_its_outcome_is_a_document_that_keeps_to_its_schema(rule: Rule) -> None:
    votes = b"party,vote,present,reason\nA,Y,,\nB,N,no,\nC,A,,\nD,P,,\nE,Y,,\nA,Y,,\n"
    roll = b"party,status,sets\nA,,p-member region/x\nB,,\nC,,region/y\nD,,\nE,suspended,\n"
    weights = b"party,population\nA,5\nB,4\nC,3\nD,2\n"
    for given in ({}, {"roll": roll, "weights": weights}):
        found = decided(votes, rule_file(rule.id), **given)
        assert breaches(found, DECISION, DECISION) == []
        assert found["rule"] == {"id": rule.id, "version": 1, "sha256": rule.sha256}
        assert len(found["refused"]) == (2 if given else 1)


def test_what_is_wrong_in_a_decision_is_found() -> None:
    found = decided(b"party,vote\nA,Y\n", rule_file("unga-simple-majority"))
    found["outcome"] = "carried"
    found["tests"][0]["required"] = 0.5
    assert len(breaches(found, DECISION, DECISION)) == 2


def test_its_schemas_are_closed_and_described() -> None:
    for schema in (RULE_SCHEMA, DECISION):
        for each in objects(schema):
            assert each["additionalProperties"] is False
            assert set(each["required"]) <= set(each["properties"])
            assert all(one["description"].endswith(".") for one in each["properties"].values())
    for each in objects(DECISION):
        assert set(each["required"]) == set(each["properties"])


def test_the_schema_knows_the_words_of_the_program() -> None:
    fields, test = RULE_SCHEMA["properties"], RULE_SCHEMA["$defs"]["test"]["properties"]
    assert tuple(fields["tie"]["enum"]) == words.TIES
    assert tuple(test["base"]["enum"]) == tuple(words.BASES)
    assert ("adopted", *test["otherwise"]["enum"]) == words.OUTCOMES
    assert tuple(fields["entitled"]["items"]["enum"]) == words.STATUSES
    assert set(words.COMPARISONS) <= set(test)
    assert tuple(DECISION["properties"]["outcome"]["enum"]) == words.OUTCOMES


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "$.schema": lambda r: r.update(schema="comity.standards.rule/2"),
    "$.id": lambda r: r.update(id="Two Thirds"),
    "$.version": lambda r: r.update(version=0),
    "$.date": lambda r: r.update(date="2026-13-01"),
    "$.title": lambda r: r.update(title=""),
    "$: required": lambda r: r.pop("source"),
    "$: unknown member majority": lambda r: r.update(majority=1),
    "$.tie": lambda r: r.update(tie="coin"),
    "$.in_the_room": lambda r: r.update(in_the_room="yes"),
    "$.proxies": lambda r: r.update(proxies=-1),
    "$.entitled": lambda r: r.update(entitled=["member", "member"]),
    "$.combine": lambda r: r.update(combine="most"),
    "$.quorum.base": lambda r: r.update(quorum={"of": "Y", "at_least": [1, 2], "base": "all"}),
    "$.tests[0].of": lambda r: r["tests"][0].update(of="yes"),
    "$.tests[0].base": lambda r: r["tests"][0].update(base="all"),
    "$.tests[0].more_than": lambda r: r["tests"][0].update(more_than=[0.5, 1]),
    "$.tests[0].minimum": lambda r: r["tests"][0].update(minimum=0),
    "$.tests[0].otherwise": lambda r: r["tests"][0].update(otherwise="adopted"),
}


@pytest.mark.parametrize(("place", "change"), SPOILT.items(), ids=SPOILT)
def test_what_the_program_refuses_breaks_the_schema(
    place: str, change: Callable[[dict[str, Any]], object]
) -> None:
    spoilt = copy.deepcopy(members(tests=[dict(MAJORITY)]))
    change(spoilt)
    assert [each for each in breaches(spoilt, RULE_SCHEMA, RULE_SCHEMA) if each.startswith(place)]
    with pytest.raises(RefusedError):
        read_decision_rule(encode(spoilt))
