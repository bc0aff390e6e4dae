"""A conversation as files: in the incumbent's forms and in Comity's own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from comity.canonical import encode
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix, ascending
from comity.documents import write_rows

__all__ = [
    "write_polis_database_votes",
    "write_polis_statements",
    "write_polis_votes",
    "write_polis_wide",
    "write_statements",
    "write_votes",
]

EPOCH: Final = date(1970, 1, 1).toordinal()
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def write_votes(log: VoteLog) -> bytes:
    """Return every vote in the order of the log as ``participant,statement,vote[,at]``.

    ``at`` (milliseconds since 1970) is left out where no time is known.
    """
    has_times = bool(log.time.any())
    header = ("participant", "statement", "vote", "at")
    rows = ((who, what, vote, at) for at, what, who, vote in _records(log))
    if has_times:
        return write_rows(header, rows)
    return write_rows(header[:3], (row[:3] for row in rows))


def write_statements(statements: Sequence[Statement]) -> bytes:
    """Return the statements as ``statement,text,language,moderated,meta``; authors are left out."""
    return write_rows(
        ("statement", "text", "language", "moderated", "meta"),
        (
            (each.id, each.text, each.language, each.moderated, int(each.meta))
            for each in statements
        ),
    )


def write_polis_votes(log: VoteLog) -> bytes:
    """Return every vote as the incumbent's ``votes.csv``: milliseconds, +1 agree."""
    return write_rows(
        ("timestamp", "datetime", "comment-id", "voter-id", "vote"),
        ((at, _date(at), what, who, vote) for at, what, who, vote in _records(log)),
    )


def write_polis_statements(log: VoteLog, statements: Sequence[Statement]) -> bytes:
    """Return the statements as the incumbent's ``comments.csv``, with the latest votes counted.

    That form has no place for language and meta; Comity keeps no time of a statement.
    """
    matrix = log.matrix()
    size = len(matrix.statements)
    agrees = np.bincount(matrix.column[matrix.value == 1], minlength=size).tolist()
    disagrees = np.bincount(matrix.column[matrix.value == -1], minlength=size).tolist()
    place = {label: index for index, label in enumerate(matrix.statements)}
    header = (
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated",
        "comment-body",
    )  # fmt: skip

    def row(each: Statement) -> tuple[str | int | None, ...]:
        at = place.get(each.id)
        counts = (0, 0) if at is None else (agrees[at], disagrees[at])
        return (0, None, each.id, each.author, *counts, each.moderated, each.text)

    return write_rows(header, map(row, statements))


def write_polis_wide(log: VoteLog, statements: Sequence[Statement]) -> bytes:
    """Return the latest votes as the incumbent's ``participants-votes.csv``, one line per person.

    ``group-id`` stays empty; ``n-votes`` counts filled cells.
    """
    matrix = log.matrix()
    labels = list(dict.fromkeys([*matrix.statements, *(each.id for each in statements)]))
    columns = [labels[index] for index in ascending(labels)]
    place = {label: index for index, label in enumerate(columns)}
    header = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *columns)
    written = Counter(each.author for each in statements)
    target = [place[label] for label in matrix.statements]
    return write_rows(header, _wide_rows(matrix, target, len(columns), written))


def write_polis_database_votes(log: VoteLog) -> bytes:
    """Return every vote as JSON in the sign of the incumbent's database, where -1 is agree."""
    return encode(
        [
            {"created": at, "pid": who, "tid": what, "vote": -vote}
            for at, what, who, vote in _records(log)
        ]
    )


def _records(log: VoteLog) -> Iterator[tuple[int, str, str, int]]:
    """Yield (time, statement, participant, vote) of each vote in the order of the log."""
    columns = zip(
        log.time.tolist(),
        log.statement.tolist(),
        log.participant.tolist(),
        log.value.tolist(),
        strict=True,
    )
    for at, statement, participant, vote in columns:
        yield at, log.statements[statement], log.participants[participant], vote


def _wide_rows(
    matrix: VoteMatrix, target: Sequence[int], width: int, written: Counter[str | None]
) -> Iterator[list[str | int | None]]:
    starts = matrix.row_starts.tolist()
    columns, values = matrix.column.tolist(), matrix.value.tolist()
    for index, participant in enumerate(matrix.participants):
        cells: list[str | int | None] = [None] * width
        votes = values[starts[index] : starts[index + 1]]
        for column, vote in zip(columns[starts[index] : starts[index + 1]], votes, strict=True):
            cells[target[column]] = vote
        counts = (written[participant], len(votes), votes.count(1), votes.count(-1))
        yield [participant, None, *counts, *cells]


def _date(milliseconds: int) -> str | None:
    """Return the time as the incumbent writes it, in UTC; None where none is known."""
    if milliseconds == 0:
        return None
    days, seconds = divmod(milliseconds // 1000, 86_400)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{_day(days)} {clock} GMT+0000 (Coordinated Universal Time)"


@lru_cache(maxsize=1000)
def _day(days: int) -> str:
    day = date.fromordinal(EPOCH + days)
    return f"{WEEKDAYS[day.weekday()]} {MONTHS[day.month - 1]} {day.day:02d} {day.year}"
