"""A mark moves when its person says so; reminders are drawn exactly once, all or none."""

from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.members.actions import recuse_person
from comity.site.record.models import Log
from comity.site.work import actions
from comity.site.work.actions import draw_reminders, go_back, mark_read, set_reminders
from comity.site.work.models import Drawn, Notice
from comity.site.work.queries import mark_of
from comity.site.work.reminders import hours_of
from comity.subject import Subject
from tests.site.conftest import NOW, sequence
from tests.site.dialogue.world import ID, opened, submit, terms
from tests.site.dialogue.world import NOW as WORLD_NOW
from tests.site.members.factories import somebody
from tests.site.work.mailing import wants

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(log, instance):
    """Somebody, and all is placed."""
    found = somebody("moderator")
    sequence(instance.log_folder)
    return found


def size() -> int:
    return Log.objects.get().size


def test_a_mark_is_kept_with_the_person_and_nobody_else(who):
    other = somebody("expert", person="p-2")
    mark_read(acting=who, size=size(), now=NOW)
    assert (mark_of("p-1").size, mark_of("p-1").said) == (size(), True)
    assert not mark_of(other.person).said


def test_an_older_page_takes_nothing_back(who):
    mark_read(acting=who, size=size(), now=NOW)
    mark_read(acting=who, size=size() - 1, now=NOW)
    assert mark_of("p-1").size == size()


@pytest.mark.parametrize("beyond", [-1, 10**15])
def test_nobody_has_read_what_is_not_there(who, beyond):
    with pytest.raises(RefusedError) as refused:
        mark_read(acting=who, size=beyond, now=NOW)
    assert refused.value.faults[0].code == "site.not_read"


def test_the_last_mark_can_be_taken_back_once(who):
    before = mark_of("p-1").size
    go_back(acting=who)  # nothing to take back yet
    mark_read(acting=who, size=size(), now=NOW)
    assert mark_of("p-1").back
    go_back(acting=who)
    assert (mark_of("p-1").size, mark_of("p-1").back) == (before, False)


CLOSES = terms().closes


@pytest.fixture
def waited(log, instance):
    """A conversation in which a statement waits for a moderator."""
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    return somebody("moderator", person="p-3")


def drawn() -> list[tuple[str, int, str]]:
    rows = Notice.objects.order_by("pk").filter(person="p-3")
    return list(rows.values_list("person", "hours", "kinds"))


def test_reminders_are_drawn_once_however_often_it_is_looked(waited):
    assert draw_reminders(now=CLOSES - timedelta(hours=73)) == 0
    for minutes in (0, 1, 60):
        draw_reminders(now=CLOSES - timedelta(hours=72) + timedelta(minutes=minutes))
    assert drawn() == [("p-3", 72, "moderate translate")]


def test_after_a_stop_only_the_latest_hour_is_drawn(waited):
    draw_reminders(now=CLOSES - timedelta(hours=2))
    assert drawn() == [("p-3", 24, "moderate translate")]


def test_nothing_is_drawn_after_the_close(waited):
    assert draw_reminders(now=CLOSES) == 0


def test_a_stop_in_the_midst_of_drawing_leaves_none_and_the_next_call_draws_all(
    waited, monkeypatch
):
    def stop(*_):
        raise OSError("killed")

    at = CLOSES - timedelta(hours=72)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "queue_reminders", stop)
        with pytest.raises(OSError, match="killed"):
            draw_reminders(now=at)
    assert not Drawn.objects.exists()
    assert drawn() == []
    draw_reminders(now=at)
    assert len(drawn()) == 1


def test_who_asked_is_reminded_although_nothing_waits(waited):
    somebody("expert", person="p-4")
    wants("p-4")
    draw_reminders(now=CLOSES - timedelta(hours=72))
    assert Notice.objects.get(person="p-4").kinds == ""


def test_who_may_close_sets_the_hours_and_nobody_else(waited):
    officer = somebody("secretary", person="p-5")
    set_reminders(conversation=ID, hours=(48, 2), acting=officer, now=WORLD_NOW)
    assert hours_of(ID) == (48, 2)
    with pytest.raises(RefusedError):
        set_reminders(conversation=ID, hours=(), acting=waited, now=WORLD_NOW)
    assert hours_of(ID) == (48, 2)
    set_reminders(conversation=ID, hours=(), acting=officer, now=WORLD_NOW)
    assert hours_of(ID) == ()
    assert draw_reminders(now=CLOSES - timedelta(hours=1)) == 0


def test_who_keeps_out_sets_no_hours(waited):
    officer = somebody("secretary", person="p-5")
    about = Subject("dialogue", "report", ID)
    recuse_person(log=Log.objects.get(), acting=officer, subject=about, now=WORLD_NOW)
    with pytest.raises(RefusedError) as refused:
        set_reminders(conversation=ID, hours=(1,), acting=officer, now=WORLD_NOW)
    assert refused.value.faults[0].code == "people.recused"
