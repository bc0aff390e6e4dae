"""Which statement to show next: the incumbent's priorities."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.tally import Tally

__all__ = ["META_PRIORITY", "priorities"]

Floats: TypeAlias = NDArray[np.float64]

META_PRIORITY = 49.0


def priorities(counts: Tally, extremity: Floats, meta: NDArray[np.bool_]) -> Floats:
    """Return the weight with which each statement is drawn next, array (S,).

    ``counts`` (S,) sums over the groups; ``extremity`` is the statement's distance from the middle
    of the map; ``meta`` statements all weigh 49. With A agrees, P passes, n votes, E extremity:
    ``((1 - (P + 1)/(n + 2)) (E + 1) (A + 1)/(n + 2) (1 + 8 · 2^(-n/5)))²``.

    Source: Polis ``conversation.clj``, ``importance-metric`` and ``priority-metric``. Polis takes
    the counts of its update before; here they are the present ones.
    """
    seen = counts.seen
    passed, agreed = (counts.passed + 1) / (seen + 2), (counts.agree + 1) / (seen + 2)
    importance = (1 - passed) * (extremity + 1) * agreed
    novelty = 1 + 8 * np.exp2(-seen / 5)
    return np.where(meta, META_PRIORITY, np.square(importance * novelty))
