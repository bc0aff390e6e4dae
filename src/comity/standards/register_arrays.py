"""The register of many instruments at once, as arrays: entry into force and states on a day.

The same as `entry_into_force` and `register` for rules without named parties, groups, branches and
dated sets; a test holds the two against each other. Days are integers as ``date.toordinal`` gives
them, all arithmetic is of whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.standards.months import Delay

__all__ = [
    "CONSENT",
    "NEVER",
    "OTHER",
    "SIGNATURE",
    "STATES",
    "WITHDRAWAL",
    "ActArrays",
    "ArrayRule",
    "Entries",
    "entries",
    "states",
]

Int8: TypeAlias = NDArray[np.int8]
Int32: TypeAlias = NDArray[np.int32]
Int64: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

OTHER, SIGNATURE, CONSENT, WITHDRAWAL = range(4)
STATES: Final = ("none", "signed", "consented", "in_force", "withdrawn")
NEVER: Final = np.iinfo(np.int32).max
"""The day of what has not come; where there is no act, its kind is ``OTHER``."""


@dataclass(frozen=True, slots=True, eq=False)
class ActArrays:
    """Acts by instrument, party and place: ``kinds`` and ``days``, (acts, instruments, parties).

    The acts of a party are in order of day. ``weights`` is what each party brings, (instruments,
    parties).
    """

    kinds: Int8
    days: Int32
    weights: Int64


@dataclass(frozen=True, slots=True, eq=False)
class ArrayRule:
    """The rule of each instrument: arrays of one item each.

    At least ``parties`` consents with at least ``share`` (p, q) of ``whole``; p = 0 asks for none.
    """

    parties: Int64
    share: tuple[Int64, Int64]
    whole: Int64
    delay: Delay
    per_party: Delay


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Trigger and entry into force of each instrument as days, ``NEVER`` where there is none."""

    trigger: Int32
    in_force: Int32


def entries(acts: ActArrays, rule: ArrayRule, at: date) -> Entries:
    """Return when each instrument met its conditions by the day ``at``, and is then in force."""
    instruments = acts.days.shape[1]
    last = at.toordinal()
    where, day, change, weight = _changes(acts, last)
    ends = np.searchsorted(where, np.arange(instruments + 1))
    had = _running(change, ends)
    brought = _running(change * weight, ends)
    top, bottom = rule.share
    holds = had >= rule.parties[where]
    holds &= bottom[where] * brought >= top[where] * rule.whole[where]
    # Only what holds at the end of a day counts.
    closes = np.ones(len(day), dtype=np.bool_)
    closes[:-1] = (day[1:] != day[:-1]) | (where[1:] != where[:-1])
    return _first(where[closes], day[closes], holds[closes], instruments, rule.delay)


def states(acts: ActArrays, found: Entries, rule: ArrayRule, at: date) -> Int8:
    """Return the place in ``STATES`` of each party of each instrument on the day ``at``."""
    last = at.toordinal()
    signed = np.zeros(acts.days.shape[1:], dtype=np.bool_)
    stands = np.zeros_like(signed)
    since = np.full(signed.shape, NEVER, dtype=np.int32)
    for kind, day in zip(acts.kinds, acts.days, strict=True):
        known = day <= last
        signed |= known & (kind == SIGNATURE)
        consents = known & (kind == CONSENT) & ~stands
        leaves = known & (kind == WITHDRAWAL) & stands
        since[consents] = day[consents]
        stands = (stands | consents) & ~leaves
    has = since != NEVER
    effect = _effects(since, has, found, rule.per_party)
    result = np.where(signed, np.int8(1), np.int8(0))
    result[has] = 2
    result[has & (effect <= last)] = 3
    result[has & ~stands] = 4
    return result


def _changes(acts: ActArrays, last: int) -> tuple[Int64, Int32, Int64, Int64]:
    """Return instrument, day, +1 or -1 and weight of each change of consent, in order of day."""
    stands = np.zeros(acts.days.shape[1:], dtype=np.bool_)
    found: list[tuple[Int64, Int32, Int64, Int64]] = []
    for kind, day in zip(acts.kinds, acts.days, strict=True):
        known = day <= last
        comes = known & (kind == CONSENT) & ~stands
        goes = known & (kind == WITHDRAWAL) & stands
        stands = (stands | comes) & ~goes
        for changed, by in ((comes, 1), (goes, -1)):
            where, party = np.nonzero(changed)
            change = np.full(len(where), by, dtype=np.int64)
            found.append((where, day[where, party], change, acts.weights[where, party]))
    wheres, days, changes, weights = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort((wheres << 32) + days, kind="stable")
    return wheres[order], days[order], changes[order], weights[order]


def _running(change: Int64, ends: Int64) -> Int64:
    """Return the running sums of ``change``, begun anew for each instrument."""
    sums = np.cumsum(change)
    before = np.concatenate([np.zeros(1, dtype=np.int64), sums])[ends[:-1]]
    result: Int64 = sums - np.repeat(before, np.diff(ends))
    return result


def _first(where: Int64, day: Int32, holds: Bools, instruments: int, delay: Delay) -> Entries:
    """Return the first day of each instrument from which its conditions hold until it is in force.

    A run of days on which they hold begins with its first and ends with the next on which they do
    not; it counts if it lasts until the day of entry into force.
    """
    begins = holds.copy()
    begins[1:] &= ~(holds[:-1] & (where[1:] == where[:-1]))
    starts = np.flatnonzero(begins)
    fails = np.flatnonzero(~holds)
    following = np.append(fails, len(day))[np.searchsorted(fails, starts)]
    in_force = _delayed(day[starts], delay)
    within = following < len(day)
    same = np.zeros(len(starts), dtype=np.bool_)
    same[within] = where[following[within]] == where[starts[within]]
    lasts = ~same
    lasts[same] = day[following[same]] >= in_force[same]
    trigger = np.full(instruments, NEVER, dtype=np.int32)
    entry = trigger.copy()
    # Written from the last to the first, so that the first stays.
    kept = np.flatnonzero(lasts)[::-1]
    trigger[where[starts[kept]]] = day[starts[kept]]
    entry[where[starts[kept]]] = in_force[kept]
    return Entries(trigger, entry)


def _effects(since: Int32, has: Bools, found: Entries, per_party: Delay) -> Int32:
    """Return from which day each consent binds."""
    effect = np.full(since.shape, NEVER, dtype=np.int32)
    instrument = np.nonzero(has)[0]
    own, entry = since[has], found.in_force[instrument]
    later = np.maximum(_delayed(own, per_party), entry)
    effect[has] = np.where(own <= found.trigger[instrument], entry, later)
    return effect


def _delayed(days: Int32, delay: Delay) -> Int32:
    """Return each of ``days`` after ``delay``: of every day between them it is found once."""
    if not len(days):
        return days
    first = int(days.min())
    table = _table(range(first, int(days.max()) + 1), delay)
    result: Int32 = np.array(table, dtype=np.int32)[days - first]
    return result


def _table(days: Sequence[int], delay: Delay) -> list[int]:
    if not delay.months and delay.anchor == "day":
        return [day + delay.days for day in days]
    return [delay.after(date.fromordinal(day)).toordinal() for day in days]
