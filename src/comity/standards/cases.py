"""Worked cases: what was counted, under which rule, and what must come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeAlias, TypeVar

from comity.canonical import NotCanonicalError, decode, digest
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.standards.ballots import Ballot
from comity.standards.case_forms import general_form
from comity.standards.counted import counted
from comity.standards.decision import Decision, Finding, decide
from comity.standards.election import ElectionBallot, count_election
from comity.standards.procedure import TextPart, divided, proposed_order
from comity.standards.roll import Roll, RollLine
from comity.standards.rules import Combined, Rule, Share, Test
from comity.standards.tally import GivenTallies, Tally
from comity.standards.weights import WeightLine, Weights

__all__ = ["CASES_SCHEMA", "CaseResult", "run_cases"]

Case: TypeAlias = Mapping[str, Any]
Part = TypeVar("Part")
RuleNamed: TypeAlias = Callable[[str], Rule]

CASES_SCHEMA: Final = "comity.standards.cases/1"
NOT_EXPECTED: Final = (
    *("id", "source", "note", "rule", "tests", "counts", "sets", "ballots", "absent", "roll"),
    *(
        "dispositions",
        "finding",
        "proxies",
        "against",
        "abstain",
        "weights",
        "parts",
        "base",
        "amendments",
    ),
    *("papers", "invalid", "abstentions", "seats", "votes"),
)

UNREADABLE: Final = FaultKind(
    "standards.cases_unreadable",
    N_("the cases cannot be read: {reason}"),
    N_("a file of cases is JSON with a list “cases”, each with id, rule or tests, and outcome"),
    N_("Start from the cases of a shipped rule; docs/reference/rules.md describes them."),
)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A worked case: for each expectation that is not met, what was wanted and what was given."""

    id: str
    differs: Mapping[str, tuple[Any, Any]]
    refusal: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether everything came out as the case says."""
        return not self.differs and not self.refusal


def run_cases(data: bytes, name: str, rule_named: RuleNamed) -> list[CaseResult]:
    """Return how each worked case in ``data`` comes out; ``rule_named`` finds a rule by its name.

    Raises ``RefusedError`` if ``data`` is no file of cases.
    """
    try:
        members: Any = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error)) from error
    cases = members.get("cases") if isinstance(members, Mapping) else None
    if not isinstance(cases, list) or not all(isinstance(each, Mapping) for each in cases):
        raise refuse(UNREADABLE.at(Place(name), reason=N_("no list “cases”")))
    return [_run(each, members, rule_named) for each in cases]


def _run(listed: Case, file: Case, rule_named: RuleNamed) -> CaseResult:
    name = str(listed.get("id", ""))
    around = {key: file[key] for key in ("rule", "weights") if key in file}
    try:
        case = {**around, **general_form(listed, file)}
        got = _given(case, rule_named)
    except RefusedError as refused:
        return CaseResult(name, {}, refused.faults[0].code)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return CaseResult(name, {}, f"{type(error).__name__}: {error}")
    expected = {key: value for key, value in case.items() if key not in NOT_EXPECTED}
    if not expected:
        return CaseResult(name, {"outcome": (None, got.get("outcome"))})
    differs = {
        key: (value, got.get(key, "–"))
        for key, value in expected.items()
        if got.get(key, "–") != value
    }
    return CaseResult(name, differs)


def _given(case: Case, rule_named: RuleNamed) -> dict[str, Any]:
    """Return everything that the case's rule says of it."""
    rule = _inline(case["tests"]) if "tests" in case else rule_named(case["rule"])
    if "votes" in case:
        return _election(rule, case)
    if "parts" in case:
        return _division(rule, case)
    if "amendments" in case:
        order = proposed_order(case["base"], case["amendments"])
        outcome = f"{_needed(rule.amendments, 'amendments').decided_by}_decides"
        return {"order": [list(each) for each in order], "outcome": outcome}
    return _values(_decided(rule, case))


def _needed(part: Part | None, name: str) -> Part:
    """Return the part of a rule that a case is about; ``ValueError`` where the rule has none."""
    if part is None:
        raise ValueError(f"the rule has no {name}")
    return part


def _inline(tests: list[Mapping[str, Any]]) -> Rule:
    """Return a rule of the tests that a case brings with it, and no quorum."""
    made = tuple(
        Test(
            f"test-{index}",
            tuple(each["of"].split("+")),
            each["kind"],
            Share(each["num"], each["den"]),
            None,
            each["base"],
        )
        for index, each in enumerate(tests, 1)
    )
    joined = Combined("all", tuple(each.id for each in made))
    return Rule("inline", 1, digest(list(tests)), "", "", "", made, joined)


def _decided(rule: Rule, case: Case) -> Decision:
    finding = Finding("chair", case["finding"]) if "finding" in case else None
    if "counts" in case:
        return decide(rule, GivenTallies.of(Tally(**case["counts"])), finding)
    if "sets" in case:
        tallies = {name or None: _tally(each) for name, each in case["sets"].items()}
        return decide(rule, GivenTallies(tallies, {}), finding)
    ballots, roll, weights = _ballots(case), _roll(case), _weights(case)
    return decide(rule, counted(rule, ballots, roll, weights, None), finding)


def _tally(counts: Mapping[str, int]) -> Tally:
    return Tally(**{"absent": 0, **counts})


def _ballots(case: Case) -> tuple[Ballot, ...]:
    votes, absent = case.get("ballots"), case.get("absent", ())
    if votes is None:
        votes = dict.fromkeys(next(iter(case["weights"].values())), "Y")
        votes |= dict.fromkeys(case["against"], "N") | dict.fromkeys(case["abstain"], "A")
    dispositions, by = case.get("dispositions", {}), case.get("proxies", {})
    return tuple(
        Ballot(party, vote, party not in absent, "", dispositions.get(party, ""), by.get(party, ""))
        for party, vote in votes.items()
    )


def _roll(case: Case) -> Roll:
    listed = case.get("roll", chain.from_iterable(case.get("weights", {}).values()))
    return Roll(tuple(RollLine(party) for party in dict.fromkeys(listed)))


def _weights(case: Case) -> Weights:
    tables = case.get("weights", {})
    parties = dict.fromkeys(chain.from_iterable(tables.values()))
    lines = (
        WeightLine(party, {measure: table.get(party) for measure, table in tables.items()})
        for party in parties
    )
    return Weights(tuple(tables), tuple(lines))


def _values(decision: Decision) -> dict[str, Any]:
    tests = decision.tests
    first = tests[0] if tests else None
    return {
        "outcome": decision.outcome,
        "base_value": first and first.base_value,
        "required": first and first.required,
        "had": first and first.had,
        "tests_passed": [each.passed for each in tests],
        "tests_had": [each.had for each in tests],
        "tests_base": [each.base_value for each in tests],
    }


def _election(rule: Rule, case: Case) -> dict[str, Any]:
    ballot = ElectionBallot(
        case["papers"], case["invalid"], case["abstentions"], case["seats"], case["votes"]
    )
    found = count_election(_needed(rule.election, "election"), ballot)
    whole = len(found.elected) == ballot.seats
    return {
        "voting": found.voting,
        "required": found.required,
        "elected": list(found.elected),
        "next_ballot_restricted_to": list(found.restricted_to),
        "outcome": "elected" if whole else "next_ballot",
    }


def _division(rule: Rule, case: Case) -> dict[str, Any]:
    found = divided(
        _needed(rule.division, "division"), [TextPart(**part) for part in case["parts"]]
    )
    return {"outcome": found.outcome, "put_as_whole": list(found.put_as_whole)}
