import threading
import time

import pytest

from comity.site.sqlite.write_lock import NoTurnError, WriteLock, lock_of


def waiting(lock, name, came, patience=10.0):
    """Start a thread that takes the lock, notes its name and gives it back."""

    def take():
        holder = object()
        try:
            lock.acquire(holder, patience)
        except NoTurnError:
            came.append(f"not {name}")
            return
        came.append(name)
        lock.release(holder)

    before = lock.waiting
    thread = threading.Thread(target=take)
    thread.start()
    while lock.waiting == before and thread.is_alive():
        time.sleep(0.001)
    return thread


def test_who_waits_longest_comes_first():
    lock, came = WriteLock(), []
    lock.acquire("first", 1)
    threads = [waiting(lock, number, came) for number in range(20)]
    lock.release("first")
    for thread in threads:
        thread.join()
    assert came == list(range(20))


def test_who_gave_it_back_does_not_overtake_who_waits():
    lock, came = WriteLock(), []
    lock.acquire("first", 1)
    thread = waiting(lock, "other", came)
    lock.release("first")
    lock.acquire("again", 10)
    assert came == ["other"]
    lock.release("again")
    thread.join()


def test_who_waits_too_long_is_told_and_stands_no_longer_in_the_line():
    lock, came = WriteLock(), []
    lock.acquire("first", 1)
    thread = waiting(lock, "hasty", came, patience=0.05)
    thread.join()
    assert came == ["not hasty"]
    lock.release("first")
    lock.acquire("next", 0.1)
    assert lock.is_held_by("next")


def test_a_turn_that_comes_while_giving_up_is_passed_on():
    lock = WriteLock()
    lock.acquire("first", 1)
    thread = waiting(lock, "other", came := [])
    (turn,) = lock._waiting  # noqa: SLF001 - no thread can be stopped at this point from outside
    lock.release("first")
    lock._withdraw(turn)  # noqa: SLF001 - as above
    thread.join()
    assert came == ["other"]
    lock.acquire("next", 0.1)


def test_a_thread_does_not_wait_for_itself():
    lock = WriteLock()
    lock.acquire("one connection", 1)
    with pytest.raises(RuntimeError, match="already"):
        lock.acquire("another", 60)


def test_only_its_holder_gives_it_back():
    lock = WriteLock()
    lock.acquire("holder", 1)
    lock.release("somebody else")
    assert lock.is_held_by("holder")


def test_a_file_has_one_lock_and_each_database_in_memory_its_own():
    assert lock_of("a.sqlite3") is lock_of("a.sqlite3")
    assert lock_of("a.sqlite3") is not lock_of("b.sqlite3")
    assert lock_of(":memory:") is not lock_of(":memory:")
