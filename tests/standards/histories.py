"""Histories of acts for tests, and shipped rules by their ids."""

import json
from datetime import date

from comity.edge import shipped
from comity.standards import Act, act_terms, read_acts, read_entry_rule
from comity.standards.register_status import (
    ACTS_MEMBER,
    QUESTION_MEMBER,
    RULE_MEMBER,
    STATUS_MEMBER,
    register_status,
    status_question,
)

SHIPPED = (
    "arms-trade-treaty-22",
    "council-of-europe-225",
    "cptpp-3",
    "ctbt-14",
    "kyoto-25",
    "paris-agreement-21",
    "tpnw-15",
    "tpp-30-5",
)
DELAY = {"days": 30, "months": 0, "anchor": "day"}


def day(text):
    """Return the day written as ``text``."""
    return date.fromisoformat(text)


def shipped_rule(name):
    """Return the shipped rule ``name``."""
    return read_entry_rule(shipped("standards", name, 1), name)


def branch(count=(), measures=(), **more):
    """Return a branch as a rule file has it; a count is a number or (number, set)."""
    counts = [one if isinstance(one, tuple) else (one, "all") for one in count]
    return {
        "count": [{"set": name, "at_least": n, "or_share": None} for n, name in counts],
        "measures": list(measures),
        "named": None,
        "conditions_from": None,
        "not_before": None,
        "delay": DELAY,
    } | more


def rule_members(**changes):
    """Return the members of a rule file: one of three parties, 30 days after."""
    every = ["ratification", "acceptance", "approval", "accession", "succession"]
    return {
        "schema": "comity.standards.entry_into_force/1",
        "id": "test-rule",
        "version": 1,
        "date": "2026-11-27",
        "title": "Test instrument, Article 1",
        "source": "Written for tests",
        "opened": None,
        "consents": every,
        "counted": every,
        "sets": {},
        "groups": [],
        "branches": [branch([3])],
        "per_party_delay": DELAY,
        "ends_below": False,
    } | changes


def rule_bytes(**changes):
    """Return the bytes of that rule file."""
    return json.dumps(rule_members(**changes)).encode()


def rule_of(**changes):
    """Return that rule."""
    return read_entry_rule(rule_bytes(**changes))


def acts_bytes(rows, columns="party,act,date"):
    """Return a file of acts; each row is a text as in CSV."""
    return "\n".join([columns, *rows, ""]).encode()


def acts_of(rows, columns="party,act,date", rule=None):
    """Return the acts of ``rows``, checked against ``rule`` if there is one."""
    data = acts_bytes(rows, columns)
    return read_acts(data) if rule is None else read_acts(data, "acts.csv", act_terms(rule))


def ratified(*pairs):
    """Return ratifications of (party, day)."""
    return [Act(party, "ratification", day(when)) for party, when in pairs]


def status_of(rule, acts, at):
    """Return the published document of ``acts``, both as bytes, on the day ``at``."""
    inputs = {ACTS_MEMBER: acts, RULE_MEMBER: rule, QUESTION_MEMBER: status_question(day(at))}
    return json.loads(register_status(inputs)[STATUS_MEMBER])
