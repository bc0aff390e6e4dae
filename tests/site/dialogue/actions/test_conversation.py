import pytest

from comity.canonical import decode
from comity.dialogue import decode_terms
from comity.edge import entry_time
from comity.fault import RefusedError
from comity.record import parse_entry
from comity.record.closing import check_closings
from comity.site.dialogue.actions import (
    CLOSE,
    OPEN,
    close_conversation,
    open_conversation,
)
from comity.site.dialogue.models import Conversation
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import (
    ID,
    LATER,
    MODERATOR,
    NOW,
    SECRETARY,
    begin_closing,
    enter_offices,
    keys_of,
    office,
    opened,
    person,
    submit,
    terms,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation that is open."""
    return opened(instance)


def close(instance, now=LATER, acting=SECRETARY):
    begin_closing(log=Log.objects.get(), conversation=ID, acting=acting, now=now)
    sequence(instance.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=acting, now=now)
    sequence(instance.log_folder)


def codes(error) -> list[str]:
    return [fault.code for fault in error.value.faults]


@pytest.fixture
def offices(log):
    """Those who run conversations, and none yet."""
    enter_offices()


@pytest.mark.usefixtures("offices")
def test_opening_enters_the_terms_under_the_mandate(log, instance):
    open_conversation(log=log, terms=terms(), acting=SECRETARY, keys=keys_of(instance), now=NOW)
    row = Conversation.objects.get()
    entry = parse_entry(bytes(row.opened.leaf))
    assert (entry.act, entry.actor, entry.mandate) == (OPEN, "assembly/secretary", "m-secretary")
    assert entry.subject == "dialogue:conversation:dia-7"
    assert entry.at == entry_time(NOW)
    assert entry.rule.id == "common-ground"
    assert decode_terms(bytes(row.opened.payload)) == terms()
    assert len(row.code) == 6


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize(
    ("acting", "code"),
    [
        (None, "people.not_signed_in"),
        (MODERATOR, "people.no_mandate"),
        (person("delegate", OPEN), "people.role_may_not"),
        (person("secretary", OPEN, end=NOW), "people.no_mandate"),
        (person("secretary", OPEN, revoked=NOW), "people.no_mandate"),
    ],
)
def test_who_has_no_mandate_opens_nothing(log, instance, acting, code):
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as error:
        open_conversation(log=log, terms=terms(), acting=acting, keys=keys_of(instance), now=NOW)
    assert codes(error) == [code]
    assert (Conversation.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.usefixtures("offices")
def test_all_faults_of_the_terms_are_named_at_once(log, instance):
    wrong = terms(question=" ", risk="", closes=NOW, ballots="secret", language="?")
    with pytest.raises(RefusedError) as error:
        open_conversation(log=log, terms=wrong, acting=SECRETARY, keys=keys_of(instance), now=NOW)
    assert len(codes(error)) == 5
    assert not keys_of(instance).exists()


def test_two_conversations_do_not_share_a_symbol(live, log, instance):
    with pytest.raises(RefusedError) as error:
        open_conversation(log=log, terms=terms(), acting=SECRETARY, keys=keys_of(instance), now=NOW)
    assert codes(error) == ["dialogue.conversation_exists"]


def test_an_expired_mandate_cannot_close(live, instance):
    expired = office("secretary", CLOSE, id="m-short", end=LATER)
    with pytest.raises(RefusedError) as error:
        begin_closing(log=Log.objects.get(), conversation=ID, acting=expired, now=LATER)
    assert codes(error) == ["people.no_mandate"]
    assert Conversation.objects.get().state == "open"
    # The control: a moment earlier the same mandate holds.
    begin_closing(
        log=Log.objects.get(), conversation=ID, acting=expired, now=LATER.replace(hour=11)
    )
    assert Conversation.objects.get().state == "closing"


def test_what_was_taken_last_is_drained_before_it_closes(live, log, instance):
    sequence(instance.log_folder)
    submit(instance, 1, "One more thing.")
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    with pytest.raises(RefusedError) as error:
        close_conversation(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    assert codes(error) == ["dialogue.not_drained"]
    sequence(instance.log_folder)
    close_conversation(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    assert Conversation.objects.get().state == "closed"


def test_the_closing_says_what_anybody_computes_from_the_log(live, instance):
    submit(instance, 1, "One more thing.")
    close(instance)
    rows = list(Entry.objects.order_by("idx"))
    entries = [parse_entry(bytes(row.leaf)) for row in rows]
    hashes = [bytes(row.leaf_hash) for row in rows]
    payloads = [bytes(row.payload) for row in rows]
    found = check_closings(entries, hashes, lambda index: payloads[index])
    assert (found.closings, found.faults) == (1, ())
    assert decode(bytes(Conversation.objects.get().closed.payload))["count"] == 6
    # The control: a closing over an entry less is found.
    lying = payloads[-1].replace(b'"count":6', b'"count":5')
    payloads[-1] = lying
    assert check_closings(entries, hashes, lambda index: payloads[index]).faults


def test_nothing_is_taken_any_more_once_it_is_closing(live, instance):
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=NOW)
    for act in (lambda: vote(instance, 1, (1, 1)), lambda: submit(instance, 1, "Late.")):
        with pytest.raises(RefusedError) as error:
            act()
        assert codes(error) == ["dialogue.not_open"]


def test_it_closes_once(live, instance):
    close(instance)
    with pytest.raises(RefusedError) as error:
        close(instance)
    assert codes(error) == ["dialogue.not_open"]


@pytest.mark.usefixtures("offices")
def test_a_conversation_nobody_opened_cannot_be_closed(log):
    with pytest.raises(RefusedError) as error:
        begin_closing(log=Log.objects.get(), conversation="dia-99", acting=SECRETARY, now=NOW)
    assert codes(error) == ["dialogue.conversation_unknown"]
