import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import encode
from comity.dialogue.publication import (
    PARAMETERS,
    RULE,
    STATEMENTS,
    VOTES,
    Parameters,
    open_inputs,
    read_inputs,
)
from comity.dialogue.reading import InputFile, read_conversation
from comity.dialogue.votes import Statement, VoteLog
from comity.fault import RefusedError

ASKED = Parameters(title="What now?", seed=3, quick=True)
TEXTS = (
    Statement("2", 'One,\n"two"', 1, language="en"),
    Statement("10", "مرحبا", 0),
    Statement("7", "an insult", -1),
    Statement("8", "I live here", 1, meta=True),
)


def log_of(rows):
    who, what, votes = zip(*rows, strict=True)
    return VoteLog.of(who, what, votes)


SMALL = log_of([("ann", "2", 1), ("ben", "2", -1), ("ann", "10", 0), ("cy", "7", 1)])


def test_what_is_published_is_read_back_as_it_was():
    inputs = open_inputs(SMALL, TEXTS, ASKED, b"{}", seed=5)
    back = read_inputs(inputs, 10)
    assert back.parameters == ASKED
    assert [s.id for s in back.statements] == ["2", "7", "8", "10"]
    assert back.statements[0].text == 'One,\n"two"'
    assert back.statements[2].meta
    assert inputs[RULE] == b"{}"
    want, got = SMALL.matrix("content"), back.matrix
    assert np.array_equal(want.row, got.row)
    assert np.array_equal(want.value, got.value)


def test_a_rejected_statement_keeps_its_votes_and_loses_its_words():
    inputs = open_inputs(SMALL, TEXTS, ASKED, b"{}", seed=5)
    assert b"an insult" not in inputs[STATEMENTS]
    assert b",7,1\n" in inputs[VOTES]


def test_nothing_but_row_numbers_says_who_voted_and_they_carry_no_order():
    log = log_of([(f"person-{i}", str(j), (i * j) % 3 - 1) for i in range(40) for j in range(1, 9)])
    first = open_inputs(log, (), ASKED, b"{}", seed=1)[VOTES]
    second = open_inputs(log, (), ASKED, b"{}", seed=2)[VOTES]
    assert b"person" not in first
    assert first.splitlines()[0] == b"row,statement,vote"
    assert first != second
    # The same rows under other numbers: as multisets of votes they are equal.
    assert rows_as_multiset(first) == rows_as_multiset(second)


def rows_as_multiset(data):
    rows = {}
    for line in data.decode().splitlines()[1:]:
        row, rest = line.split(",", 1)
        rows.setdefault(row, []).append(rest)
    return sorted(rows.values())


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b"{",
        encode({"v": 1}),
        encode({"v": 1, "title": "t", "ballots": "open", "tier": "file", "seed": -1,
                "quick": False, "simulated": False}),
        encode({"v": 1, "title": "t", "ballots": "open", "tier": "file", "seed": True,
                "quick": False, "simulated": False}),
        encode({"v": 2, "title": "t", "ballots": "open", "tier": "file", "seed": 1,
                "quick": False, "simulated": False}),
    ],
)  # fmt: skip
def test_hostile_parameters_are_refused(data):
    inputs = open_inputs(SMALL, TEXTS, ASKED, b"{}", seed=5) | {PARAMETERS: data}
    with pytest.raises(RefusedError):
        read_inputs(inputs, 10)


votes = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([-1, 0, 1])), min_size=1
)


@given(votes, st.integers(0, 2**128 - 1))
def test_the_published_matrix_does_not_depend_on_who_came_when(cast, seed):
    latest = {(p, s): v for p, s, v in cast}
    rows = [(f"p{p}", str(s), v) for (p, s), v in latest.items()]
    one = read_inputs(open_inputs(log_of(rows), (), ASKED, b"{}", seed), 10).matrix
    other = read_inputs(open_inputs(log_of(rows[::-1]), (), ASKED, b"{}", seed + 1), 10).matrix
    for name in ("row", "column", "value"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert one.statements == other.statements


def test_dialogue_A10_every_latest_vote_of_a_real_conversation_is_in_its_bundle(shared_data):
    folder = shared_data / "dialogue/conversations/brexit-consensus"
    votes = InputFile("votes.csv", gzip.decompress((folder / "votes.csv.gz").read_bytes()))
    texts = InputFile("comments.csv", gzip.decompress((folder / "comments.csv.gz").read_bytes()))
    conversation = read_conversation(votes, texts)
    inputs = open_inputs(conversation.log, conversation.statements, ASKED, b"{}", seed=9)
    back = read_inputs(inputs, 10)
    want = conversation.log.matrix("content")
    assert back.matrix.shape == want.shape == (204, 50)
    assert np.array_equal(back.matrix.value, want.value)
    assert np.array_equal(back.matrix.column, want.column)
