import pytest

from comity.dialogue import Answered
from comity.site.dialogue.actions import Kept, release_results, take_out
from comity.site.dialogue.models import Conversation
from comity.site.dialogue.queries import conversation_with
from comity.site.dialogue.tallies import MOST_KEPT, forget, is_due, live_rule, standing_of
from comity.site.record.models import Log
from tests.site.dialogue.world import ID, NOW, opened, vote, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(log, instance):
    """The code of a conversation that is open."""
    opened(instance)
    return Conversation.objects.get().code


def look(instance, people, statement=1, value=1):
    """Have people vote, and somebody look after each vote; return what is shown at the end."""
    for number in people:
        vote(instance, number, (statement, value))
        release_results(conversation=ID, now=NOW)
    return standing_of(ID, Conversation.objects.get().code).shown


def test_people_and_lines_follow_the_votes(code, instance, django_assert_num_queries):
    assert (standing_of(ID, code).voters, standing_of(ID, code).lines) == (0, 0)
    vote(instance, 1, (1, 1), (2, -1))
    vote(instance, 2, (1, 1))
    vote(instance, 1, (1, 0))
    with django_assert_num_queries(2):
        found = standing_of(ID, code)
    assert (found.voters, found.lines, found.shown) == (2, 4, {})


def test_what_is_shown_moves_by_whole_steps_one_behind(code, instance):
    assert live_rule().step == 10
    assert look(instance, range(19)) == {}
    assert look(instance, range(19, 20)) == {1: Answered(10, 0, 0)}
    assert look(instance, range(20, 29), value=-1) == {1: Answered(10, 0, 0)}
    assert look(instance, range(29, 30), value=-1) == {1: Answered(20, 0, 0)}


def test_another_process_shows_the_same_and_goes_on_where_this_one_was(code, instance):
    shown = look(instance, range(25))
    forget(code)
    assert standing_of(ID, code).shown == shown
    assert standing_of(ID, f"another {code}").shown == shown
    assert not is_due(ID, code, 0)
    look(instance, range(25, 29))
    forget(code)
    assert not is_due(ID, code, 0)
    vote(instance, 29, (1, 1))
    assert is_due(ID, code, 0)


def test_a_snapshot_of_another_process_counts_what_it_counted(code, instance):
    for number in range(10):
        vote(instance, number, (1, 1))
    assert is_due(ID, f"slow {code}", 0)
    release_results(conversation=ID, now=NOW)
    for number in range(10, 19):
        vote(instance, number, (1, 1))
    # Here too: the first ten are in the snapshot, the others are not.
    assert not is_due(ID, f"slow {code}", 0)
    vote(instance, 19, (1, 1))
    assert is_due(ID, f"slow {code}", 0)


def test_a_snapshot_taken_before_lines_that_were_counted_here_is_put_in_its_place(code, instance):
    for number in range(10):
        vote(instance, number, (1, 1))
    assert is_due(ID, code, 0)
    for number in range(10, 19):
        vote(instance, number, (1, 1))
    # The slow one counts all nineteen; this process takes its snapshot only now, of ten.
    assert standing_of(ID, f"slow {code}").lines == 19
    ten = {"statement": 1, "seq": 10, "agree": 10, "disagree": 0, "passed": 0}
    Conversation.objects.get().livesnapshot_set.create(**ten)
    assert not is_due(ID, f"slow {code}", 0)
    vote(instance, 19, (1, 1))
    assert is_due(ID, f"slow {code}", 0)


def test_where_lines_went_it_counts_afresh(code, instance):
    for number in range(10):
        vote(instance, number, (1, 1))
    assert is_due(ID, code, 0)
    assert is_due(ID, code, 1)
    assert standing_of(ID, code).lines == 10


def test_threat_T6_who_left_by_another_process_is_not_counted_twice(code, instance, monkeypatch):
    """Else ten would be told of nine, and fewer again later: a count that falls tells of one."""
    for number in range(9):
        vote(instance, number, (1, 1))
    assert standing_of(ID, code).voters == 9
    who, kept = voter(instance, 8), Kept(instance.sealed_folder, instance.draft_folder)
    monkeypatch.setattr("comity.site.dialogue.actions.leaving.forget", lambda _code: None)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    assert standing_of(ID, code).voters + 1 == 10  # the control: not told of who left
    assert conversation_with(ID, NOW).took_part == 0


def test_only_so_many_are_kept(code):
    for number in range(MOST_KEPT + 5):
        standing_of(ID, f"code {number}")
    assert standing_of(ID, code).lines == 0
