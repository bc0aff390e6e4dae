import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import MODERATE, WITHDRAW, withdraw_report
from comity.site.dialogue.models import PublishedReport
from comity.site.dialogue.queries import report_with, reports_after, withdrawals
from comity.site.home.health import reconcile
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.audited import publish_protected
from tests.site.dialogue.world import ID, LATER, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(log, instance):
    """Somebody who may withdraw the report that is published."""
    publish_protected(instance)
    return office("reviewer", WITHDRAW, id="m-withdraw")


def withdraw(acting, reason="The question was put wrongly.", report=ID):
    withdraw_report(log=Log.objects.get(), report=report, reason=reason, acting=acting, now=LATER)


def test_a_report_is_withdrawn_by_a_later_act_and_nothing_of_it_changes(reviewer, instance):
    before = PublishedReport.objects.values().get()
    withdraw(reviewer)
    sequence(instance.log_folder)
    assert PublishedReport.objects.values().get() == before
    found = report_with(ID).withdrawn
    entry = Entry.objects.get(act=WITHDRAW)
    assert (found.reason, found.entry) == ("The question was put wrongly.", entry.idx)
    assert found.role == "assembly/reviewer"
    assert [one.withdrawn for one in reports_after("", 5)] == [found]
    assert reconcile(instance, LATER).differences == []


def test_control_a_report_that_stands_is_not_withdrawn(reviewer):
    assert report_with(ID).withdrawn is None
    assert withdrawals(ID, "dia-99") == {}
    assert [one.withdrawn for one in reports_after("", 5)] == [None]


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2_001])
def test_it_has_a_reason_that_can_be_read(reviewer, reason):
    with pytest.raises(RefusedError) as refused:
        withdraw(reviewer, reason)
    assert refused.value.faults[0].code == "dialogue.withdrawal_reason"


def test_it_is_withdrawn_once(reviewer):
    withdraw(reviewer)
    with pytest.raises(RefusedError) as refused:
        withdraw(reviewer, "Another reason.")
    assert refused.value.faults[0].code == "dialogue.withdrawal_twice"
    assert Entry.objects.filter(act=WITHDRAW).count() == 1


def test_what_is_not_published_is_not_withdrawn(reviewer):
    with pytest.raises(RefusedError) as refused:
        withdraw(reviewer, report="dia-99")
    assert refused.value.faults[0].code == "dialogue.withdrawal_missing"


def test_a_moderator_or_a_visitor_withdraws_nothing(reviewer):
    for who in (None, office("moderator", MODERATE, id="m-other")):
        with pytest.raises(RefusedError):
            withdraw(who)
    assert report_with(ID).withdrawn is None
