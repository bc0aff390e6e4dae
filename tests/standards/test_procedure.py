from hypothesis import given
from hypothesis import strategies as st

from comity.standards.procedure import TextPart, divided, proposed_order
from comity.standards.rules import Division

RULE = Division(whole_falls_with_operative=True, rest_put_as_whole=True)


def of(*parts, rule=RULE):
    return divided(rule, [TextPart(adopted, operative) for adopted, operative in parts])


def test_decide_D1_adopted_parts_are_put_as_a_whole():
    found = of((True, False), (True, False), (False, True), (False, True), (True, True))
    assert (found.outcome, found.put_as_whole) == ("vote_on_rest", (1, 2, 5))


def test_decide_D1_with_all_operative_parts_the_whole_is_rejected():
    assert of((True, False), (False, True), (False, True)).outcome == "whole_rejected"
    kept = Division(whole_falls_with_operative=False, rest_put_as_whole=False)
    assert of((True, False), (False, True), rule=kept).outcome == "parts_adopted"


def test_a_text_of_which_nothing_is_kept_is_rejected():
    assert of((False, False)).outcome == "whole_rejected"


def test_decide_D1_fees_of_0_5_and_20_against_10():
    fees = {"zero": 0, "five": 5, "twenty": 20}
    assert proposed_order(10, fees) == (("twenty", "zero"), ("five",))


@given(st.integers(-99, 99), st.dictionaries(st.text("abc", max_size=3), st.integers(-99, 99)))
def test_every_amendment_has_its_place_once(base, amendments):
    order = proposed_order(base, amendments)
    assert sorted(name for names in order for name in names) == sorted(amendments)
    distances = [abs(amendments[names[0]] - base) for names in order]
    assert distances == sorted(set(distances), reverse=True)
