"""Every line of "Bad input" that concerns files: a clear message, and nothing else ever happens."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comity.dialogue import InputFile, read_conversation, read_statements, read_votes
from comity.fault import Fault, RefusedError

HEAD = b"participant,statement,vote,at\n"
STATEMENTS = b"statement,text\n1,One\n2,Two\n"


def refused(data: bytes, **options: object) -> tuple[Fault, ...]:
    with pytest.raises(RefusedError) as error:
        read_votes(data, "votes.csv", **options)
    for fault in error.value.faults:
        assert fault.place.name == "votes.csv"
        for template in (fault.found, fault.rule, fault.remedy):
            assert template.format_map(fault.values)
    return error.value.faults


def codes(data: bytes) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.place.line) for fault in refused(data)]


def test_wrong_columns() -> None:
    assert codes(b"who,what,how\n1,1,1\n") == [("dialogue.votes_columns", 1)]
    assert codes(b"participant\n1\n") == [("dialogue.votes_columns", 1)]
    assert codes(b"1,2,0\n2,2,1\n") == [("dialogue.votes_columns", 1)]


def test_a_vote_outside_the_range_is_worded_as_the_design_says() -> None:
    (fault,) = refused(HEAD + b"1,1,1,5\n1,2,2,6\n")
    assert (fault.place.line, fault.place.column) == (3, "vote")
    assert fault.found.format_map(fault.values) == "vote is “2”"
    assert "1 (agree), 0 (pass) or −1 (disagree)" in fault.rule
    assert "--map 2=1" in fault.remedy.format_map(fault.values)
    assert read_votes(HEAD + b"1,1,1,5\n1,2,2,6\n", mapping={"2": 1}).value.tolist() == [1, 1]


@pytest.mark.parametrize("vote", ["2", "-2", "1.0", "+1", "agree", "−1", "٠", "NaN", "1 1"])
def test_votes_that_are_none(vote: str) -> None:
    assert codes(HEAD + f"1,1,1,5\n1,2,{vote},6\n".encode()) == [("dialogue.vote", 3)]


def test_every_fault_of_a_file_comes_at_once() -> None:
    data = HEAD + b"1,1,7,5\n,1,1,5\n1,,1,5\n1,1,1,soon\n1,1\n1,1,,5\n2,2,0,5\n,,x,y\n"
    assert codes(data) == [
        ("dialogue.vote", 2),
        ("dialogue.id", 3),
        ("dialogue.id", 4),
        ("dialogue.time", 5),
        ("documents.csv_ragged", 6),
        ("dialogue.vote_missing", 7),
        ("dialogue.id", 9),
        ("dialogue.id", 9),
        ("dialogue.vote", 9),
        ("dialogue.time", 9),
    ]


def test_a_hundred_thousand_faults_are_a_thousand_and_a_word() -> None:
    faults = refused(HEAD + b"1,1,7,5\n" * 100_000)
    assert len(faults) == 1001
    assert faults[-1].code == "documents.more_faults"


def test_duplicate_ids() -> None:
    with pytest.raises(RefusedError) as error:
        read_statements(STATEMENTS + b"1,Again\n")
    (fault,) = error.value.faults
    assert (fault.code, fault.place.line, fault.values["first"]) == (
        "dialogue.statement_twice",
        4,
        "2",
    )


def test_unknown_ids() -> None:
    with pytest.raises(RefusedError) as error:
        read_conversation(
            InputFile("votes.csv", HEAD + b"1,1,1,5\n1,3,1,6\n"), InputFile("s.csv", STATEMENTS)
        )
    (fault,) = error.value.faults
    assert (fault.code, fault.place.line, fault.values["statement"]) == (
        "dialogue.unknown_statement",
        3,
        "3",
    )


@pytest.mark.parametrize("line", ["1,1,1,5\r\n", '"1","1","1","5"\n', " 1 , 1 , 1 , 5 \n"])
def test_harmless_differences_of_spelling_are_read(line: str) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        log = read_votes(mark + HEAD + line.encode())
        assert (log.participants, log.value.tolist(), log.time.tolist()) == (("1",), [1], [5000])


def test_mixed_encodings() -> None:
    data = "participant,statement,vote,at\nJosé,1,1,5\n".encode() + "Zoë,1,1,5\n".encode("cp1252")
    assert codes(data) == [("documents.mixed_encodings", 3)]


def test_unsorted_rows_and_revotes() -> None:
    log = read_votes(HEAD + b"2,1,1,9\n1,1,0,1\n2,1,-1,3\n2,1,0,9\n")
    assert len(log) == 4
    matrix = log.matrix()
    assert matrix.participants == ("1", "2")
    assert matrix.value.tolist() == [0, 0]


@pytest.mark.parametrize("data", [HEAD, HEAD.rstrip(), b"row,statement,vote\n\n\n"])
def test_an_empty_matrix_is_read_as_what_it_is(data: bytes) -> None:
    conversation = read_conversation(InputFile("votes.csv", data), InputFile("s", STATEMENTS))
    assert len(conversation.log) == 0
    assert conversation.log.matrix().shape == (0, 0)
    assert [note.code for note in conversation.notes] == ["dialogue.note_no_votes"]


def test_one_voter_and_all_pass() -> None:
    log = read_votes(HEAD + b"1,1,0,5\n1,2,0,6\n")
    assert log.matrix().shape == (1, 2)
    assert log.value.tolist() == [0, 0]


def test_a_statement_of_a_million_characters() -> None:
    with pytest.raises(RefusedError) as error:
        read_statements(STATEMENTS + b'3,"' + b"word " * 200_000 + b'"\n4,Four\n', "comments.csv")
    (fault,) = error.value.faults
    assert (fault.code, fault.place.name, fault.place.line) == (
        "documents.csv_long_field",
        "comments.csv",
        4,
    )
    assert fault.values["limit"] == "10000"


def test_markup_and_bidi_controls_in_statements() -> None:
    attack = "<img src=x onerror=alert(1)> {{7*7}} \u202egnp.exe\u202c"
    (statement,) = read_statements(f'statement,text\n1,"{attack}"\n'.encode())
    assert statement.text == "<img src=x onerror=alert(1)> {{7*7}} gnp.exe"


def test_control_characters_in_a_fault_cannot_reach_the_terminal() -> None:
    (fault,) = refused(HEAD + "1,1,\u001b[2J\u202e,5\n".encode())
    assert fault.values["value"] == "\\u001b[2J\\u202e"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.csv_empty"),
        (b"PK\x03\x04", "documents.zipped"),
        ("participant,statement,vote\n1,1,1\n".encode("utf-16"), "documents.utf16"),
        (HEAD + b"1,1,1,\x005\n", "documents.nul"),
        (HEAD + b'1,1,1,"5\n', "documents.csv_quotes"),
        (b"vote,Vote,statement\n", "documents.csv_duplicate_column"),
    ],
)
def test_what_is_no_csv_at_all(data: bytes, code: str) -> None:
    assert refused(data)[0].code == code


BYTES = st.lists(
    st.sampled_from(
        [HEAD, b"row,statement,vote\n", b"participant,n-votes,1,2\n", b"statement,text,meta\n",
         b"comment-id,voter-id,vote\n", b"1,1,1,5\n", b"2,1,-1\n", b"1,,\n", b"1,x,2,1,1\n",
         b'"', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b" ",
         b"\xe2\x80\xae", b"1", b"0", b"-1", b"9" * 30, b"2026-01-01T00:00:00Z", b"\xed\xa0\x80"]
    ) | st.binary(max_size=8),
    max_size=12,
).map(b"".join)  # fmt: skip


def faults_of(data: bytes, read: Callable[[bytes], object]) -> tuple[Fault, ...]:
    """Return the faults for which ``read`` refuses the data; any other exception gets through."""
    try:
        read(data)
    except RefusedError as error:
        return error.faults
    return ()


def read_both(data: bytes) -> object:
    return read_conversation(InputFile("v", data), InputFile("s", data))


@settings(max_examples=300)
@given(BYTES)
@example(b"participant,0,vote\n1,1,1\n")
@example(b"row,n-votes\n")
@example(b"participant,n-votes,1\n,,\n")
def test_whatever_comes_it_is_read_or_refused(data: bytes) -> None:
    """Nothing but ``RefusedError`` is ever raised, and each fault can be worded."""
    for read in (read_votes, read_statements, read_both):
        faults = faults_of(data, read)
        assert len(faults) <= 2002
        for fault in faults:
            for template in (fault.found, fault.rule, fault.remedy):
                assert template.format_map(fault.values)
