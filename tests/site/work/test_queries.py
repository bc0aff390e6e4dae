"""What changed is what the public record says since the mark, grouped by what it is about."""

from datetime import date

import pytest

from comity.site.members.queries import acting_as
from comity.site.record.models import Log
from comity.site.work import queries
from comity.site.work.actions import mark_read
from comity.site.work.queries import Restated, changes_since
from tests.site.conftest import sequence
from tests.site.dialogue.restated import RESTATED, restated_report
from tests.site.dialogue.world import ID, NOW, opened, submit
from tests.site.members.factories import add_party, somebody

pytestmark = pytest.mark.django_db


def told(changes):
    return {
        (one.key, one.own): [(act.act, act.count) for act in one.acts] for one in changes.groups
    }


@pytest.fixture
def reader(log, instance):
    """Somebody who has read all that is there."""
    who = somebody("moderator", person="p-9")
    sequence(instance.log_folder)
    read_all(who)
    return who


def read_all(who):
    mark_read(acting=who, size=Log.objects.get().size, now=NOW)


def test_nothing_changed_where_nothing_was_entered(reader):
    changes = changes_since(reader)
    assert (changes.groups, changes.count, changes.cut) == ([], 0, False)


def test_entries_are_counted_by_act_under_the_conversation_they_are_about(reader, instance):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    submit(instance, 2, "Ask the cooks too.")
    sequence(instance.log_folder)
    changes = changes_since(reader)
    acts = dict(told(changes)[ID, False])
    assert acts == {
        "dialogue.open_conversation": 1,
        "dialogue.seed_statements": 3,
        "dialogue.submit_statement": 2,
    }
    (one,) = [group for group in changes.groups if group.key == ID]
    assert (one.title, one.symbol) == ("A question", "A24/DIA/7")
    assert one.path == f"/en/dialogue/conversations/{ID}/"
    assert one.index == max(act.index for act in one.acts)


def test_what_waits_for_the_reader_is_marked_and_the_latest_stands_first(reader, instance):
    opened(instance)
    sequence(instance.log_folder)
    add_party("guild")
    sequence(instance.log_folder)
    assert ID not in {one.key for one in changes_since(reader).groups if one.own}
    groups = changes_since(reader, [ID]).groups
    assert ID in {one.key for one in groups if one.own}
    assert [one.at for one in groups] == sorted((one.at for one in groups), reverse=True)


def test_what_is_about_the_own_party_and_mandate_is_told_apart(reader, instance):
    add_party("guild")
    somebody("expert", person="p-9")
    sequence(instance.log_folder)
    found = told(changes_since(reader))
    assert ("members.accredit_party", 1) in found["members", False]
    assert ("members", True) not in found
    found = told(changes_since(acting_as("p-9")))
    assert ("members.give_mandate", 1) in found["members", True]


def test_what_has_no_place_in_the_record_yet_is_not_told(reader, instance):
    opened(instance)
    assert changes_since(reader).groups == []
    sequence(instance.log_folder)
    assert changes_since(reader).groups


def test_what_the_record_notes_of_itself_is_no_news(log, instance):
    who = somebody("moderator", person="p-9")
    sequence(instance.log_folder)
    acts = {act.act for one in changes_since(who).groups for act in one.acts}
    assert acts
    assert not [act for act in acts if act.startswith("record.")]


def test_without_a_mark_it_begins_where_the_account_was_opened(log, instance):
    who = somebody("moderator", person="p-9")
    sequence(instance.log_folder)
    mark = queries.mark_of("p-9")
    assert not mark.said
    assert mark.size >= 2  # the record's first entries and the party
    acts = {act.act for one in changes_since(who).groups for act in one.acts}
    assert acts == {"members.open_account", "members.give_mandate"}  # also of who gave it


def test_what_lies_too_far_back_is_left_to_the_record_and_said(reader, instance, monkeypatch):
    monkeypatch.setattr(queries, "FURTHEST", 2)
    opened(instance)
    sequence(instance.log_folder)
    changes = changes_since(reader)
    assert changes.cut
    assert changes.count == 2


def test_a_report_and_what_restates_it_are_one_thing_and_both_have_their_page(
    reader, instance, client
):
    restated_report(instance)
    (one,) = [group for group in changes_since(reader).groups if ID in group.key]
    assert (one.key, one.symbol) == (ID, "A24/DIA/7")
    assert one.path == f"/en/dialogue/conversations/{ID}/"
    page = f"/en/dialogue/restatements/{RESTATED}/"
    assert one.restated == [Restated(date(2027, 1, 1), page)]
    assert {client.get(path).status_code for path in (one.path, page)} == {200}
    assert {"dialogue.publish_report", "dialogue.publish_restatement"} <= {
        act.act for act in one.acts
    }
    # What waits around the restatement marks the one thing.
    assert [group.own for group in changes_since(reader, [RESTATED]).groups if group.key == ID] == [
        True
    ]
