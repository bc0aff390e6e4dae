import pytest

from comity.site.dialogue.actions import (
    Kept,
    Ruling,
    close_conversation,
    moderate_statement,
)
from comity.site.dialogue.models import Statement
from comity.site.home.erasing import erase_everywhere
from comity.site.home.health import reconcile
from comity.site.record.actions import OPERATOR
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import (
    ID,
    LATER,
    MODERATOR,
    NOW,
    SECRETARY,
    begin_closing,
    opened,
    submit,
    vote,
)
from tests.site.erasing import BASIS
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(log, instance):
    """A conversation with four statements, one of them accepted by a moderator, and votes."""
    opened(instance)
    submit(instance, 1, "From the back of the room.")
    ruling = Ruling(4, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)
    submit(instance, 2, "From the front.")
    vote(instance, 1, (1, 1), (2, -1))
    sequence(instance.log_folder)
    return instance


@pytest.fixture
def closed(live):
    """The same, closed."""
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(live.log_folder)
    close_conversation(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(live.log_folder)
    return live


def told(configuration, kind=None):
    found = reconcile(configuration, NOW).differences
    return [(one.name, one.column) for one in found if kind in (None, one.kind)]


def test_an_untouched_conversation_has_no_differences(live):
    assert told(live) == []


def test_nor_has_a_closed_one(closed):
    assert told(closed) == []


def test_its_rows_are_counted(live):
    with_votes = reconcile(live, NOW).checked
    submit(live, 3, "Once more.")
    sequence(live.log_folder)
    assert reconcile(live, NOW).checked == with_votes + 2  # the statement and its entry


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("symbol = 'A24/DIA/9'", "symbol"),
        ("title = 'Another question'", "title"),
        ("terms = x'7b7d'", "terms"),
        ("closes_at = '2030-01-01 00:00:00'", "closes_at"),
        ("opens_at = '2020-01-01 00:00:00'", "opens_at"),
        ("ballots = 'protected'", "ballots"),
        ("simulated = FALSE", "simulated"),
        ("opened_id = (SELECT id FROM record_entry WHERE idx = 0)", "opened_id"),
    ],
)
def test_raw_sql_on_a_conversation_is_named(live, change, column):
    with tampered(f"UPDATE dialogue_conversation SET {change}"):
        assert told(live, "conversation") == [(ID, column)]


def test_a_conversation_closed_by_nobody_is_named(live):
    closing = "state = 'closed', closed_id = (SELECT id FROM record_entry WHERE idx = 0)"
    with tampered(f"UPDATE dialogue_conversation SET {closing}"):
        assert told(live, "conversation") == [(ID, "state")]


def test_a_conversation_opened_again_by_nobody_is_named(closed):
    with tampered("UPDATE dialogue_conversation SET state = 'open', closed_id = NULL"):
        assert told(closed, "conversation") == [(ID, "state"), (ID, "closed_id")]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("text = 'From nowhere.'", "text"),
        ("language = 'fr'", "language"),
        ("number = 44", "number"),
        ("state = 'rejected'", "state"),
        ("reason = 'off_topic'", "reason"),
        ("day = '2020-01-01'", "day"),
        ("decided_id = NULL", "decided_id"),
    ],
)
def test_raw_sql_on_a_statement_is_named(live, change, column):
    with tampered(f"UPDATE dialogue_statement SET {change} WHERE number = 4"):
        assert column in {found for _, found in told(live, "statement")}


@pytest.mark.parametrize("number", [1, 5])
def test_a_statement_decided_by_nobody_is_named(live, number):
    state = "rejected" if number == 1 else "accepted"
    with tampered(f"UPDATE dialogue_statement SET state = '{state}' WHERE number = {number}"):
        assert told(live, "statement") == [(f"{ID} {number}", "state")]


def test_removed_and_invented_statements_are_named(live):
    with tampered("DELETE FROM dialogue_statement WHERE number = 5"):
        assert told(live, "statement") == [(f"{ID} 5", "")]
    moved = "entry_id = (SELECT id FROM record_entry WHERE idx = 0)"
    with tampered(f"UPDATE dialogue_statement SET {moved} WHERE number = 5"):
        assert told(live, "statement") == [(f"{ID} 5", ""), (f"{ID} 5", "")]


def test_a_removed_and_an_invented_conversation_are_named(live):
    with tampered("UPDATE dialogue_conversation SET id = 'dia-8'"):
        assert told(live, "conversation") == [(ID, ""), ("dia-8", "")]


def test_words_that_were_erased_are_gone_everywhere_and_nothing_differs(client, live):
    number = 4
    index = Statement.objects.get(number=number).entry.idx
    kept = Kept(live.sealed_folder, live.draft_folder)
    erase_everywhere(
        log=Log.objects.get(), index=index, basis=BASIS, actor=OPERATOR, kept=kept, now=NOW
    )
    sequence(live.log_folder)
    assert Statement.objects.get(number=number).text == ""
    assert told(live) == []
    with tampered(f"UPDATE dialogue_statement SET text = 'Back again.' WHERE number = {number}"):
        assert told(live, "statement") == [(f"{ID} {number}", "text")]
