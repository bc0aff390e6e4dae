"""In which tier somebody takes part, by the mandates they hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue import (
    ANONYMOUS,
    VoteLog,
    in_tiers,
    pseudonym_in,
    read_tier_rule,
    tier_for,
    tier_of,
    votes_in_tier,
)
from comity.edge import shipped

SHIPPED = shipped("dialogue", "tiers", 1)
RULE = read_tier_rule(SHIPPED)
ALL = RULE.names
ANYBODY = {"id": "anonymous", "roles": [], "kinds": []}


@pytest.mark.parametrize(
    ("held", "taken", "tier"),
    [
        ([], ALL, "anonymous"),
        ([], ("delegation",), None),
        ([("delegate", "state")], ALL, "delegation"),
        ([("delegate", "observer")], ALL, "accredited"),
        ([("expert", "person")], ALL, "accredited"),
        ([("expert", "person"), ("delegate", "organisation")], ALL, "delegation"),
        ([("delegate", "state")], ("anonymous", "accredited"), "accredited"),
        ([("delegate", "state")], ("anonymous",), "anonymous"),
        ([("secretary", "organisation")], ALL, "anonymous"),
        ([("secretary", "organisation")], ("accredited", "delegation"), None),
    ],
)
def test_dialogue_tiers_by_mandate(held, taken, tier):
    assert tier_for(RULE, held, taken) == tier


@given(st.sampled_from(ALL), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_pseudonym_names_its_tier(tier, name):
    assert tier_of(pseudonym_in(tier, name)) == tier


def test_no_vote_is_of_two_tiers():
    voters = ["ab", "delegation.ab", "accredited.cd", "cd"]
    log = VoteLog.of(voters, ["1"] * 4, [1, -1, 0, 1], range(4))
    assert in_tiers(log).tiers == ("accredited", "anonymous", "delegation")
    parts = {tier: votes_in_tier(log, tier).participants for tier in ALL}
    assert parts[ANONYMOUS] == ("ab", "cd")
    assert sorted(who for each in parts.values() for who in each) == sorted(voters)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "other"},
        {"tiers": []},
        {"tiers": [{"id": "delegation", "roles": ["delegate"], "kinds": ["state"]}]},
        {"tiers": [{"id": "anonymous", "roles": ["delegate"], "kinds": []}]},
        {"tiers": [ANYBODY, ANYBODY]},
        {"tiers": [ANYBODY, {"id": "a.b", "roles": ["x"], "kinds": ["y"]}]},
        {"tiers": [ANYBODY, {"id": "a", "roles": [], "kinds": ["y"]}]},
        {"tiers": [7]},
    ],
)
def test_what_is_no_rule_of_tiers_is_refused(change):
    with pytest.raises(ValueError, match="no rule of tiers"):
        read_tier_rule(json.dumps({**json.loads(SHIPPED), **change}).encode())
