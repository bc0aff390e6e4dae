"""Real roll calls under twelve rules, from the CSV; counting against a bare count in numpy.

The table is 1,411 roll calls of the General Assembly with a column for each of 197 states. A table
of the same size and shares stands in where the real one is not there.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.machine import Row, median_seconds
from comity.cli.shipped_rules import shipped_rules
from comity.standards import count_roll_calls, decide_many, read_roll_calls, works_on_counts

ROOT: Final = Path(__file__).resolve().parents[1]
ROUNDS: Final = 7
RULES: Final = 12
SECONDS: Final = 1.5
RATIO: Final = 3


def rows() -> Iterator[Row]:
    """Yield the time of the whole, and of counting beside a bare count."""
    data, last = _table()
    rules = [rule for rule in shipped_rules().values() if works_on_counts(rule)][:RULES]
    whole = median_seconds(
        lambda: decide_many(rules, count_roll_calls(read_roll_calls(data, last).letters)), ROUNDS
    )
    letters = read_roll_calls(data, last).letters
    name = f"decisions: {len(letters):,} roll calls × {len(rules)} rules, from the CSV"
    yield Row(name, f"{whole * 1000:.0f} ms", "", None, f"< {SECONDS} s", whole < SECONDS)
    ours = median_seconds(lambda: count_roll_calls(letters), ROUNDS)
    bare = median_seconds(lambda: [(letters == code).sum(axis=1) for code in b"YNAPX"], ROUNDS)
    yield Row(
        f"decisions: counting {letters.size:,} votes",
        f"{ours * 1000:.1f} ms",
        f"{bare * 1000:.1f} ms bare numpy count",
        ours / bare,
        f"≤ {RATIO} ×",
        ours <= RATIO * bare,
    )


def _table() -> tuple[bytes, str]:
    """Return the real table, or one made up, and the column before the first party."""
    shared = Path(os.environ.get("COMITY_SHARED_DATA", ROOT.parent / "shared" / "data"))
    real = shared / "decisions" / "unga-roll-calls" / "rollcalls.csv.gz"
    if real.is_file():
        return gzip.decompress(real.read_bytes()), "short"
    drawn = np.random.Generator(np.random.PCG64(1)).choice(list("YNAX-"), (1_411, 197))
    head = ",".join(["id", *(f"S{party}" for party in range(197))])
    lines = (f"{at},{','.join(row)}" for at, row in enumerate(drawn))
    return "\n".join([head, *lines, ""]).encode(), "id"
