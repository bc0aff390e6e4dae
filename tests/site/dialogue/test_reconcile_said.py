"""Raw SQL on appeals and concerns is named; what was decided or erased is no difference."""

import pytest

from comity.site.dialogue.actions import Kept, take_out
from comity.site.home.health import reconcile
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.actions import test_concerns
from tests.site.dialogue.actions.test_appeals import judge
from tests.site.dialogue.world import (
    ID,
    NOW,
    SECOND,
    appeal,
    concern,
    entered,
    opened,
    rejected,
    vote,
    voter,
)
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def appealed(log, instance):
    """Three rejections, with an appeal each: overturned, upheld, waiting."""
    opened(instance)
    for number in (1, 2, 3):
        appeal(instance, number, rejected(instance, number, f"Thing {number}."), f"Why {number}.")
    judge("overturned", "understood", number=4)
    judge("upheld", "several", number=5)
    sequence(instance.log_folder)
    return instance


def told(configuration):
    found = reconcile(configuration, NOW).differences
    return [(one.kind, one.name, one.column) for one in found]


def test_untouched_appeals_have_no_differences(appealed):
    assert told(appealed) == []


@pytest.mark.parametrize(
    ("number", "change", "column"),
    [
        (4, "text = 'Another'", "text"),
        (4, "reason = 'does_not_apply'", "reason"),
        (5, "state = 'overturned'", "state"),
        (5, "day = '2020-01-01'", "day"),
        (6, "state = 'upheld', decided_id = against_id", "state"),
        (6, "reason = 'off_topic'", "reason"),
        (4, "against_id = entry_id", "against_id"),
    ],
)
def test_a_changed_appeal_is_named(appealed, number, change, column):
    chosen = f"(SELECT id FROM dialogue_statement WHERE number = {number})"
    with tampered(f"UPDATE dialogue_appeal SET {change} WHERE statement_id = {chosen}"):
        assert ("appeal", f"{ID} {number}", column) in told(appealed)


@pytest.mark.parametrize(
    ("sql", "column"),
    [
        ("UPDATE dialogue_statement SET state = 'rejected' WHERE number = 4", "state"),
        ("UPDATE dialogue_statement SET state = 'accepted' WHERE number = 5", "state"),
    ],
)
def test_a_statement_that_does_not_stand_as_its_appeal_was_decided_is_named(appealed, sql, column):
    with tampered(sql):
        assert ("statement", column) in [(kind, found) for kind, _, found in told(appealed)]


def test_an_appeal_without_its_entry_and_an_entry_without_its_row_are_named(appealed):
    with tampered("DELETE FROM dialogue_appeal WHERE state = 'waiting'"):
        assert ("appeal", f"{ID} 6", "") in told(appealed)
    moved = "UPDATE dialogue_appeal SET entry_id = against_id WHERE state = 'waiting'"
    with tampered(moved):
        assert ("appeal", f"{ID} 6", "") in told(appealed)


def test_an_appeal_moved_to_another_statement_is_named(appealed):
    other = "(SELECT id FROM dialogue_statement WHERE number = 1)"
    with tampered(f"UPDATE dialogue_appeal SET statement_id = {other} WHERE state = 'waiting'"):
        assert ("appeal", f"{ID} 1", "statement") in told(appealed)


def test_an_appeal_taken_out_is_no_difference(appealed):
    kept = Kept(appealed.sealed_folder, appealed.draft_folder)
    for number in (1, 2, 3):
        who = voter(appealed, number)
        take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    sequence(appealed.log_folder)
    assert told(appealed) == []


@pytest.fixture
def concerned(log, instance):
    """Three concerns: about a statement that was rejected, one that was kept, one that waits."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    for number in (1, 2, 3):
        vote(instance, number, (1, 1))
        concern(instance, number, number, text=f"Why {number}.")
    test_concerns.judge(number=1)
    test_concerns.judge("kept", "understood", number=2)
    sequence(instance.log_folder)
    return instance


def test_untouched_concerns_have_no_differences(concerned):
    assert told(concerned) == []


@pytest.mark.parametrize("change", ["text = 'Another'", "reason = ''", "day = '2020-01-01'"])
def test_a_changed_concern_is_named(concerned, change):
    with tampered(f"UPDATE dialogue_concern SET {change} WHERE text = 'Why 2.'"):
        assert ("concern", f"{ID} 2", change.partition(" ")[0]) in told(concerned)


def test_a_statement_that_does_not_stand_as_concerns_were_decided_is_named(concerned):
    with tampered("UPDATE dialogue_statement SET state = 'accepted' WHERE number = 1"):
        assert ("statement", f"{ID} 1", "state") in told(concerned)


def test_concerns_and_entries_without_each_other_are_named(concerned):
    with tampered("DELETE FROM dialogue_concern WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 3", "") in told(concerned)
    other = "(SELECT opened_id FROM dialogue_conversation)"
    with tampered(f"UPDATE dialogue_concern SET entry_id = {other} WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 3", "") in told(concerned)


def test_a_concern_moved_to_another_statement_is_named(concerned):
    other = "(SELECT id FROM dialogue_statement WHERE number = 2)"
    with tampered(f"UPDATE dialogue_concern SET statement_id = {other} WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 2", "statement") in told(concerned)


def test_a_concern_taken_out_is_no_difference_unless_the_row_still_tells(concerned):
    test_concerns.take_all_out(concerned, 3)
    sequence(concerned.log_folder)
    assert told(concerned) == []
    with tampered("UPDATE dialogue_concern SET who = 'somebody' WHERE who = ''"):
        assert ("concern", f"{ID} 3", "who") in told(concerned)
