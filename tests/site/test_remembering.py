"""People who are put down again are those whom the actions enter."""

import pytest
from django.db import transaction

from comity.site.home.health import reconcile
from comity.site.members.actions import GIVE
from comity.site.members.models import MandateRow
from comity.site.record.intake import open_intake
from comity.site.record.models import Entry
from tests.site import remembering
from tests.site.conftest import sequence
from tests.site.members.factories import somebody
from tests.site.moments import NOW

pytestmark = pytest.mark.django_db

ABOUT = ("act", "actor", "subject", "leaf_hash", "payload_class")


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", {})


def entered() -> tuple:
    who = somebody("moderator", person="p-5")
    about = Entry.objects.filter(act__startswith="members.").order_by("pk")
    return who, list(about.values_list(*ABOUT))


@pytest.fixture
def once(log) -> tuple:
    """Who was entered, in a world that is no more."""
    with transaction.atomic():
        found = entered()
        transaction.set_rollback(True)
    assert not MandateRow.objects.exists()
    return found


def test_they_are_the_same_as_the_first_time_and_no_action_is_done_again(once, monkeypatch):
    monkeypatch.setattr("tests.site.members.factories.give", None)
    assert entered() == once


def test_behind_other_entries_each_row_belongs_to_its_own(once, log, instance, monkeypatch):
    open_intake(log=log, key_file=instance.key_file, now=NOW)
    monkeypatch.setattr("tests.site.members.factories.give", None)
    assert entered() == once
    for row in MandateRow.objects.select_related("entry"):
        assert (row.entry.act, row.entry.subject) == (GIVE, f"members:mandate:{row.id}")
    sequence(instance.log_folder)
    assert not reconcile(instance, NOW).differences


def test_control_where_others_were_entered_before_it_is_done_by_the_action(once, monkeypatch):
    somebody("moderator", person="p-4")
    monkeypatch.setattr("tests.site.members.factories.give", None)
    with pytest.raises(TypeError):
        entered()


def test_it_is_remembered_of_one_log_alone(once, log):
    assert remembering.REMEMBERED
    assert {before[0] for _name, before, _told in remembering.REMEMBERED} == {log.pk}
