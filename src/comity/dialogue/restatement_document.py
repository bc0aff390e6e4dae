"""The published function ``dialogue.restatement``: a report's figures once votes were erased.

It restates the figures of everybody, statement by statement, and nothing else: not the groups, not
the map, not what is common ground. It is made from counts alone, with open ballots, too: the votes
that are left, put beside those published before, would single out the rows of those who went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.dialogue.publication import RULE
from comity.dialogue.published_table import write_lines
from comity.dialogue.restatement_rule import RestatementRule, is_scheduled, read_restatement_rule
from comity.dialogue.restatement_tables import read_restated, read_standing
from comity.dialogue.restating import Counts, Restated
from comity.dialogue.rule import ReportRule, read_rule
from comity.dialogue.shares import SHARES, TOLERANCE, Shares
from comity.dialogue.tally import Tally
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.record import PublishedFunction

__all__ = [
    "BEFORE",
    "INPUTS",
    "LEFT",
    "OUTPUTS",
    "PUBLISHED",
    "RESTATEMENT",
    "RESTATEMENT_RULE",
    "RESTATES",
    "Restates",
    "encode_restates",
    "read_restates",
    "restatement",
]

NAME: Final = "dialogue.restatement"
VERSION: Final = 1
BEFORE: Final = "inputs/published.csv"
LEFT: Final = "inputs/restated.csv"
RESTATES: Final = "inputs/restates.json"
RESTATEMENT_RULE: Final = "inputs/restatement-rule.json"
RESTATEMENT: Final = "outputs/restatement.json"
TABLE: Final = "outputs/restated.csv"
INPUTS: Final = (LEFT, BEFORE, RULE, RESTATEMENT_RULE, RESTATES)
OUTPUTS: Final = (RESTATEMENT, TABLE)
TEXTS: Final = ("report", "title", "ballots", "published", "before", "date")
MEMBERS: Final = frozenset((*TEXTS, "v", "simulated", "participants_before", "participants"))
BALLOTS: Final = ("open", "protected")
HEADER: Final = (
    "statement",
    "state",
    *SHARES,
    "seen",
    *(f"{name}_{part}" for name in SHARES for part in ("share", "low", "high")),
)

WRONG: Final = FaultKind(
    "dialogue.restates",
    N_("what is restated is not readable: {reason}"),
    N_("it names the report, both manifests before, a scheduled date and how many took part"),
    N_("Take the file as it was published."),
)
TOO_FEW: Final = FaultKind(
    "dialogue.restatement_few",
    N_("fewer than {least} people have taken out votes that the figures hold"),
    N_("what fewer have voted could be told by subtracting one restatement from the other"),
    N_("Wait until more have; the report stands as it was published."),
)


@dataclass(frozen=True, slots=True)
class Restates:
    """What is restated: the report, the manifests of it and of the last release, date and people.

    ``participants_before`` are those in the figures shown last, ``participants`` those left.
    """

    report: str
    title: str
    ballots: str
    published: str
    before: str
    date: str
    simulated: bool
    participants_before: int
    participants: int


def encode_restates(restates: Restates) -> bytes:
    """Return it as canonical JSON."""
    members: dict[str, Json] = {name: getattr(restates, name) for name in MEMBERS - {"v"}}
    return encode({"v": 1, **members})


def restatement(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return restatement.json and its table for published counts, rules and what is restated.

    Raises ``RefusedError`` for inputs that are not what they should be, among them figures from
    which fewer people could be told than the rule says.
    """
    rule = read_rule(inputs[RULE], RULE)
    schedule = read_restatement_rule(inputs[RESTATEMENT_RULE], RESTATEMENT_RULE)
    restates = read_restates(inputs[RESTATES], schedule)
    before = read_standing(inputs[BEFORE], BEFORE, rule.minimum_cell)
    restated = read_restated(
        inputs[LEFT],
        LEFT,
        before,
        min_changes=schedule.min_changes,
        minimum_cell=rule.minimum_cell,
    )
    members: dict[str, Json] = {
        **_heading(restates, rule, schedule),
        "statements": _statements(restated, before, rule),
    }
    standing = [one.standing(before[one.statement]) for one in restated]
    return {RESTATEMENT: encode(members), TABLE: _table(restated, _shares(standing, rule))}


def _heading(restates: Restates, rule: ReportRule, schedule: RestatementRule) -> Mapping[str, Json]:
    return {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "restatement_rule": {
            "id": schedule.id,
            "version": schedule.version,
            "sha256": schedule.sha256,
            "min_changes": schedule.min_changes,
        },
        "level": rule.level,
        "report": restates.report,
        "title": restates.title,
        "ballots": restates.ballots,
        "simulated": restates.simulated,
        "published": restates.published,
        "before": restates.before,
        "date": restates.date,
        "participants_before": restates.participants_before,
        "participants": restates.participants,
    }


def _statements(
    restated: Sequence[Restated], before: Mapping[str, Counts | None], rule: ReportRule
) -> list[Json]:
    earlier = _shares([before[one.statement] for one in restated], rule)
    anew = _shares([one.counts for one in restated], rule)
    return [
        {
            "id": one.statement,
            "state": one.state,
            "before": {**earlier.told(column)},
            "now": {**anew.told(column)} if one.state == "restated" else None,
        }
        for column, one in enumerate(restated)
    ]


def _table(restated: Sequence[Restated], standing: Shares) -> bytes:
    """Return one line per statement: its state and the figure that stands from now on."""
    lines = (
        [one.statement, one.state, *standing.fields(column)] for column, one in enumerate(restated)
    )
    return write_lines(HEADER, lines)


def _shares(counts: Sequence[Counts | None], rule: ReportRule) -> Shares:
    hidden = np.array([one is None for one in counts], dtype=np.bool_)
    table = np.array([one or (0, 0, 0) for one in counts], dtype=np.int64).reshape(-1, 3)
    return Shares(Tally(table[:, 0], table[:, 1], table[:, 2]), hidden, rule)


def read_restates(data: bytes, schedule: RestatementRule) -> Restates:
    """Return what is restated; ``RefusedError`` where it must not be, or is no such file."""
    try:
        members: Any = decode(data)
    except NotCanonicalError as error:
        raise _unreadable(str(error)) from error
    if not isinstance(members, dict) or members.keys() != MEMBERS or members.pop("v") != 1:
        raise _unreadable(phrase(N_("other members than expected")))
    restates = Restates(**members)
    reason = _wrong(restates, members) or _undated(restates.date, schedule)
    if reason:
        raise _unreadable(reason)
    went = restates.participants_before - restates.participants
    if went < schedule.min_changes:
        raise refuse(TOO_FEW.at(Place(RESTATES), least=schedule.min_changes))
    return restates


def _wrong(restates: Restates, members: Mapping[str, Any]) -> str:
    """Return the name of a member that is not what it should be, or ""."""
    if not all(isinstance(members[name], str) for name in TEXTS):
        return ", ".join(TEXTS)
    if restates.ballots not in BALLOTS or type(restates.simulated) is not bool:
        return phrase(N_("ballots or simulated"))
    people = (restates.participants, restates.participants_before)
    whole = all(type(count) is int for count in people)
    return "" if whole and restates.participants >= 0 else "participants"


def _undated(day: str, schedule: RestatementRule) -> str:
    """Return why a restatement cannot be dated so, or "" if it can."""
    try:
        scheduled = is_scheduled(schedule, date.fromisoformat(day))
    except ValueError as error:
        return str(error)
    return "" if scheduled else phrase(N_("the date is none on which restatements are made"))


def _unreadable(reason: str) -> RefusedError:
    return refuse(WRONG.at(Place(RESTATES), reason=reason))


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=restatement,
)
"""Counts in, counts and shares out; the first input names what it is computed from."""
