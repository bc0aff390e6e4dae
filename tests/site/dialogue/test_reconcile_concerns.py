"""Raw SQL on concerns is named; what was decided and what was erased is no difference."""

import pytest

from comity.site.home.health import reconcile
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_concerns import judge, take_all_out
from tests.site.dialogue.world import ID, NOW, SECOND, concern, entered, opened, vote
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def concerned(log, instance):
    """Three concerns: about a statement that was rejected, one that was kept, one that waits."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    for number in (1, 2, 3):
        vote(instance, number, (1, 1))
        concern(instance, number, number, text=f"Why {number}.")
    judge(number=1)
    judge("kept", "understood", number=2)
    sequence(instance.log_folder)
    return instance


def told(configuration):
    found = reconcile(configuration, NOW).differences
    return [(one.kind, one.name, one.column) for one in found]


def test_untouched_concerns_have_no_differences(concerned):
    assert told(concerned) == []


@pytest.mark.parametrize("change", ["text = 'Another'", "reason = ''", "day = '2020-01-01'"])
def test_a_changed_concern_is_named(concerned, change):
    with tampered(f"UPDATE dialogue_concern SET {change} WHERE text = 'Why 2.'"):
        assert ("concern", f"{ID} 2", change.partition(" ")[0]) in told(concerned)


def test_a_statement_that_does_not_stand_as_it_was_decided_is_named(concerned):
    with tampered("UPDATE dialogue_statement SET state = 'accepted' WHERE number = 1"):
        assert ("statement", f"{ID} 1", "state") in told(concerned)


def test_rows_and_entries_without_each_other_are_named(concerned):
    with tampered("DELETE FROM dialogue_concern WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 3", "") in told(concerned)
    other = "(SELECT opened_id FROM dialogue_conversation)"
    with tampered(f"UPDATE dialogue_concern SET entry_id = {other} WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 3", "") in told(concerned)


def test_one_moved_to_another_statement_is_named(concerned):
    other = "(SELECT id FROM dialogue_statement WHERE number = 2)"
    with tampered(f"UPDATE dialogue_concern SET statement_id = {other} WHERE text = 'Why 3.'"):
        assert ("concern", f"{ID} 2", "statement") in told(concerned)


def test_what_was_taken_out_is_no_difference_unless_the_row_still_tells(concerned):
    take_all_out(concerned, 3)
    sequence(concerned.log_folder)
    assert told(concerned) == []
    with tampered("UPDATE dialogue_concern SET who = 'somebody' WHERE who = ''"):
        assert ("concern", f"{ID} 3", "who") in told(concerned)
