"""Sets with the days of their members, and the measures a rule uses."""

from comity.standards import Member, Sets
from tests.standards.histories import branch, day, rule_of, shipped_rule


def test_members_hold_from_their_first_day_and_not_on_their_last():
    member = Member("HRV", day("2013-07-01"), day("2020-02-01"))
    assert not member.holds(day("2013-06-30"))
    assert member.holds(day("2013-07-01"))
    assert member.holds(day("2020-01-31"))
    assert not member.holds(day("2020-02-01"))


def test_a_party_may_belong_twice_and_everybody_belongs_to_all():
    twice = [Member("A", None, day("2000-01-01")), Member("A", day("2010-01-01"), None)]
    sets = Sets.of({"s": [*twice, Member("B")]})
    assert sets.on("s", day("1999-01-01")) == ("A", "B") == sets.on("s", day("2010-01-01"))
    assert sets.on("s", day("2005-01-01")) == ("B",)
    assert sets.has("all", "Z", day("2005-01-01"))
    assert sets.turns() == {day("2000-01-01"), day("2010-01-01")}


def test_the_union_has_its_members_of_the_day():
    members = shipped_rule("paris-agreement-21").sets
    sizes = {
        when: len(members.on("eu-member-states", day(when)))
        for when in ("1998-03-16", "2004-11-18", "2007-01-01", "2016-10-05", "2020-02-01")
    }
    assert list(sizes.values()) == [15, 25, 27, 28, 27]


def test_a_rule_names_the_measures_it_uses_once():
    measure = {"measure": "w", "set": "all", "at_least": [1, 2], "of": 10}
    rule = rule_of(branches=[branch([1], [measure]), branch([2], [measure])])
    assert rule.measures == ("w",)
    assert rule_of().measures == ()
