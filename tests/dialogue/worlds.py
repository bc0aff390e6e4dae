"""Conversations to test with: real ones, and made ones whose structure is known."""

import csv
import gzip
from dataclasses import replace
from importlib.resources import files

import numpy as np
from scipy.special import ndtri

from comity.dialogue.rule import read_rule
from comity.dialogue.votes import VoteLog, VoteMatrix
from comity.statistics import Draw, derive_seed

SHIPPED = read_rule(files("comity.data").joinpath("dialogue/common-ground/2.json").read_bytes())


def quick_rule(replicates=40, null_replicates=39, **groups):
    """The shipped rule with few replicates, so that a test takes a fraction of a second."""
    return replace(
        SHIPPED,
        groups=replace(
            SHIPPED.groups, replicates=replicates, null_replicates=null_replicates, **groups
        ),
    )


def real_log(shared_data, name):
    """Return the log of a shared conversation and the ids of its rejected statements."""
    folder = shared_data / "dialogue" / "conversations" / name
    with gzip.open(folder / "votes.csv.gz", "rt", encoding="utf-8") as votes:
        rows = list(csv.DictReader(votes))
    with gzip.open(folder / "comments.csv.gz", "rt", encoding="utf-8") as comments:
        rejected = {
            row["comment-id"] for row in csv.DictReader(comments) if row["moderated"] == "-1"
        }
    log = VoteLog.of(
        [row["voter-id"] for row in rows],
        [row["comment-id"] for row in rows],
        [int(row["vote"]) for row in rows],
        [int(row["timestamp"]) for row in rows],
    )
    return log, rejected


def real_matrix(shared_data, name):
    log, rejected = real_log(shared_data, name)
    matrix = log.matrix("content")
    return matrix, np.array([label in rejected for label in matrix.statements])


def camps(seed, people=120, statements=40, centres=((2, 0), (-2, 0)), seen=0.6, liked=0):
    """Return a log of ``people`` in equal camps, and each row's true camp.

    Statements have random directions; the chance to agree is logistic in direction × position, a
    tenth pass, each cell is seen with chance ``seen``. With the first ``liked`` statements nine in
    ten agree, whatever their camp.
    """
    draw = Draw(derive_seed(seed, "camps"))
    truth = np.arange(people) % len(centres)
    noise = draw.floats(people * 2 * 6).reshape(people, 2, 6).sum(axis=2) - 3
    place = np.array(centres, dtype=float)[truth] + 0.6 * noise
    turn = 2 * np.pi * draw.floats(statements)
    way = np.stack([np.cos(turn), np.sin(turn)]) * 1.2
    agree = 1 / (1 + np.exp(-(np.einsum("pa,as->ps", place, way))))
    agree[:, :liked] = 0.9
    cells = (people, statements)
    value = np.where(draw.floats(people * statements).reshape(cells) < agree, 1, -1)
    value[draw.floats(people * statements).reshape(cells) < 0.1] = 0
    row, column = np.nonzero(draw.floats(people * statements).reshape(cells) < seen)
    order = draw.permutation(len(row))
    log = VoteLog.of(
        [f"p{index}" for index in row[order]],
        [str(index) for index in column[order]],
        value[row, column][order],
    )
    return log, {f"p{index}": int(camp) for index, camp in enumerate(truth)}


def crowd(seed, people, statements):
    """Return a sparse, unequally seen matrix of three latent groups, and who is in which.

    Votes per person are lognormal, statements' popularity falls with rank to the power 0.3.
    """
    draw = Draw(derive_seed(seed, "crowd"))

    def normal(*shape):
        return ndtri(draw.floats(int(np.prod(shape))) + 2.0**-54).reshape(shape)

    truth = np.searchsorted([0.5, 0.8], draw.floats(people), side="right")
    middle = np.array([(1.5, 0), (-1, 1.2), (-0.6, -1.4)])[truth]
    place, way, liking = (
        middle + normal(people, 2) / 2,
        normal(statements, 2) * 0.9,
        normal(statements),
    )
    popular = np.arange(1, statements + 1) ** -0.3
    popular = popular[draw.permutation(statements)]
    votes = np.clip(30 * np.exp(normal(people)), 1, statements).astype(int)
    row = np.repeat(np.arange(people), votes)
    cell = np.unique(row * statements + draw.weighted(popular, len(row)))
    row, column = np.divmod(cell, statements)
    chance = 1 / (
        1 + np.exp(-np.einsum("ij,ij->i", place[row], way[column]) - liking[column] - 0.5)
    )
    value = np.where(draw.floats(len(row)) < chance, 1, -1)
    value[draw.floats(len(row)) < 0.12] = 0
    matrix = VoteMatrix(
        participants=tuple(f"p{index}" for index in range(people)),
        statements=tuple(str(index) for index in range(statements)),
        row=row.astype(np.int32),
        column=column.astype(np.int32),
        value=value.astype(np.int8),
    )
    return matrix, truth


def dense(table):
    """Return the matrix of a list of rows of +1, -1, 0 and None."""
    cells = [(i, j, v) for i, row in enumerate(table) for j, v in enumerate(row) if v is not None]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return VoteMatrix(
        participants=tuple(f"p{index}" for index in range(len(table))),
        statements=tuple(str(index) for index in range(len(table[0]) if table else 0)),
        row=np.array(rows, dtype=np.int32),
        column=np.array(columns, dtype=np.int32),
        value=np.array(values, dtype=np.int8),
    )


def nothing_excluded(matrix):
    return np.zeros(matrix.shape[1], dtype=bool)
