"""Snapshots of live counts are taken by whoever comes first, and once."""

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import Kept, release_all, release_results, take_out
from comity.site.dialogue.models import LiveSnapshot
from comity.site.record.models import Log
from tests.site.dialogue.world import ID, LATER, NOW, opened, vote, voter

pytestmark = pytest.mark.django_db


def test_a_snapshot_is_taken_once(log, instance):
    opened(instance)
    for number in range(10):
        vote(instance, number, (1, 1), (2, -1))
    assert release_all(now=NOW) == 2
    assert release_all(now=NOW) == 0
    assert release_results(conversation=ID, now=NOW) == 0
    kept = LiveSnapshot.objects.order_by("pk").values_list("statement", "seq", "agree", "disagree")
    assert list(kept) == [(1, 20, 10, 0), (2, 20, 0, 10)]


def test_none_is_taken_outside_the_time_of_a_conversation(log, instance):
    opened(instance)
    for number in range(10):
        vote(instance, number, (1, 1))
    assert release_results(conversation=ID, now=LATER) == 0
    with pytest.raises(RefusedError):
        release_results(conversation="dia-99", now=NOW)


@pytest.mark.parametrize("leaves", [False, True])
def test_threat_T6_who_leaves_and_comes_back_makes_no_smaller_step(log, instance, leaves):
    opened(instance, ballots="protected")
    for number in range(10):
        vote(instance, number, (1, 1))
    assert release_all(now=NOW) == 1
    for number in range(10, 19):
        vote(instance, number, (1, 1))
    if leaves:
        who, kept = voter(instance, 0), Kept(instance.sealed_folder, instance.draft_folder)
        take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
        vote(instance, 0, (1, 1))
        # Ten have come since, by their pseudonyms; one of them is counted already.
        assert release_all(now=NOW) == 0
    vote(instance, 19, (1, 1))
    assert release_all(now=NOW) == 1
    first, second = LiveSnapshot.objects.order_by("pk").values_list("agree", flat=True)
    assert second - first == 10
