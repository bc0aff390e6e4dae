import json
import subprocess
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.machine import oracle
from comity.dialogue.schulze import schulze
from comity.statistics import Draw

# Schulze's own example: 45 voters, five candidates.
PUBLISHED = {
    "ACBED": 5,
    "ADECB": 5,
    "BEDAC": 8,
    "CABED": 3,
    "CAEBD": 7,
    "CBADE": 2,
    "DCEBA": 7,
    "EBADC": 8,
}


def test_dialogue_A9_schulzes_published_vector():
    found = schulze("ABCDE", [list(order) for order in PUBLISHED], list(PUBLISHED.values()))
    assert found.paths.tolist() == [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ]
    assert found.winners == ("E",)
    assert found.ranking == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert found.preferred[0].tolist() == [0, 20, 26, 30, 22]


def test_candidates_that_are_alike_tie():
    found = schulze("ABC", ["ABC", "BAC"])
    assert found.winners == ("A", "B")
    assert found.ranking == (("A", "B"), ("C",))


def test_a_circle_of_three_is_a_tie_of_three():
    assert schulze("ABC", ["ABC", "BCA", "CAB"]).winners == ("A", "B", "C")


def test_who_is_not_named_stands_below():
    found = schulze("ABC", [["B"], [["A", "B"]]])
    assert found.preferred.tolist() == [[0, 0, 1], [1, 0, 2], [0, 0, 0]]
    assert found.ranking == (("B",), ("A",), ("C",))


def test_nobody_and_nothing():
    assert schulze("", []).winners == ()
    assert schulze("AB", []).winners == ("A", "B")


@pytest.mark.parametrize(
    ("candidates", "ballots", "times"),
    [
        ("AA", [], None),
        ("AB", ["AA"], None),
        ("AB", ["AC"], None),
        ("AB", ["AB"], [1, 2]),
        ("AB", ["AB"], [-1]),
    ],
)
def test_what_is_no_ballot_is_refused(candidates, ballots, times):
    with pytest.raises(ValueError, match=r"twice|times"):
        schulze(candidates, ballots, times)


rankings = st.integers(1, 5).flatmap(
    lambda width: st.tuples(
        st.just("ABCDE"[:width]),
        st.lists(st.permutations("ABCDE"[:width]), max_size=9),
    )
)


@given(rankings)
def test_whoever_beats_each_other_alone_wins_alone(profile):
    candidates, ballots = profile
    found = schulze(candidates, ballots)
    majority = found.preferred > found.preferred.T
    for place, name in enumerate(candidates):
        if majority[place].sum() == len(candidates) - 1:
            assert found.winners == (name,)


@given(rankings, st.randoms(use_true_random=False))
def test_order_of_people_and_candidates_changes_nothing(profile, random):
    candidates, ballots = profile
    mixed, turned = list(candidates), list(ballots)
    random.shuffle(mixed)
    random.shuffle(turned)
    assert set(schulze(mixed, turned).winners) == set(schulze(candidates, ballots).winners)


@given(rankings)
def test_paths_are_the_strongest_by_definition(profile):
    candidates, ballots = profile
    found = schulze(candidates, ballots)
    link = np.where(found.preferred > found.preferred.T, found.preferred, 0)
    for start, end in permutations(range(len(candidates)), 2):
        others = [place for place in range(len(candidates)) if place not in (start, end)]
        ways = [
            (start, *between, end)
            for length in range(len(others) + 1)
            for between in permutations(others, length)
        ]
        strengths = [min(link[a, b] for a, b in pairwise(way)) for way in ways]
        assert found.paths[start, end] == max(strengths)


PEER = """
import json, sys
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.voting_methods import beat_path

answers = []
for width, ballots, times in json.load(sys.stdin):
    strict = all(sorted(ballot) == list(range(width)) for ballot in ballots)
    if strict:
        orders = [sorted(range(width), key=ballot.__getitem__) for ballot in ballots]
        profile = Profile(orders, rcounts=times)
    else:
        ranks = [dict(enumerate(ballot)) for ballot in ballots]
        profile = ProfileWithTies(ranks, rcounts=times, candidates=list(range(width)))
    answers.append(sorted(map(int, beat_path(profile, strength_function=profile.support))))
print(json.dumps(answers))
"""


def random_profile(seed):
    """Return how many candidates there are, the rank of each on each ballot, and how often.

    Every other profile has ballots that rank several alike.
    """
    draw = Draw(seed)
    width = int(draw.integers(5, 1)[0]) + 2
    count = int(draw.integers(9, 1)[0]) + 1
    if seed % 2:
        ballots = draw.integers(width, count * width).reshape(count, width).tolist()
    else:
        ballots = [draw.permutation(width).tolist() for _ in range(count)]
    return width, ballots, (draw.integers(4, count) + 1).tolist()


def winners_of(width, ballots, times):
    names = [str(place) for place in range(width)]
    ranked = [
        [[names[place] for place in range(width) if ballot[place] == rank] for rank in range(width)]
        for ballot in ballots
    ]
    return sorted(map(int, schulze(names, ranked, times).winners))


@pytest.mark.oracle
def test_dialogue_A9_five_hundred_profiles_equal_pref_voting():
    python = oracle("pref-voting")
    if python is None:
        pytest.skip("pref-voting is not installed: make oracles")
    profiles = [random_profile(seed) for seed in range(500)]
    done = subprocess.run(
        [python, "-W", "ignore", "-c", PEER],
        input=json.dumps(profiles),
        capture_output=True,
        check=True,
        text=True,
    )
    peer = json.loads(done.stdout.splitlines()[-1])
    assert [winners_of(*profile) for profile in profiles] == peer
    assert sum(len(winners) > 1 for winners in peer) > 50
