import pytest

from comity.fault import RefusedError
from comity.standards.ballots import ballot_line, ballot_lines, read_ballots


def test_ballots_are_ordered_by_party():
    found = read_ballots(b"party,vote\nBeta,n\nAlpha,Y\n")
    assert [(each.party, each.vote) for each in found] == [("Alpha", "Y"), ("Beta", "N")]
    assert ballot_lines(read_ballots(ballot_lines(found))) == ballot_lines(found)
    assert ballot_line(found[0]) == b"Alpha,Y,yes,,,"


def test_other_columns_are_passed_over():
    [one] = read_ballots(b"party,officer,vote,at\nA,somebody,Y,10:30\n")
    assert ballot_line(one) == b"A,Y,yes,,,"


def test_an_equal_second_ballot_is_marked():
    found = read_ballots(b"party,vote\nAlpha,Y\nALPHA,Y\n")
    assert [each.repeated for each in found] == [False, True]


def test_a_second_ballot_with_another_reason_differs():
    with pytest.raises(RefusedError, match=r"standards\.ballot_twice"):
        read_ballots(b"party,vote,reason\nAlpha,N,fees\nAlpha,N,\n")


def test_two_ballots_that_differ_are_refused_with_both_lines():
    with pytest.raises(RefusedError) as refused:
        read_ballots(b"party,vote\nAlpha,Y\nBeta,Y\nalpha ,N\n")
    [fault] = refused.value.faults
    assert (fault.code, fault.place.line, fault.values["line"]) == (
        "standards.ballot_twice",
        4,
        "2",
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"name,vote\nA,Y\n", "ballots_columns"),
        (b"party,vote,dispositon\nA,Y,\n", "ballots_columns"),
        (b"party,vote\nA,X\n", "vote"),
        (b"party,vote\nA,\n", "vote"),
        (b"party,vote\n ,Y\n", "ballot_without_party"),
        (b"party,vote,present\nA,Y,maybe\n", "ballot_presence"),
        (b"party,vote,disposition\nA,N,ignored\n", "ballot_disposition"),
        (b"party,vote,disposition\nA,N,addressed\n", "disposition_without_reason"),
    ],
)
def test_what_is_no_ballot_is_refused(data, code):
    with pytest.raises(RefusedError, match=rf"standards\.{code}"):
        read_ballots(data)
