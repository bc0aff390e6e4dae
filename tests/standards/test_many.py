import gzip
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.cli.shipped_rules import shipped_rules
from comity.standards.decision import decide
from comity.standards.many import decide_many, works_on_counts
from comity.standards.roll_calls import count_roll_calls, read_roll_calls
from comity.standards.rules import OUTCOMES
from comity.standards.tally import GivenTallies, Tally
from tests.standards.votes import MAJORITY, rule

ALL = list(shipped_rules().values())
RULES = [
    *(each for each in ALL if works_on_counts(each)),
    rule(tie="lot", tests=[{**MAJORITY, "minimum": 3}]),
    rule(tests=[MAJORITY, {**MAJORITY, "id": "b", "base": "members"}], combine="any"),
]
COUNT = st.integers(0, 50)


def test_rules_that_need_more_than_counts_are_refused():
    weighed = shipped_rules()["eu-council/1"]
    assert not works_on_counts(weighed)
    with pytest.raises(ValueError, match="needs more than counts"):
        decide_many([weighed], {})
    assert not works_on_counts(shipped_rules()["ietf-rough-consensus/1"])
    assert not works_on_counts(shipped_rules()["unga-election-majority/1"])


@settings(max_examples=50)
@given(st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=20))
def test_decide_D4_arrays_and_single_values_give_the_same(lines):
    columns = np.array(lines, dtype=np.int64).T
    counts = dict(zip(("Y", "N", "A", "P", "absent"), columns, strict=True))
    found = decide_many(RULES, counts)
    for at, asked in enumerate(RULES):
        for where, (yes, no, abstained, present, absent) in enumerate(lines):
            tally = Tally(yes, no, abstained, present, 0, absent)
            one = decide(asked, GivenTallies.of(tally)).outcome
            assert OUTCOMES[found[at, where]] == one, (asked.name, lines[where])


def test_decide_D2_1411_roll_calls_under_the_two_majorities(shared_data):
    path = shared_data / "decisions" / "unga-roll-calls" / "rollcalls.csv.gz"
    counts = count_roll_calls(read_roll_calls(gzip.decompress(path.read_bytes()), "short").letters)
    names = ("unga-simple-majority/1", "unga-important-question/1")
    found = decide_many([shipped_rules()[name] for name in names], counts)
    outcomes = [Counter(OUTCOMES[code] for code in row) for row in found]
    assert [each["no_quorum"] for each in outcomes] == [2, 2]
    quorate = 2 * (counts["Y"] + counts["N"] + counts["A"]) > sum(
        counts[name] for name in ("Y", "N", "A", "absent")
    )
    assert outcomes[0]["adopted"] == int(((counts["Y"] > counts["N"]) & quorate).sum())
    two_thirds = 3 * counts["Y"] >= 2 * (counts["Y"] + counts["N"])
    assert outcomes[1]["adopted"] == int((two_thirds & quorate).sum())


def test_decide_D3_one_yes_more_rejects_nothing_in_20_000_votes():
    """Each of the absent who comes and votes yes can only help, under every rule on counts."""
    drawn = np.random.Generator(np.random.PCG64(3)).integers(0, 120, (5, 20_000))
    counts = dict(zip(("Y", "N", "A", "P", "absent"), drawn, strict=True))
    counts["absent"] = counts["absent"] + 1
    more = counts | {"Y": counts["Y"] + 1, "absent": counts["absent"] - 1}
    before, after = decide_many(RULES, counts), decide_many(RULES, more)
    adopted = OUTCOMES.index("adopted")
    assert ((before == adopted) & (after != adopted)).sum() == 0
    assert ((before != adopted) & (after == adopted)).sum() > 100
    strange = rule(tests=[{"id": "few", "of": "Y", "at_most": 50}])
    turned = [decide_many([strange], each) == adopted for each in (counts, more)]
    assert (turned[0] & ~turned[1]).any(), "the control"
