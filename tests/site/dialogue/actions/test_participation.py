"""Who votes for the first time is counted once, and alarms are seen before a close."""

from dataclasses import replace

import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.site.dialogue.actions import (
    SEE,
    Voting,
    Written,
    begin_closing,
    close_conversation,
    participation,
    see_alarms,
    write_votings,
)
from comity.site.dialogue.models import Conversation, ParticipationCount, VoteLine
from comity.site.dialogue.queries import alarms_of
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import CLOSE, ID, LATER, NOW, office, opened, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


@pytest.fixture
def closer(live):
    """Somebody who may close, and see alarms."""
    return office("chair", CLOSE)


def voting(instance, number, votes=(("1", "1"),), language="ar", region="002"):
    written = tuple(Written(*vote) for vote in votes)
    return Voting(ID, voter(instance, number), written, NOW, language, region)


def counted():
    rows = ParticipationCount.objects.order_by("part", "value")
    return {(row.part, row.value): row.count for row in rows}


def test_everybody_is_counted_once_at_the_first_vote_that_was_kept(live, instance):
    write_votings([voting(instance, 1), voting(instance, 1, (("2", "0"),)), voting(instance, 2)])
    write_votings([voting(instance, 1, (("3", "1"),), "en", "142")])
    write_votings([voting(instance, 3, (("99", "1"),)), voting(instance, 4, (), "en")])
    assert counted() == {("language", "ar"): 2, ("region", "002"): 2, ("tier", "anonymous"): 2}


def test_what_was_not_expected_is_not_stated(live, instance):
    write_votings([voting(instance, 1, language="<b>", region="Atlantis"), voting(instance, 2)])
    assert counted()["language", ""] == 1
    assert counted()["region", ""] == 1


def test_no_row_of_a_vote_tells_of_language_or_region(live, instance):
    write_votings([voting(instance, 1)])
    told = {"id", "conversation_id", "seq", "voter", "statement", "vote", "propensity"}
    assert VoteLine.objects.values().get().keys() == told


def see(acting, seen, words="", now=NOW):
    see_alarms(
        log=Log.objects.get(), conversation=ID, seen=seen, words=words, acting=acting, now=now
    )


def test_whoever_closes_has_seen_each_alarm(live, instance, closer):
    write_votings([voting(instance, 1)])
    names = [alarm.id for alarm in alarms_of(ID)]
    assert names[0] == "language.none.en"
    with pytest.raises(RefusedError) as refused:
        see(closer, names[1:])
    assert [fault.code for fault in refused.value.faults] == ["dialogue.alarms_unseen"]
    assert not Entry.objects.filter(act=SEE).exists()
    see(closer, [*names, "made up"], "  We wrote to them twice. ")
    entry = Entry.objects.get(act=SEE)
    told = decode(bytes(entry.payload))
    assert told == {
        "v": 1,
        "alarms": names,
        "rule": {"id": "participation", "version": 1},
        "words": "We wrote to them twice.",
    }


def test_the_close_counts_what_was_seen_and_the_record_verifies(live, instance, closer):
    see(closer, [alarm.id for alarm in alarms_of(ID)], now=LATER)
    begin_closing(log=Log.objects.get(), conversation=ID, acting=closer, now=LATER)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=closer, now=LATER)
    subject = Entry.objects.get(act=SEE).subject
    closing = Entry.objects.get(act="dialogue.close_conversation")
    before = Entry.objects.filter(subject=subject, pk__lt=closing.pk).count()
    assert decode(bytes(closing.payload))["count"] == before


def begin(closer):
    begin_closing(log=Log.objects.get(), conversation=ID, acting=closer, now=LATER)


@pytest.mark.parametrize("how", ["not at all", "all but one", "by somebody else"])
def test_threat_T3_nobody_begins_to_close_before_they_saw_each_alarm(
    live, instance, closer, monkeypatch, how
):
    """Whatever asks for it: the rule is in the action, not on the page alone."""
    names = [alarm.id for alarm in alarms_of(ID)]
    if how == "all but one":
        with monkeypatch.context() as fewer:
            rest = alarms_of(ID)[1:]
            fewer.setattr(participation, "alarms_of", lambda _: rest)
            see(closer, names[1:], now=LATER)
    if how == "by somebody else":
        other = office("secretary", CLOSE, id="m-other")
        see(other, names, now=LATER)
    with pytest.raises(RefusedError) as refused:
        begin(closer)
    assert [fault.code for fault in refused.value.faults] == ["dialogue.alarms_unseen"]
    assert Conversation.objects.get().state == "open"
    # The control: the same close, once each was seen.
    see(closer, names, now=LATER)
    begin(closer)
    assert Conversation.objects.get().state == "closing"


def test_without_a_mandate_nobody_sees_them_off(live, closer):
    with pytest.raises(RefusedError):
        see(replace(closer, mandates=()), ())
    with pytest.raises(RefusedError):
        see(None, ())
