"""The map of opinions: shown only where its axes and its groups are more than chance.

Positions come from two axes that always show something. So a map is refused for a quick report,
without stable groups, and where either axis explains no more than shuffled votes do.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from comity.canonical import Json
from comity.dialogue.findings import Findings
from comity.dialogue.rule import ReportRule
from comity.statistics import Floats

__all__ = ["map_json", "map_reason"]

DECIMALS: Final = 6


def map_reason(findings: Findings) -> str | None:
    """Return why no map is shown, as a code; None if it is."""
    stability = findings.stability
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


def map_json(findings: Findings, rule: ReportRule) -> dict[str, Json]:
    """Return the map as JSON values; points only where it is shown.

    People at the same place are one point with a count ``n``. Above ``map_points`` places they are
    gathered in the cells of a grid, so that the map stays small.
    """
    reason = map_reason(findings)
    null = findings.stability.null if findings.stability else None
    return {
        "shown": reason is None,
        "reason": reason,
        "explained": [_rounded(share) for share in findings.projection.explained],
        "null_p95": [_rounded(share) for share in null.explained] if null else None,
        "points": _points(findings, rule.map_points) if reason is None else [],
    }


def _points(findings: Findings, most: int) -> list[Json]:
    if findings.stability is None:
        return []
    considered = np.flatnonzero(findings.stability.considered)
    positions = findings.projection.positions[considered]
    labels = findings.group[considered]
    merged = _merged(positions, labels)
    if len(merged[0]) > most:
        merged = _merged(_gathered(positions, most), labels)
    return [
        {
            "x": _rounded(x),
            "y": _rounded(y),
            "group": None if label < 0 else chr(ord("A") + int(label)),
            "n": int(n),
        }
        for x, y, label, n in zip(*merged, strict=True)
    ]


def _merged(positions: Floats, labels: Sequence[int] | np.ndarray) -> tuple[np.ndarray, ...]:
    """Return x, y, label and count of the distinct points, in the order of these.

    Rounded first, so that places equal but for the last bit sort alike on every machine.
    """
    rows = np.column_stack([np.round(positions, DECIMALS) + 0.0, labels])
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    return distinct[:, 0], distinct[:, 1], distinct[:, 2].astype(int), counts


def _gathered(positions: Floats, most: int) -> Floats:
    """Return each position moved to the middle of its cell, in a grid of at most ``most`` cells."""
    side = max(2, int(np.sqrt(most / 2)))
    low, high = positions.min(axis=0), positions.max(axis=0)
    width = np.where(high > low, (high - low) / side, 1.0)
    cell = np.minimum((positions - low) // width, side - 1)
    return np.asarray(low + (cell + 0.5) * width, dtype=np.float64)


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0
