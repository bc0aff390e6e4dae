"""Lines for people: they name the day, the numbers, the base and the rule."""

from comity.cli.register_words import (
    claim_words,
    count_words,
    history_words,
    relations_words,
    status_words,
)
from comity.standards import (
    Act,
    Sets,
    count_document,
    count_endorsed,
    history_document,
    register,
    relation,
    relations_document,
    status_document,
)
from tests.standards.histories import branch, day, ratified, rule_of, shipped_rule

MEMBERS = [{"party": f"M{n:02}", "from": None, "until": None} for n in range(12)]


def status(rule, acts, at):
    return status_words(status_document(register(rule, acts, day(at))))


def test_what_is_missing_names_who_is_lacking_and_not_all_of_many():
    rule = rule_of(sets={"s": MEMBERS}, branches=[branch(named="s"), branch([5])])
    words = status(rule, ratified(("M00", "2020-01-01")), "2020-12-31")
    assert "Missing, branch 1, parties of s: 1 where 12 are needed; lacking M01" in words
    assert "M10 and others." in words
    assert "branch 2, parties: 1 where 5 are needed." in words


def test_passing_of_time_and_an_end_are_told():
    late = rule_of(branches=[branch([1], conditions_from="2021-01-01")], ends_below=True)
    acts = [*ratified(("A", "2020-01-01")), Act("A", "withdrawal", day("2022-01-01"))]
    assert "met on 2021-01-01: by passing of time." in status(late, acts, "2021-12-31")
    assert "no longer in force since 2022-01-01" in status(late, acts, "2022-01-01")


def test_a_measure_is_shown_with_its_whole_and_groups_apart():
    rule = shipped_rule("paris-agreement-21")
    share = "emissions_hundredths_percent"
    acts = [
        Act("EUU", "approval", day("2016-10-05")),
        Act("USA", "acceptance", day("2016-10-05"), measures={share: 1789}),
    ]
    words = status(rule, acts, "2016-12-31")
    assert f"{share}: 1,789 where 5,500 of 10,000 are needed" in words
    assert "Consents that stand: 2 (of which not counted beside their members: EUU)" in words


def test_relations_and_histories():
    acts = [
        *ratified(("A", "2020-01-01")),
        Act("A", "reservation", day("2020-01-01"), number="R1"),
        Act("B", "provisional_application", day("2020-02-01")),
        Act("B", "objection", day("2020-03-01"), about="R1"),
    ]
    found = register(rule_of(branches=[branch([1])]), acts, day("2020-12-31"))
    words = relations_words(relations_document(found, [relation(found, "A", "B")]))
    assert "B applies it provisionally." in words
    assert "Reservation of A, 2020-01-01: objected, objection 2020-03-01" in words
    own = history_words(history_document(found, "A"), "A")
    assert "2020-01-01  A  reservation  number R1" in own


def test_counts_name_disputes_unknowns_and_withdrawals():
    acts = [
        Act("A", "endorsement", day("2026-01-01"), source="host"),
        Act("A", "endorsement_denied", day("2026-01-01"), source="press"),
        Act("B", "endorsement_unknown", day("2026-01-01"), source="host"),
        Act("C", "endorsement_withdrawal", day("2026-02-01"), source="host"),
    ]
    counted = count_endorsed(acts, day("2026-12-31"), Sets.of({}))
    words = count_words(count_document(counted))
    assert "Disputed: A (host: endorsed, press: denied)." in words
    assert "Unknown: B." in words
    assert "Withdrawn: C, 2026-02-01." in words


def test_a_claim_without_decisions():
    empty = {"found": [], "near": [], "searched": 0, "from": None, "until": None}
    assert claim_words(empty) == "No such decision: the list is empty."
