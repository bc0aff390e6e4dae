"""What of a conversation is published so that anybody can recompute its report.

Open ballots (docs/ideas/secrecy.md): the matrix of latest votes under fresh random row numbers; no
time, no order, no authorship, no class. A rejected statement keeps its votes and loses its words.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from comity.canonical import Json, NotCanonicalError, decode, encode
from comity.dialogue.breakdown import Breakdown, breakdowns_csv, read_breakdowns
from comity.dialogue.classes import OPEN_BALLOTS
from comity.dialogue.columns import in_order
from comity.dialogue.declared import other_tiers
from comity.dialogue.people import FILE, People, votes_of
from comity.dialogue.published_table import refuse_line
from comity.dialogue.reading import read_statements, read_votes
from comity.dialogue.rule import read_rule
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.statistics import Draw

__all__ = [
    "PARAMETERS",
    "RULE",
    "STATEMENTS",
    "TIERS",
    "VOTES",
    "Parameters",
    "Published",
    "completed",
    "encode_parameters",
    "open_inputs",
    "read_inputs",
    "read_parameters",
    "row_order",
    "statement_lines",
    "vote_lines",
]

VOTES: Final = "inputs/votes.csv"
STATEMENTS: Final = "inputs/statements.csv"
RULE: Final = "inputs/rule.json"
PARAMETERS: Final = "inputs/parameters.json"
TIERS: Final = "inputs/tiers.csv"

WRONG_PARAMETERS: Final = FaultKind(
    "dialogue.parameters",
    N_("the parameters are not readable: {reason}"),
    N_("they are JSON with v, title, ballots, tier, classes, simulated, seed and quick"),
    N_("Take the file as it was published."),
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a report was asked for, beside its rule.

    ``quick`` leaves bootstrap and null model out. ``tier`` names the tier of voters that shapes
    groups and headline: ``file`` for a user's own file. ``classes`` are the columns of what is
    declared that the votes are shown by, with protected ballots only.
    """

    title: str
    seed: int = 0
    quick: bool = False
    simulated: bool = False
    tier: str = FILE
    ballots: str = "open"
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Published:
    """The inputs of a report as read back: votes of the shaping tier, cells of the others."""

    matrix: VoteMatrix
    statements: tuple[Statement, ...]
    parameters: Parameters
    tiers: Breakdown | None = None


def open_inputs(
    log: VoteLog,
    statements: Sequence[Statement],
    parameters: Parameters,
    rule: bytes,
    seed: int,
    people: People | None = None,
) -> dict[str, bytes]:
    """Return the input members of an open bundle: votes of ``parameters.tier``, cells of others.

    ``seed`` numbers the rows at random. It is drawn afresh for each publication and thrown away:
    who knows it knows in which order people came. Without ``people`` all votes are of one tier.
    Raises ``RefusedError`` where classes are asked for: beside the votes they tell who is who.
    """
    if parameters.classes:
        raise refuse(OPEN_BALLOTS.at(Place("--class")))
    told = in_order(completed(statements, log.statements))
    tiers = None
    if people is not None:
        least = read_rule(rule, RULE).minimum_cell
        tiers = other_tiers(log, told, people, parameters.tier, least)
        log = votes_of(log, people, parameters.tier)
    return {
        VOTES: vote_lines(log.matrix("content"), seed),
        STATEMENTS: statement_lines(told),
        RULE: rule,
        PARAMETERS: encode_parameters(parameters),
        TIERS: breakdowns_csv([tiers] if tiers else [], [statement.id for statement in told]),
    }


def read_inputs(inputs: Mapping[str, bytes], minimum: int) -> Published:
    """Return what the input members of an open bundle say.

    Raises ``RefusedError`` with every fault of one, and for a tier's cell below ``minimum``.
    """
    statements = in_order(read_statements(inputs[STATEMENTS], STATEMENTS))
    known = tuple(statement.id for statement in statements)
    log = read_votes(inputs[VOTES], VOTES, statements=known)
    tiers = read_breakdowns(inputs[TIERS], TIERS, known, minimum)
    if len(tiers) > 1:
        raise refuse_line(TIERS, None, phrase(N_("it holds another table than that of the tiers")))
    return Published(
        matrix=log.matrix("content"),
        statements=statements,
        parameters=read_parameters(inputs[PARAMETERS], "open"),
        tiers=tiers[0] if tiers else None,
    )


def row_order(matrix: VoteMatrix, seed: int) -> list[int]:
    """Return the rows in the order in which they are numbered, drawn from ``seed``."""
    order: list[int] = Draw(seed).permutation(matrix.shape[0]).tolist()
    return order


def vote_lines(matrix: VoteMatrix, seed: int) -> bytes:
    """Return the votes as ``row,statement,vote`` under row numbers drawn from ``seed``."""
    order = row_order(matrix, seed)
    endings = [
        [f",{statement},{value}\n" for value in (-1, 0, 1)] for statement in matrix.statements
    ]
    cells = (matrix.value + 1).tolist()
    columns = matrix.column.tolist()
    bounds = list(pairwise(matrix.row_starts.tolist()))
    lines = ["row,statement,vote\n"]
    for number, row in enumerate(order, start=1):
        start, end = bounds[row]
        label = str(number)
        lines.extend(
            label + endings[column][cell]
            for column, cell in zip(columns[start:end], cells[start:end], strict=True)
        )
    return "".join(lines).encode()


def statement_lines(statements: Sequence[Statement]) -> bytes:
    """Return the statements as published: a rejected one without its words, none with authors."""
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


def completed(statements: Sequence[Statement], voted: Sequence[str]) -> list[Statement]:
    """Return all statements, those voted on without a text of their own included."""
    known = {statement.id: statement for statement in statements}
    for label in voted:
        known.setdefault(label, Statement(label, ""))
    return list(known.values())


def encode_parameters(parameters: Parameters) -> bytes:
    """Return the parameters as canonical JSON."""
    members: dict[str, Json] = {
        "v": 1,
        "title": parameters.title,
        "ballots": parameters.ballots,
        "tier": parameters.tier,
        "simulated": parameters.simulated,
        "seed": parameters.seed,
        "quick": parameters.quick,
        "classes": parameters.classes,
    }
    return encode(members)


def read_parameters(data: bytes, ballots: str) -> Parameters:
    """Return the parameters of a conversation with such ballots, else raise ``RefusedError``."""
    try:
        members = decode(data)
    except NotCanonicalError as error:
        raise _wrong(str(error)) from error
    wanted = {"title": str, "ballots": str, "tier": str, "simulated": bool, "seed": int}
    wanted |= {"quick": bool, "classes": list, "v": int}
    if not isinstance(members, dict) or set(members) != set(wanted):
        raise _wrong(phrase(N_("other members than expected")))
    for name, kind in wanted.items():
        if type(members[name]) is not kind:
            raise _wrong(name)
    if members.pop("v") != 1 or members["ballots"] != ballots or members["seed"] < 0:
        raise _wrong(phrase(N_("v, ballots or seed")))
    classes = tuple(members["classes"])
    if not all(isinstance(by, str) for by in classes) or (classes and ballots == "open"):
        raise _wrong("classes")
    return Parameters(**{**members, "classes": classes})


def _wrong(reason: str) -> Exception:
    return refuse(WRONG_PARAMETERS.at(Place(PARAMETERS), reason=reason))
