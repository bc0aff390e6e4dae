"""The published function ``dialogue.counts``: agree, disagree and pass of each statement.

Whole numbers from plain Python, standard library only, so that the one-file verifier can check
them where nothing can be installed.
"""

import csv
import io
from collections.abc import Mapping
from typing import Final

from comity.record import PublishedFunction

__all__ = ["INPUTS", "OUTPUTS", "PUBLISHED", "counts"]

VOTES: Final = "inputs/votes.csv"
COUNTS: Final = "outputs/counts.csv"
INPUTS: Final = (VOTES,)
OUTPUTS: Final = (COUNTS,)

COLUMN: Final = {"1": 0, "-1": 1, "0": 2}


def counts(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``statement,agree,disagree,pass`` from ``row,statement,vote``, statements ascending.

    Raises ``ValueError`` where a line is not one vote, or a row has two on one statement.
    """
    table: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    lines = csv.reader(io.StringIO(inputs[VOTES].decode("utf-8"), newline=""), strict=True)
    if next(lines, None) != ["row", "statement", "vote"]:
        raise ValueError("the votes have other columns than row, statement, vote")
    for row, statement, vote in lines:
        if (row, statement) in seen:
            raise ValueError(f"row {row} has two votes on statement {statement}")
        seen.add((row, statement))
        table.setdefault(statement, [0, 0, 0])[COLUMN[vote]] += 1
    rows = [",".join([name, *map(str, table[name])]) for name in sorted(table, key=_ascending)]
    return {COUNTS: "\n".join(["statement,agree,disagree,pass", *rows, ""]).encode()}


def _ascending(label: str) -> tuple[int, int, str]:
    whole = label.isascii() and label.isdecimal()
    return (0, int(label), label) if whole else (1, 0, label)


PUBLISHED: Final = PublishedFunction(
    name="dialogue.counts",
    version=1,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=0.0,
    run=counts,
)
