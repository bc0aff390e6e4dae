"""Votes files with one vote per line: the incumbent's ``votes.csv`` and Comity's own."""

from array import array
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.reading_fields import (
    BAD_TIME,
    EARLIEST_MILLISECONDS,
    LATEST,
    CastVotes,
    Labels,
    VoteOptions,
    moment,
    shown,
    vote_of,
)
from comity.documents import FaultList, Table, read_integer_columns
from comity.fault import Place

__all__ = ["LongColumns", "read_long"]

Int64: TypeAlias = NDArray[np.int64]

FIRST_LINE: Final = 2


@dataclass(frozen=True, slots=True)
class LongColumns:
    """Where who, what, the vote and the time (if any) stand in a line."""

    participant: int
    statement: int
    vote: int
    time: int | None


def read_long(
    table: Table, columns: LongColumns, options: VoteOptions, faults: FaultList
) -> CastVotes:
    """Return the votes of the table in file order; what is wrong with it goes to ``faults``.

    Plain files go a fast way; the careful one gives the same values for them, only later.
    """
    plain = None if options.mapping else read_plain(table, columns)
    return read_carefully(table, columns, options, faults) if plain is None else plain


def read_plain(table: Table, columns: LongColumns) -> CastVotes | None:
    """Return the votes if all ids, votes and times are plain whole numbers in range, else None."""
    wanted = [columns.participant, columns.statement, columns.vote]
    if columns.time is not None:
        wanted.append(columns.time)
    found = read_integer_columns(table, wanted)
    if found is None:
        return None
    participant, statement, vote = found[:3]
    time = found[3] if columns.time is not None else np.zeros(len(vote), dtype=np.int64)
    if min(participant.min(), statement.min(), time.min()) < 0 or time.max() >= LATEST:
        return None
    if vote.min() < -1 or vote.max() > 1:
        return None
    people, person = _numbered(participant)
    texts, text = _numbered(statement)
    return CastVotes(
        participants=people,
        statements=texts,
        participant=person,
        statement=text,
        value=vote,
        time=np.where(time < EARLIEST_MILLISECONDS, time * 1000, time),
        line=np.arange(len(vote)) + FIRST_LINE,
    )


def read_carefully(
    table: Table, columns: LongColumns, options: VoteOptions, faults: FaultList
) -> CastVotes:
    """Return the votes record by record, and every fault found on the way."""
    people = Labels(table.name, table.columns[columns.participant], faults)
    texts = Labels(table.name, table.columns[columns.statement], faults)
    votes = options.votes
    who, what, line_of = array("q"), array("q"), array("q")
    value, time = array("q"), array("q")
    for line, fields in table.records(faults):
        person = people.number(fields[columns.participant], line)
        text = texts.number(fields[columns.statement], line)
        vote = votes.get(fields[columns.vote])
        if vote is None:
            place = Place(table.name, line, table.columns[columns.vote])
            vote = vote_of(fields[columns.vote], votes, place, faults)
        at = _time(table, columns, fields, line, faults)
        if vote is None or min(person, text, at) < 0:
            continue
        who.append(person)
        what.append(text)
        value.append(vote)
        time.append(at)
        line_of.append(line)
    arrays = [np.array(numbers, dtype=np.int64) for numbers in (who, what, value, time, line_of)]
    return CastVotes(people.labels, texts.labels, *arrays)


def _time(
    table: Table, columns: LongColumns, fields: list[str], line: int, faults: FaultList
) -> int:
    if columns.time is None:
        return 0
    at = moment(fields[columns.time])
    if at is not None:
        return at
    column = table.columns[columns.time]
    value = shown(fields[columns.time])
    faults.add(BAD_TIME.at(Place(table.name, line, column), column=column, value=value))
    return -1


def _numbered(ids: Int64) -> tuple[tuple[str, ...], Int64]:
    """Return the distinct ids in ascending order as labels, and the place of each item's id."""
    largest = int(ids.max())
    if largest > 4 * len(ids) + 1_000_000:
        distinct, place = np.unique(ids, return_inverse=True)
        return tuple(map(str, distinct.tolist())), place
    # Small numbers: a table by id is several times faster than sorting.
    is_used = np.zeros(largest + 1, dtype=np.bool_)
    is_used[ids] = True
    rank = np.cumsum(is_used) - 1
    return tuple(map(str, np.flatnonzero(is_used).tolist())), rank[ids]
