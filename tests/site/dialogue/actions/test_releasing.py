"""Snapshots of live counts are taken by whoever comes first, and once."""

import pytest

from comity.fault import RefusedError
from comity.site.dialogue.actions import release_all, release_results
from comity.site.dialogue.models import LiveSnapshot
from tests.site.dialogue.world import ID, LATER, NOW, opened, vote

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
