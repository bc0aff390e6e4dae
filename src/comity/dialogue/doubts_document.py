"""What near duplicates would change, as a member of report.json."""

import numpy as np

from comity.canonical import Json
from comity.dialogue.cells import DuplicateSummary, Weighted, rounded
from comity.dialogue.rule import ReportRule
from comity.statistics import jeffreys

__all__ = ["duplicates_json", "headline_json"]


def duplicates_json(found: DuplicateSummary | None, rule: ReportRule) -> dict[str, Json] | None:
    """Return who was flagged and the headlines with each component as one; None if not sought."""
    if found is None:
        return None
    return {
        "flagged": found.flagged,
        "components": found.sizes,
        "common": rule.duplicates.common,
        "equal": rule.duplicates.equal,
        "counted_as": "everybody",
        "as_one": {
            "common_ground": found.common_ground,
            "headlines": [headline_json(each, rule) for each in found.headlines],
        },
    }


def headline_json(each: Weighted, rule: ReportRule) -> dict[str, Json]:
    """Return the share of a headline whose votes are weighted; without values where not told."""
    said: dict[str, Json] = {"id": each.id, "direction": each.direction}
    if each.agree is None or each.disagree is None or each.passed is None:
        return {**said, "value": None, "n": None, "low": None, "high": None}
    n = each.agree + each.disagree + each.passed
    count = each.agree if each.direction == "agree" else each.disagree
    low, high = jeffreys(np.array([count]), np.array([n]), rule.level)
    return {
        **said,
        "value": rounded(count / n),
        "n": rounded(n),
        "low": rounded(low[0]),
        "high": rounded(high[0]),
    }
