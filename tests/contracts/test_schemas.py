"""Every schema of a published result: complete, described, and kept to by what is published."""

import json
from typing import Any

import numpy as np
import pytest

from comity.canonical import decode
from comity.dialogue import (
    ARRIVAL_MEMBER,
    ARRIVALS,
    DECISIONS,
    DRAWS,
    FLAGS_MEMBER,
    RESTATEMENT_MEMBER,
    ROUTING_MEMBER,
    RULE,
    SLATE_MEMBER,
    STATEMENTS,
    TRANSLATED,
    TRANSLATIONS,
    FlagDecision,
    InputFile,
    Parameters,
    arrival,
    arrival_lines,
    arrival_table,
    decision_lines,
    draw_lines,
    drawn_answers,
    flagged_components,
    flags,
    open_inputs,
    read_conversation,
    read_translations,
    restatement,
    routing,
    simulate,
    slate,
    translation_lines,
    translations,
)
from comity.edge import shipped
from docs.generated import SCHEMAS
from tests.contracts.schema import breaches
from tests.contracts.test_report_schema import rule_with
from tests.dialogue.test_restatement_document import inputs as restatement_inputs

LOADED: dict[str, Any] = {
    name: json.loads(path.read_text(encoding="utf-8")) for name, path in SCHEMAS.items()
}
EVERY = pytest.mark.parametrize("schema", LOADED.values(), ids=LOADED)


def objects(schema: Any) -> list[dict[str, Any]]:
    """Return every schema of an object within ``schema``."""
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "properties" in schema and "type" in schema else []
    return own + [found for each in schema.values() for found in objects(each)]


@EVERY
def test_every_object_is_closed_and_wants_all_its_members(schema: Any) -> None:
    assert objects(schema)
    for each in objects(schema):
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])


@EVERY
def test_every_member_is_described_in_a_sentence(schema: Any) -> None:
    texts = [each["description"] for s in objects(schema) for each in s["properties"].values()]
    assert [text for text in texts if not text.endswith(".")] == []


def made(people: int, *, quick: bool) -> dict[str, Any]:
    """Return what is computed beside the report of a simulated conversation."""
    simulated = simulate(people, 1, shipped("dialogue", "simulated-incident-register", 1))
    conversation = read_conversation(
        InputFile("votes.csv", simulated.votes), InputFile("statements.csv", simulated.statements)
    )
    rule = rule_with(replicates=10, null_replicates=19, starts=2)
    asked = Parameters(title="Q", quick=quick)
    inputs = open_inputs(conversation.log, conversation.statements, asked, rule, 7)
    given = read_translations(simulated.translations, "t.csv", conversation.statements)
    inputs[TRANSLATIONS] = translation_lines(given, conversation.statements)
    inputs[DECISIONS] = decision_lines(
        [FlagDecision(one, "upheld", "S", "2026-11-26", "r") for one in flagged_components(inputs)]
    )
    words = translations({path: inputs[path] for path in (STATEMENTS, TRANSLATIONS)})
    halves = dict(zip(conversation.log.participants, "AB" * people, strict=False))
    when = arrival_table(conversation.log, "half", halves, 10)
    log = conversation.log
    chance = np.full(len(log), 400_000)
    inputs[DRAWS] = draw_lines(drawn_answers(log, chance, 10))
    came = arrival({RULE: rule, ARRIVALS: arrival_lines([when])})
    return {
        "arrival": decode(came[ARRIVAL_MEMBER]),
        "flags": decode(flags(inputs)[FLAGS_MEMBER]),
        "restatement": decode(restatement(restatement_inputs())[RESTATEMENT_MEMBER]),
        "routing": decode(routing(inputs)[ROUTING_MEMBER]),
        "slate": decode(slate(inputs)[SLATE_MEMBER]),
        "translations": decode(words[TRANSLATED]),
    }


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "full"])
@pytest.mark.parametrize("people", [1, 20, 90])
def test_what_the_functions_give_keeps_to_it(people: int, *, quick: bool) -> None:
    for name, result in made(people, quick=quick).items():
        assert breaches(result, LOADED[name], LOADED[name]) == []


def test_what_is_wrong_is_found() -> None:
    found = made(40, quick=True)
    listed, words = found["slate"], found["translations"]
    listed["statements"][0]["step"] = "luck"
    listed["certificate"][0]["level"] = 0
    words["translations"][0]["origin"] = "robot"
    assert len(breaches(listed, LOADED["slate"], LOADED["slate"])) == 2
    assert len(breaches(words, LOADED["translations"], LOADED["translations"])) == 1
