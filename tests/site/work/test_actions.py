"""A mark moves forward when its person says so, and once back."""

import pytest

from comity.fault import RefusedError
from comity.site.record.models import Log
from comity.site.work.actions import go_back, mark_read
from comity.site.work.queries import mark_of
from tests.site.conftest import NOW, sequence
from tests.site.members.factories import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(log, instance):
    """Somebody, and all is placed."""
    found = somebody("moderator")
    sequence(instance.log_folder)
    return found


def size() -> int:
    return Log.objects.get().size


def test_a_mark_is_kept_with_the_person_and_nobody_else(who):
    other = somebody("expert", person="p-2")
    mark_read(acting=who, size=size(), now=NOW)
    assert (mark_of("p-1").size, mark_of("p-1").said) == (size(), True)
    assert not mark_of(other.person).said


def test_an_older_page_takes_nothing_back(who):
    mark_read(acting=who, size=size(), now=NOW)
    mark_read(acting=who, size=size() - 1, now=NOW)
    assert mark_of("p-1").size == size()


@pytest.mark.parametrize("beyond", [-1, 10**15])
def test_nobody_has_read_what_is_not_there(who, beyond):
    with pytest.raises(RefusedError) as refused:
        mark_read(acting=who, size=beyond, now=NOW)
    assert refused.value.faults[0].code == "work.not_read"


def test_the_last_mark_can_be_taken_back_once(who):
    before = mark_of("p-1").size
    go_back(acting=who)  # nothing to take back yet
    mark_read(acting=who, size=size(), now=NOW)
    assert mark_of("p-1").back
    go_back(acting=who)
    assert (mark_of("p-1").size, mark_of("p-1").back) == (before, False)
