"""Votes files with one line per participant: the incumbent's ``participants-votes.csv``."""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from comity.dialogue.reading_fields import CastVotes, Labels, VoteOptions, vote_of
from comity.documents import FaultList, Table, read_filled_cells, read_integer_columns
from comity.fault import N_, FaultKind, Place

__all__ = ["read_wide"]

FIRST_LINE: Final = 2

SECOND_LINE: Final = FaultKind(
    "dialogue.participant_twice",
    N_("participant “{participant}” already has line {first}"),
    N_("this form has one line per participant"),
    N_("Keep one of the lines, or give every vote in the form participant,statement,vote."),
)


def read_wide(
    table: Table, first: int, participant: int, options: VoteOptions, faults: FaultList
) -> CastVotes:
    """Return the votes in the columns from ``first`` on, line by line; an empty cell is none.

    What is wrong goes to ``faults``. The votes have no times.
    """
    texts = Labels(table.name, "statement", faults)
    for column in table.columns[first:]:
        texts.number(column, 1)
    if len(texts.labels) < len(table.columns) - first:
        return CastVotes.none()
    plain = None if options.mapping else _read_plain(table, first, participant, texts.labels)
    if plain is not None:
        return plain
    return _read_carefully(table, (first, texts.labels), participant, options, faults)


def _read_plain(
    table: Table, first: int, participant: int, statements: Sequence[str]
) -> CastVotes | None:
    ids = read_integer_columns(table, [participant])
    cells = read_filled_cells(table, first)
    if ids is None or cells is None:
        return None
    line, column, vote = cells
    if len(vote) and not -1 <= vote.min() <= vote.max() <= 1:
        return None
    if ids[0].min() < 0 or len(np.unique(ids[0])) < len(ids[0]):
        return None
    return CastVotes(
        participants=tuple(map(str, ids[0].tolist())),
        statements=tuple(statements),
        participant=line,
        statement=column,
        value=vote,
        time=np.zeros(len(vote), dtype=np.int64),
        line=line + FIRST_LINE,
    )


def _read_carefully(
    table: Table,
    statements: tuple[int, tuple[str, ...]],
    participant: int,
    options: VoteOptions,
    faults: FaultList,
) -> CastVotes:
    first, names = statements
    people = Labels(table.name, table.columns[participant], faults)
    votes = options.votes
    who, what, line_of, value = array("q"), array("q"), array("q"), array("q")
    line_of_person: list[int] = []
    for line, fields in table.records(faults):
        person = people.number(fields[participant], line)
        if 0 <= person < len(line_of_person):
            place = Place(table.name, line, table.columns[participant])
            label = people.labels[person]
            faults.add(SECOND_LINE.at(place, participant=label, first=line_of_person[person]))
            continue
        if person >= 0:
            line_of_person.append(line)
        for column, cell in enumerate(fields[first:]):
            if not cell or cell.isspace():
                continue
            vote = vote_of(cell, votes, Place(table.name, line, names[column]), faults)
            if vote is None or person < 0:
                continue
            who.append(person)
            what.append(column)
            value.append(vote)
            line_of.append(line)
    person_of, text_of, cast, lines = (
        np.array(numbers, dtype=np.int64) for numbers in (who, what, value, line_of)
    )
    time = np.zeros(len(cast), dtype=np.int64)
    return CastVotes(people.labels, names, person_of, text_of, cast, time, lines)
