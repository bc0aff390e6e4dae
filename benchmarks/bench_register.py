"""The register: many instruments as arrays, and one long history through the published function.

The floor of the arrays is numpy's own sort of the days of all consents and withdrawals, which no
sweep in order of date can do without.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from benchmarks.machine import Row, median_seconds
from comity.edge import shipped
from comity.standards import (
    ACTS_MEMBER,
    QUESTION_MEMBER,
    RULE_MEMBER,
    ActArrays,
    ArrayRule,
    Delay,
    entries,
    register_status,
    states,
    status_question,
)
from comity.standards.register_arrays import CONSENT, OTHER, SIGNATURE, WITHDRAWAL

INSTRUMENTS: Final = 5_000
PARTIES: Final = 200
ACTS: Final = 10
LINES: Final = 100_000
BAR: Final = 2.0
AT: Final = date(2020, 1, 1)
THIRTY: Final = Delay(days=30)


def rows() -> Iterator[Row]:
    """Yield the sweep over arrays, and the published function on a long history."""
    acts, rule = made_arrays(INSTRUMENTS, PARTIES, ACTS)

    def sweep() -> None:
        states(acts, entries(acts, rule, AT), rule, AT)

    ours = median_seconds(sweep)
    counted = acts.days[(acts.kinds == CONSENT) | (acts.kinds == WITHDRAWAL)]
    floor = median_seconds(lambda: np.sort(counted))
    what = f"register: {INSTRUMENTS:,} instruments × {PARTIES} parties × {ACTS} acts as arrays"
    yield _row(what, ours, (floor, "numpy sorts the days"))
    inputs = {
        ACTS_MEMBER: made_history(LINES),
        RULE_MEMBER: shipped("standards", "tpnw-15", 1),
        QUESTION_MEMBER: status_question(date(2100, 1, 1)),
    }
    function = median_seconds(lambda: register_status(inputs))
    yield _row(f"register: {LINES:,} acts through standards.register_status", function)


def made_arrays(instruments: int, parties: int, acts: int) -> tuple[ActArrays, ArrayRule]:
    """Return invented acts in order of day: two of eight consents, one a withdrawal."""
    random = np.random.Generator(np.random.PCG64(5))
    shape = (acts, instruments, parties)
    steps = random.integers(0, 1_500, shape, dtype=np.int32)
    days = np.cumsum(steps, axis=0, dtype=np.int32) + np.int32(date(2000, 1, 1).toordinal())
    chosen = random.integers(0, 8, shape, dtype=np.int8)
    kinds = np.array(
        [CONSENT, CONSENT, WITHDRAWAL, SIGNATURE, SIGNATURE, OTHER, OTHER, OTHER], dtype=np.int8
    )[chosen]
    weights = random.integers(0, 1_000, (instruments, parties), dtype=np.int64)
    needed = random.integers(5, parties // 2 + 6, instruments)
    share = np.full(instruments, 55), np.full(instruments, 100)
    rule = ArrayRule(needed, share, weights.sum(axis=1), THIRTY, THIRTY)
    return ActArrays(kinds, days, weights), rule


def made_history(lines: int) -> bytes:
    """Return a file of acts of one instrument: many consents, withdrawals and declarations."""
    first = date(2018, 1, 1).toordinal()
    kinds = ("ratification", "declaration", "withdrawal")
    parties = lines // 30
    rows = ["party,act,date"]
    for line in range(lines):
        day = date.fromordinal(first + line // 10)
        kind = kinds[line // parties % 3]
        rows.append(f"P{line % parties:05},{kind},{day.isoformat()}")
    return "\n".join([*rows, ""]).encode()


def _row(what: str, ours: float, floor: tuple[float, str] | None = None) -> Row:
    other = "" if floor is None else f"{floor[0] * 1e3:.0f} ms {floor[1]}"
    ratio = None if floor is None else ours / floor[0]
    return Row(what, f"{ours * 1e3:,.0f} ms", other, ratio, f"≤ {BAR:.0f} s", ours <= BAR)
