"""Reminders come at their hours, and tell an officer who has not acted, never how anybody did."""

from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.queries import conversation_with
from comity.site.members.actions import recuse_person
from comity.site.work.actions import draw_reminders
from comity.site.work.models import Notice
from comity.site.work.reminders import (
    default_hours,
    due_hour,
    hours_of,
    notices_of,
    outstanding,
    read_hours,
)
from comity.subject import Subject
from tests.site.dialogue.world import ID, NOW, opened, submit, terms, vote
from tests.site.members.factories import close_account, somebody

CLOSES = terms().closes
HOUR = timedelta(hours=1)


def test_the_default_is_a_version_of_its_own():
    assert default_hours() == (72, 24)


@pytest.mark.parametrize(
    ("before", "due"),
    [(73, None), (72, 72), (25, 72), (24, 24), (1, 24), (0, None), (-1, None)],
)
def test_the_latest_hour_that_has_come_is_due(before, due):
    assert due_hour((72, 24), CLOSES, CLOSES - before * HOUR) == due


@pytest.mark.parametrize(
    ("text", "hours"),
    [("72, 24", (72, 24)), ("24 72 24", (72, 24)), ("", ()), ("٧٢", None), ("6、3", (6, 3))],
)
def test_hours_are_read_as_people_write_them(text, hours):
    if hours is None:
        with pytest.raises(RefusedError):
            read_hours(text)
    else:
        assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "soon", "1441", "1 2 3 4 5 6 7", "9" * 300])
def test_other_hours_are_refused(text):
    with pytest.raises(RefusedError) as refused:
        read_hours(text)
    assert refused.value.faults[0].code == "site.reminder_hours"


def waiting(instance):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    return conversation_with(ID, NOW)


@pytest.mark.django_db
def test_without_a_setting_the_default_holds(log, instance):
    opened(instance)
    assert hours_of(ID) == (72, 24)


@pytest.mark.django_db
def test_an_officer_sees_who_has_not_acted_and_not_how_anybody_did(log, instance):
    view = waiting(instance)
    vote(instance, 2, (1, 1))
    officer = somebody("secretary", person="p-2")
    somebody("moderator", name="Ada Rill")
    found = outstanding(view, officer, NOW)
    shown = repr(found)
    assert ("moderator", (("moderate", 1),)) in [(one.role, one.kinds) for one in found]
    assert "fishermen" not in shown
    assert "p-1" not in shown


@pytest.mark.django_db
def test_who_keeps_out_or_left_is_not_waited_for(log, instance):
    view = waiting(instance)
    officer = somebody("secretary", person="p-2")
    who = somebody("moderator", person="p-3")
    before = len(outstanding(view, officer, NOW))
    recuse_person(log=log, acting=who, subject=Subject("dialogue", "conversation", ID), now=NOW)
    somebody("moderator", person="p-4")
    assert len(outstanding(view, officer, NOW)) == before
    close_account("p-4")
    assert len(outstanding(view, officer, NOW)) == before - 1


@pytest.mark.django_db
def test_a_name_is_told_to_who_administers_that_party_alone(log, instance):
    view = waiting(instance)
    somebody("moderator", person="p-3", name="Ada Rill")
    administrator = somebody("administrator", person="p-5")
    auditor = somebody("auditor", person="p-6")
    told = {one.name for one in outstanding(view, administrator, NOW)}
    assert "Ada Rill" in told
    assert {one.name for one in outstanding(view, auditor, NOW)} == {""}


@pytest.mark.django_db
def test_a_reader_sees_the_latest_reminder_until_the_close(log, instance):
    waiting(instance)
    somebody("moderator", person="p-3")
    for before in (72, 24):
        draw_reminders(now=CLOSES - before * HOUR)
    assert Notice.objects.filter(person="p-3").count() == 2
    assert [one.hours for one in notices_of("p-3", CLOSES - HOUR)] == [24]
    assert notices_of("p-3", CLOSES) == []
    assert notices_of("p-nobody", NOW) == []
