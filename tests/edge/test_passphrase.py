import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.edge import lock_by_passphrase, open_by_passphrase
from comity.fault import Place, RefusedError

PLACE = Place("keys")
PHRASE = "correct horse battery"
LOCKED = lock_by_passphrase(b"a key", PHRASE, cost=4)


def code(locked, phrase=PHRASE):
    with pytest.raises(RefusedError) as raised:
        open_by_passphrase(locked, phrase, PLACE)
    return raised.value.faults[0].code


@settings(max_examples=20)
@given(st.binary(max_size=300), st.text(min_size=16, max_size=40))
def test_what_was_locked_is_opened_by_its_passphrase(data, phrase):
    assert open_by_passphrase(lock_by_passphrase(data, phrase, cost=4), phrase, PLACE) == data


def test_another_passphrase_opens_nothing():
    assert code(LOCKED, PHRASE + " ") == "edge.passphrase_wrong"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(LOCKED) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place, change):
    changed = bytearray(LOCKED)
    changed[place] ^= change
    assert code(bytes(changed)) in {"edge.passphrase_wrong", "edge.not_locked"}


def test_a_file_that_asks_for_all_the_memory_is_refused():
    assert code(LOCKED.replace(b"scrypt 4 ", b"scrypt 40 ", 1)) == "edge.not_locked"
    assert code(LOCKED.replace(b"scrypt 4 ", b"scrypt 0 ", 1)) == "edge.not_locked"
    assert code(b"") == "edge.not_locked"


def test_a_short_passphrase_is_refused():
    with pytest.raises(RefusedError) as raised:
        lock_by_passphrase(b"x", "short")
    assert raised.value.faults[0].code == "edge.passphrase_short"


def test_the_usual_cost_is_high():
    assert lock_by_passphrase(b"", PHRASE).startswith(b"comity-locked/v1 scrypt 17 ")
