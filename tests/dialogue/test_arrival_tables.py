import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.arrival_tables import arrival_lines, arrival_table, read_arrivals
from comity.dialogue.votes import VoteLog
from comity.fault import RefusedError

LEAST = 10
HEAD = b"by,class,first,middle,last\n"


def table_of(classes, least=LEAST, times=None):
    """The table of people who come one after the other, each of the given class ("" for none)."""
    people = [f"p{number}" for number in range(len(classes))]
    when = range(len(classes)) if times is None else times
    log = VoteLog.of(people, ["1"] * len(people), [1] * len(people), list(when))
    return arrival_table(log, "country", dict(zip(people, classes, strict=True)), least)


def test_people_are_counted_by_class_and_third():
    found = table_of(["A"] * 12 + ["B"] * 24)
    assert found.names == ("A", "B")
    assert found.people.tolist() == [[12, 0, 0], [0, 12, 12]]


def test_small_classes_are_counted_together_and_never_told_by_subtraction():
    found = table_of(["A"] * 30 + ["B"] * 20 + ["C"] * 3 + ["D"] * 4)
    # C and D are 7 people: B, the smallest of the others, goes with them.
    assert found.names == ("A", "")
    assert found.people.sum(axis=1).tolist() == [30, 27]


def test_who_has_no_class_is_left_out():
    assert table_of(["A"] * 20 + [""] * 15).people.sum() == 20


def test_too_few_people_are_nobody():
    found = table_of(["A"] * 4 + ["B"] * 3)
    assert (found.names, found.people.tolist()) == (("",), [[0, 0, 0]])


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "E", ""]), max_size=120), st.integers(1, 15))
def test_dialogue_no_line_speaks_of_too_few_and_lines_read_back(classes, least):
    found = table_of(classes, least)
    sizes = found.people.sum(axis=1)
    assert np.all((sizes >= least) | (found.names == ("",)))
    (back,) = read_arrivals(arrival_lines([found]), "a.csv", least)
    assert (back.by, back.names) == (found.by, found.names)
    assert back.people.tolist() == found.people.tolist()
    declared = sum(bool(name) for name in classes)
    assert sizes.sum() in (0, declared)


@pytest.mark.parametrize(
    "lines",
    [
        b"country,A,3,3,3\n",
        b"country,A,30,x,0\n",
        b"country,A,30,0\n",
        b"country,B,30,0,0\ncountry,A,30,0,0\n",
        b"country,A,30,0,0\ncountry,A,30,0,0\n",
        b"country,,30,0,0\ncountry,A,30,0,0\n",
        b"country,A,30,0,0\ntier,A,30,0,0\ncountry,B,30,0,0\n",
        b"country,A,0,0,0\n",
        b"country,A,30,0,0\ncountry,,0,0,0\n",
    ],
)
def test_what_was_not_published_so_is_refused(lines):
    with pytest.raises(RefusedError, match="published_table"):
        read_arrivals(HEAD + lines, "a.csv", LEAST)


def test_no_table_is_a_file_too():
    assert read_arrivals(arrival_lines(), "a.csv", LEAST) == ()
