import pytest

from comity.site.dialogue.models import Statement
from tests.site.api.conftest import ID, MODERATOR, SECRETARY, token_of
from tests.site.dialogue.world import SECOND, appeal, concern, rejected, submit, vote
from tests.site.members.factories import entered, somebody

pytestmark = pytest.mark.django_db
ONE = f"conversations/{ID}"
OVERTURNED = {"outcome": "overturned", "reason": "does_not_apply"}
KEPT = {"decision": "kept", "reason": "does_not_apply"}


@pytest.fixture
def appealed(live, instance):
    """A statement that the moderator rejected, and whose author appeals."""
    number = rejected(instance, 1, "Trams at night.")
    appeal(instance, 1, number, "Read it again.")
    return f"{ONE}/appeals/{number}/decision"


@pytest.fixture
def concerned(live, instance):
    """A statement about which there is a concern."""
    entered(SECOND.mandates[0], SECOND.name)
    vote(instance, 1, (1, 1))
    concern(instance, 1, 1, text="It names somebody.")
    return f"{ONE}/concerns/1/decision"


def state(number=4):
    return Statement.objects.get(number=number).state


def test_another_moderator_overturns_a_rejection(appealed, program):
    who = token_of(SECOND)
    (one,) = program.get(f"{ONE}/appeals", **who).json()["items"]
    assert (one["number"], one["reason"], one["appeal"]) == (4, "off_topic", "Read it again.")
    assert program.post(appealed, OVERTURNED, **who).json() == {
        "number": 4,
        "decision": "overturned",
    }
    assert state() == "accepted"
    assert program.get(f"{ONE}/appeals", **who).json()["items"] == []


def test_threat_T3_who_rejected_a_statement_does_not_judge_its_appeal(live, instance, program):
    who = somebody("moderator", person="p-both")
    sent = program.post(
        f"{ONE}/statements/{submit(instance, 1, 'Trams at night.')}/decision",
        {"decision": "rejected", "reason": "off_topic"},
        **token_of(who),
    )
    assert sent.status_code == 200
    appeal(instance, 1, 4)
    answer = program.post(f"{ONE}/appeals/4/decision", OVERTURNED, **token_of(who))
    assert answer.json()["faults"][0]["kind"] == "dialogue.appeal_same_person"
    assert state() == "rejected"


@pytest.mark.parametrize("reason", ["", "off_topic"])
def test_an_outcome_has_a_reason_of_its_own_list(appealed, program, reason):
    answer = program.post(appealed, {**OVERTURNED, "reason": reason}, **token_of(SECOND))
    assert answer.status_code == 422
    assert state() == "rejected"


def test_the_words_of_appeals_are_for_who_may_decide(appealed, program):
    for who in ({}, token_of(SECRETARY), token_of(MODERATOR)):
        answer = program.get(f"{ONE}/appeals", **who)
        assert answer.status_code in {401, 403}
        assert b"Read it again" not in answer.content


def test_a_moderator_decides_on_concerns_once(concerned, program):
    who = token_of(SECOND)
    (one,) = program.get(f"{ONE}/concerns", **who).json()["items"]
    assert (one["number"], one["reasons"], one["texts"]) == (
        1,
        ["personal"],
        ["It names somebody."],
    )
    assert one["at_least"] == 0
    assert program.post(concerned, KEPT, **who).json() == {"number": 1, "decision": "kept"}
    assert program.post(concerned, KEPT, **who).status_code == 404
    assert state(1) == "accepted"


def test_concerns_are_for_who_may_decide_on_them(concerned, program):
    for who in ({}, token_of(SECRETARY), token_of(SECOND, "read")):
        assert program.post(concerned, KEPT, **who).status_code in {401, 403}
    for who in ({}, token_of(SECRETARY)):
        assert b"names somebody" not in program.get(f"{ONE}/concerns", **who).content


def test_who_closes_reads_the_alarms_that_a_close_names(live, program):
    who = token_of(SECRETARY)
    told = program.get(f"{ONE}/alarms", **who).json()
    assert {one["part"] for one in told["parts"]} == {"tier", "language", "region"}
    assert told["unused"] == []
    refused = program.post(f"{ONE}/close", {}, **who).json()["faults"][0]
    assert refused["place"] == ", ".join(told["alarms"])
    assert program.get(f"{ONE}/alarms").status_code == 401
    assert program.get(f"{ONE}/alarms", **token_of(MODERATOR)).status_code == 403
