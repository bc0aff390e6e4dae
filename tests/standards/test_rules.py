from comity.standards.rules import BASES, KINDS_OF_VOTE, SEAT, Combined, Rule, Share, Test
from comity.standards.tally import Tally


def test_every_base_is_made_of_what_is_counted():
    counted = {name for name in Tally.__dataclass_fields__ if name != "open"}
    assert {part for parts in BASES.values() for part in parts} == counted
    assert set(KINDS_OF_VOTE) <= {*Tally.__dataclass_fields__}


def test_a_rule_names_the_measures_its_tests_weigh_by():
    tests = (
        Test("a", ("Y",), "at_least", Share(1, 2), None, "voting"),
        Test("b", ("Y",), "at_least", Share(1, 2), None, "members", "population"),
    )
    rule = Rule("r", 2, "", "", "", "", tests, Combined("all", ("a", "b")))
    assert rule.measures == ("population",)
    assert tests[0].measure == SEAT
    assert rule.name == "r/2"


def test_a_share_is_what_the_text_says():
    assert str(Share(2, 3)) == "2/3"
    assert Share(2, 3) != Share(4, 6)
