import pytest
from django.db import DatabaseError, connection, transaction

from comity.site.dialogue.models import Conversation, Statement, VoteLine, random_key
from tests.site.dialogue.world import ID, opened, submit, vote

pytestmark = pytest.mark.django_db
LINES = "dialogue_vote_line"
INSERT = f"INSERT INTO {LINES} (conversation_id, seq, voter, statement, vote)"
REPLACE = f"REPLACE INTO {LINES} (id, conversation_id, seq, voter, statement, vote)"


@pytest.fixture
def live(log, instance):
    """A conversation with a vote and a statement that waits."""
    opened(instance)
    vote(instance, 1, (1, 1))
    submit(instance, 1, "Ask them.")


def run(statement: str) -> int:
    """Return how many rows ``statement`` changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_vote_line SET vote = -1",
        "DELETE FROM dialogue_vote_line",
        "UPDATE dialogue_statement SET text = 'Something else.'",
        "UPDATE dialogue_statement SET author = ''",
        "UPDATE dialogue_statement SET state = 'accepted' WHERE number = 4",
        "DELETE FROM dialogue_statement",
        "UPDATE dialogue_conversation SET terms = x'00'",
        "UPDATE dialogue_conversation SET closes_at = '2030-01-01'",
        "UPDATE dialogue_conversation SET once = 'another'",
        "DELETE FROM dialogue_conversation",
        f"{INSERT} VALUES ('dia-7', 1, 'x', 1, 1)",
        f"{INSERT} VALUES ('dia-7', 9, 'x', 1, 7)",
        "UPDATE dialogue_conversation SET state = 'closed'",
        f"{REPLACE} SELECT id, conversation_id, seq, voter, statement, -1 FROM {LINES}",
    ],
)
def test_the_database_keeps_what_was_said_and_voted(live, statement):
    with pytest.raises(DatabaseError):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_statement SET text = ''",
        "UPDATE dialogue_conversation SET state = 'closing'",
        f"{INSERT} VALUES ('dia-7', 2, 'x', 1, 1)",
    ],
)
def test_the_control_what_an_action_or_an_erasure_does_is_let_through(live, statement):
    assert run(statement) > 0


def test_a_conversation_that_is_closing_is_not_opened_again(live):
    run("UPDATE dialogue_conversation SET state = 'closing'")
    with pytest.raises(DatabaseError):
        run("UPDATE dialogue_conversation SET state = 'open'")


def test_rows_say_what_they_are_and_not_what_is_in_them(live):
    assert str(Conversation.objects.get()) == "A24/DIA/7 A question"
    assert str(Statement.objects.get(number=4)) == f"{ID} 4"
    assert str(VoteLine.objects.get()) == f"{ID} 1"
    assert random_key() != random_key()
