import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from comity.dialogue import InputFile, read_conversation, read_votes
from comity.dialogue.votes import Statement
from comity.fault import Fault, RefusedError

NAMES = ("votes", "comments")


def unpacked(folder: Path, name: str) -> InputFile:
    return InputFile(f"{name}.csv", gzip.decompress((folder / f"{name}.csv.gz").read_bytes()))


def faults_of(votes: bytes, statements: bytes | None = None) -> list[tuple[str, str, int | None]]:
    texts = None if statements is None else InputFile("comments.csv", statements)
    with pytest.raises(RefusedError) as refused:
        read_conversation(InputFile("votes.csv", votes), texts)
    return [(fault.code, fault.place.name, fault.place.line) for fault in refused.value.faults]


def notes_of(votes: bytes, statements: bytes | None = None) -> list[Fault]:
    texts = None if statements is None else InputFile("comments.csv", statements)
    return list(read_conversation(InputFile("votes.csv", votes), texts).notes)


def test_all_seven_real_conversations_are_read(shared_data: Path) -> None:
    folders = sorted(shared_data.glob("dialogue/conversations/*"))
    assert len(folders) == 7
    for folder in folders:
        votes, comments = (unpacked(folder, name) for name in NAMES)
        conversation = read_conversation(votes, comments)
        reference = json.loads(
            gzip.decompress((folder / "cold-start-reference.json.gz").read_bytes())
        )
        matrix = conversation.log.matrix()
        assert matrix.participants == tuple(map(str, reference["pids"]))
        assert matrix.statements == tuple(map(str, reference["tids"]))
        assert {note.code for note in conversation.notes} <= {"dialogue.note_empty_text"}


def test_agree_is_plus_one_as_the_incumbents_own_counts_say(shared_data: Path) -> None:
    """Its comments.csv counts agreements: with the other sign they would never match."""
    for folder in sorted(shared_data.glob("dialogue/conversations/*")):
        votes, comments = (unpacked(folder, name) for name in NAMES)
        read_conversation(votes, comments)
        swapped = {"1": -1, "-1": 1}
        with pytest.raises(RefusedError) as refused:
            read_conversation(votes, comments, swapped)
        assert [fault.code for fault in refused.value.faults] == ["dialogue.sign_swapped"]


@pytest.mark.parametrize(
    "data",
    [
        b"timestamp,datetime,comment-id,voter-id,vote\n5,d,3,7,1\n4,d,3,8,-1\n",
        b"comment-id;Voter ID;VOTE;timestamp\n3;7;1;5\n3;8;-1;4\n",
        b"participant,statement,vote,at\n7,3,1,5\n8,3,-1,4\n",
        b"\xef\xbb\xbfrow,statement,vote\r\n7,3,1\r\n8,3,-1\r\n",
        b"participant,group-id,n-comments,n-votes,n-agree,n-disagree,3\n7,,0,1,1,0,1\n8,,,,,,-1\n",
        b"participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,3\n7,,,,,,,1\n8,,,,,,,-1\n",
        b"participant\t3\n7\t1\n8\t-1\n",
    ],
)
def test_each_form_is_told_by_its_columns(data: bytes) -> None:
    log = read_votes(data)
    assert (log.participants, log.statements) == (("7", "8"), ("3",))
    assert (log.participant.tolist(), log.value.tolist()) == ([0, 1], [1, -1])


def test_seconds_and_milliseconds_are_the_same_times() -> None:
    one = read_votes(b"participant,statement,vote,at\n1,1,1,1567382954\n")
    other = read_votes(b"participant,statement,vote,at\n1,1,1,1567382954000\n")
    assert one.time.tolist() == other.time.tolist() == [1567382954000]


def test_the_last_vote_in_time_counts_not_the_last_in_the_file() -> None:
    log = read_votes(b"participant,statement,vote,at\n1,1,-1,20\n2,1,1,5\n1,1,1,10\n")
    assert len(log) == 3
    matrix = log.matrix()
    assert dict(zip(matrix.participants, matrix.value.tolist(), strict=True)) == {"1": -1, "2": 1}


def test_wrong_columns_name_what_is_missing() -> None:
    with pytest.raises(RefusedError) as refused:
        read_votes(b"comment-id,user,vote\n1,1,1\n")
    (fault,) = refused.value.faults
    assert (fault.code, fault.values["missing"]) == ("dialogue.votes_columns", "voter-id")
    assert fault.values["found"] == "comment-id, user, vote"


def test_files_given_the_wrong_way_round_are_recognised() -> None:
    votes, comments = b"participant,statement,vote\n1,1,1\n", b"statement,text\n1,a\n"
    assert faults_of(comments, votes) == [
        ("dialogue.votes_are_statements", "votes.csv", 1),
        ("dialogue.statements_are_votes", "comments.csv", 1),
    ]


def test_a_file_of_importance_is_not_taken_for_votes() -> None:
    data = b"participant,group-id,n-comments,n-votes,n-important,3\n7,,0,1,1,1\n"
    assert faults_of(data) == [("dialogue.votes_are_importance", "votes.csv", 1)]


@pytest.mark.parametrize("quote", ["", '"'])
def test_votes_on_unknown_statements_are_counted_at_their_first_line(quote: str) -> None:
    lines = ["1,1,1", "1,5,1", "2,5,0", "2,8,1", f"{quote}3{quote},1,1"]
    votes = ("participant,statement,vote\n" + "\n".join(lines)).encode()
    statements = b"statement,text\n1,a\n7,b\n"
    with pytest.raises(RefusedError) as refused:
        read_conversation(InputFile("v.csv", votes), InputFile("s.csv", statements))
    found = [(f.place.line, f.values["statement"], f.values["count"]) for f in refused.value.faults]
    assert found == [(3, "5", "2"), (5, "8", "1")]
    assert {f.code for f in refused.value.faults} == {"dialogue.unknown_statement"}
    # The control: without the statements file, or with their ids, all is well.
    assert len(read_votes(votes)) == 5
    assert len(read_votes(votes, statements=["1", "5", "8"])) == 5


def test_one_vote_per_row_and_statement_in_the_form_of_bundles() -> None:
    lines = b"1,1,1\n1,2,1\n1,1,1\n2,1,0\n1,2,0\n"
    assert faults_of(b"row,statement,vote\n" + lines) == [
        ("dialogue.vote_twice", "votes.csv", 4),
        ("dialogue.vote_twice", "votes.csv", 6),
    ]
    assert len(read_votes(b"participant,statement,vote\n" + lines)) == 5


def test_votes_with_the_sign_of_the_incumbents_database_are_refused() -> None:
    comments = b"comment-id,comment-body,agrees,disagrees\n1,a,60,5\n2,b,4,50\n"
    cast = [(1, 60, 5), (2, 4, 50)]
    right, wrong = (
        b"participant,statement,vote\n"
        + b"".join(
            b"%d,%d,%d\n" % (person, statement, sign if person < agree else -sign)
            for statement, agree, disagree in cast
            for person in range(agree + disagree)
        )
        for sign in (1, -1)
    )
    assert notes_of(right, comments)[0].code == "dialogue.note_no_times"
    assert faults_of(wrong, comments) == [("dialogue.sign_swapped", "votes.csv", None)]
    swapped = read_conversation(InputFile("v", wrong), InputFile("c", comments), {"1": -1, "-1": 1})
    assert np.array_equal(swapped.log.value, read_votes(right).value)


def test_without_a_statements_file_statements_have_no_text() -> None:
    conversation = read_conversation(
        InputFile("v.csv", b"participant,statement,vote\n1,10,1\n1,9,0\n")
    )
    assert conversation.statements == (Statement("9", ""), Statement("10", ""))


def test_notes_say_what_was_not_used() -> None:
    polis = b"timestamp,datetime,comment-id,voter-id,vote,important\n1,d,1,1,1,0\n"
    assert [(n.code, n.values.get("column")) for n in notes_of(polis)] == [
        ("dialogue.note_ignored_column", "important")
    ]
    assert [n.code for n in notes_of(b"participant,statement,vote\n1,1,1\n")] == [
        "dialogue.note_no_times"
    ]
    assert [n.code for n in notes_of(b"row,statement,vote\n")] == ["dialogue.note_no_votes"]


def test_faults_of_both_files_come_together() -> None:
    assert faults_of(b"participant,statement,vote\n1,1,5\n", b"statement,text\n,a\n") == [
        ("dialogue.vote", "votes.csv", 2),
        ("dialogue.id", "comments.csv", 2),
    ]
    assert faults_of(b"participant,statement,vote\n1,1,1\n", b"statement,text\n,a\n") == [
        ("dialogue.id", "comments.csv", 2),
    ]
