"""Who is bound towards whom: reservations pair by pair, provisional application, groups."""

import pytest

from comity.standards import Act, answer_until, bound_towards, register, relation
from tests.standards.histories import branch, day, ratified, rule_of

RULE = rule_of(branches=[branch([1])])
BOTH = ratified(("A", "2023-06-01"), ("B", "2023-07-01"))
RESERVED = Act("A", "reservation", day("2023-06-01"), number="R1", notified=day("2024-02-29"))


def between(acts, when, rule=RULE):
    return relation(register(rule, acts, day(when)), "B", "A")


def objected(when, kind="objection"):
    return Act("B", kind, day(when), number="O1", about="R1")


def test_register_D6_vclt_20_5_twelve_months_from_29_february_end_on_28_february():
    assert answer_until(RESERVED, BOTH[1]) == day("2025-02-28")
    told = [
        between([*BOTH, RESERVED], when).answers[0].told for when in ("2025-02-28", "2025-03-01")
    ]
    assert told == ["pending", "accepted"]


def test_register_D6_an_objection_on_the_last_day_counts_and_one_day_later_does_not():
    in_time = between([*BOTH, RESERVED, objected("2025-02-28")], "2025-06-01")
    late = between([*BOTH, RESERVED, objected("2025-03-01")], "2025-06-01")
    assert in_time.answers[0].told == "objected"
    assert late.answers[0].told == "late"


def test_register_D6_who_consents_later_has_until_that_day():
    later = ratified(("A", "2023-06-01"), ("B", "2025-09-01"))
    assert answer_until(RESERVED, later[1]) == day("2025-09-01")
    assert answer_until(RESERVED, None) == day("2025-02-28")


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ([], "as_reserved"),
        ([objected("2024-03-01")], "as_reserved"),
        ([objected("2024-03-01", "opposing_objection")], "not_between"),
        ([objected("2025-03-01", "opposing_objection")], "as_reserved"),
    ],
)
def test_register_D6_the_relation_is_per_pair(more, state):
    third = ratified(("C", "2023-08-01"))
    acts = [*BOTH, *third, RESERVED, *more]
    assert between(acts, "2025-06-01").state == state
    found = register(RULE, acts, day("2025-06-01"))
    assert relation(found, "B", "C").state == "in_force"
    assert relation(found, "A", "C").state == "as_reserved"


def test_register_D6_the_relation_is_the_same_from_both_sides():
    acts = [*BOTH, RESERVED, objected("2024-03-01", "opposing_objection")]
    found = register(RULE, acts, day("2025-06-01"))
    assert relation(found, "A", "B").state == relation(found, "B", "A").state == "not_between"


def test_register_D6_what_is_taken_back_no_longer_counts():
    opposed = [*BOTH, RESERVED, objected("2024-03-01", "opposing_objection")]
    over = Act("B", "objection_withdrawal", day("2025-05-01"), about="O1")
    assert between([*opposed, over], "2025-06-01").state == "as_reserved"
    assert between([*opposed, over], "2025-04-30").state == "not_between"
    gone = Act("A", "reservation_withdrawal", day("2025-05-01"), about="R1")
    assert between([*opposed, gone], "2025-06-01").state == "in_force"


def test_register_D6_who_is_not_bound_is_named():
    acts = [*BOTH[:1], Act("B", "signature", day("2023-07-01"))]
    found = between(acts, "2024-01-01")
    assert (found.state, found.lacking) == ("not_bound", ("B",))
    assert [path.party for path in found.paths] == ["A"]
    assert between(BOTH, "2023-07-30").lacking == ("B",)
    assert between(BOTH, "2023-07-31").state == "in_force"


def test_register_D6_provisional_application_is_a_path():
    acts = [*BOTH[:1], Act("B", "provisional_application", day("2023-07-01"))]
    found = between(acts, "2024-01-01")
    assert found.state == "provisional"
    assert {path.by for path in found.paths} == {"consent", "provisional_application"}


def test_register_D6_a_member_is_bound_through_its_group_while_it_belongs():
    sets = {"g": [{"party": "B", "from": None, "until": "2024-01-01"}]}
    groups = [{"party": "G", "members": "g", "counted": False}]
    rule = rule_of(branches=[branch([1])], sets=sets, groups=groups)
    acts = ratified(("A", "2023-06-01"), ("G", "2023-06-01"))
    found = between(acts, "2023-12-31", rule)
    assert found.state == "through_group"
    assert [(path.by, path.through) for path in found.paths] == [("group", "G"), ("consent", "")]
    assert between(acts, "2024-01-01", rule).lacking == ("B",)
    signed = [acts[0], Act("G", "signature", day("2023-06-01"))]
    assert between(signed, "2023-12-31", rule).lacking == ("B",)


def test_register_D6_towards_everybody_who_is_bound():
    acts = [*BOTH, *ratified(("C", "2023-08-01")), Act("D", "signature", day("2023-08-01"))]
    found = register(RULE, acts, day("2024-01-01"))
    assert [one.towards for one in bound_towards(found, "A")] == ["B", "C"]
    assert relation(found, "A", "A").state == "not_bound"
