from dataclasses import replace

import numpy as np
import pytest

from comity.canonical import decode, encode
from comity.dialogue.cells_table import cells_csv, read_cells, read_summary
from comity.dialogue.structure import to_json
from comity.fault import RefusedError
from tests.dialogue.cell_worlds import GROUPS, STATEMENTS, SUMMARY, cells


def read(data):
    return read_cells(data, "cells.csv", STATEMENTS, SUMMARY, 10)


def test_cells_are_read_back_as_they_were():
    back = read(cells_csv(cells()))
    for part in ("total", "by_group"):
        for answer in ("agree", "disagree", "passed"):
            want, got = (getattr(getattr(each, part), answer) for each in (cells(), back))
            assert np.array_equal(want, got)
    assert np.array_equal(back.hidden, cells().hidden)
    assert np.array_equal(back.group_hidden, cells().group_hidden)


def test_a_hidden_cell_is_an_empty_line_of_the_table():
    lines = cells_csv(cells()).decode().splitlines()
    assert lines[:4] == ["cell,agree,disagree,pass", "1/everybody,95,3,2", "2/everybody,52,46,2",
                         "3/everybody,,,"]  # fmt: skip
    assert lines[7] == "3/A,,,"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"1/everybody", b"1/nobody"),
        (b"1/A,57,2,1", b"1/A,5,2,1"),
        (b"1/A,57,2,1\n", b""),
        (b"1/A,57", b"1/A,x"),
        (b"cell,", b"cells,"),
    ],
)
def test_another_table_is_refused(old, new):
    data = cells_csv(cells())
    assert old in data
    with pytest.raises(RefusedError, match="published_table"):
        read(data.replace(old, new))


def test_a_summary_is_read_back():
    assert read_summary(encode(to_json(SUMMARY)), "s.json", 10) == SUMMARY


BARE = replace(SUMMARY.map, binned=False)
ALONE = replace(SUMMARY.map, points=(replace(SUMMARY.map.points[0], n=9),))


@pytest.mark.parametrize(
    "summary",
    [
        replace(SUMMARY, map=BARE),
        replace(SUMMARY, map=ALONE),
        replace(SUMMARY, groups=replace(GROUPS, sizes=(60, 9))),
        replace(SUMMARY, groups=replace(GROUPS, jaccard=())),
        replace(SUMMARY, groups=replace(GROUPS, sizes=(60,) * 27, jaccard=(None,) * 27)),
    ],
    ids=["places", "a bin of nine", "a group of nine", "no fit", "many groups"],
)
def test_a_summary_that_may_not_be_published_is_refused(summary):
    with pytest.raises(RefusedError, match="published_summary"):
        read_summary(encode(to_json(summary)), "s.json", 10)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"map": 1}'])
def test_another_summary_is_refused(data):
    with pytest.raises(RefusedError, match="published_summary"):
        read_summary(data, "s.json", 10)


def test_a_summary_with_a_member_of_another_type_is_refused():
    members = decode(encode(to_json(SUMMARY)))
    members["groups"]["outcome"] = "certain"
    with pytest.raises(RefusedError) as refused:
        read_summary(encode(members), "s.json", 10)
    assert "groups.outcome" in refused.value.faults[0].values["reason"]
