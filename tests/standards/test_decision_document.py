import json
import random
from datetime import date

import pytest

from comity.canonical import encode
from comity.cli.shipped_rules import shipped_rules
from comity.fault import RefusedError
from comity.standards.decision import Finding
from comity.standards.decision_document import (
    BALLOTS,
    DECISION,
    PARAMETERS,
    Asked,
    decide_ballots,
    decision_inputs,
    outcomes_by_rule,
)
from tests.standards.votes import ballots, decided, members, parties, rule_file

TWO_THIRDS = rule_file("unga-important-question")
CLOSE = ballots(parties(Y=92, N=46, A=25))


def inputs(votes=CLOSE, rule_data=TWO_THIRDS, **asked):
    files = {"ballots": (votes, "b.csv"), "roll": None, "weights": None}
    return decision_inputs(files, (rule_data, "r.json"), Asked("Q", **asked))


def test_decide_D1_92_46_25_is_adopted_at_exactly_two_thirds():
    found = decided(CLOSE, TWO_THIRDS)
    [test] = found["tests"]
    assert found["outcome"] == "adopted"
    assert (test["base_value"], test["required"], test["had"]) == (138, 92, 92)
    assert (test["lhs"], test["rhs"]) == (276, 276)
    assert found["counts"]["absent"] is None
    assert found["quorum"]["state"] == "not_determinable"
    assert (found["rule"]["id"], len(found["rule"]["sha256"])) == ("unga-important-question", 64)


def test_decide_D3_the_order_of_ballots_changes_no_byte():
    lines = CLOSE.splitlines()
    head, rest = lines[0], lines[1:]
    random.Random(1).shuffle(rest)
    assert rest != lines[1:]
    assert inputs(b"\n".join([head, *rest])) == inputs()


def test_decide_D3_relabelling_parties_changes_no_count():
    votes = parties(Y=92, N=46, A=25)
    named = decided(ballots({f"Land {key[::-1]}": vote for key, vote in votes.items()}), TWO_THIRDS)
    first = decided(CLOSE, TWO_THIRDS)
    assert named["ballots"]["root"] != first["ballots"]["root"]
    for key in ("outcome", "counts", "tests", "quorum"):
        assert named[key] == first[key]


ROLL = b"""party,status,from,to,sets
Alpha,member,2020-01-01,,
Beta,member,2020-01-01,2026-06-01,
Beta,suspended,2026-06-01,,
Gamma,member,2026-06-01,,
"""
VOTES = b"party,vote\nAlpha,Y\nBeta,N\nGamma,N\n"


@pytest.mark.parametrize(
    ("day", "outcome", "refused"),
    [
        (date(2026, 5, 31), "not_adopted", [("Gamma", "not_on_roll")]),
        (date(2026, 6, 1), "not_adopted", [("Beta", "suspended")]),
    ],
)
def test_decide_D1_who_may_vote_is_a_matter_of_the_day(day, outcome, refused):
    found = decided(VOTES, encode(members()), roll=ROLL, day=day)
    assert found["outcome"] == outcome
    assert [(each["party"], each["reason"]) for each in found["refused"]] == refused
    assert found["counts"]["not_entitled"] == 1
    assert (found["roll"]["date"], found["roll"]["entitled"]) == (day.isoformat(), 2)


def test_a_roll_with_nobody_on_it_does_not_pass_for_none():
    with pytest.raises(RefusedError, match=r"standards\.roll_empty"):
        decided(VOTES, encode(members()), roll=b"party,status\n")


@pytest.mark.parametrize("name", ["unga-election-majority", "unga-order-of-amendments"])
def test_ballots_are_not_decided_by_a_rule_without_tests(name):
    with pytest.raises(RefusedError, match=r"standards\.rule_without_tests"):
        decided(VOTES, rule_file(name))


def test_votes_that_need_a_reason_are_not_set_aside_for_want_of_a_column():
    with pytest.raises(RefusedError, match=r"standards\.ballots_without_reasons"):
        decided(VOTES, rule_file("iso-dis"))
    votes = b"party,vote,reason\nAlpha,Y,\nBeta,N,\nGamma,N,clause 3\n"
    found = decided(
        votes, rule_file("iso-dis"), roll=b"party,sets\nAlpha,p-member\nBeta,\nGamma,\n"
    )
    assert found["tests"][1]["had"] == 1
    assert [(each["party"], each["reason"]) for each in found["noted"]] == [("Beta", "no_reason")]


def test_a_finding_is_entered_only_where_the_rule_asks_for_it():
    finding = Finding("The chair", "consensus")
    votes = b"party,vote,reason,disposition\nA,Y,,\nB,N,by clause 4,addressed\n"
    found = decided(votes, rule_file("ietf-rough-consensus"), finding=finding)
    assert found["outcome"] == "adopted"
    assert found["finding"] == {"by": "The chair", "found": "consensus"}
    assert decided(CLOSE, TWO_THIRDS, finding=finding)["finding"] is None


def test_what_if_lists_every_rule_and_never_fails():
    found = outcomes_by_rule(inputs(), shipped_rules().values())
    by_rule = {each["rule"]["id"]: each["outcome"] for each in found}
    assert by_rule["unga-simple-majority"] == "adopted"
    assert by_rule["wto-consensus"] == "not_adopted"
    assert by_rule["eu-council"] == "not_determinable"
    assert "unga-election-two-thirds" not in by_rule


def test_what_if_says_why_where_a_rule_refuses_the_files():
    files = inputs()
    files["inputs/roll.csv"] = b"party\nP0\n"
    files["inputs/weights.csv"] = b"party,population\nX,1\n"
    [found] = [
        each
        for each in outcomes_by_rule(files, shipped_rules().values())
        if each["rule"]["id"] == "eu-council"
    ]
    assert (found["outcome"], found["why"]) == ("not_determinable", "standards.weight_missing")


GOOD = {"title": "Q", "day": None, "finding": None}


@pytest.mark.parametrize(
    "parameters",
    [
        b"{",
        encode({}),
        encode({**GOOD, "title": ""}),
        encode({**GOOD, "title": "x" * 201}),
        encode({**GOOD, "day": "soon"}),
        encode({**GOOD, "finding": {"by": "x", "found": "yes"}}),
        encode({**GOOD, "finding": "yes"}),
    ],
)
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(RefusedError, match=r"standards\.parameters"):
        decide_ballots({**inputs(), PARAMETERS: parameters})
    assert decide_ballots({**inputs(), PARAMETERS: encode(GOOD)})


def test_another_ballot_gives_another_root():
    one = json.loads(decide_ballots(inputs())[DECISION])
    changed = inputs()
    changed[BALLOTS] = changed[BALLOTS].replace(b"A0,A,", b"A0,Y,")
    two = json.loads(decide_ballots(changed)[DECISION])
    assert one["ballots"]["root"] != two["ballots"]["root"]
    assert one["ballots"]["count"] == two["ballots"]["count"] == 163
