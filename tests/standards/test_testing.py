from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.standards.rules import Share, Test
from comity.standards.tally import GivenTallies, Tally
from comity.standards.testing import COMPARE, measured, measured_all, required_number

TABLE = {
    1: (1, 1), 2: (2, 2), 3: (2, 2), 4: (3, 3), 5: (4, 3), 6: (4, 4), 47: (32, 24),
    100: (67, 51), 123: (82, 62), 191: (128, 96), 192: (128, 97), 193: (129, 97),
}  # fmt: skip


def majority(**changes):
    given = {"id": "t", "of": ("Y",), "comparison": "at_least", "share": Share(2, 3)}
    return Test(**{**given, "count": None, "base": "voting", **changes})


def on(tally, **changes):
    return measured(majority(**changes), GivenTallies.of(tally))


@pytest.mark.parametrize(("base", "wanted"), TABLE.items())
def test_decide_D1_the_required_numbers_of_the_table(base, wanted):
    two_thirds = required_number("at_least", Share(2, 3), base)
    half = required_number("more_than", Share(1, 2), base)
    assert (two_thirds, half) == wanted


@given(st.integers(0, 10**6), st.integers(1, 10**4), st.data())
def test_decide_D4_required_numbers_are_those_of_fractions(base, den, data):
    num = data.draw(st.integers(0, den))
    exact = Fraction(num, den) * base
    share = Share(num, den)
    assert required_number("at_least", share, base) == ceil(exact)
    assert required_number("more_than", share, base) == floor(exact) + 1
    assert required_number("at_most", share, base) == floor(exact)
    assert required_number("less_than", share, base) == ceil(exact) - 1


COUNT = st.integers(0, 10**9)


@given(COUNT, COUNT, st.integers(1, 10**4), st.sampled_from(sorted(COMPARE)), st.data())
def test_decide_D4_cross_multiplication_is_the_comparison_of_fractions(yes, no, den, how, data):
    num = data.draw(st.integers(0, den))
    found = on(Tally(Y=yes, N=no), comparison=how, share=Share(num, den))
    if not yes + no:
        assert (found.passed, found.reason) == (False, "empty_base")
        return
    assert found.passed == COMPARE[how](Fraction(yes, yes + no), Fraction(num, den))
    assert found.passed == COMPARE[
        {"at_least": "at_least", "more_than": "at_least"}.get(how, "at_most")
    ](yes, found.required)


def test_both_sides_are_shown():
    found = on(Tally(Y=92, N=46, A=25))
    assert (found.lhs, found.rhs, found.base_value, found.required) == (276, 276, 138, 92)
    assert found.passed


def test_decide_D1_an_empty_base_is_never_met():
    for how in COMPARE:
        found = on(Tally(A=5), comparison=how, share=Share(1, 2))
        assert (found.passed, found.required, found.reason) == (False, None, "empty_base")


def test_decide_D1_two_thirds_are_not_66_66_per_cent():
    tally = Tally(Y=6666, N=3334)
    assert not on(tally).passed
    assert on(tally, share=Share(6666, 10_000)).passed


def test_a_number_is_compared_as_it_is():
    found = on(Tally(N=0), of=("N",), comparison="at_most", share=None, count=0, base=None)
    assert (found.passed, found.required, found.base_value) == (True, 0, None)
    more = on(Tally(Y=3), comparison="more_than", share=None, count=3, base=None)
    assert (more.passed, more.required) == (False, 4)


def test_a_minimum_must_be_had_besides():
    assert not on(Tally(Y=3), minimum=4).passed
    assert on(Tally(Y=4), minimum=4).passed
    assert on(Tally(Y=3), minimum=4).required == 4


def test_what_cannot_be_known_is_said():
    assert on(Tally(Y=3), base="members").reason == "no_roll"
    assert on(Tally(Y=3), of=("absent",)).reason == "no_roll"
    assert on(Tally(Y=3), measure="population").reason == "no_weights"
    assert on(Tally(Y=3), members="east").reason == "no_roll"
    assert on(Tally(Y=3), each="region").reason == "no_roll"
    assert on(Tally(Y=3), each="region").passed is None


def test_a_test_of_each_set_is_asked_of_every_one():
    tallies = GivenTallies({None: Tally(Y=4), "r/a": Tally(Y=3), "r/b": Tally(Y=1, N=2)}, {})
    found = measured_all((majority(each="r"),), tallies)
    assert [(each.test.members, each.passed) for each in found] == [("r/a", True), ("r/b", False)]
