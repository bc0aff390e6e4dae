"""Answers as JSON: everything they follow from is in them, and what is empty is left out."""

from comity.canonical import encode
from comity.standards import (
    Act,
    Claim,
    Sets,
    check_claim,
    claim_document,
    count_document,
    count_endorsed,
    history_document,
    read_decisions,
    register,
    relation,
    relations_document,
)
from tests.standards.histories import branch, day, ratified, rule_of

ACTS = [
    *ratified(("A", "2020-01-01"), ("B", "2020-01-01")),
    Act("A", "reservation", day("2020-01-01"), 4, number="R1", text="Article 3"),
    Act("B", "objection", day("2020-06-01"), 5, number="O1", towards="A", about="R1"),
]
FOUND = register(rule_of(branches=[branch([1])]), ACTS, day("2021-12-31"))


def test_a_relation_shows_its_paths_and_reservations():
    document = relations_document(FOUND, [relation(FOUND, "A", "B")])
    (one,) = document["relations"]
    assert (one["state"], document["state"]) == ("as_reserved", "in_force")
    assert [path["by"] for path in one["paths"]] == ["consent", "consent"]
    (answer,) = one["reservations"]
    assert (answer["told"], answer["until"]) == ("objected", "2021-01-01")
    assert answer["objection"]["number"] == "O1"
    assert encode(document)


def test_a_history_has_what_others_did_towards_the_party():
    document = history_document(FOUND, "A")
    assert [act["act"] for act in document["history"]] == [
        "ratification",
        "reservation",
        "objection",
    ]
    assert document["history"][1]["text"] == "Article 3"
    assert "effect" not in document["history"][1]
    assert history_document(FOUND, "Z")["party"] is None


def test_counts_and_claims():
    acts = [Act("A", "endorsement", day("2026-01-01"), source="host")]
    counted = count_document(count_endorsed(acts, day("2026-01-01"), Sets.of({})))
    assert (counted["endorsed"], counted["by_every_source"]) == (1, 1)
    listed = read_decisions(b"decision,date,title,yes,no\nR/1,2024-01-01,T,5,4\n")
    told = claim_document(check_claim(listed, Claim(votes=(185, 1))))
    assert (told["answer"], told["near"][0]["decision"]) == ("no_such_decision", "R/1")
    assert claim_document(check_claim(listed, Claim(votes=(5, 4))))["answer"] == "found"
    assert encode(counted)
    assert encode(told)
