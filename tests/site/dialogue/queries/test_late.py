import pytest

from comity.site.dialogue.queries import late_entries
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.late import closed_too_early
from tests.site.dialogue.world import ID, opened

pytestmark = pytest.mark.django_db


def test_what_came_in_after_the_close_is_named_with_its_ballots(log, instance, monkeypatch):
    closed_too_early(instance, monkeypatch)
    (one,) = late_entries(ID)
    assert (one.act, one.ballots, len(one.leaf_hash)) == ("dialogue.enter_ballots", 2, 32)


def test_nothing_is_late_where_all_came_in_time_or_the_conversation_is_open(log, instance):
    assert late_entries(ID) == ()
    opened(instance)
    assert late_entries(ID) == ()


def test_what_closed_as_it_should_has_nothing_late(log, instance):
    close_voted(instance)
    assert late_entries(ID) == ()
