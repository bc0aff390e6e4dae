"""The published function ``dialogue.routing``: what shares are when draws are weighed out.

A check of the routing, and not for headlines (``comity.dialogue.weighting``). Open ballots alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from comity.canonical import Json, encode
from comity.dialogue.cells import rounded
from comity.dialogue.columns import aligned, in_order
from comity.dialogue.draws import OTHER, DrawnAnswer, read_draws
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS, VOTES, read_inputs
from comity.dialogue.published_table import refuse_line
from comity.dialogue.rule import read_rule
from comity.dialogue.shares import TOLERANCE, Shares
from comity.dialogue.tally import tally
from comity.fault import N_, phrase
from comity.record import PublishedFunction

__all__ = ["DRAWS", "INPUTS", "OUTPUTS", "PUBLISHED", "ROUTING", "routing"]

NAME: Final = "dialogue.routing"
VERSION: Final = 1
DRAWS: Final = "inputs/draws.csv"
ROUTING: Final = "outputs/routing.json"
INPUTS: Final = (VOTES, STATEMENTS, RULE, PARAMETERS, TIERS, DRAWS)
OUTPUTS: Final = (ROUTING,)
CHECKED: Final = ("agree", "disagree")


def routing(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return routing.json: each share beside its Hájek mean over the draws, and the effective n.

    Raises ``RefusedError`` for inputs that are not what they should be, among them more draws
    than there are votes.
    """
    rule = read_rule(inputs[RULE], RULE)
    published = read_inputs(inputs, rule.minimum_cell)
    statements = in_order(published.statements)
    known = [statement.id for statement in statements]
    counts = tally(aligned(published.matrix, statements))
    draws = read_draws(inputs[DRAWS], DRAWS, known, rule.minimum_cell)
    shares = Shares(counts, np.zeros(len(known), dtype=np.bool_), rule)
    told = [
        _statement(statement, draws[statement], shares, column)
        for column, statement in enumerate(known)
        if statement in draws
    ]
    members: dict[str, Json] = {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "level": rule.level,
        "left_out": int((counts.seen > 0).sum()) - len(told),
        "statements": told,
    }
    return {ROUTING: encode(members)}


def _statement(
    statement: str, answers: Sequence[DrawnAnswer], shares: Shares, column: int
) -> dict[str, Json]:
    """Return the check of one statement; None for an answer that is not told by itself."""
    _refuse_more_than_votes(answers, shares, column)
    weight = sum(one.weight for one in answers)
    squares = sum(one.squares for one in answers)
    by = {one.answer: one.weight for one in answers}
    if OTHER not in by:
        by = dict.fromkeys(CHECKED, 0.0) | by
    return {
        "id": statement,
        "drawn": sum(one.drawn for one in answers),
        "effective_n": rounded(weight**2 / squares),
        **{name: _checked(shares.figure(name, column), by.get(name), weight) for name in CHECKED},
    }


def _checked(share: Mapping[str, Json], weight: float | None, whole: float) -> dict[str, Json]:
    """Return a share with its Hájek mean, and whether that lies outside the share's interval."""
    low, high = share["low"], share["high"]
    weighted = None if weight is None else rounded(weight / whole)
    if weighted is None or not isinstance(low, float) or not isinstance(high, float):
        return {**share, "weighted": weighted, "outside": None}
    return {**share, "weighted": weighted, "outside": not low <= weighted <= high}


def _refuse_more_than_votes(answers: Sequence[DrawnAnswer], shares: Shares, column: int) -> None:
    left = {name: int(count[column]) for name, count in shares.count.items()}
    for one in answers:
        most = sum(left.values()) if one.answer == OTHER else left.pop(one.answer)
        if one.drawn > most:
            raise refuse_line(DRAWS, None, phrase(N_("a statement has more draws than votes")))


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=routing,
)
