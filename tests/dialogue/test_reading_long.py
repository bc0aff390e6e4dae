"""The fast and the careful way through a votes file give the same values."""

import gzip
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comity.dialogue.reading_fields import CastVotes, VoteOptions
from comity.dialogue.reading_long import LongColumns, read_carefully, read_long, read_plain
from comity.dialogue.votes import VoteLog
from comity.documents import FaultList, read_table

POLIS = LongColumns(participant=3, statement=2, vote=4, time=0)
OWN = LongColumns(participant=0, statement=1, vote=2, time=None)


def same(one: VoteLog, other: VoteLog) -> bool:
    arrays = ("participant", "statement", "value", "time")
    return (one.participants, one.statements) == (other.participants, other.statements) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


def both(data: bytes, columns: LongColumns) -> tuple[CastVotes | None, CastVotes, FaultList]:
    table, faults = read_table(data, "votes.csv"), FaultList("votes.csv")
    careful = read_carefully(table, columns, VoteOptions(), faults)
    return read_plain(table, columns), careful, faults


def test_both_ways_agree_on_real_votes(shared_data: Path) -> None:
    for file in sorted(shared_data.glob("dialogue/conversations/*/votes.csv.gz")):
        plain, careful, faults = both(gzip.decompress(file.read_bytes()), POLIS)
        assert plain is not None
        assert len(faults) == 0
        assert same(plain.log(), careful.log())
        assert np.array_equal(plain.line, careful.line)


def test_a_very_large_id_takes_the_sorting_way() -> None:
    data = b"p,s,v\n900000000000,3,1\n5,3,-1\n900000000000,2,0\n"
    plain, careful, _ = both(data, OWN)
    assert plain is not None
    assert plain.log().participants == ("5", "900000000000")
    assert same(plain.log(), careful.log())


FIELD = st.one_of(
    st.integers(-3, 12).map(str),
    st.sampled_from(["", "01", "-0", " 1", "x", "1.0", "2", "10" * 12, '"1"', "é"]),
)
TIME = st.one_of(
    st.integers(-1, 10**15).map(str), st.sampled_from(["", "0", "2026-03-02T08:00:00Z"])
)


@given(st.lists(st.tuples(TIME, FIELD, FIELD, FIELD), max_size=5))
@example([("1567382954", "0", "0", "1"), ("1567382954698", "0", "0", "-1")])
@example([("100000000000", "1", "1", "1"), ("99999999999", "1", "1", "0")])
@example([("99999999999999", "1", "1", "1"), ("100000000000000", "1", "1", "0")])
def test_the_fast_way_is_taken_only_where_it_gives_the_same(
    rows: list[tuple[str, str, str, str]],
) -> None:
    lines = [f"{at},some day,{what},{who},{vote}\n" for at, what, who, vote in rows]
    plain, careful, faults = both("".join(["t,d,s,p,v\n", *lines]).encode(), POLIS)
    if plain is None:
        return
    assert len(faults) == 0
    assert same(plain.log(), careful.log())
    assert np.array_equal(plain.line, careful.line)


def test_a_value_map_needs_the_careful_way() -> None:
    table, faults = read_table(b"p,s,v\n1,1,1\n2,1,0\n3,1,-1\n", "votes.csv"), FaultList("v")
    cast = read_long(table, OWN, VoteOptions({"1": -1, "-1": 1, "0": None}), faults)
    assert (cast.value.tolist(), cast.line.tolist()) == ([-1, 1], [2, 4])


@pytest.mark.slow
def test_the_fast_way_is_fast() -> None:
    lines = (b"1567382954698,Sun Sep 01 PDT,%d,%d,1\n" % (n % 1999, n) for n in range(300_000))
    table = read_table(b"t,d,s,p,v\n" + b"".join(lines), "votes.csv")
    started = perf_counter()
    plain = read_plain(table, POLIS)
    between = perf_counter()
    careful = read_carefully(table, POLIS, VoteOptions(), FaultList("votes.csv"))
    assert plain is not None
    assert same(plain.log(), careful.log())
    assert between - started < (perf_counter() - between) / 2
