import csv
import gzip
import io
import json
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

import pytest

from comity.dialogue import (
    Statement,
    VoteLog,
    read_statements,
    read_votes,
    write_polis_database_votes,
    write_polis_statements,
    write_polis_votes,
    write_polis_wide,
    write_statements,
    write_votes,
)

LOG = VoteLog.of(
    ["7", "7", "8", "7"], ["0", "3", "3", "3"], [1, -1, 0, 1], [5000, 6000, 7000, 8000]
)
STATEMENTS = (
    Statement("0", 'With "quotes",\nand lines', moderated=1, author="8", language="en"),
    Statement("3", "=HYPERLINK(1)", moderated=-1, meta=True),
    Statement("12", "nobody saw it"),
)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def canonical(data: bytes, columns: tuple[str, ...]) -> bytes:
    """Return the columns of all rows, sorted: the bytes two exports must have in common."""
    header, *body = rows(data)
    places = [header.index(column) for column in columns]
    pick = itemgetter(*places)
    return "\n".join(sorted(",".join(pick(row)) for row in body)).encode()


def latest(log: VoteLog) -> list[tuple[str, str, int]]:
    matrix = log.matrix("content")
    cells = zip(matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True)
    return sorted(
        (matrix.participants[row], matrix.statements[column], v) for row, column, v in cells
    )


def test_dialogue_A10_agree_is_plus_one_in_csv_and_minus_one_in_the_incumbents_json() -> None:
    agree = VoteLog.of(["7"], ["3"], [1], [5000])
    assert rows(write_polis_votes(agree))[1][-1] == "1"
    assert rows(write_votes(agree))[1][2] == "1"
    assert rows(write_polis_wide(agree, ()))[1][-1] == "1"
    assert json.loads(write_polis_database_votes(agree)) == [
        {"created": 5000, "pid": "7", "tid": "3", "vote": -1}
    ]


def test_dialogue_A10_every_vote_survives_the_incumbents_form(shared_data: Path) -> None:
    columns = ("timestamp", "comment-id", "voter-id", "vote")
    for file in sorted(shared_data.glob("dialogue/conversations/*/votes.csv.gz")):
        data = gzip.decompress(file.read_bytes())
        assert canonical(write_polis_votes(read_votes(data)), columns) == canonical(data, columns)


@pytest.mark.parametrize(
    "write", [write_votes, write_polis_votes, lambda log: write_polis_wide(log, ())]
)
def test_dialogue_A10_latest_votes_survive_every_form(
    write: Callable[[VoteLog], bytes], shared_data: Path
) -> None:
    for file in sorted(shared_data.glob("dialogue/conversations/*/votes.csv.gz")):
        log = read_votes(gzip.decompress(file.read_bytes()))
        once = write(log)
        again = read_votes(once)
        assert latest(again) == latest(log)
        assert write(again) == once


def test_dialogue_A10_the_wide_form_is_the_incumbents(shared_data: Path) -> None:
    for file in sorted(shared_data.glob("dialogue/conversations/*/participants-votes.csv.gz")):
        data = gzip.decompress(file.read_bytes())
        labels = tuple(column for column in rows(data)[0] if column.isdecimal())
        columns = ("participant", *labels)
        written = write_polis_wide(read_votes(data), ())
        assert canonical(written, columns) == canonical(data, columns)


def test_dialogue_A10_statements_survive_both_forms(shared_data: Path) -> None:
    columns = ("comment-id", "author-id", "moderated", "comment-body")
    for folder in sorted(shared_data.glob("dialogue/conversations/*")):
        data = gzip.decompress((folder / "comments.csv.gz").read_bytes())
        log = read_votes(gzip.decompress((folder / "votes.csv.gz").read_bytes()))
        statements = read_statements(data)
        written = write_polis_statements(log, statements)
        assert canonical(written, columns) == canonical(data, columns)
        own = read_statements(write_statements(statements))
        assert [(s.id, s.text, s.moderated) for s in own] == [
            (s.id, s.text, s.moderated) for s in statements
        ]


def test_comitys_own_form() -> None:
    assert write_votes(LOG) == (
        b"participant,statement,vote,at\n7,0,1,5000\n7,3,-1,6000\n8,3,0,7000\n7,3,1,8000\n"
    )
    without_times = VoteLog.of(["7"], ["0"], [1])
    assert write_votes(without_times) == b"participant,statement,vote\n7,0,1\n"
    assert rows(write_statements(STATEMENTS)) == [
        ["statement", "text", "language", "moderated", "meta"],
        ["0", 'With "quotes",\nand lines', "en", "1", "0"],
        ["3", "=HYPERLINK(1)", "", "-1", "1"],
        ["12", "nobody saw it", "", "0", "0"],
    ]


def test_authors_are_left_out_of_comitys_own_form() -> None:
    assert b"8" not in write_statements([Statement("0", "text", author="8")])
    assert b"8" in write_polis_statements(LOG, [Statement("0", "text", author="8")])


def test_the_incumbents_long_form() -> None:
    assert rows(write_polis_votes(LOG))[:2] == [
        ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
        ["5000", "Thu Jan 01 1970 00:00:05 GMT+0000 (Coordinated Universal Time)", "0", "7", "1"],
    ]
    assert rows(write_polis_votes(VoteLog.of(["7"], ["0"], [1])))[1] == ["0", "", "0", "7", "1"]


def test_the_incumbents_wide_form() -> None:
    header, *lines = rows(write_polis_wide(LOG, STATEMENTS))
    assert header[6:] == ["0", "3", "12"]
    assert lines == [
        ["7", "", "0", "2", "2", "0", "1", "1", ""],
        ["8", "", "1", "1", "0", "0", "", "0", ""],
    ]


def test_the_incumbents_statements_count_latest_votes() -> None:
    lines = rows(write_polis_statements(LOG, STATEMENTS))
    assert [line[2:7] for line in lines[1:]] == [
        ["0", "8", "1", "0", "1"],
        ["3", "", "1", "0", "-1"],
        ["12", "", "0", "0", "0"],
    ]
