from datetime import date, timedelta

import pytest

from comity.site.dialogue.queries.restatement import (
    erased_statements,
    has_lost_votes,
    last_release,
    restatement_rule,
    restatement_with,
    restatements_of,
    restating_of,
)
from tests.site.dialogue.restated import (
    DUE,
    NEXT,
    RESTATED,
    draw_up,
    leave,
    publish_and_leave,
    published_report,
    restate_now,
)
from tests.site.dialogue.world import ID, LATER

pytestmark = pytest.mark.django_db


def test_of_what_is_not_published_nothing_is_known(log, instance):
    assert restating_of(ID, DUE) is None
    assert last_release(ID) is None
    assert restatement_with(RESTATED) is None
    assert list(restatements_of(ID)) == []


def test_it_is_possible_once_the_date_has_come_and_ten_have_left(log, instance):
    published_report(instance)
    leave(instance, *range(9))
    early, due = restating_of(ID, DUE - timedelta(seconds=1)), restating_of(ID, DUE)
    assert (early.on, early.due, early.few) == (date(2027, 1, 1), False, True)
    assert (due.due, due.few, due.possible) == (True, True, False)
    leave(instance, 9)
    assert restating_of(ID, DUE).possible
    draw_up()
    assert restating_of(ID, DUE).drawn
    assert not restating_of(ID, DUE).possible


def test_the_last_release_is_the_report_and_then_its_newest_restatement(log, instance):
    publish_and_leave(instance, moderation="after")
    first = last_release(ID)
    assert (first.participants, set(first.standing)) == (30, {"1", "2", "3"})
    assert first.digest == first.published
    assert first.standing["2"] == (15, 15, 0)
    row = restate_now(instance)
    second = last_release(ID)
    assert (second.participants, second.digest) == (20, row.digest)
    assert second.published == first.published
    assert second.standing["2"] == (10, 10, 0)
    assert restating_of(ID, NEXT).few
    (shown,) = restatements_of(ID)
    assert shown == restatement_with(RESTATED)
    assert (shown.day, shown.restated) == (date(2027, 1, 1), ["1", "2", "3"])
    assert shown.command.startswith(f"comity verify {RESTATED}.zip --key {shown.origin}")


def test_what_was_taken_out_afterwards_is_known(log, instance):
    publish_and_leave(instance)
    restate_now(instance)
    assert not has_lost_votes(restatement_with(RESTATED))
    leave(instance, 20, now=LATER + timedelta(days=60))
    assert has_lost_votes(restatement_with(RESTATED))


def test_no_words_are_erased_and_the_rule_is_the_shipped_one(log, instance):
    published_report(instance)
    assert erased_statements(ID) == frozenset()
    assert restatement_rule()[1].min_changes == 10
