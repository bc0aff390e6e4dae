"""The winner among candidates that people ranked, by Schulze's method of strongest paths.

Candidates are compared two at a time, and who beats each other one alone wins. Ties stay ties: how
they are broken is for a rule to say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.statistics import Integers

__all__ = ["Ballot", "Schulze", "schulze"]

Ballot: TypeAlias = Sequence[Collection[str]]
"""Ranks, best first, each of one candidate or of several ranked alike."""


@dataclass(frozen=True, eq=False)
class Schulze:
    """The outcome for m candidates, in the order given.

    ``preferred`` (m, m) counts who ranks the row above the column, ``paths`` (m, m) is the strength
    of the strongest path from row to column (0 on the diagonal); who has the stronger path beats
    the other. ``winners`` are beaten by nobody: several if they tie. ``ranking`` has the winners
    first, then those beaten by nobody else, and so on.
    """

    candidates: tuple[str, ...]
    preferred: Integers
    paths: Integers
    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]


def schulze(
    candidates: Sequence[str], ballots: Sequence[Ballot], times: Sequence[int] | None = None
) -> Schulze:
    """Return who wins among ``candidates`` by ``ballots``, each cast ``times`` over (once).

    Candidates that a ballot does not name stand below all it names, alike. Raises ``ValueError``
    for a ballot that names somebody twice, or somebody who is no candidate.

    Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method (2011), with the strength of a link being
    the number of those who hold the majority's view.
    """
    ranks = _ranks(candidates, ballots)
    weight = np.ones(len(ballots), dtype=np.int64) if times is None else np.array(times, np.int64)
    if len(weight) != len(ballots) or (weight < 0).any():
        raise ValueError("each ballot is cast a whole number of times, 0 or more")
    preferred = np.zeros((len(candidates), len(candidates)), dtype=np.int64)
    for row in range(len(candidates)):
        preferred[row] = ((ranks[:, row, None] < ranks) * weight[:, None]).sum(axis=0)
    paths = _strongest(preferred)
    tiers = _tiers(paths > paths.T)
    named = tuple(tuple(candidates[place] for place in tier) for tier in tiers)
    return Schulze(
        candidates=tuple(candidates),
        preferred=preferred,
        paths=paths,
        winners=named[0] if named else (),
        ranking=named,
    )


def _ranks(candidates: Sequence[str], ballots: Sequence[Ballot]) -> Integers:
    """Return the rank (ballots, m) of each candidate on each ballot, 0 the best."""
    place = {name: index for index, name in enumerate(candidates)}
    if len(place) < len(candidates):
        raise ValueError("a candidate stands twice")
    ranks = np.empty((len(ballots), len(candidates)), dtype=np.int64)
    for row, ballot in enumerate(ballots):
        named = [name for rank in ballot for name in rank]
        if len(set(named)) < len(named) or not place.keys() >= set(named):
            raise ValueError(f"ballot {row + 1} names somebody twice, or who is no candidate")
        ranks[row] = len(ballot)
        for number, rank in enumerate(ballot):
            ranks[row, [place[name] for name in rank]] = number
    return ranks


def _strongest(preferred: Integers) -> Integers:
    """Return the strength of the strongest path between each two: its weakest link decides."""
    paths = np.where(preferred > preferred.T, preferred, 0)
    for over in range(len(paths)):
        paths = np.maximum(paths, np.minimum(paths[:, over, None], paths[None, over]))
    np.fill_diagonal(paths, 0)
    return paths


def _tiers(beats: NDArray[np.bool_]) -> list[list[int]]:
    """Return the candidates by who is beaten by nobody left, again and again."""
    left, tiers = list(range(len(beats))), []
    while left:
        # To beat is transitive here (Schulze 2011, 4.1), so somebody is always unbeaten.
        unbeaten = [one for one in left if not beats[left, one].any()]
        tiers.append(unbeaten)
        left = [one for one in left if one not in unbeaten]
    return tiers
