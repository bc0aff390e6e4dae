"""A conversation of any size with known structure, for measuring speed and memory.

Three camps in a plane (.5, .3, .2 of the people) at (1.5, 0), (-1, 1.2), (-.6, -1.4) with spread
.5; statements with normal loadings (.9) and intercepts (.5, 1); agreement by the logistic of both,
12 % passes; votes per person log-normal; popularity of statements ~ rank^-.3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteLog

CAMPS = np.array([[1.5, 0.0], [-1.0, 1.2], [-0.6, -1.4]])
SHARES = np.array([0.5, 0.3, 0.2])
TYPICAL_VOTES = 30


@dataclass(frozen=True, eq=False)
class Synthetic:
    """The log, and the camp (P,) each participant was drawn from; labels are row numbers."""

    log: VoteLog
    camp: NDArray[np.int64]


def synthetic(people: int, statements: int, seed: int = 1) -> Synthetic:
    """Return a seeded conversation; votes come in random order with ascending times."""
    random = np.random.default_rng(seed)
    camp = random.choice(len(SHARES), size=people, p=SHARES)
    place = CAMPS[camp] + random.normal(0, 0.5, (people, 2))
    loading = random.normal(0, 0.9, (statements, 2))
    intercept = random.normal(0.5, 1, statements)
    who, what = _pairs(random, people, statements)
    pull = np.einsum("ij,ij->i", place[who], loading[what]) + intercept[what]
    agree = random.random(len(who)) < 1 / (1 + np.exp(-pull))
    value = np.where(random.random(len(who)) < 0.12, 0, np.where(agree, 1, -1)).astype(np.int8)
    order = random.permutation(len(who))
    log = VoteLog(
        participants=tuple(map(str, range(people))),
        statements=tuple(map(str, range(statements))),
        participant=who[order].astype(np.int32),
        statement=what[order].astype(np.int32),
        value=value[order],
        time=np.arange(len(who), dtype=np.int64),
    )
    return Synthetic(log, camp)


def _pairs(
    random: np.random.Generator, people: int, statements: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return who voted on what, each pair once."""
    popularity = np.arange(1, statements + 1) ** -0.3
    popularity = random.permutation(popularity / popularity.sum())
    wanted = np.ceil(TYPICAL_VOTES * random.lognormal(0, 1, people)).astype(np.int64)
    who = np.repeat(np.arange(people), np.minimum(wanted, statements))
    what = np.searchsorted(np.cumsum(popularity), random.random(len(who))).clip(max=statements - 1)
    pair = np.unique(who * statements + what)
    return pair // statements, pair % statements
