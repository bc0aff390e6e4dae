import pytest

from comity.standards.rule_fields import Fields, RuleFaults
from comity.standards.rules import Share


def fields(**members):
    return Fields(members, "tests[0]", RuleFaults("rule.json"))


def codes(read):
    return [fault.code for fault in read.faults.found]


@pytest.mark.parametrize(
    ("key", "share"),
    [
        ("at_least", [3, 2]),
        ("at_least", [0, 2]),
        ("more_than", [1, 1]),
        ("more_than", [-1, 2]),
        ("at_most", [4, 4]),
        ("less_than", [0, 3]),
        ("at_least", [1, 0]),
        ("at_least", [1, 10_001]),
        ("at_least", [1]),
        ("at_least", [1, 2, 3]),
        ("at_least", [True, 2]),
        ("at_least", [0.5, 1]),
        ("at_least", "2/3"),
        ("at_least", None),
        ("at_least", True),
    ],
)
def test_decide_D1_an_impossible_share_is_refused_with_place_and_remedy(key, share):
    read = fields(**{key: share})
    read.comparison()
    [fault] = read.faults.found
    assert fault.code == "standards.rule_fraction"
    assert fault.place.column == f"tests[0].{key}"
    assert "[2, 3]" in fault.remedy


@pytest.mark.parametrize(
    ("key", "share"),
    [("at_least", [1, 1]), ("more_than", [0, 1]), ("at_most", [0, 4]), ("less_than", [1, 1])],
)
def test_the_outermost_possible_shares_are_read(key, share):
    read = fields(**{key: share})
    assert read.comparison() == (key, Share(*share), None)
    assert codes(read) == []


@pytest.mark.parametrize("members", [{}, {"at_least": [1, 2], "more_than": [1, 2]}])
def test_exactly_one_comparison_is_named(members):
    read = fields(**members)
    read.comparison()
    assert codes(read) == ["standards.rule_member"]


def test_a_number_may_stand_in_place_of_a_share():
    assert fields(at_most=0).comparison() == ("at_most", None, 0)
    negative = fields(at_most=-1)
    negative.comparison()
    assert codes(negative) == ["standards.rule_member"]


def test_what_is_not_known_is_named():
    read = fields(shares=1)
    read.only(("share",))
    [fault] = read.faults.found
    assert fault.values["member"] == "tests[0].shares"


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("text", ""),
        ("text", 3),
        ("text", "x" * 501),
        ("name", "Two Words"),
        ("name", None),
        ("day", "2026-13-01"),
        ("day", "yesterday"),
        ("switch", 1),
        ("texts", [1]),
        ("texts", "one"),
        ("section", []),
    ],
)
def test_a_wrong_member_is_one_fault(method, value):
    read = fields(key=value)
    getattr(read, method)("key")
    assert codes(read) == ["standards.rule_member"]


def test_lists_hold_known_words_once():
    for wrong in (["Y", "Y"], ["Z"], "Y", [3]):
        read = fields(key=wrong)
        assert read.some_of("key", ("Y", "N"), ()) == ()
        assert len(codes(read)) == 1
    assert fields(key=["N"]).some_of("key", ("Y", "N"), ()) == ("N",)


def test_what_is_left_out_takes_its_meaning():
    read = fields()
    assert (read.whole("n", 0, 0), read.switch("s"), read.texts("t")) == (0, False, ())
    assert read.section("x") is None
    assert read.one_of("k", ("a", "b"), "b") == "b"
    assert codes(read) == []
