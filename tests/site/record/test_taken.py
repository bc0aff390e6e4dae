from datetime import timedelta
from threading import Thread

import pytest
from django.db import transaction

from comity.site.record.models import Entry
from comity.site.record.taken import Taken, collecting, taken_now, took
from tests.site.committing import commit
from tests.site.conftest import NOW
from tests.site.file_database import empty_database, file_database, in_thread

__all__ = ["empty_database", "file_database"]
ENTRY = Entry(leaf_hash=bytes(32), subject="s:k:i", at=NOW)


def write(*, back=False):
    with transaction.atomic():
        took(ENTRY)
        transaction.set_rollback(back)


def test_a_database_that_commits_tells_of_it_and_of_nothing_else(file_database):
    with collecting() as held:
        write(back=True)
        assert not held
        write()
        assert len(held) == 1


def test_what_is_committed_is_taken_once(log):
    with collecting() as held:
        with transaction.atomic():
            took(ENTRY)
            assert not held
        commit()
        assert held == [Taken(bytes(32), "s:k:i", NOW)] == list(taken_now())
    assert taken_now() == ()
    took(ENTRY)
    commit()
    assert len(held) == 1


@pytest.mark.parametrize("back", [True, False])
def test_threat_what_was_rolled_back_is_never_taken(log, back):
    """``False`` is the control: the same entry, committed."""
    with collecting() as held:
        write(back=back)
        commit()
    assert len(held) == (not back)


def test_another_thread_s_entries_are_not_taken_for_one_s_own(log):
    with collecting() as held:
        thread = Thread(target=in_thread(lambda: held.extend(taken_now()) or took(ENTRY)))
        thread.start()
        thread.join()
        commit()
        assert not held
        took(Entry(leaf_hash=bytes(32), subject="s:k:i", at=NOW + timedelta(days=1)))
        commit()
    assert len(held) == 1
