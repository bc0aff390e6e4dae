"""What of a conversation is published so that anybody can recompute its report.

Open ballots (DESIGN §8): the matrix of latest votes under fresh random row numbers; no time, no
order, no authorship, no class. A rejected statement keeps its votes and loses its words.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.dialogue.reading import read_statements, read_votes
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix, ascending
from comity.fault import N_, FaultKind, Place, refuse
from comity.statistics import Draw

__all__ = [
    "PARAMETERS",
    "RULE",
    "STATEMENTS",
    "VOTES",
    "Parameters",
    "Published",
    "open_inputs",
    "read_inputs",
]

VOTES: Final = "inputs/votes.csv"
STATEMENTS: Final = "inputs/statements.csv"
RULE: Final = "inputs/rule.json"
PARAMETERS: Final = "inputs/parameters.json"

WRONG_PARAMETERS: Final = FaultKind(
    "dialogue.parameters",
    N_("the parameters are not readable: {reason}"),
    N_("they are canonical JSON with v, title, ballots, tier, simulated, seed and quick"),
    N_("Take the file as it was published."),
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a report was asked for, beside its rule.

    ``quick`` leaves bootstrap and null model out. ``tier`` names the tier of voters that shapes
    groups and headline: ``file`` for a user's own file.
    """

    title: str
    seed: int = 0
    quick: bool = False
    simulated: bool = False
    tier: str = "file"
    ballots: str = "open"


@dataclass(frozen=True, eq=False)
class Published:
    """The inputs of a report as read back from their published form."""

    matrix: VoteMatrix
    statements: tuple[Statement, ...]
    parameters: Parameters


def open_inputs(
    log: VoteLog, statements: Sequence[Statement], parameters: Parameters, rule: bytes, seed: int
) -> dict[str, bytes]:
    """Return the input members of an open bundle.

    ``seed`` numbers the rows at random. It is drawn afresh for each publication and thrown away:
    who knows it knows in which order people came.
    """
    matrix = log.matrix("content")
    return {
        VOTES: _votes_csv(matrix, seed),
        STATEMENTS: _statements_csv(_completed(statements, matrix.statements)),
        RULE: rule,
        PARAMETERS: encode(_parameters_json(parameters)),
    }


def read_inputs(inputs: Mapping[str, bytes]) -> Published:
    """Return what the input members say; raise ``RefusedError`` with every fault of one."""
    statements = read_statements(inputs[STATEMENTS], STATEMENTS)
    known = tuple(statement.id for statement in statements)
    log = read_votes(inputs[VOTES], VOTES, statements=known)
    return Published(log.matrix("content"), statements, _read_parameters(inputs[PARAMETERS]))


def _votes_csv(matrix: VoteMatrix, seed: int) -> bytes:
    order = Draw(seed).permutation(matrix.shape[0])
    endings = [
        [f",{statement},{value}\n" for value in (-1, 0, 1)] for statement in matrix.statements
    ]
    cells = (matrix.value + 1).tolist()
    columns = matrix.column.tolist()
    bounds = list(pairwise(matrix.row_starts.tolist()))
    lines = ["row,statement,vote\n"]
    for number, row in enumerate(order.tolist(), start=1):
        start, end = bounds[row]
        label = str(number)
        lines.extend(
            label + endings[column][cell]
            for column, cell in zip(columns[start:end], cells[start:end], strict=True)
        )
    return "".join(lines).encode()


def _statements_csv(statements: Sequence[Statement]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["statement", "text", "language", "moderated", "meta"])
    for statement in statements:
        rejected = statement.moderated < 0
        writer.writerow(
            [
                statement.id,
                "" if rejected else statement.text,
                statement.language or "",
                statement.moderated,
                int(statement.meta),
            ]
        )
    return out.getvalue().encode()


def _completed(statements: Sequence[Statement], voted: Sequence[str]) -> list[Statement]:
    """Return all statements by ascending id, those without a text of their own included."""
    known = {statement.id: statement for statement in statements}
    for label in voted:
        known.setdefault(label, Statement(label, ""))
    labels = list(known)
    return [known[labels[place]] for place in ascending(labels)]


def _parameters_json(parameters: Parameters) -> dict[str, Json]:
    return {
        "v": 1,
        "title": parameters.title,
        "ballots": parameters.ballots,
        "tier": parameters.tier,
        "simulated": parameters.simulated,
        "seed": parameters.seed,
        "quick": parameters.quick,
    }


def _read_parameters(data: bytes) -> Parameters:
    try:
        members = decode(data)
    except NotCanonicalError as error:
        raise _wrong(str(error)) from error
    wanted = {"title": str, "ballots": str, "tier": str, "simulated": bool, "seed": int}
    if not isinstance(members, dict) or set(members) != {*wanted, "quick", "v"}:
        raise _wrong("other members than expected")
    for name, kind in (*wanted.items(), ("quick", bool)):
        if type(members[name]) is not kind:
            raise _wrong(name)
    if members["v"] != 1 or members["ballots"] != "open" or members["seed"] < 0:
        raise _wrong("v, ballots or seed")
    del members["v"]
    return Parameters(**members)


def _wrong(reason: str) -> Exception:
    return refuse(WRONG_PARAMETERS.at(Place(PARAMETERS), reason=reason))
