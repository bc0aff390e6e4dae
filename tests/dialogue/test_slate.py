import json
import subprocess
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.machine import oracle
from comity.dialogue.slate import certify, choose_slate, coverage
from comity.statistics import Draw
from tests.dialogue.worlds import SHIPPED, dense, nothing_excluded, real_matrix


def approvals(voters, width):
    return dense([[1 if column in voter else -1 for column in range(width)] for voter in voters])


def everything(matrix):
    return ~nothing_excluded(matrix)


def slate(matrix, size):
    return choose_slate(matrix, everything(matrix), size)


def certified(matrix, chosen):
    return all(level.met for level in certify(matrix, everything(matrix), chosen))


SIX_AND_FOUR = approvals([{0, 1, 2}] * 6 + [{3}] * 4, 4)


def test_dialogue_A9_the_vector_of_six_and_four():
    found = slate(SIX_AND_FOUR, 3)
    assert set(found.statements) == {0, 1, 3}
    assert found.proportional
    assert found.covered == 1
    top = certify(SIX_AND_FOUR, everything(SIX_AND_FOUR), (0, 1, 2))
    unmet = [level for level in top if not level.met]
    assert [(each.level, each.statement, each.supporters) for each in unmet] == [(1, 3, 4)]
    assert unmet[0].needed == pytest.approx(10 / 3)
    assert coverage(SIX_AND_FOUR, (0, 1, 2)) == 0.6


def by_definition(voters, width, chosen):
    """EJR+ by its words, on sets."""
    size, people = len(chosen), len(voters)
    for level in range(1, size + 1):
        for candidate in set(range(width)) - set(chosen):
            short = [v for v in voters if candidate in v and len(v & set(chosen)) < level]
            if len(short) * size >= level * people:
                return False
    return True


profiles = st.integers(2, 6).flatmap(
    lambda width: st.tuples(
        st.lists(st.sets(st.integers(0, width - 1)), min_size=1, max_size=12),
        st.just(width),
        st.integers(1, width),
    )
)


@given(profiles)
def test_every_slate_is_certified_and_certificates_are_true(profile):
    voters, width, size = profile
    matrix = approvals(voters, width)
    found = slate(matrix, size)
    assert len(set(found.statements)) == len(found.statements) == size
    assert found.proportional
    assert by_definition(voters, width, found.statements)
    for chosen in combinations(range(width), size):
        assert certified(matrix, chosen) == by_definition(voters, width, chosen)
    assert found.covered == pytest.approx(
        sum(bool(voter & set(found.statements)) for voter in voters) / len(voters)
    )


@given(profiles, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(profile, random):
    voters, width, size = profile
    mixed = voters.copy()
    random.shuffle(mixed)
    assert slate(approvals(mixed, width), size) == slate(approvals(voters, width), size)


def test_a_disagreement_or_a_pass_supports_nothing():
    matrix = dense([[1, -1, 0]] * 4)
    found = slate(matrix, 1)
    assert (found.statements, found.covered) == ((0,), 1)
    assert coverage(matrix, (1, 2)) == 0


def test_statements_not_listed_are_not_chosen():
    listed = np.array([False, True, True, True])
    found = choose_slate(SIX_AND_FOUR, listed, 3)
    assert set(found.statements) == {1, 2, 3}
    assert len(choose_slate(SIX_AND_FOUR, listed, 4).statements) == 3


def test_what_equal_shares_leave_open_is_completed():
    # Nobody shares a statement with anybody: ten people, two places, nothing can be bought.
    found = slate(approvals([{index} for index in range(10)], 10), 2)
    assert (found.bought, found.statements) == (0, (0, 1))
    assert found.proportional


def test_nobody_and_nothing():
    empty = dense([])
    assert slate(empty, 3).statements == ()
    assert slate(dense([[None, None]] * 3), 1).covered == 0


def test_real_slates_cover_more_than_the_most_agreed(shared_data):
    matrix, excluded = real_matrix(shared_data, "football-concussions")
    voters = matrix.take(np.flatnonzero(matrix.votes_per_participant >= SHIPPED.minimum_votes))
    found = choose_slate(voters, ~excluded, 10)
    agreeing = np.bincount(voters.column[voters.value > 0], minlength=matrix.shape[1])
    agreeing[excluded] = 0
    most_agreed = np.argsort(-agreeing, kind="stable")[:10]
    assert found.proportional
    assert found.covered >= coverage(voters, most_agreed.tolist())
    assert found.covered > 0.8


PEER = """
import json, sys
from abcvoting import abcrules, properties
from abcvoting.preferences import Profile

answers = []
for voters, width, size, tried in json.load(sys.stdin):
    profile = Profile(width)
    profile.add_voters([set(voter) for voter in voters])
    bought = abcrules.compute_equal_shares(
        profile, size, algorithm="standard-fractions", resolute=False, completion=None
    )
    verdicts = [properties.check("ejr+", profile, set(committee)) for committee in tried]
    answers.append([[sorted(committee) for committee in bought], verdicts])
print(json.dumps(answers))
"""


def random_profile(seed):
    draw = Draw(seed)
    people, width = int(draw.integers(12, 1)[0]) + 2, int(draw.integers(5, 1)[0]) + 3
    likes = draw.floats(people * width).reshape(people, width) < 0.4
    # The peer takes no voter without approvals: give such a voter one.
    likes[~likes.any(axis=1), 0] = True
    size = int(draw.integers(width - 1, 1)[0]) + 1
    voters = [np.flatnonzero(row).tolist() for row in likes]
    return voters, width, size, [sorted(draw.permutation(width)[:size].tolist()) for _ in range(4)]


def asked_of_peer(python, profiles):
    """Return what the peer buys by equal shares for each profile, and its verdicts on lists."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", PEER],
        input=json.dumps(profiles),
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.oracle
def test_dialogue_A9_five_hundred_profiles_equal_abcvoting():
    python = oracle("abcvoting")
    if python is None:
        pytest.skip("abcvoting is not installed: make oracles")
    given_profiles = [random_profile(seed) for seed in range(500)]
    answers = asked_of_peer(python, given_profiles)
    seen = set()
    for (voters, width, size, tried), (bought, verdicts) in zip(
        given_profiles, answers, strict=True
    ):
        matrix = approvals([set(voter) for voter in voters], width)
        found = slate(matrix, size)
        assert sorted(found.statements[: found.bought]) in bought
        assert [certified(matrix, committee) for committee in tried] == verdicts
        seen.update(verdicts)
    assert seen == {True, False}
