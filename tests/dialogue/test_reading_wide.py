import gzip
from pathlib import Path

import numpy as np
import pytest

from comity.dialogue.reading import read_votes
from comity.dialogue.reading_fields import CastVotes, VoteOptions
from comity.dialogue.reading_wide import read_wide
from comity.documents import FaultList, read_table
from comity.fault import RefusedError

HEAD = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,"


def read(data: str, mapping: dict[str, int | None] | None = None) -> CastVotes:
    faults = FaultList("w.csv")
    table = read_table(data.encode(), "w.csv")
    cast = read_wide(table, 6, 0, VoteOptions(mapping or {}), faults)
    faults.refuse_any()
    return cast


def test_empty_cells_are_no_votes() -> None:
    cast = read(HEAD + "3,10\n7,,0,2,1,1,1,-1\n8,1,0,0,0,0,,\n9,0,0,1,0,0,,0\n")
    log = cast.log()
    assert (log.participants, log.statements) == (("7", "9"), ("3", "10"))
    assert log.participant.tolist() == [0, 0, 1]
    assert log.statement.tolist() == [0, 1, 1]
    assert (log.value.tolist(), log.time.tolist()) == ([1, -1, 0], [0, 0, 0])
    assert cast.line.tolist() == [2, 2, 4]


def test_a_statement_without_a_vote_is_no_part_of_the_log() -> None:
    assert read(HEAD + "3,4\n7,,0,1,1,0,1,\n8,,0,0,0,0,,\n").log().statements == ("3",)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("7,,,,,,2,1\n", "dialogue.vote"),
        ("7,,,,,,1,1\n7,,,,,,,\n", "dialogue.participant_twice"),
    ],
)
def test_plain_numbers_that_are_no_votes_are_refused_too(lines: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(HEAD + "3,4\n" + lines)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_both_ways_agree_on_real_votes(shared_data: Path) -> None:
    for file in sorted(shared_data.glob("dialogue/conversations/*/participants-votes.csv.gz")):
        data = gzip.decompress(file.read_bytes())
        plain = read_votes(data, "w.csv")
        # A quotation mark anywhere, or a value map, sends a file the careful way.
        careful = read_votes(data.replace(b"participant", b'"participant"', 1), "w.csv")
        mapped = read_votes(data, "w.csv", mapping={"7": 1})
        for other in (careful, mapped):
            assert (plain.participants, plain.statements) == (other.participants, other.statements)
            for name in ("participant", "statement", "value"):
                assert np.array_equal(getattr(plain, name), getattr(other, name))


def test_wide_and_long_exports_hold_the_same_latest_votes(shared_data: Path) -> None:
    for folder in sorted(shared_data.glob("dialogue/conversations/*")):
        long, wide = (
            read_votes(gzip.decompress((folder / f"{name}.csv.gz").read_bytes())).matrix("content")
            for name in ("votes", "participants-votes")
        )
        assert sorted(long.participants) == sorted(wide.participants)
        assert long.statements == wide.statements
        for name in ("row", "column", "value"):
            assert np.array_equal(getattr(long, name), getattr(wide, name))


def test_a_value_map_applies_to_cells() -> None:
    assert read(HEAD + "3,10\n7,,,,,,2,9\n", {"2": 1, "9": None}).value.tolist() == [1]


def test_faults_name_line_and_statement() -> None:
    with pytest.raises(RefusedError) as refused:
        read(HEAD + "3,10\n7,,,,,,2,1\n7,,,,,,1,\n,,,,,,1,\n")
    found = [(fault.code, fault.place.line, fault.place.column) for fault in refused.value.faults]
    assert found == [
        ("dialogue.vote", 2, "3"),
        ("dialogue.participant_twice", 3, "participant"),
        ("dialogue.id", 4, "participant"),
    ]


def test_a_statement_without_an_id_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        read(HEAD + "3,\n7,,,,,,1,1\n")
    assert [fault.code for fault in refused.value.faults] == ["dialogue.id"]
