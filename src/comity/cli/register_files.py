"""The files that ``comity register`` reads: acts, a rule by id or file, a list of parties."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from comity.canonical import Json, decode
from comity.edge import read_bounded, shipped, shipped_versions
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards import (
    ENTRY_CASES_SCHEMA,
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
    read_entry_cases,
    read_entry_rule,
    read_parties,
    read_sets,
    register,
    run_entry_case,
)

__all__ = [
    "Asked",
    "Instrument",
    "answer_claim",
    "read_count",
    "read_instrument",
    "rule_bytes",
    "run_cases",
]

LARGEST_ACTS: Final = 100_000_000
LARGEST_RULE: Final = 1_000_000
PILLAR: Final = "standards"

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


def run_cases(file: Path | None) -> tuple[int, dict[str, dict[str, Json]]]:
    """Return how many worked cases hold, and of the others what the rule says in their place.

    Those of the file, or without one all that come with the shipped rules.
    """
    passed, failed = 0, {}
    for data, name in _case_files(file):
        found = read_entry_cases(data, name)
        rule = read_entry_rule(rule_bytes(found.rule, found.version), found.rule)
        for case in found.cases:
            other = run_entry_case(rule, case)
            passed += not other
            if other:
                failed[f"{found.rule}/{case.id}"] = other
    return passed, failed


def _case_files(file: Path | None) -> Iterator[tuple[bytes, str]]:
    if file is not None:
        yield read_bounded(file, LARGEST_RULE), str(file)
        return
    for name, version in shipped_versions(PILLAR):
        data = shipped(PILLAR, name, version)
        members = decode(data)
        if isinstance(members, Mapping) and members.get("schema") == ENTRY_CASES_SCHEMA:
            yield data, f"{name}/{version}.json"


def rule_bytes(name: str, version: int | None = None) -> bytes:
    """Return the rule file ``name``, or the shipped rule of that id: its newest version or this."""
    if Path(name).is_file():
        return read_bounded(Path(name), LARGEST_RULE)
    versions = [each for rule, each in shipped_versions(PILLAR) if rule == name]
    if not versions or version not in (None, *versions):
        raise refuse(NO_RULE.at(Place("--rule"), name=name))
    return shipped(PILLAR, name, version or max(versions))
