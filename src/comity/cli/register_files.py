"""The files that ``comity register`` reads: acts, a rule by id or file, a list of parties."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Final

from comity.edge import read_bounded, shipped
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards import (
    Act,
    Claim,
    ClaimAnswer,
    EndorsementCount,
    EntryRule,
    Register,
    Sets,
    act_terms,
    acts_as_csv,
    check_claim,
    count_endorsed,
    parse_votes,
    read_acts,
    read_decisions,
    read_entry_rule,
    read_parties,
    read_sets,
    register,
)

__all__ = ["Asked", "Instrument", "answer_claim", "read_count", "read_instrument", "rule_bytes"]

LARGEST_ACTS: Final = 100_000_000
LARGEST_RULE: Final = 1_000_000
SHIPPED_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)

NO_RULE: Final = FaultKind(
    "cli.entry_rule",
    N_("there is no rule “{name}”"),
    N_("a rule is named by the id of one that is shipped, or by a file"),
    N_("Correct it: the reference page of the register lists the shipped ones."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The files and the rule that a command was given."""

    acts: Path
    rule: str
    parties: Path | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument's rule and acts, as values and as the bytes they were read from."""

    rule: EntryRule
    acts: tuple[Act, ...]
    rule_data: bytes
    acts_data: bytes

    def on(self, at: date) -> Register:
        """Return where it stands on the day ``at``."""
        return register(self.rule, self.acts, at)


def read_instrument(asked: Asked) -> Instrument:
    """Return the instrument of the files, each checked; raise ``RefusedError`` with all faults."""
    rule_data = rule_bytes(asked.rule)
    rule = read_entry_rule(rule_data, asked.rule)
    parties = None
    if asked.parties is not None:
        parties = read_parties(read_bounded(asked.parties, LARGEST_ACTS), str(asked.parties))
    name = str(asked.acts)
    data = read_bounded(asked.acts, LARGEST_ACTS)
    acts = read_acts(data, name, act_terms(rule, parties))
    return Instrument(rule, acts, rule_data, acts_as_csv(data, name))


def read_count(acts: Path, groups: Path | None, at: date) -> EndorsementCount:
    """Return how many had endorsed on the day ``at`` by the sources in ``acts``."""
    known = Sets.of({})
    if groups is not None:
        known = read_sets(read_bounded(groups, LARGEST_ACTS), str(groups))
    return count_endorsed(read_acts(read_bounded(acts, LARGEST_ACTS), str(acts)), at, known)


def answer_claim(
    decisions: Path,
    words: Sequence[str],
    votes: str | None,
    since: datetime | None,
    until: datetime | None,
) -> ClaimAnswer:
    """Return which decisions of the file are as claimed."""
    claim = Claim(
        tuple(words),
        parse_votes(votes) if votes else (),
        since.date() if since else None,
        until.date() if until else None,
    )
    listed = read_decisions(read_bounded(decisions, LARGEST_ACTS), str(decisions))
    return check_claim(listed, claim)


def rule_bytes(name: str) -> bytes:
    """Return the rule file ``name``, or the newest version of the shipped rule of that id."""
    if Path(name).is_file():
        return read_bounded(Path(name), LARGEST_RULE)
    found = b""
    if SHIPPED_ID.fullmatch(name):
        for version in count(1):
            try:
                found = shipped("standards", name, version)
            except FileNotFoundError:
                break
    if not found:
        raise refuse(NO_RULE.at(Place("--rule"), name=name))
    return found
