"""Protected ballots: a sealed bundle with the votes for auditors, and public cells without them.

The published function ``dialogue.cells`` goes from one to the other. Auditors run it on the sealed
bundle; ``dialogue.report_cells`` takes over where anybody can follow.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from comity.canonical import encode
from comity.dialogue.breakdown import breakdowns_csv
from comity.dialogue.cells_table import cells_csv
from comity.dialogue.columns import aligned, in_order
from comity.dialogue.counting import Progress, count
from comity.dialogue.declared import class_breakdowns, other_tiers
from comity.dialogue.people import People, read_people, refuse_undeclared, votes_of
from comity.dialogue.publication import (
    PARAMETERS,
    RULE,
    STATEMENTS,
    TIERS,
    VOTES,
    Parameters,
    Published,
    completed,
    encode_parameters,
    read_parameters,
    row_order,
    statement_lines,
    vote_lines,
)
from comity.dialogue.published_table import write_lines
from comity.dialogue.reading import read_statements, read_votes
from comity.dialogue.rule import read_rule
from comity.dialogue.shares import TOLERANCE
from comity.dialogue.structure import to_json
from comity.dialogue.votes import Statement, VoteLog
from comity.record import PublishedFunction

__all__ = [
    "CELLS",
    "CELLS_INPUTS",
    "CELLS_OUTPUTS",
    "CLASSES",
    "PEOPLE",
    "PUBLISHED",
    "SUMMARY",
    "UNCHANGED",
    "cells",
    "public_inputs",
    "sealed_inputs",
]

PEOPLE: Final = "inputs/people.csv"
CELLS: Final = "inputs/cells.csv"
CLASSES: Final = "inputs/classes.csv"
SUMMARY: Final = "inputs/summary.json"
COUNTED: Final = (CELLS, CLASSES, TIERS, SUMMARY)
UNCHANGED: Final = (STATEMENTS, RULE, PARAMETERS)
CELLS_INPUTS: Final = (VOTES, PEOPLE, *UNCHANGED)
CELLS_OUTPUTS: Final = tuple(path.replace("inputs/", "outputs/") for path in COUNTED)


def sealed_inputs(
    log: VoteLog,
    statements: Sequence[Statement],
    parameters: Parameters,
    rule: bytes,
    seed: int,
    people: People,
) -> dict[str, bytes]:
    """Return the input members of a sealed bundle: everybody's votes, tiers and classes.

    ``seed`` numbers the rows, and is drawn afresh and thrown away. Nobody's id is in them, but
    whoever knows a few of somebody's votes finds the rest: they are never to be published.
    """
    refuse_undeclared(log, people, PEOPLE)
    matrix = log.matrix("content")
    who = [matrix.participants[row] for row in row_order(matrix, seed)]
    rows = (
        [
            number,
            people.tier[each],
            *(people.classes[by].get(each, "") for by in parameters.classes),
        ]
        for number, each in enumerate(who, start=1)
    )
    return {
        VOTES: vote_lines(matrix, seed),
        PEOPLE: write_lines(["row", "tier", *parameters.classes], rows),
        STATEMENTS: statement_lines(in_order(completed(statements, log.statements))),
        RULE: rule,
        PARAMETERS: encode_parameters(parameters),
    }


def cells(inputs: Mapping[str, bytes], progress: Progress | None = None) -> dict[str, bytes]:
    """Return the cells that may be published of the votes in a sealed bundle.

    Cells of too few are hidden, and others with them (``comity.dialogue.classes``); the map is
    binned. Raises ``RefusedError`` for inputs that are not what they should be.
    """
    rule = read_rule(inputs[RULE], RULE)
    parameters = read_parameters(inputs[PARAMETERS], "protected")
    statements = in_order(read_statements(inputs[STATEMENTS], STATEMENTS))
    known = tuple(statement.id for statement in statements)
    log = read_votes(inputs[VOTES], VOTES, statements=known)
    people = read_people(inputs[PEOPLE], PEOPLE, parameters.classes)
    refuse_undeclared(log, people, PEOPLE)
    matrix = aligned(votes_of(log, people, parameters.tier).matrix("content"), statements)
    least = rule.minimum_cell
    classes = class_breakdowns(matrix, people, parameters.classes, least)
    tiers = other_tiers(log, statements, people, parameters.tier, least)
    counted = count(Published(matrix, statements, parameters), rule, progress)
    made = (
        cells_csv(counted),
        breakdowns_csv(classes, known),
        breakdowns_csv([tiers] if tiers else [], known),
        encode(to_json(counted.summary)),
    )
    return dict(zip(CELLS_OUTPUTS, made, strict=True))


def public_inputs(sealed: Mapping[str, bytes], counted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the input members of the public bundle that belongs to a sealed one.

    They are what ``cells`` gave, and the statements, rule and parameters as they are.
    """
    moved = zip(COUNTED, CELLS_OUTPUTS, strict=True)
    return {
        **{path: sealed[path] for path in UNCHANGED},
        **{path: counted[output] for path, output in moved},
    }


PUBLISHED: Final = PublishedFunction(
    name="dialogue.cells",
    version=1,
    inputs=CELLS_INPUTS,
    outputs=CELLS_OUTPUTS,
    tolerance=TOLERANCE,
    run=cells,
)
