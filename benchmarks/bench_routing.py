"""Which statement to show next, against the straight way through numpy's own sampler.

The straight way computes the same three shares and calls ``Generator.choice``; its draws nobody
can promise to repeat.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.machine import Row, median_seconds
from benchmarks.synthetic import synthetic
from comity.dialogue.drawing import Offer, draw_all, draw_next, offer
from comity.dialogue.tally import tally
from comity.dialogue.votes import Statement
from comity.statistics import Draw, Integers

PEOPLE: Final = 10_000
STATEMENTS: Final = 300
DRAWS: Final = 2_000
BAR_ONE: Final = 50e-6
BAR_EACH: Final = 20e-6


def rows() -> Iterator[Row]:
    """Yield a draw for one person, a refresh of what may be shown, and a draw for everybody."""
    votes = synthetic(PEOPLE, STATEMENTS).log.matrix()
    counts = tally(votes)
    statements = [Statement(label, "", 1) for label in votes.statements]
    now = offer(statements, counts)
    voted = votes.column[: votes.row_starts[1]].astype(np.int64)
    one, straight = _one(now, voted), _straight(now, voted)
    where = f"routing: {STATEMENTS} statements"
    yield _row(f"{where}, next one for one person", one, BAR_ONE, straight)
    refresh = median_seconds(lambda: offer(statements, counts))
    yield _row(f"{where}, what may be shown made anew", refresh, 1e-3)
    everybody = median_seconds(lambda: draw_all(now, votes, Draw(1))) / len(votes.participants)
    name = f"{where}, for each of {len(votes.participants):,} people at once"
    yield _row(name, everybody, BAR_EACH, one, "one by one")


def _one(now: Offer, voted: Integers) -> float:
    draw = Draw(1)
    return median_seconds(lambda: [draw_next(now, voted, draw) for _ in range(DRAWS)]) / DRAWS


def _straight(now: Offer, voted: Integers) -> float:
    random, mix = np.random.default_rng(1), now.mix

    def drawn() -> tuple[int, float]:
        free = now.is_open.copy()
        free[voted] = False
        priority, least_seen = now.priority * free, now.least_seen * free
        share = mix.priority * priority / priority.sum() + mix.uniform * free / free.sum()
        share += mix.least_seen * least_seen / least_seen.sum()
        column = int(random.choice(len(share), p=share / share.sum()))
        return column, float(share[column])

    return median_seconds(lambda: [drawn() for _ in range(DRAWS)]) / DRAWS


def _row(
    what: str, ours: float, bar: float, other: float | None = None, name: str = "the straight way"
) -> Row:
    stated = "" if other is None else f"{other * 1e6:.0f} µs {name}"
    ratio = None if other is None else other / ours
    wanted = f"≤ {bar * 1e6:.0f} µs"
    return Row(what, f"{ours * 1e6:.0f} µs", stated, ratio, wanted, ours <= bar)
