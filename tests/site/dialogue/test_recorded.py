import pytest

from comity.site.dialogue.actions import Ruling, moderate_statement
from comity.site.dialogue.models import Statement
from comity.site.dialogue.recorded import labels_of_conversations, recorded_conversations
from comity.site.record.models import Entry, Log
from comity.site.record.reconcile import Label
from tests.site.dialogue.world import ID, MODERATOR, NOW, opened, submit, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation with one statement of a participant, which waits."""
    opened(instance)
    submit(instance, 1, "From the back of the room.")


def rule(decision, reason=""):
    moderate_statement(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(4, decision, reason),
        acting=MODERATOR,
        now=NOW,
    )


def label_of_the_sent_one():
    (one,) = recorded_conversations()
    return labels_of_conversations([one])[Statement.objects.get(number=4).entry_id]


def test_a_conversation_is_told_by_its_entries_alone(live):
    rule("accepted")
    (one,) = recorded_conversations()
    assert (one.id, one.terms, one.closed) == (ID, terms(), None)
    assert [statement.content["statement"] for statement in one.statements] == [1, 2, 3, 4]
    assert [statement.is_seed for statement in one.statements] == [True, True, True, False]
    assert one.rulings[4].decision == "accepted"


@pytest.mark.parametrize(
    ("decision", "reason", "shown"), [("accepted", "", True), ("rejected", "off_topic", False)]
)
def test_whether_words_are_open_is_what_was_decided(live, decision, reason, shown):
    assert label_of_the_sent_one() == Label("A24/DIA/7", "A question", opened=False)
    rule(decision, reason)
    assert label_of_the_sent_one() == Label("A24/DIA/7", "A question", opened=shown)


def test_of_erased_words_nobody_can_tell_whether_they_were_open(live):
    Entry.objects.filter(pk=Statement.objects.get(number=4).entry_id).update(
        payload=None, payload_key=None
    )
    assert label_of_the_sent_one().opened is None


def test_where_moderation_comes_after_words_are_open_at_once(log, instance):
    opened(instance, moderation="after")
    submit(instance, 1, "From the back of the room.")
    assert label_of_the_sent_one().opened is True
