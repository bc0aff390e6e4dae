"""Concerns: one of each person, changeable, sealed; they hide nothing until a person decides."""

import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.record import parse_entry
from comity.site.dialogue.actions import (
    CONCERN,
    DECIDE_CONCERNS,
    Concern,
    Kept,
    Ruling,
    concerns,
    decide_appeal,
    decide_concerns,
    moderate_statement,
    raise_concern,
    take_out,
)
from comity.site.dialogue.models import ConcernRow, Statement
from comity.site.dialogue.queries import own_concerns, raised_concerns
from comity.site.home.erasing import erase_everywhere
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import (
    ID,
    LATER,
    MODERATOR,
    NOW,
    SECOND,
    appeal,
    concern,
    entered,
    office,
    opened,
    rejected,
    submit,
    vote,
    voter,
)

pytestmark = pytest.mark.django_db
WORDS = "It names my neighbour in Quellwick."


@pytest.fixture
def live(log, instance):
    """A conversation in which 30 people have voted, and somebody may decide on concerns."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    for number in range(30):
        vote(instance, number, (1, 1))
    return instance


def judge(decision="rejected", reason="personal", acting=SECOND, number=1, browser="", now=NOW):
    decide_concerns(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(number, decision, reason, browser),
        acting=acting,
        now=now,
    )


def refused(act, *given, **named) -> list[str]:
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        act(*given, **named)
    assert Entry.objects.count() == before
    return [fault.code for fault in raised.value.faults]


def take_all_out(live, number: int) -> None:
    kept = Kept(live.sealed_folder, live.draft_folder)
    who = voter(live, number)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)


def test_a_concern_is_sealed_and_says_neither_who_nor_at_what_hour(live):
    concern(live, 1, 1, text=WORDS)
    entry = ConcernRow.objects.get().entry
    told = parse_entry(bytes(entry.leaf))
    assert (told.act, told.actor, entry.at) == (CONCERN, "public/participant", NOW.replace(hour=0))
    assert (told.payload.alg, entry.opened) == ("hmac-sha256", False)
    assert voter(live, 1).encode() not in bytes(entry.leaf) + bytes(entry.payload)
    said = decode(bytes(entry.payload))
    assert said == {"v": 1, "statement": 1, "reason": "personal", "text": WORDS}


def test_however_many_there_are_the_statement_stays_shown(live):
    for number in range(30):
        concern(live, number, 1)
    row = Statement.objects.get(number=1)
    assert (row.state, row.reason, row.decided) == ("accepted", "", None)
    [one] = raised_concerns(ID)
    assert one.at_least == 30


def test_each_person_has_one_and_changes_it_or_takes_it_back(live):
    concern(live, 1, 1)
    concern(live, 1, 1)
    assert ConcernRow.objects.count() == 1  # the same again is no act
    concern(live, 1, 1, "unclear", WORDS)
    found = own_concerns(ID, voter(live, 1))
    assert (found[1].reason, found[1].text) == ("unclear", WORDS)
    assert [one.reasons for one in raised_concerns(ID)] == [["unclear"]]
    concern(live, 1, 1, "")
    assert own_concerns(ID, voter(live, 1)) == {}
    assert raised_concerns(ID) == []
    concern(live, 2, 1, "")  # nothing to take back is no act
    assert Entry.objects.filter(act=CONCERN).count() == 3


def test_only_who_has_voted_and_only_about_what_is_shown(live):
    submit(live, 1, "This one waits.")
    assert refused(concern, live, 99, 1) == ["dialogue.concern_voted"]
    for number in (4, 99):
        assert refused(concern, live, 1, number) == ["dialogue.concern_statement"]
    nobody = Concern("", 1, "personal")
    given = {"log": Log.objects.get(), "conversation": ID, "concern": nobody, "now": NOW}
    assert refused(raise_concern, **given) == ["dialogue.concern_voted"]
    assert refused(concern, live, 1, 1, now=LATER) == ["dialogue.not_open"]
    concern(live, 1, 1)


def test_bad_words_and_reasons_are_refused_whole(live):
    assert refused(concern, live, 1, 1, "I do not like it") == ["dialogue.concern_reason"]
    assert refused(concern, live, 1, 1, text="a" * 301) == ["dialogue.concern_long"]


def test_threat_T5_one_person_and_one_statement_fill_no_disk(live, monkeypatch):
    monkeypatch.setattr(concerns, "MOST_OF_ONE", 3)
    monkeypatch.setattr(concerns, "MOST_ABOUT_ONE", 4)
    for reason in ("personal", "unclear", "personal"):
        concern(live, 1, 1, reason)
    assert refused(concern, live, 1, 2) == ["dialogue.concerns_many"]
    concern(live, 2, 1)
    assert refused(concern, live, 3, 1) == ["dialogue.concerns_many"]
    concern(live, 3, 2)  # the control: about another statement there is room


def test_rejected_the_statement_is_hidden_with_a_reason_and_its_words_are_sealed(live, log):
    number = submit(live, 1, "My neighbour is a thief.")
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    concern(live, 2, number)
    judge(number=number)
    row = Statement.objects.get(number=number)
    assert (row.state, row.reason, row.entry.opened) == ("rejected", "personal", False)
    said = decode(bytes(Entry.objects.get(act=DECIDE_CONCERNS).payload))
    assert said == {"v": 1, "statement": 4, "decision": "rejected", "reason": "personal"}
    # Its author appeals, to another person than the one who rejected it now.
    appeal(live, 1, number)
    by_second = Ruling(number, "overturned", "understood")
    given = {"log": log, "conversation": ID, "ruling": by_second, "acting": SECOND, "now": NOW}
    assert refused(decide_appeal, **given) == ["dialogue.appeal_same_person"]


def test_kept_it_waits_no_more_until_somebody_raises_a_new_one(live):
    concern(live, 1, 1)
    judge("kept", "does_not_apply")
    assert Statement.objects.get(number=1).state == "accepted"
    assert raised_concerns(ID) == []
    assert refused(judge) == ["dialogue.concerns_none"]
    concern(live, 2, 1)
    assert [one.line.number for one in raised_concerns(ID)] == [1]


def test_nobody_decides_without_a_concern_nor_for_another_reason(live):
    assert refused(judge) == ["dialogue.concerns_none"]
    concern(live, 1, 1)
    for decision, reason in (("kept", "personal"), ("rejected", "understood"), ("hidden", "")):
        assert refused(judge, decision, reason) == ["dialogue.concern_decision"]
    assert refused(judge, acting=None) == ["people.not_signed_in"]
    assert refused(judge, acting=MODERATOR) == ["people.no_mandate"]


def test_nobody_decides_on_a_statement_of_their_own(live, log):
    number = submit(live, 1, "Ask the fishermen too.")
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    concern(live, 2, number)
    assert refused(judge, number=number, browser=voter(live, 1)) == ["dialogue.own_statement"]


def test_threat_T3_nobody_hides_a_statement_by_a_concern_of_their_own(live):
    own = voter(live, 2)
    concern(live, 2, 1)
    assert refused(judge, browser=own) == ["dialogue.concern_own"]
    assert refused(judge, "kept", "understood", browser=own) == ["dialogue.concern_own"]
    concern(live, 3, 1)
    judge(browser=own)  # the control: somebody else has raised one too
    assert Statement.objects.get(number=1).state == "rejected"


def test_threat_T3_who_was_overturned_does_not_reject_the_statement_again(live, log):
    number = rejected(live, 1, "Ask the fishermen too.")
    appeal(live, 1, number)
    ruling = Ruling(number, "overturned", "understood")
    decide_appeal(log=log, conversation=ID, ruling=ruling, acting=SECOND, now=NOW)
    concern(live, 2, number)
    again = office("moderator", DECIDE_CONCERNS, id="m-again")
    assert refused(judge, number=number, acting=again) == ["dialogue.appeal_same_person"]
    judge(number=number)  # the control: another person may


def test_threat_T7_who_takes_out_what_they_did_takes_their_concerns_with_it(live):
    concern(live, 1, 1, text=WORDS)
    concern(live, 2, 1)
    sequence(live.log_folder)
    take_all_out(live, 1)
    gone, kept = ConcernRow.objects.order_by("pk")
    assert (gone.who, gone.reason, gone.text, gone.entry.payload) == ("", "", "", None)
    assert kept.who == voter(live, 2)
    assert len(raised_concerns(ID)) == 1


@pytest.mark.parametrize("of", ["statement", "concern"])
def test_threat_T7_an_erased_entry_leaves_nothing_in_the_row(live, log, of):
    number = submit(live, 1, "Ask the fishermen too.")
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    concern(live, 2, number, text=WORDS)
    sequence(live.log_folder)
    row = ConcernRow.objects.get()
    entry = row.statement.entry if of == "statement" else row.entry
    erase_everywhere(
        log=Log.objects.get(),
        index=entry.idx,
        basis="request 7",
        actor="server/operator",
        kept=Kept(live.sealed_folder, live.draft_folder),
        now=NOW,
    )
    row = ConcernRow.objects.get()
    assert (row.who, row.reason, row.text) == ("", "", "")
    assert raised_concerns(ID) == []
