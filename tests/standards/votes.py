"""Rules and ballots of our own for tests."""

import json
from collections.abc import Mapping

from comity.canonical import encode
from comity.cli.shipped_rules import named_rule
from comity.standards.decision_document import Asked, decide_ballots, decision_inputs
from comity.standards.rule_reading import read_decision_rule
from comity.standards.rules import Rule

MAJORITY = {"id": "majority", "of": "Y", "more_than": [1, 2], "base": "voting"}


def members(**changes):
    """Return the members of a small sound rule file."""
    return {
        "schema": "comity.standards.rule/1",
        "id": "ours",
        "version": 1,
        "date": "2026-11-27",
        "title": "A rule for tests",
        "source": "tests",
        "tests": [MAJORITY],
        **changes,
    }


def rule(**changes) -> Rule:
    """Return that rule, read."""
    return read_decision_rule(encode(members(**changes)))


def rule_file(name: str) -> bytes:
    """Return the bytes of a shipped rule by its id."""
    from comity.edge import shipped  # noqa: PLC0415 - the core needs no files

    return shipped("standards", name, named_rule(name).version)


def ballots(votes: Mapping[str, str]) -> bytes:
    """Return ballots as a CSV file."""
    return "\n".join(["party,vote", *(f"{party},{vote}" for party, vote in votes.items())]).encode()


def parties(**counts: int) -> dict[str, str]:
    """Return so many parties for each vote: ``parties(Y=92, N=46)``."""
    return {f"{vote}{number}": vote for vote, count in counts.items() for number in range(count)}


def decided(votes, rule_data: bytes, *, roll=None, weights=None, day=None, finding=None):
    """Return decision.json, read, for files as people have them."""
    files = {
        "ballots": (votes, "ballots.csv"),
        "roll": None if roll is None else (roll, "roll.csv"),
        "weights": None if weights is None else (weights, "weights.csv"),
    }
    inputs = decision_inputs(files, (rule_data, "rule.json"), Asked("Q", day, finding))
    [document] = decide_ballots(inputs).values()
    return json.loads(document)
