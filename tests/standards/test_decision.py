import ast
import json
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.cli.shipped_rules import shipped_rules
from comity.edge import shipped
from comity.standards import many
from comity.standards.ballots import Ballot
from comity.standards.counted import counted
from comity.standards.decision import Finding, decide
from comity.standards.roll import Roll, RollLine
from comity.standards.rules import Rule
from comity.standards.tally import GivenTallies, Tally
from comity.standards.weights import WeightLine, Weights
from tests.standards.votes import MAJORITY, rule
from tools.tree import modules

COUNT = st.integers(0, 300)
TALLIES = st.builds(Tally, Y=COUNT, N=COUNT, A=COUNT, P=COUNT, absent=COUNT)
RULES = [each for each in shipped_rules().values() if each.tests]
ON_COUNTS = [each for each in RULES if many.works_on_counts(each)]
QUORUM = {"of": "Y+N+A+P", "more_than": [1, 2], "base": "members"}


def outcome(rule_: Rule, tally: Tally, finding: Finding | None = None) -> str:
    return decide(rule_, GivenTallies.of(tally), finding).outcome


def named(name: str) -> Rule:
    return shipped_rules()[f"{name}/1"]


def test_decide_D1_117_2_2_under_four_rules():
    tally = Tally(Y=117, N=2, A=2, absent=72)
    found = {
        name: outcome(named(name), tally)
        for name in (
            "unga-simple-majority",
            "unga-important-question",
            "wto-consensus",
            "wto-waiver",
        )
    }
    assert found == {
        "unga-simple-majority": "adopted",
        "unga-important-question": "adopted",
        "wto-consensus": "not_adopted",
        "wto-waiver": "not_adopted",
    }


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("unga-simple-majority", (123, 19, 29), "adopted"),
        ("unga-important-question", (123, 19, 29), "adopted"),
        ("unga-important-question", (92, 46, 25), "adopted"),
        ("unga-important-question", (91, 46, 25), "not_adopted"),
        ("unga-simple-majority", (47, 47, 20), "not_adopted"),
    ],
)
def test_decide_D1_the_edges(name, counts, expected):
    yes, no, abstained = counts
    assert outcome(named(name), Tally(Y=yes, N=no, A=abstained)) == expected


def test_a_quorum_that_is_not_known_changes_nothing():
    asked = rule(quorum=QUORUM)
    found = decide(asked, GivenTallies.of(Tally(Y=2, N=1)))
    assert (found.outcome, found.quorum.state) == ("adopted", "not_determinable")
    missed = decide(asked, GivenTallies.of(Tally(Y=2, N=1, absent=3)))
    assert (missed.outcome, missed.quorum.state, missed.why) == ("no_quorum", "not_met", "quorum")
    met = decide(asked, GivenTallies.of(Tally(Y=2, N=1, P=1, absent=3)))
    assert (met.outcome, met.quorum.state) == ("adopted", "met")
    assert decide(rule(), GivenTallies.of(Tally(Y=1))).quorum.state == "none"


@pytest.mark.parametrize("tie", ["chair", "lot", "repeat"])
def test_a_tie_is_what_the_rule_says(tie):
    found = decide(rule(tie=tie), GivenTallies.of(Tally(Y=3, N=3)))
    assert (found.outcome, found.why, found.tied) == ("tied", tie, True)
    assert outcome(rule(tie=tie), Tally(Y=3, N=4)) == "not_adopted"
    assert outcome(rule(tie=tie), Tally()) == "not_adopted"
    assert outcome(rule(), Tally(Y=3, N=3)) == "not_adopted"


def test_a_test_that_is_not_known_leaves_the_outcome_open_whatever_the_others_say():
    members = {**MAJORITY, "id": "members", "base": "members"}
    for combine in ("all", "any"):
        asked = rule(tests=[MAJORITY, members], combine=combine)
        for tally in (Tally(Y=2, N=1), Tally(Y=1, N=2)):
            assert outcome(asked, tally) == "not_determinable"
    either = rule(tests=[MAJORITY, members], combine="any")
    both = rule(tests=[MAJORITY, members])
    assert outcome(either, Tally(Y=2, N=1, absent=3)) == "adopted"
    assert outcome(both, Tally(Y=2, N=1, absent=3)) == "not_adopted"


def test_the_first_test_that_fails_names_the_outcome():
    floor = {"id": "floor", "of": "P", "at_least": 2, "otherwise": "void"}
    asked = rule(tests=[MAJORITY, floor])
    assert outcome(asked, Tally(Y=2, N=1, P=2)) == "adopted"
    assert outcome(asked, Tally(Y=2, N=1, P=1)) == "void"
    assert outcome(asked, Tally(Y=1, N=2, P=1)) == "not_adopted"


def test_decide_D1_a_finding_cannot_adopt_while_an_objection_is_open():
    rough = named("ietf-rough-consensus")
    found = Finding("chair", "consensus")
    assert outcome(rough, Tally(Y=9, N=1, open=1), found) == "not_determinable"
    assert outcome(rough, Tally(Y=9, N=1, open=0), found) == "adopted"
    assert outcome(rough, Tally(Y=9)) == "not_determinable"
    assert outcome(rough, Tally(Y=9), Finding("chair", "no_consensus")) == "not_adopted"


def test_threat_T14_silence_that_too_few_heard_adopts_nothing():
    """Nobody answers; the control is the rule without a floor, under which that adopts."""
    unheard = Tally(P=1, absent=192)
    assert outcome(named("silence"), unheard) == "adopted"
    assert outcome(named("silence-acknowledged"), unheard) == "void"
    assert outcome(named("silence-acknowledged"), Tally(P=97, absent=96)) == "adopted"


def test_a_rule_without_tests_decides_nothing_here():
    found = decide(named("unga-election-majority"), GivenTallies.of(Tally(Y=1)))
    assert (found.outcome, found.tests, found.tied) == ("not_determinable", (), False)


@given(TALLIES, st.sampled_from(ON_COUNTS))
def test_decide_D3_one_yes_more_never_rejects_what_was_adopted(tally, asked):
    """One of the absent votes yes; where a rule counts N with others, it can only help."""
    if not tally.absent or outcome(asked, tally) != "adopted":
        return
    more = Tally(tally.Y + 1, tally.N, tally.A, tally.P, 0, tally.absent - 1, tally.open)
    assert outcome(asked, more) == "adopted"


def test_decide_D3_a_rule_that_counts_against_yes_would_be_found():
    strange = rule(tests=[{"id": "few", "of": "Y", "at_most": 2}])
    assert outcome(strange, Tally(Y=2, absent=1)) == "adopted"
    assert outcome(strange, Tally(Y=3)) == "not_adopted"


@given(TALLIES, st.integers(0, 300))
def test_decide_D3_abstaining_is_as_absent_where_only_voting_counts(tally, moved):
    asked = rule()
    moved = min(moved, tally.A)
    other = Tally(tally.Y, tally.N, tally.A - moved, tally.P, 0, (tally.absent or 0) + moved)
    assert outcome(asked, tally) == outcome(asked, other)


def test_decide_D3_with_a_quorum_abstaining_is_not_as_absent():
    asked = rule(quorum=QUORUM)
    assert outcome(asked, Tally(Y=2, A=2, absent=3)) == "adopted"
    assert outcome(asked, Tally(Y=2, absent=5)) == "no_quorum"


@given(TALLIES, st.integers(1, 10**6))
def test_decide_D3_scaling_all_weights_changes_nothing(tally, factor):
    test = {**MAJORITY, "measure": "w", "base": "members"}
    asked = rule(tests=[test], weights={"w": "anything"})
    scaled = Tally(*(getattr(tally, name) * factor for name in Tally.__dataclass_fields__))
    found = [decide(asked, GivenTallies({}, {"w": each})).outcome for each in (tally, scaled)]
    assert found[0] == found[1]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 80), st.integers(0, 80))
def test_decide_D3_one_no_less_never_rejects_under_iso(p_yes, p_no, yes, no):
    asked = named("iso-dis")

    def of(p_against, against):
        sets = {"p-member": Tally(Y=p_yes, N=p_against), None: Tally(Y=yes, N=against)}
        return decide(asked, GivenTallies(sets, {})).outcome

    if p_no and no and of(p_no, no) == "adopted" and p_yes + p_no > 1 and yes + no > 1:
        assert of(p_no - 1, no - 1) == "adopted"


EU = json.loads(shipped("standards", "eu-council.cases", 1))["weights"]["population"]
WEIGHTS = Weights(
    ("population",), tuple(WeightLine(party, {"population": w}) for party, w in EU.items())
)
ROLL = Roll(tuple(RollLine(party) for party in EU))


def by_fractions(votes):
    """Decide by the text of the rule, on fractions and without any code of the engine."""
    favour = [party for party, vote in votes.items() if vote == "Y"]
    states = Fraction(len(favour), len(EU)) >= Fraction(55, 100)
    people = Fraction(sum(EU[party] for party in favour), sum(EU.values())) >= Fraction(65, 100)
    blocked = len(EU) - len(favour) >= 4
    return "adopted" if states and (people or not blocked) else "not_adopted"


def by_engine(votes):
    ballots = tuple(Ballot(party, vote) for party, vote in votes.items() if vote)
    asked = named("eu-council")
    return decide(asked, counted(asked, ballots, ROLL, WEIGHTS, None)).outcome


def by_tallies(votes):
    """Decide on the sums alone, without ballots and files."""
    count, people = Counter(), Counter()
    for party, vote in votes.items():
        count[vote or "absent"] += 1
        people[vote or "absent"] += EU[party]
    tallies = GivenTallies(
        {None: Tally(**{"absent": 0, **count})}, {"population": Tally(**{"absent": 0, **people})}
    )
    return decide(named("eu-council"), tallies).outcome


NEIGHBOURS = {"DE ES PL DK HR EE": "not_adopted", "UK IT ES FI CY LU": "adopted"}


@pytest.mark.parametrize(("against", "expected"), NEIGHBOURS.items())
def test_decide_D4_the_two_neighbours_of_65_per_cent(against, expected):
    votes = {party: "N" if party in against.split() else "Y" for party in EU}
    assert by_engine(votes) == by_fractions(votes) == expected


@pytest.mark.parametrize(
    ("coalitions", "engine"),
    [
        (500, by_engine),
        (2_000, by_tallies),
        pytest.param(100_000, by_tallies, marks=pytest.mark.slow),
    ],
)
def test_decide_D4_the_double_majority_is_that_of_fractions(coalitions, engine):
    draw = random.Random(7)
    outcomes = set()
    for _ in range(coalitions):
        favour = draw.choice((70, 80, 90, 95))
        votes = {
            party: "Y" if draw.randrange(100) < favour else draw.choice(("N", "A", ""))
            for party in EU
        }
        outcomes.add(by_fractions(votes))
        assert engine(votes) == by_fractions(votes), votes
    assert outcomes == {"adopted", "not_adopted"}


def breaches(tree):
    """Return the lines with a float, a true division or a call that makes a float.

    The tolerance of a published function is one by its type: nothing, written as such.
    """
    allowed = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "tolerance"
    }
    for node in ast.walk(tree):
        strange = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        if strange and (node not in allowed or node.value):
            yield node.lineno
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield node.lineno
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"float", "round"}:
            yield node.lineno


def test_decide_D3_no_float_and_no_division_in_the_room():
    rooms = {name: path for name, path in modules().items() if name.startswith("comity.standards")}
    assert len(rooms) > 10
    found = [
        f"{name}:{line}"
        for name, path in rooms.items()
        for line in breaches(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["f(tolerance=0.1)", "x = 0.5", "x = a / b", "x /= 2", "x = float(a)"]
)
def test_decide_D3_a_float_would_be_found(line):
    assert list(breaches(ast.parse(line))) == [1]
    assert list(breaches(ast.parse("x = a // b"))) == []
    assert list(breaches(ast.parse("f(tolerance=0.0)"))) == []
