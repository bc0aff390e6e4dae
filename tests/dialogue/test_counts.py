"""Counting votes in plain Python, as the one-file verifier does."""

import pytest

from comity.dialogue.counts import COUNTS, PUBLISHED, VOTES, counts

HEADER = "row,statement,vote\n"


def counted(lines: str) -> str:
    return counts({VOTES: (HEADER + lines).encode()})[COUNTS].decode()


def test_votes_are_counted_by_statement_in_ascending_order():
    assert counted("1,10,1\n2,10,-1\n1,9,0\n3,10,1\n1,b,1\n") == (
        "statement,agree,disagree,pass\n9,0,0,1\n10,2,1,0\nb,1,0,0\n"
    )
    assert counted("") == "statement,agree,disagree,pass\n"


@pytest.mark.parametrize("lines", ["1,2\n", "1,2,2\n", "1,2,1\n1,2,1\n", "1,2,1,4\n"])
def test_what_is_not_one_vote_is_refused(lines):
    with pytest.raises((ValueError, KeyError)):
        counted(lines)


def test_other_columns_are_refused():
    with pytest.raises(ValueError, match="columns"):
        counts({VOTES: b"voter,statement,vote\n"})


def test_it_is_published_without_tolerance():
    assert (PUBLISHED.name, PUBLISHED.version, PUBLISHED.tolerance) == ("dialogue.counts", 1, 0.0)
    assert PUBLISHED.run({VOTES: HEADER.encode()}) == counts({VOTES: HEADER.encode()})
