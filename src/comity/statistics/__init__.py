"""Statistics that every pillar shares: repeatable draws, intervals, many tests, agreement."""

from comity.statistics.agreement import (
    adjusted_rand_index,
    best_jaccard,
    contingency,
    match_labels,
    rand_of_table,
)
from comity.statistics.intervals import Bounds, jeffreys, wilson
from comity.statistics.multiplicity import benjamini_hochberg, share_above, share_below
from comity.statistics.resampling import (
    bootstrap_weights,
    permutation_p_value,
    permute_within,
    upper_quantile,
)
from comity.statistics.sampling import Draw, Floats, Integers, Words, derive_seed

__all__ = [
    "Bounds",
    "Draw",
    "Floats",
    "Integers",
    "Words",
    "adjusted_rand_index",
    "benjamini_hochberg",
    "best_jaccard",
    "bootstrap_weights",
    "contingency",
    "derive_seed",
    "jeffreys",
    "match_labels",
    "permutation_p_value",
    "permute_within",
    "rand_of_table",
    "share_above",
    "share_below",
    "upper_quantile",
    "wilson",
]
