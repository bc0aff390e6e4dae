"""With what probability statements had been drawn before they were voted on: as it is published.

The single probabilities would tell in which order people came, since they change with every vote.
So only their sums are published, by statement and answer, and none over fewer votes than the
minimum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import Final

import numpy as np

from comity.dialogue.published_table import Line, read_count, read_lines, refuse_line, write_lines
from comity.dialogue.votes import VoteLog, ascending
from comity.fault import N_, phrase
from comity.statistics import Integers

__all__ = ["ANSWERS", "OTHER", "DrawnAnswer", "draw_lines", "drawn_answers", "read_draws"]

ANSWERS: Final = ("agree", "disagree", "pass")
OTHER: Final = "other"
"""The answers of a statement that are too few to be told by themselves, together."""
HEADER: Final = ("statement", "answer", "drawn", "weight", "squares")
MILLIONTHS: Final = 1_000_000
LONGEST_NUMBER: Final = 40
SLACK: Final = 1e-5


@dataclass(frozen=True, slots=True)
class DrawnAnswer:
    """The votes of one answer to a statement that followed a draw.

    ``drawn`` are how many, ``weight`` the sum of 1/π over them and ``squares`` that of 1/π².
    """

    statement: str
    answer: str
    drawn: int
    weight: float
    squares: float


def drawn_answers(log: VoteLog, propensity: Integers, minimum: int) -> tuple[DrawnAnswer, ...]:
    """Return the sums by statement and answer, for the latest vote of everybody on everything.

    ``propensity`` is, for each vote cast, the probability of its draw in millionths, 0 where the
    person chose the statement. The first draw counts, also for a vote that was changed later. An
    answer with fewer than ``minimum`` draws is put together with others as ``OTHER``; a statement
    for which that leaves nothing to tell is left out.
    """
    order = np.argsort(log.time, kind="stable")
    key = log.participant[order].astype(np.int64) * max(1, len(log.statements))
    key += log.statement[order]
    drawn = propensity[order] > 0
    pair, first = np.unique(key[drawn], return_index=True)
    chance = propensity[order][drawn][first] / MILLIONTHS
    known, last = np.unique(key[::-1], return_index=True)
    value = log.value[order][::-1][last][np.searchsorted(known, pair)]
    statement = pair % max(1, len(log.statements))
    found: list[DrawnAnswer] = []
    for column in ascending(log.statements):
        here = statement == column
        votes = [1 / chance[here & (value == answer)] for answer in (1, -1, 0)]
        found.extend(_told(log.statements[column], votes, minimum))
    return tuple(found)


def draw_lines(answers: Iterable[DrawnAnswer]) -> bytes:
    """Return the sums as CSV, with six decimals."""
    return write_lines(
        HEADER,
        (
            (one.statement, one.answer, one.drawn, f"{one.weight:.6f}", f"{one.squares:.6f}")
            for one in answers
        ),
    )


def read_draws(
    data: bytes, path: str, statements: Sequence[str], minimum: int
) -> dict[str, tuple[DrawnAnswer, ...]]:
    """Return the sums by statement; ``RefusedError`` for what cannot be or tells of too few."""
    known, found = set(statements), dict[str, tuple[DrawnAnswer, ...]]()
    lines = read_lines(data, path, HEADER)
    for statement, group in groupby(lines, key=lambda line: line.fields[0]):
        part = list(group)
        if statement not in known or statement in found:
            raise refuse_line(
                path, part[0], phrase(N_("the statement is not there, or stands twice"))
            )
        answers = [line.fields[1] for line in part]
        if answers != [one for one in (*ANSWERS, OTHER) if one in answers]:
            raise refuse_line(path, part[0], phrase(N_("its answers are not in order")))
        found[statement] = tuple(_read(path, line, minimum) for line in part)
    return found


def _told(
    statement: str, votes: Sequence[np.typing.NDArray[np.float64]], minimum: int
) -> list[DrawnAnswer]:
    counts = np.array([len(each) for each in votes])
    together = (counts > 0) & (counts < minimum)
    while together.any() and counts[together].sum() < minimum:
        left = np.flatnonzero(~together & (counts > 0))
        if not len(left):
            return []
        together[left[counts[left].argmin()]] = True
    named = [
        _sums(statement, answer, votes[place])
        for place, answer in enumerate(ANSWERS)
        if counts[place] and not together[place]
    ]
    if not named or not together.any():
        return named
    rest = np.concatenate([votes[place] for place in np.flatnonzero(together).tolist()])
    return [*named, _sums(statement, OTHER, rest)]


def _sums(statement: str, answer: str, weights: np.typing.NDArray[np.float64]) -> DrawnAnswer:
    # In ascending order: a sum must not depend on who came first.
    ordered = np.sort(weights)
    squares = float(np.sum(np.square(ordered)))
    return DrawnAnswer(statement, answer, len(ordered), float(np.sum(ordered)), squares)


def _read(path: str, line: Line, minimum: int) -> DrawnAnswer:
    statement, answer, count, *numbers = line.fields
    drawn = read_count(path, line, count)
    weight, squares = (_number(path, line, field) for field in numbers)
    if drawn < max(1, minimum):
        raise refuse_line(
            path, line, phrase(N_("the line speaks of fewer than {minimum}"), minimum=minimum)
        )
    # Each weight is at least 1; squares lie between those of equal weights and those of one.
    low, high = weight * weight / drawn, weight * weight
    slack = SLACK * max(1.0, squares)
    if weight < drawn - SLACK or not low - slack <= squares <= high + slack:
        raise refuse_line(path, line, phrase(N_("no probabilities give such sums")))
    return DrawnAnswer(statement, answer, drawn, weight, squares)


def _number(path: str, line: Line, field: str) -> float:
    try:
        value = float(field) if len(field) <= LONGEST_NUMBER and field.isascii() else float("nan")
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise refuse_line(path, line, phrase(N_("a sum is a number")))
    return value
