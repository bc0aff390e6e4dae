import csv
import io

import pytest

from comity.dialogue import InputFile, read_conversation
from comity.site.dialogue.polis import polis_statements, polis_votes

MEMBERS = {
    "inputs/votes.csv": b"row,statement,vote\n1,12,1\n1,7,-1\n2,12,0\n",
    "inputs/statements.csv": (
        b'statement,text,language,moderated,meta\n7,Seven,en,1,0\n12,"=SUM(A1)",en,1,0\n9,,,-1,0\n'
    ),
}


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_votes_are_in_the_sign_of_the_export():
    """1 agrees: the incumbent's database has it the other way round, its files do not."""
    found = {
        (row["voter-id"], row["comment-id"]): row["vote"] for row in rows(polis_votes(MEMBERS))
    }
    assert found == {("1", "12"): "1", ("1", "7"): "-1", ("2", "12"): "0"}


def test_statements_come_with_the_votes_counted():
    found = {row["comment-id"]: row for row in rows(polis_statements(MEMBERS))}
    assert (found["12"]["agrees"], found["7"]["disagrees"]) == ("1", "1")
    assert found["9"]["moderated"] == "-1"
    assert {row["author-id"] for row in found.values()} == {""}


def test_what_was_written_is_read_again_as_the_same_votes():
    votes = InputFile("votes.csv", polis_votes(MEMBERS))
    texts = InputFile("comments.csv", polis_statements(MEMBERS))
    read = read_conversation(votes, texts)
    assert len(read.log) == 3
    assert sorted(each.id for each in read.statements) == ["12", "7", "9"]


def test_a_bundle_may_be_without_statements():
    only = {"inputs/votes.csv": MEMBERS["inputs/votes.csv"]}
    assert {row["comment-id"] for row in rows(polis_statements(only))} == {"7", "12"}


@pytest.mark.parametrize("convert", [polis_votes, polis_statements])
def test_protected_ballots_are_in_no_file(convert):
    assert convert({"inputs/cells.csv": b""}) is None
