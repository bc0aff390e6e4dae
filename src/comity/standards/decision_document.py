"""The published function ``standards.decide``: an outcome that anybody recomputes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from comity.canonical import Json, NotCanonicalError, decode, encode, sha256_hex
from comity.documents import read_table
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.record import PublishedFunction, leaf_hash, root_of
from comity.standards.ballots import Ballot, ballot_line, ballot_lines, read_ballots
from comity.standards.counted import NOBODY, Aside, Counted, counted
from comity.standards.decision import FINDINGS, Decision, Finding, Quorum, decide
from comity.standards.plain_lines import is_plain_line
from comity.standards.roll import Roll, read_roll, roll_lines
from comity.standards.rule_reading import read_decision_rule
from comity.standards.rules import Rule
from comity.standards.tally import Tally
from comity.standards.testing import Measured
from comity.standards.weights import Weights, read_weights, weight_lines

__all__ = [
    "BALLOTS",
    "DECISION",
    "PARAMETERS",
    "PUBLISHED",
    "ROLL",
    "RULE",
    "WEIGHTS",
    "Asked",
    "decide_ballots",
    "decision_inputs",
    "outcome_value",
    "outcomes_by_rule",
]

NAME: Final = "standards.decide"
VERSION: Final = 1
BALLOTS: Final = "inputs/ballots.csv"
ROLL: Final = "inputs/roll.csv"
WEIGHTS: Final = "inputs/weights.csv"
RULE: Final = "inputs/rule.json"
PARAMETERS: Final = "inputs/parameters.json"
DECISION: Final = "outputs/decision.json"
NO_WEIGHTS: Final = b"party,none\n"
LONGEST: Final = 200

WRONG: Final = FaultKind(
    "standards.parameters",
    N_("the parameters cannot be read: {reason}"),
    N_("they are the title, the day and the finding of a decision"),
    N_("Take the bundle as it was published."),
)

NO_TESTS: Final = FaultKind(
    "standards.rule_without_tests",
    N_("the rule {rule} has no tests"),
    N_("ballots for and against are decided by tests; elections and orders of amendments are not"),
    N_("Take a rule with tests: comity rules list."),
)
NO_REASONS: Final = FaultKind(
    "standards.ballots_without_reasons",
    N_("the file has no column reason"),
    N_("under {rule} the votes {votes} count only with a reason"),
    N_("Add the column; where it is empty the vote is set aside."),
)

NamedFile: TypeAlias = tuple[bytes, str]
"""The bytes of a file, and its name for messages."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided, for which day, and what a chair has found where the rule asks for it."""

    title: str
    day: date | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """The inputs of a decision, read."""

    asked: Asked
    ballots: tuple[Ballot, ...]
    roll: Roll
    weights: Weights


def decision_inputs(
    files: Mapping[str, NamedFile | None], rule: NamedFile, asked: Asked
) -> dict[str, bytes]:
    """Return the inputs of ``decide_ballots`` from files as people have them, in one fixed form.

    ``files`` are ``ballots``, ``roll`` and ``weights``, each as bytes and name; the latter two may
    be None. Raises ``RefusedError`` with the faults of the first file that has any.
    """
    finding, ballots = asked.finding, files["ballots"]
    roll, weights = files["roll"], files["weights"]
    assert ballots is not None  # noqa: S101 - there is no decision without
    _refuse_no_reasons(read_decision_rule(*rule), *ballots)
    parameters: dict[str, Json] = {
        "title": asked.title,
        "day": None if asked.day is None else asked.day.isoformat(),
        "finding": None if finding is None else {"by": finding.by, "found": finding.found},
    }
    return {
        BALLOTS: ballot_lines(read_ballots(*ballots)),
        ROLL: roll_lines(Roll(()) if roll is None else _some_roll(*roll)),
        WEIGHTS: NO_WEIGHTS if weights is None else weight_lines(read_weights(*weights)),
        RULE: rule[0],
        PARAMETERS: encode(parameters),
    }


def _refuse_no_reasons(rule: Rule, data: bytes, name: str) -> None:
    """Refuse a file that cannot say reasons where votes without one do not count."""
    if rule.reasoned and read_table(data, name).find("reason") is None:
        votes = ", ".join(rule.reasoned)
        raise refuse(NO_REASONS.at(Place(name, line=1), rule=rule.name, votes=votes))


def _some_roll(data: bytes, name: str) -> Roll:
    """Return a roll that was given: with nobody on it, it would pass for none at all."""
    roll = read_roll(data, name)
    if not roll.lines:
        raise refuse(NOBODY.at(Place(name), day="–"))
    return roll


def decide_ballots(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return decision.json for ballots, roll, weights, rule and parameters.

    Raises ``RefusedError`` for inputs that are not what they should be.
    """
    given = _read(inputs)
    rule = read_decision_rule(inputs[RULE], RULE)
    if not rule.tests:
        raise refuse(NO_TESTS.at(Place(RULE), rule=rule.name))
    return {DECISION: encode(_document(rule, given, inputs))}


def outcomes_by_rule(inputs: Mapping[str, bytes], rules: Iterable[Rule]) -> list[Json]:
    """Return what the same ballots would give under other rules: exploration, never a result."""
    given = _read(inputs)
    return [_explored(rule, given) for rule in rules if rule.tests]


def outcome_value(decision: Decision) -> dict[str, Json]:
    """Return rule, outcome, tests and quorum of a decision as plain values."""
    rule = decision.rule
    return {
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "outcome": decision.outcome,
        "why": decision.why,
        "tests": [_test_value(each) for each in decision.tests],
        "quorum": _quorum_value(decision.quorum),
        "tie": {"tied": decision.tied, "rule": rule.tie},
    }


def _document(rule: Rule, given: _Given, inputs: Mapping[str, bytes]) -> dict[str, Json]:
    decision, found = _decided(rule, given)
    finding = decision.finding
    day = given.asked.day
    return {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "title": given.asked.title,
        **outcome_value(decision),
        "counts": _counts(decision.tally, found),
        "finding": None if finding is None else {"by": finding.by, "found": finding.found},
        "roll": {
            "date": None if day is None else day.isoformat(),
            "entitled": None if found.entitled is None else len(found.entitled),
            "sha256": sha256_hex(inputs[ROLL]) if given.roll.lines else None,
        },
        "weights": {
            "measures": list(rule.measures),
            "sha256": sha256_hex(inputs[WEIGHTS]) if given.weights.lines else None,
        },
        "ballots": {
            "count": len(given.ballots),
            "root": root_of([leaf_hash(ballot_line(each)) for each in given.ballots]).hex(),
        },
        "refused": [_aside(each) for each in found.refused],
        "noted": [_aside(each) for each in found.noted],
    }


def _explored(rule: Rule, given: _Given) -> Json:
    """Return the outcome under ``rule``; what it needs and has not got leaves it open."""
    try:
        return outcome_value(_decided(rule, given)[0])
    except RefusedError as refused:
        named: Json = {"id": rule.id, "version": rule.version, "sha256": rule.sha256}
        why = refused.faults[0].code
        return {"rule": named, "outcome": "not_determinable", "why": why, "tests": []}


def _decided(rule: Rule, given: _Given) -> tuple[Decision, Counted]:
    found = counted(rule, given.ballots, given.roll, given.weights, given.asked.day)
    return decide(rule, found, given.asked.finding if rule.finding else None), found


def _counts(tally: Tally, found: Counted) -> dict[str, Json]:
    return {
        "Y": tally.Y,
        "N": tally.N,
        "A": tally.A,
        "P": tally.P,
        "absent": tally.absent,
        "set_aside": tally.set_aside,
        "not_entitled": found.not_entitled,
    }


def _test_value(each: Measured) -> dict[str, Json]:
    test = each.test
    return {
        "id": test.id,
        "of": "+".join(test.of),
        "comparison": test.comparison,
        "share": None if test.share is None else [test.share.num, test.share.den],
        "count": test.count,
        "base": test.base,
        "measure": test.measure,
        "members": test.members or test.each,
        "base_value": each.base_value,
        "required": each.required,
        "had": each.had,
        "lhs": each.lhs,
        "rhs": each.rhs,
        "passed": each.passed,
        "reason": each.reason,
    }


def _quorum_value(quorum: Quorum) -> dict[str, Json]:
    found = quorum.measured
    return {
        "state": quorum.state,
        "base": None if found is None else found.test.base,
        "base_value": None if found is None else found.base_value,
        "required": None if found is None else found.required,
        "had": None if found is None else found.had,
    }


def _aside(each: Aside) -> dict[str, Json]:
    return {"party": each.ballot.party, "vote": each.ballot.vote, "reason": each.reason}


def _read(inputs: Mapping[str, bytes]) -> _Given:
    return _Given(
        _asked(inputs[PARAMETERS]),
        read_ballots(inputs[BALLOTS], BALLOTS),
        read_roll(inputs[ROLL], ROLL),
        read_weights(inputs[WEIGHTS], WEIGHTS),
    )


def _asked(data: bytes) -> Asked:
    try:
        members = decode(data)
    except NotCanonicalError as error:
        raise refuse(WRONG.at(Place(PARAMETERS), reason=error)) from error
    if not isinstance(members, Mapping) or set(members) != {"title", "day", "finding"}:
        raise refuse(WRONG.at(Place(PARAMETERS), reason=phrase(N_("wrong members"))))
    title, day, finding = members["title"], members["day"], members["finding"]
    try:
        return Asked(
            _text(title), None if day is None else date.fromisoformat(_text(day)), _finding(finding)
        )
    except ValueError as error:
        raise refuse(WRONG.at(Place(PARAMETERS), reason=phrase(N_("wrong values")))) from error


def _text(value: Json) -> str:
    if isinstance(value, str) and value.strip() and len(value) <= LONGEST and is_plain_line(value):
        return value
    raise ValueError(value)


def _finding(value: Json) -> Finding | None:
    if value is None:
        return None
    if isinstance(value, Mapping) and set(value) == {"by", "found"} and value["found"] in FINDINGS:
        return Finding(_text(value["by"]), _text(value["found"]))
    raise ValueError(value)


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=(BALLOTS, ROLL, WEIGHTS, RULE, PARAMETERS),
    outputs=(DECISION,),
    tolerance=0,
    run=decide_ballots,
)
