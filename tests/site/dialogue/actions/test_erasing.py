"""What was said goes, entry by entry, and with it what others said about it."""

from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions.erasing import erase_about, erase_rows
from comity.site.dialogue.models import AppealRow, ConcernRow, Statement
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, appeal, concern, opened, rejected, vote, voter

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
BY = {"basis": "a request", "actor": "public/participant", "now": LATER}


@pytest.fixture
def said(log, instance):
    """A rejected statement with an appeal, and concerns of two people about the first one."""
    opened(instance)
    appeal(instance, 1, rejected(instance, 1, "Ask the fishermen too."), "Why not?")
    for number in (2, 3):
        vote(instance, number, (1, 1))
        concern(instance, number, 1, text=f"Why {number}.")
    return instance


def erase(concerns):
    of = list(Statement.objects.filter(conversation=ID))
    erase_about(log=Log.objects.get(), of=of, concerns=concerns, **BY)


def test_appeals_go_and_of_the_concerns_those_that_are_named(said):
    sequence(said.log_folder)
    before = Entry.objects.count()
    erase(ConcernRow.objects.filter(who=voter(said, 2)))
    assert Entry.objects.count() == before + 2
    assert AppealRow.objects.get().entry.payload is None
    assert list(ConcernRow.objects.order_by("pk").values_list("reason", "text")) == [
        ("", ""),
        ("personal", "Why 3."),
    ]


def test_what_is_erased_is_not_erased_again(said):
    sequence(said.log_folder)
    erase(ConcernRow.objects.all())
    before = Entry.objects.count()
    erase(ConcernRow.objects.all())
    assert Entry.objects.count() == before


def test_what_has_no_place_in_the_log_yet_is_refused(said):
    rows = AppealRow.objects.all()
    with pytest.raises(RefusedError) as raised:
        erase_rows(log=Log.objects.get(), rows=rows, columns=("text",), **BY)
    assert [fault.code for fault in raised.value.faults] == ["dialogue.taking_out_early"]
    assert AppealRow.objects.get().text == "Why not?"
