from dataclasses import replace

import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.oversight import CHANGES, SUMMARY, changes, encode_reviewed
from tests.oversight.test_reviewed import REVIEWED


def counted(draft, text):
    member = encode_reviewed(replace(REVIEWED, draft=draft, text=text))
    return decode(changes({SUMMARY: member})[CHANGES])


def test_what_a_person_changed_is_counted():
    assert counted("One. Two. Three.", "One. Two things. Three.") == {
        "v": 1,
        "language": "en",
        "changed": 1,
        "sentences": 3,
        "added": 1,
        "removed": 0,
    }


def test_nothing_changed_is_an_answer():
    found = counted("One. Two.", "One. Two.")
    assert (found["changed"], found["added"], found["removed"]) == (0, 0, 0)


def test_signs_and_spaces_are_no_words():
    found = counted("One, two.", "One two!")
    assert (found["changed"], found["added"], found["removed"]) == (1, 0, 0)


def test_a_member_that_is_none_is_refused():
    with pytest.raises(RefusedError):
        changes({SUMMARY: b"{}"})
