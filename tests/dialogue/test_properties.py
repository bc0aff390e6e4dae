"""What must hold of any votes: a change of the input, and what it may change in the result."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import synthetic
from comity.canonical import encode
from comity.dialogue.compat import compat
from comity.dialogue.projection import project
from comity.dialogue.representative import group_informed_consensus
from comity.dialogue.tally import tally, tally_by_group
from comity.dialogue.votes import Statement, VoteLog
from comity.statistics import adjusted_rand_index
from tests.dialogue.real import conversation
from tests.strategies import VALUES, log_of, rows_of, vote_logs


def negated(log):
    return VoteLog(
        log.participants, log.statements, log.participant, log.statement, -log.value, log.time
    )


def doubled(log):
    again = [(f"{who}9", what, value, time) for who, what, value, time in rows_of(log)]
    return log_of(rows_of(log) + again)


def settled(matrix, axes):
    """Whether the axes are determined: apart from each other and the third, and each in sign."""
    if min(matrix.shape) < 3:
        return False
    table = np.zeros(matrix.shape)
    table[matrix.row, matrix.column] = matrix.value - axes.center[matrix.column]
    weights = np.linalg.svd(table, compute_uv=False)[:3] ** 2
    largest = np.sort(np.abs(axes.components), axis=1)[:, ::-1]
    return bool((np.diff(weights) < -1e-3).all() and (np.diff(largest)[:, 0] < -1e-6).all())


@given(vote_logs(people=10, statements=6, votes=80))
def test_dialogue_sign_flip_negates_the_map_and_swaps_the_lists(log):
    one, other = project(log.matrix()), project(negated(log).matrix())
    assert np.array_equal(one.center, -other.center)
    assert np.array_equal(one.components, other.components)
    assert np.array_equal(one.positions, -other.positions)
    assert np.array_equal(one.explained, other.explained)


def test_dialogue_sign_flip_leaves_the_groups_and_swaps_consensus(shared_data):
    log, statements, _ = conversation(shared_data, "brexit-consensus")
    one, other = compat(log, statements), compat(negated(log), statements)
    assert one["groups"] == other["groups"]
    assert one["consensus"]["agree"] == other["consensus"]["disagree"]
    assert one["consensus"]["disagree"] == other["consensus"]["agree"]


@given(vote_logs(people=10, statements=6, votes=80), st.randoms(use_true_random=False))
def test_dialogue_ids_and_arrival_change_nothing_in_content_order(log, random):
    rows = [(*row[:3], 0) for row in {row[:2]: row for row in rows_of(log)}.values()]
    one = project(log_of(rows).matrix("content"))
    names = {row[0] for row in rows}
    other_names = dict(zip(sorted(names), random.sample(range(99), len(names)), strict=True))
    random.shuffle(rows)
    moved = [(str(other_names[row[0]]), *row[1:]) for row in rows]
    other = project(log_of(moved).matrix("content"))
    for name in ("center", "components", "positions", "statement_positions", "explained"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(vote_logs(people=10, statements=6, votes=80), st.permutations(range(6)))
def test_dialogue_statements_may_come_in_any_order(log, places):
    moved = log_of(
        [(who, str(places[int(what) // 7]), value, at) for who, what, value, at in rows_of(log)]
    )
    matrix, other_matrix = log.matrix(), moved.matrix()
    one, other = project(matrix), project(other_matrix)
    column = [other_matrix.statements.index(str(places[int(s) // 7])) for s in matrix.statements]
    assert np.array_equal(one.center, other.center[column])
    if settled(matrix, one):
        assert np.allclose(one.components, other.components[:, column], atol=1e-9)
        assert np.allclose(one.positions, other.positions, atol=1e-8)


@given(vote_logs(people=8, statements=6, votes=60))
def test_dialogue_everybody_twice_changes_neither_shares_nor_axes(log):
    matrix, twice = log.matrix(), doubled(log).matrix()
    one, other = project(matrix), project(twice)
    assert np.array_equal(one.center, other.center)
    counts, more = tally(matrix), tally(twice)
    for name in ("agree", "disagree", "passed"):
        assert np.array_equal(2 * getattr(counts, name), getattr(more, name))
    if settled(matrix, one):
        assert np.allclose(one.components, other.components, atol=1e-9)
        assert np.allclose(one.explained, other.explained, atol=1e-12)


def test_dialogue_everybody_many_times_brings_agreement_to_the_product_of_shares():
    log = log_of([("a", "1", 1, 0), ("b", "1", 0, 0), ("c", "1", 1, 0), ("d", "1", 1, 0)])
    group = np.array([0, 0, 1, 1])
    values = []
    for times in (1, 10, 1000):
        matrix = log.matrix().take(np.tile(np.arange(4), times))
        counts = tally_by_group(matrix, np.tile(group, times), 2)
        values.append(float(group_informed_consensus(counts)[0]))
    assert values == sorted(values)
    assert values[-1] == pytest.approx(0.5 * 1, abs=1e-3)


@given(vote_logs(people=9, statements=6, votes=80), st.sets(st.integers(0, 5)))
def test_dialogue_moderated_statements_enter_no_list_and_their_votes_remain(log, rejected):
    names = {str(index * 7) for index in rejected}
    result = compat(log, [Statement(name, "", moderated=-1) for name in sorted(names)])
    lists = [*result["repness"].values(), *result["consensus"].values()]
    assert not {str(entry["tid"]) for entries in lists for entry in entries} & names
    assert {str(tid) for tid in result["tids"]} == set(log.statements)


@given(vote_logs(people=20, statements=12, votes=200), st.booleans())
def test_dialogue_no_votes_whatever_give_nan_or_an_error(log, meta):
    statements = [Statement(name, "", moderated=1, meta=meta) for name in log.statements[:2]]
    assert encode(compat(log, statements))


@given(vote_logs(least=1), VALUES)
def test_dialogue_a_revote_equals_the_last_word_alone(log, value):
    rows = rows_of(log)
    changed = [*rows, (*rows[0][:2], value, 9)]
    alone = [row for row in rows if row[:2] != rows[0][:2]]
    counts = tally(log_of(changed).matrix())
    expected = tally(log_of([*alone, changed[-1]]).matrix())
    for name in ("agree", "disagree", "passed"):
        assert np.array_equal(getattr(counts, name), getattr(expected, name))


SCRIPT = """
import hashlib, sys
from benchmarks.synthetic import synthetic
from comity.canonical import encode
from comity.dialogue.compat import compat
print(hashlib.sha256(encode(compat(synthetic(3000, 300).log, []))).hexdigest())
"""


@pytest.mark.slow
def test_dialogue_same_bytes_in_two_processes_with_one_and_with_four_threads():
    digests = set()
    for threads in ("1", "4", "4"):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, check=True, stdout=subprocess.PIPE
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.slow
def test_dialogue_the_synthetic_camps_are_found_again():
    made = synthetic(5000, 500)
    result = compat(made.log, [])
    found = np.full(len(made.camp), -1)
    for group, members in result["groups"].items():
        found[members] = int(group)
    inside = found >= 0
    assert result["k"] == 3
    assert adjusted_rand_index(found[inside], made.camp[inside]) >= 0.65
