"""A sheet that one person alone printed against the rule is named, whatever the rows say."""

from datetime import timedelta

import pytest
from django.db.transaction import atomic

from comity.edge import entry_time
from comity.site.home.health import reconcile
from comity.site.members import actions
from comity.site.members.entering import Told, enter, recorded
from comity.site.members.models import InvitationRow
from comity.site.record.models import Log
from comity.subject import Subject
from tests.site.conftest import NOW, sequence
from tests.site.members.factories import somebody

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def office(log):
    """A delegate who has acted here before, and two persons who may print sheets."""
    first, second = somebody("secretary", person="p-1"), somebody("administrator", person="p-3")
    moderator = somebody("moderator", person="p-2")
    subject = Subject("dialogue", "conversation", "c-1")
    actions.recuse_person(log=log, acting=moderator, subject=subject, now=NOW)
    return first, second


def forge(who, instance, at=NOW, **more):
    """Enter a sheet as the owner of the database could, past the rule, with its row."""
    content = {"v": 1, "person": "p-2", "expires": entry_time(at + HOUR), **more}
    told = Told(
        actions.INVITE, str(Subject("members", "party", "assembly")), content, personal=True
    )
    with atomic():
        entry = enter(log=Log.objects.get(), by=who.mandates[0], told=told, now=at)
        row = {"person_id": "p-2", "digest": f"d-{entry.pk}", "entry": entry}
        InvitationRow.objects.create(at=entry.at, expires_at=recorded(at + HOUR), **row)
    sequence(instance.log_folder)


def found(instance, at=NOW):
    return [str(one) for one in reconcile(instance, at).differences]


def ask(who, at=NOW):
    actions.ask_recovery(log=Log.objects.get(), acting=who, person="p-2", now=at)


def test_threat_T3_a_forged_sheet_of_one_person_is_named(office, instance):
    forge(office[0], instance)
    (told,) = found(instance)
    assert "invitation p-2" in told
    assert "one person alone printed a sheet" in told


def test_control_a_sheet_of_two_persons_is_no_difference(office, instance):
    ask(office[0])
    actions.issue_invitation(log=Log.objects.get(), acting=office[1], person="p-2", now=NOW)
    sequence(instance.log_folder)
    assert found(instance) == []


@pytest.mark.parametrize(
    ("second", "said"),
    [("p-3", "is no second person"), ("p-2", "is no second person"), ("p-1", "had not asked")],
)
def test_threat_T3_a_second_person_who_is_none_is_named(office, instance, second, said):
    forge(office[1], instance, asked_by=second)
    (told,) = found(instance)
    assert said in told


def test_threat_T3_one_request_serves_one_sheet_and_one_day(office, instance):
    ask(office[0])
    forge(office[1], instance, asked_by="p-1")
    assert found(instance) == []
    forge(office[1], instance, asked_by="p-1")
    (told,) = found(instance)
    assert "had not asked" in told


def test_threat_T3_a_request_of_the_day_before_is_none(office, instance):
    ask(office[0], NOW - timedelta(hours=25))
    forge(office[1], instance, asked_by="p-1")
    assert any("had not asked" in one for one in found(instance))


def test_who_has_not_signed_in_needs_one_person(log, instance):
    first = somebody("secretary", person="p-1")
    somebody("moderator", person="p-2")
    forge(first, instance)
    forge(first, instance)
    assert found(instance) == []
