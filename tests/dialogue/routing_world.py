"""A world to compare routings in: everybody's opinion on everything is known beforehand.

600 people in three camps come one after another and cast 20 votes each on 120 statements, of which
90 arrive over time; priorities are refreshed every 30 people, counts after each. *Steady*: camps
come in random order. *Drifting*: one camp after the other.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from comity.dialogue.arrival import arrival_drift
from comity.dialogue.consensus import informed
from comity.dialogue.drawing import Mix, draw_next, offer
from comity.dialogue.groups import cluster
from comity.dialogue.projection import project
from comity.dialogue.tally import Tally, tally, tally_by_group
from comity.dialogue.votes import Statement, VoteMatrix
from comity.statistics import Draw, adjusted_rand_index, derive_seed

PEOPLE, STATEMENTS, VOTES_EACH, REFRESH = 600, 120, 20, 30
FIRST_STATEMENTS = 30
LAST_ARRIVAL = 2 / 3
CAMPS = 3
SHARES = (0.5, 0.8)
PLACES = np.array([(1.5, 0), (-1, 1.2), (-0.6, -1.4)])
PASSES = 0.12
TOP = 10

UNIFORM = Mix(priority=0.0, least_seen=0.0, uniform=1.0)
PRIORITY = Mix(priority=0.9, least_seen=0.0, uniform=0.1, distance=1.0)
LEAST_SEEN = Mix(priority=0.0, least_seen=0.9, uniform=0.1)
WITH_DISTANCE = Mix(distance=1.0)
DEFAULT = Mix()


@dataclass(frozen=True, eq=False)
class World:
    """Opinions (P, S) in order of arrival, camps (P,), and when each statement opens (S,)."""

    opinion: np.ndarray
    camp: np.ndarray
    opens: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """What was found: see ``outcome``."""

    ari: float
    recall: float
    error: float
    least_seen: int
    warns: bool


def divided(seed, *, drifting):
    """Equal camps, each with a leaning of its own on half of the statements; they share the rest.

    With uniform routing this world gives an error of .061, an ARI of .39, 28 votes on the statement
    that was seen least, and a recall of .73.
    """
    draw = Draw(derive_seed(seed, "divided"))
    camp = np.arange(PEOPLE) * CAMPS // PEOPLE
    common = 0.3 + 0.8 * _normal(draw, STATEMENTS)
    strength = np.where(draw.floats(STATEMENTS) < 0.5, 0.3, 2.0)
    leaning = common + strength * _normal(draw, CAMPS, STATEMENTS)
    return _world(draw, camp, leaning, np.zeros((PEOPLE, STATEMENTS)), drifting=drifting)


def planar(seed, *, drifting):
    """Camps, loadings and answers of the generator in ``benchmarks/synthetic.py``."""
    draw = Draw(derive_seed(seed, "planar"))
    camp = np.sort(np.searchsorted(SHARES, draw.floats(PEOPLE), side="right"))
    loading = _normal(draw, STATEMENTS, 2) * 0.9
    leaning = 0.5 + _normal(draw, STATEMENTS) + np.einsum("ca,sa->cs", PLACES, loading)
    own = np.einsum("pa,sa->ps", _normal(draw, PEOPLE, 2) / 2, loading)
    return _world(draw, camp, leaning, own, drifting=drifting)


def _normal(draw, *shape):
    return ndtri(draw.floats(int(np.prod(shape))) + 2.0**-54).reshape(shape)


def _world(draw, camp, leaning, own, *, drifting):
    if not drifting:
        camp = camp[draw.permutation(PEOPLE)]
    chance = 1 / (1 + np.exp(-leaning[camp] - own))
    agree, passes = draw.floats(2 * PEOPLE * STATEMENTS).reshape(2, PEOPLE, STATEMENTS)
    opinion = np.where(agree < chance, 1, -1)
    opinion[passes < PASSES] = 0
    late = np.linspace(0, LAST_ARRIVAL * PEOPLE, STATEMENTS - FIRST_STATEMENTS)
    opens = np.concatenate([np.zeros(FIRST_STATEMENTS), late])
    return World(opinion.astype(np.int8), camp, opens)


def outcome(there, mix, seed):
    """Return what is found after routing by ``mix``.

    ``ari`` compares three groups, found from the votes, with the camps; ``recall`` is the share of
    the ten statements of highest group-informed agreement that would be the same if all had voted
    on all; ``error`` the mean absolute error of the share that agrees, per camp and statement;
    ``least_seen`` the votes of the statement with the fewest.
    """
    votes = matrix_of(there.opinion, routed(there, mix, seed))
    whole = matrix_of(there.opinion, np.ones_like(there.opinion, dtype=bool))
    group = found_groups(votes, seed)
    same = set(best(votes, group)) & set(best(whole, found_groups(whole, seed)))
    drift = arrival_drift(there.camp, np.arange(PEOPLE))
    return Outcome(
        ari=adjusted_rand_index(group, there.camp),
        recall=len(same) / TOP,
        error=error_of_camp_shares(votes, there),
        least_seen=int(tally(votes).seen.min()),
        warns=drift is not None and drift.warns,
    )


def routed(there, mix, seed):
    """Return which cells are seen (P, S) when everybody is routed by ``mix``."""
    draw = Draw(derive_seed(seed, "routing"))
    seen = np.zeros(there.opinion.shape, dtype=bool)
    counts = np.zeros((3, STATEMENTS), dtype=np.int64)
    for person in range(PEOPLE):
        if person % REFRESH == 0:
            extremity = project(matrix_of(there.opinion[:person], seen[:person])).extremity
            everything = offered(np.zeros(STATEMENTS), 0, counts, mix, extremity)
        now = offered(there.opens, person, counts, mix, extremity)
        now = replace(now, priority=np.where(now.is_open, everything.priority, 0.0))
        for _ in range(VOTES_EACH):
            shown = draw_next(now, np.flatnonzero(seen[person]), draw).column
            seen[person, shown] = True
            counts[there.opinion[person, shown] + 1, shown] += 1
    return seen


def offered(opens, arrived, counts, mix, extremity):
    # What has not arrived yet stands as rejected: it may not be shown.
    statements = [Statement("", "", 1 if moment <= arrived else -1) for moment in opens.tolist()]
    now = Tally(agree=counts[2], disagree=counts[0], passed=counts[1])
    return offer(statements, now, mix, extremity=extremity)


def matrix_of(opinion, seen):
    row, column = np.nonzero(seen)
    return VoteMatrix(
        participants=tuple(f"p{index}" for index in range(len(seen))),
        statements=tuple(str(index) for index in range(seen.shape[1])),
        row=row.astype(np.int32),
        column=column.astype(np.int32),
        value=opinion[row, column],
    )


def found_groups(votes, seed):
    found = cluster(project(votes).positions, CAMPS, Draw(derive_seed(seed, "groups")))
    return found.labels


def best(votes, group):
    """Return the ten statements of highest group-informed agreement."""
    counts = tally_by_group(votes, group, CAMPS)
    product = informed(counts, np.ones(CAMPS, dtype=bool))["product"]
    return np.argsort(-product, kind="stable")[:TOP].tolist()


def error_of_camp_shares(votes, there):
    counted = tally_by_group(votes, there.camp, CAMPS)
    whole = [(there.opinion[there.camp == camp] == 1).mean(axis=0) for camp in range(CAMPS)]
    share = counted.agree / np.maximum(counted.seen, 1)
    return float(np.abs(share - np.array(whole))[counted.seen > 0].mean())
