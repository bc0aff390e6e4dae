from threading import Event, Thread

import pytest

from comity.site.dialogue.made import BusyError, Workshop


def never():
    pytest.fail("it was made before")


def test_what_was_made_is_kept():
    workshop = Workshop()
    assert workshop.made("a", lambda: b"1") == b"1"
    assert workshop.made("a", never) == b"1"


def test_what_was_not_asked_for_longest_goes_first():
    workshop = Workshop(most=3)
    for key in ("a", "b", "c"):
        workshop.made(key, key.encode)
    workshop.made("a", never)
    workshop.made("d", lambda: b"d")
    assert workshop.made("a", never) == b"a"
    assert workshop.made("b", lambda: b"again") == b"again"


def test_what_is_larger_than_all_room_is_given_and_not_kept():
    workshop = Workshop(most=3)
    assert workshop.made("a", lambda: b"1234") == b"1234"
    assert workshop.made("a", lambda: b"56") == b"56"


def test_a_failure_is_not_kept_and_locks_nobody_out():
    workshop = Workshop(wait=0.01)

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        workshop.made("a", fails)
    assert workshop.made("a", lambda: b"1") == b"1"


def test_threat_many_askers_make_one_file_at_a_time():
    workshop, begun, free = Workshop(wait=0.01), Event(), Event()
    made = []

    def slow():
        begun.set()
        free.wait(5)
        return b"slow"

    thread = Thread(target=lambda: made.append(workshop.made("slow", slow)))
    thread.start()
    assert begun.wait(5)
    with pytest.raises(BusyError):
        workshop.made("other", lambda: b"other")
    free.set()
    thread.join()
    assert made == [b"slow"]
    assert workshop.made("other", lambda: b"other") == b"other"


def test_whoever_waited_for_the_same_file_gets_it_and_makes_no_other():
    workshop, begun, free = Workshop(), Event(), Event()
    got = []

    def slow():
        begun.set()
        free.wait(5)
        return b"slow"

    first = Thread(target=lambda: got.append(workshop.made("a", slow)))
    first.start()
    assert begun.wait(5)
    second = Thread(target=lambda: got.append(workshop.made("a", lambda: b"twice")))
    second.start()
    free.set()
    first.join()
    second.join()
    assert got == [b"slow", b"slow"]
