"""The map of opinions: shown only where its axes and its groups are more than chance.

Positions come from two axes that always show something. So a map is refused for a quick report,
without stable groups, and where either axis explains no more than shuffled votes do.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np

from comity.dialogue.cells import MapReason, MapSummary, Spot, letter, rounded
from comity.dialogue.projection import Projection
from comity.dialogue.rule import ReportRule
from comity.dialogue.stability import Stability
from comity.statistics import Floats, Integers

__all__ = ["binned_map", "map_reason", "map_summary"]

Merged: TypeAlias = tuple[Floats, Floats, Integers, Integers]

DECIMALS: Final = 6
# Of the middle of ten people or more: coarse enough to be nobody's own place.
BIN_DECIMALS: Final = 3


def map_reason(stability: Stability | None) -> MapReason | None:
    """Return why no map is shown, as a code; None if it is."""
    if stability is None:
        return "quick"
    if stability.outcome == "not_enough_data":
        return "not_enough_data"
    if stability.outcome == "none":
        return "no_stable_groups"
    if stability.null is not None:
        pairs = zip(stability.projection.explained, stability.null.explained, strict=True)
        if any(share <= chance for share, chance in pairs):
            return "axes_not_above_chance"
    return None


def map_summary(stability: Stability | None, projection: Projection, most: int) -> MapSummary:
    """Return the map with everybody's place, for open ballots.

    People at the same place are one spot. Above ``most`` places they are gathered in the cells of a
    grid, so that the map stays small.
    """
    if stability is None or map_reason(stability) is not None:
        return _summary(stability, projection, (), binned=False)
    positions, labels = _placed(stability)
    merged = _merged(positions, labels)
    if len(merged[0]) > most:
        merged = _merged(_gathered(positions, most), labels)
    spots = (
        Spot(rounded(x), rounded(y), None if label < 0 else letter(int(label)), int(n))
        for x, y, label, n in zip(*merged, strict=True)
    )
    return _summary(stability, projection, tuple(spots), binned=False)


def binned_map(stability: Stability | None, projection: Projection, rule: ReportRule) -> MapSummary:
    """Return the map for protected ballots: each spot is the middle of ten people or more.

    "Ten" is the rule's minimum cell. The people of each group are halved along the longer side of
    the box they fill as long as both halves are large enough. People in no group are left out
    where they are too few.
    """
    if stability is None or map_reason(stability) is not None:
        return _summary(stability, projection, (), binned=True)
    positions, labels = _placed(stability)
    # As many bins as the map has points at most: the mean bin then is that large.
    least = max(rule.minimum_cell, -(-len(positions) // rule.map_points))
    spots = (
        _middle(bin_, int(label))
        for label in np.unique(labels)
        for bin_ in _halved(np.round(positions[labels == label], DECIMALS) + 0.0, least)
    )
    return _summary(stability, projection, tuple(spots), binned=True)


def _summary(
    stability: Stability | None, projection: Projection, spots: tuple[Spot, ...], *, binned: bool
) -> MapSummary:
    null = stability.null if stability else None
    reason = map_reason(stability)
    one, two = (rounded(share) for share in projection.explained)
    return MapSummary(
        shown=reason is None,
        reason=reason,
        explained=(one, two),
        null_p95=(rounded(null.explained[0]), rounded(null.explained[1])) if null else None,
        binned=binned,
        points=spots,
    )


def _middle(positions: Floats, label: int) -> Spot:
    x, y = (round(float(middle), BIN_DECIMALS) + 0.0 for middle in positions.mean(axis=0))
    return Spot(x, y, None if label < 0 else letter(label), len(positions))


def _placed(stability: Stability) -> tuple[Floats, Integers]:
    """Return the places and groups of those with enough votes to have one."""
    considered = np.flatnonzero(stability.considered)
    return stability.projection.positions[considered], stability.labels[considered]


def _merged(positions: Floats, labels: Integers) -> Merged:
    """Return x, y, label and count of the distinct points, in the order of these.

    Rounded first, so that places equal but for the last bit sort alike on every machine.
    """
    rows = np.column_stack([np.round(positions, DECIMALS) + 0.0, labels])
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    return distinct[:, 0], distinct[:, 1], distinct[:, 2].astype(np.int64), counts.astype(np.int64)


def _gathered(positions: Floats, most: int) -> Floats:
    """Return each position moved to the middle of its cell, in a grid of at most ``most`` cells."""
    side = max(2, int(np.sqrt(most / 2)))
    low, high = positions.min(axis=0), positions.max(axis=0)
    width = np.where(high > low, (high - low) / side, 1.0)
    cell = np.minimum((positions - low) // width, side - 1)
    return np.asarray(low + (cell + 0.5) * width, dtype=np.float64)


def _halved(positions: Floats, least: int) -> Iterator[Floats]:
    """Yield the positions in parts of at least ``least``; nothing if there are fewer."""
    if len(positions) < least:
        return
    if len(positions) < 2 * least:
        yield positions
        return
    spread = positions.max(axis=0) - positions.min(axis=0)
    axis = int(spread[1] > spread[0])
    order = np.lexsort((positions[:, 1 - axis], positions[:, axis]))
    middle = len(positions) // 2
    yield from _halved(positions[order[:middle]], least)
    yield from _halved(positions[order[middle:]], least)
