"""Appeals: once, by the author, decided by another person; overturned, the words are shown."""

from dataclasses import replace

import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.people import Acting
from comity.record import opens, parse_entry
from comity.site.dialogue.actions import (
    APPEAL,
    DECIDE_APPEAL,
    Kept,
    Ruling,
    decide_appeal,
    deciding,
    take_out,
)
from comity.site.dialogue.models import AppealRow, Statement
from comity.site.home.erasing import erase_everywhere
from comity.site.record.models import Entry, Log
from comity.site.record.wrapping import open_key
from tests.site.conftest import sequence
from tests.site.dialogue.world import (
    ID,
    MODERATOR,
    NOW,
    SECOND,
    appeal,
    entered,
    office,
    opened,
    rejected,
    submit,
    voter,
)

pytestmark = pytest.mark.django_db
WORDS = "It is about the question: the harbour is where they sell it."


@pytest.fixture
def live(log, instance):
    """A conversation in which the fourth statement was rejected."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    assert rejected(instance, 1, "Ask the fishermen too.") == 4
    return instance


def judge(outcome="overturned", reason="does_not_apply", acting=SECOND, number=4, browser=""):
    decide_appeal(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(number, outcome, reason, browser),
        acting=acting,
        now=NOW,
    )


def refused(act, *given, **named) -> list[str]:
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        act(*given, **named)
    assert Entry.objects.count() == before
    return [fault.code for fault in raised.value.faults]


def twice_mandated() -> Acting:
    """Return the moderator who rejects, under a second mandate for appeals."""
    return office("moderator", DECIDE_APPEAL, id="m-again")


def test_an_appeal_is_sealed_and_says_neither_who_nor_at_what_hour(live):
    appeal(live, 1, 4, WORDS)
    entry = AppealRow.objects.get().entry
    told = parse_entry(bytes(entry.leaf))
    assert (told.act, told.actor, entry.at) == (APPEAL, "public/participant", NOW.replace(hour=0))
    assert (told.payload.alg, entry.opened) == ("hmac-sha256", False)
    assert opens(told.payload, bytes(entry.payload), open_key(entry.payload_key))
    assert voter(live, 1).encode() not in bytes(entry.leaf) + bytes(entry.payload)
    assert decode(bytes(entry.payload)) == {"v": 1, "statement": 4, "text": WORDS}


def test_overturned_the_statement_is_shown_and_the_reason_is_public(live):
    appeal(live, 1, 4, WORDS)
    judge()
    row = Statement.objects.get(number=4)
    assert (row.state, row.reason, row.entry.opened) == ("accepted", "", True)
    said = decode(bytes(AppealRow.objects.get().decided.payload))
    assert (said["outcome"], said["reason"]) == ("overturned", "does_not_apply")
    assert not Entry.objects.get(act=APPEAL).opened


def test_upheld_it_stays_rejected_and_sealed(live):
    appeal(live, 1, 4, WORDS)
    judge("upheld", "unclear")
    row = Statement.objects.get(number=4)
    assert (row.state, row.reason, row.entry.opened) == ("rejected", "off_topic", False)
    assert AppealRow.objects.get().reason == "unclear"


def test_only_the_author_appeals_and_only_against_a_rejection(live):
    submit(live, 1, "This one waits.")
    for number, statement in ((2, 4), (1, 5), (1, 1), (1, 99)):
        assert refused(appeal, live, number, statement, WORDS) == ["dialogue.appeal_not_rejected"]
    # Nobody is the author of what the organisation says, nor whoever has no pseudonym.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.site.dialogue.world.voter", lambda *_: "")
        assert refused(appeal, live, 1, 1, WORDS) == ["dialogue.appeal_not_rejected"]
    appeal(live, 1, 4, WORDS)


def test_one_appeal_is_heard_and_the_same_form_twice_is_one(live):
    appeal(live, 1, 4, WORDS)
    appeal(live, 1, 4, WORDS)
    assert AppealRow.objects.count() == 1
    assert refused(appeal, live, 1, 4, "And another thing.") == ["dialogue.appeal_once"]
    judge("upheld", "off_topic")
    assert refused(appeal, live, 1, 4, "I still think so.") == ["dialogue.appeal_once"]


@pytest.mark.parametrize("text", ["", "a" * 501, "pay \u202e001"])
def test_bad_words_are_refused_whole(live, text):
    assert refused(appeal, live, 1, 4, text)[0].startswith("dialogue.appeal_")
    assert not AppealRow.objects.exists()


def test_threat_T3_who_rejected_does_not_decide_on_the_appeal_by_whatever_mandate(live):
    appeal(live, 1, 4)
    again = twice_mandated()
    assert refused(judge, acting=again) == ["dialogue.appeal_same_person"]
    assert refused(judge, "upheld", "off_topic", acting=again) == ["dialogue.appeal_same_person"]
    judge()  # the control: another person may


def test_control_without_the_rule_they_would(live, monkeypatch):
    monkeypatch.setattr(deciding, "same_decider_fault", lambda *given: None)
    appeal(live, 1, 4)
    judge(acting=twice_mandated())
    assert AppealRow.objects.get().state == "overturned"


def test_nobody_decides_on_the_appeal_of_their_own(live):
    appeal(live, 1, 4)
    assert refused(judge, browser=voter(live, 1)) == ["dialogue.own_statement"]


def test_a_mandate_to_moderate_alone_is_not_enough(live):
    appeal(live, 1, 4)
    assert refused(judge, acting=MODERATOR) == ["people.no_mandate"]
    assert refused(judge, acting=None) == ["people.not_signed_in"]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("overturned", "off_topic"), ("upheld", "understood"), ("upheld", ""), ("accepted", "")],
)
def test_each_decision_has_a_published_reason_of_its_outcome(live, outcome, reason):
    appeal(live, 1, 4)
    assert refused(judge, outcome, reason) == ["dialogue.appeal_outcome"]


def test_it_is_decided_once(live):
    assert refused(judge) == ["dialogue.appeal_unknown"]
    appeal(live, 1, 4)
    judge()
    assert refused(judge, "upheld", "off_topic") == ["dialogue.appeal_unknown"]


def test_threat_T7_who_takes_out_what_they_sent_takes_the_appeal_with_it(live):
    appeal(live, 1, 4, WORDS)
    sequence(live.log_folder)
    kept = Kept(live.sealed_folder, live.draft_folder)
    take_out(log=Log.objects.get(), conversation=ID, voter=voter(live, 1), kept=kept, now=NOW)
    row = AppealRow.objects.get()
    assert (row.text, row.entry.payload, row.entry.payload_key) == ("", None, None)
    assert refused(judge) == ["dialogue.appeal_unknown"]


@pytest.mark.parametrize("of", ["statement", "appeal"])
def test_threat_T7_an_erased_entry_leaves_no_words_in_the_row(live, of):
    appeal(live, 1, 4, WORDS)
    sequence(live.log_folder)
    row = AppealRow.objects.get()
    entry = row.statement.entry if of == "statement" else row.entry
    erase_everywhere(
        log=Log.objects.get(),
        index=entry.idx,
        basis="request 7",
        actor="server/operator",
        kept=Kept(live.sealed_folder, live.draft_folder),
        now=NOW,
    )
    assert AppealRow.objects.get().text == ""


def test_an_appeal_is_against_the_rejection_that_there_was(live):
    appeal(live, 1, 4)
    row = AppealRow.objects.get()
    assert row.against == row.statement.decided
    assert parse_entry(bytes(row.against.leaf)).mandate == MODERATOR.mandates[0].id
    judge(acting=replace(SECOND, name="O. Tal"))
    assert AppealRow.objects.get().statement.decided == AppealRow.objects.get().decided
