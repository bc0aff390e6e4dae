import numpy as np
import pytest

from comity.dialogue.people import (
    FILE,
    class_numbers,
    nobody_declared,
    read_people,
    refuse_undeclared,
    votes_of,
)
from comity.dialogue.votes import VoteLog
from comity.fault import RefusedError

TEXT = "participant,tier,Country\n1,verified,Arvenland\n2,anonymous,\n 3 ,verified,Belmora\n"
LOG = VoteLog.of(["3", "1", "2", "3"], ["b", "a", "a", "a"], [1, -1, 0, 1])


def read(text=TEXT, classes=("country",)):
    return read_people(text.encode(), "people.csv", classes)


def refused(text, classes=()):
    with pytest.raises(RefusedError) as error:
        read(text, classes)
    return [(fault.code, fault.place.line) for fault in error.value.faults]


def test_tier_and_classes_are_read_by_participant():
    people = read()
    assert people.tier == {"1": "verified", "2": "anonymous", "3": "verified"}
    assert people.classes["country"] == {"1": "Arvenland", "2": "", "3": "Belmora"}
    assert people.tiers == ("anonymous", "verified")


def test_without_a_column_of_tiers_there_is_one():
    assert read("voter-id\n1\n2\n", ()).tiers == (FILE,)
    assert nobody_declared(LOG).tier == dict.fromkeys(["1", "2", "3"], FILE)


def test_every_fault_of_the_file_is_told():
    text = "participant,tier\n1,a\n1,b\n\u202e,a\n2,\n3," + "x" * 201 + "\n"
    assert refused(text) == [
        ("dialogue.person_twice", 3),
        ("dialogue.id", 4),
        ("dialogue.people_name", 5),
        ("dialogue.people_name", 6),
    ]


@pytest.mark.parametrize(
    ("classes", "code"),
    [
        (("sector",), "dialogue.people_columns"),
        (("tier",), "dialogue.class_column"),
        (("Participant",), "dialogue.class_column"),
        (("country", "COUNTRY"), "dialogue.class_column"),
    ],
)
def test_a_class_is_a_column_of_its_own(classes, code):
    assert refused(TEXT, classes) == [(code, 1)]


def test_without_participants_it_is_no_file_of_people():
    assert refused("name,tier\n1,a\n") == [("dialogue.people_columns", 1)]


def test_one_tier_shapes_a_report():
    assert read().shaping("anonymous") == "anonymous"
    assert read("participant,tier\n1,only\n", ()).shaping(None) == "only"
    for asked in (None, "accredited"):
        with pytest.raises(RefusedError, match="tier_needed"):
            read().shaping(asked)


def test_who_voted_is_declared():
    refuse_undeclared(LOG, read(), "people.csv")
    few = read("participant,tier\n2,a\n", ())
    with pytest.raises(RefusedError) as error:
        refuse_undeclared(LOG, few, "people.csv")
    (fault,) = error.value.faults
    assert (fault.values["count"], fault.values["participant"]) == ("2", "3")


def test_the_votes_of_a_tier_are_all_of_them_and_no_others():
    part = votes_of(LOG, read(), "verified")
    assert part.participants == ("3", "1")
    assert part.statements == LOG.statements
    assert part.value.tolist() == [1, -1, 1]
    assert part.participant.tolist() == [0, 1, 0]
    assert len(votes_of(LOG, read(), "nobody")) == 0


def test_classes_are_numbered_by_name_and_no_class_is_none():
    numbers, names = class_numbers(["3", "2", "1", "9"], read().classes["country"])
    assert names == ("Arvenland", "Belmora")
    assert np.array_equal(numbers, [1, -1, 0, -1])
