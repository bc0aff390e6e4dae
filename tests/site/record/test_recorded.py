import pytest

from comity.site.record.models import Entry
from comity.site.record.recorded import entry_name, recorded_acts
from tests.site.tampering import tamper


def test_an_entry_is_named_by_its_index_or_by_its_row_while_it_waits():
    assert entry_name(3, "row-1") == "3"
    assert entry_name(None, "row-1") == "pending row-1"


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_an_act_is_found_by_its_own_bytes_whatever_the_columns_say(published):
    tamper("UPDATE record_entry SET act = 'record.begin' WHERE idx = 2")
    (found,) = recorded_acts("dialogue.publish_report")
    assert found.name == "2"
    assert found.statement.act == "dialogue.publish_report"
    assert found.content is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_content_the_entry_does_not_commit_to_is_no_content(published):
    tamper("UPDATE record_entry SET payload = x'7b7d' WHERE idx = 2")
    (found,) = recorded_acts("dialogue.publish_report")
    assert found.content is None
    assert Entry.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_bytes_that_are_no_entry_are_passed_over_and_left_to_the_comparison(published):
    tamper("UPDATE record_entry SET leaf = substr(leaf, 1, length(leaf) - 1) WHERE idx = 2")
    assert list(recorded_acts("dialogue.publish_report")) == []
