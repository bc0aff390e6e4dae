"""Raw SQL on what live conversations told is named; who left is no difference."""

import pytest

from comity.site.dialogue.actions import Kept, release_all, take_out
from comity.site.dialogue.models import LiveSnapshot
from comity.site.home.health import reconcile
from comity.site.record.models import Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, opened, vote, voter
from tests.site.tampering import run, tampered

FIRST = "(SELECT min(id) FROM dialogue_live_snapshot)"

pytestmark = pytest.mark.django_db
ADD = (
    "INSERT INTO dialogue_live_snapshot "
    "(conversation_id, statement, seq, agree, disagree, passed) VALUES "
)


@pytest.fixture
def told(log, instance):
    """A conversation of which two snapshots were taken, and in which one vote was changed."""
    opened(instance, ballots="protected")
    for number in range(25):
        vote(instance, number, (1, 1), (2, 1 if number % 2 else -1))
        if number == 3:
            vote(instance, number, (2, 0))
        release_all(now=NOW)
    sequence(instance.log_folder)
    assert LiveSnapshot.objects.count() == 4
    return instance


def differences(instance):
    found = reconcile(instance, NOW).differences
    return [(one.kind, one.name, one.column) for one in found]


def test_untouched_and_after_somebody_left_there_are_no_differences(told):
    assert differences(told) == []
    kept = Kept(told.sealed_folder, told.draft_folder)
    for number in (3, 24):
        who = voter(told, number)
        take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    vote(told, 24, (1, -1))
    sequence(told.log_folder)
    assert differences(told) == []
    with tampered(f"UPDATE dialogue_live_snapshot SET agree = agree + 3 WHERE id = {FIRST}"):
        assert [kind for kind, *_ in differences(told)] == ["conversation"]


@pytest.mark.parametrize("change", ["agree = agree + 1", "disagree = 7", "passed = 'many'"])
def test_a_changed_snapshot_is_named(told, change):
    with tampered(f"UPDATE dialogue_live_snapshot SET {change} WHERE id = {FIRST}"):
        ((kind, name, _),) = differences(told)
        assert (kind, name) == ("conversation", ID)


def test_threat_T6_a_true_snapshot_of_one_more_person_is_named(told):
    """The application may add rows: two of them would tell how one person voted."""
    run(f"{ADD} ('{ID}', 1, 45, 22, 0, 0)")
    ((_, name, column),) = differences(told)
    assert (name, column) == (ID, "live results of 1 up to 45")


@pytest.mark.parametrize("part", ["language", "region", "tier"])
def test_more_people_of_a_part_than_came_are_named(told, part):
    run(f"UPDATE dialogue_participation SET count = count + 1 WHERE part = '{part}'")
    named = "tier anonymous" if part == "tier" else part
    assert ("conversation", ID, f"who took part by {named}") in differences(told)
