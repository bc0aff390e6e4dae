"""One measured run in a process of its own: ``engine`` or ``floor`` on a stored log.

Prints the median time of the work, imports and reading left out, and what was found.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.machine import median_seconds
from comity.dialogue.compat import compat
from comity.dialogue.votes import VoteLog


def stored(path: str) -> VoteLog:
    """Return the log in an ``.npz`` file; labels are the numbers themselves."""
    with np.load(path) as arrays:
        people, statements = (int(arrays[name]) for name in ("people", "statements"))
        return VoteLog(
            participants=tuple(map(str, range(people))),
            statements=tuple(map(str, range(statements))),
            participant=arrays["participant"],
            statement=arrays["statement"],
            value=arrays["value"],
            time=arrays["time"],
        )


def work_of(name: str) -> Callable[[VoteLog], Any]:
    """Return what is measured; the floor is imported only where it runs, for the memory's sake."""
    if name == "engine":
        return lambda log: compat(log, ())
    from benchmarks.sparse_floor import floor  # noqa: PLC0415 - see above

    return floor


def main() -> None:
    """Measure; arguments: what, the file, how often."""
    name, path, repeats = sys.argv[1:]
    log, work = stored(path), work_of(name)
    seconds = median_seconds(lambda: work(log), int(repeats))
    result = work(log)
    sizes = (
        [len(members) for members in result["groups"].values()]
        if name == "engine"
        else np.bincount(result["group"][result["group"] >= 0]).tolist()
    )
    print(json.dumps({"seconds": seconds, "sizes": sizes}))


if __name__ == "__main__":
    main()
