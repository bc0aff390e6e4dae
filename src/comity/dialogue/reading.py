"""A conversation out of files: the incumbent's exports and Comity's own, told by their columns.

The incumbent writes +1 for agree in its CSV files and -1 in its database and JSON; here only CSV
is read, and +1 is agree everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from comity.dialogue.reading_fields import CastVotes, VoteOptions, read_vote_map, shown
from comity.dialogue.reading_long import LongColumns, read_long
from comity.dialogue.reading_statements import (
    StatementsFile,
    read_statements,
    read_statements_file,
)
from comity.dialogue.reading_wide import read_wide
from comity.dialogue.votes import Statement, VoteLog
from comity.documents import FaultList, Table, read_table
from comity.fault import N_, Fault, FaultKind, Place, RefusedError

__all__ = [
    "Conversation",
    "InputFile",
    "read_conversation",
    "read_statements",
    "read_vote_map",
    "read_votes",
]

PARTICIPANT: Final = ("voter-id", "participant", "row")
STATEMENT: Final = ("comment-id", "statement")
TIME: Final = ("timestamp", "at")
WIDE_ONLY: Final = ("xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
# Below this many votes two files may differ by chance as if their signs were swapped.
ENOUGH_TO_TELL: Final = 50

VOTES_COLUMNS: Final = FaultKind(
    "dialogue.votes_columns",
    N_("the first line names {found}"),
    N_("a votes file has voter-id, comment-id and vote, or participant, statement and vote"),
    N_("Missing: {missing}. Export the votes (votes.csv), or rename the columns."),
)
IS_STATEMENTS_FILE: Final = FaultKind(
    "dialogue.votes_are_statements",
    N_("this file holds statements, not votes"),
    N_("a votes file has voter-id, comment-id and vote, or participant, statement and vote"),
    N_("Give the votes first: comity dialogue report VOTES.csv --statements COMMENTS.csv"),
)
IS_IMPORTANCE_FILE: Final = FaultKind(
    "dialogue.votes_are_importance",
    N_("this file says which statements people marked as important, not how they voted"),
    N_("a votes file with one line per participant has the columns n-agree and n-disagree"),
    N_("Export votes.csv or participants-votes.csv."),
)
UNKNOWN_STATEMENT: Final = FaultKind(
    "dialogue.unknown_statement",
    N_("{count} votes, the first here, are on statement “{statement}”, which {file} does not have"),
    N_("each vote is on a statement of the statements file"),
    N_("Add the statement, or give the statements file of the same conversation."),
)
VOTE_TWICE: Final = FaultKind(
    "dialogue.vote_twice",
    N_("row {row} has a vote on statement {statement} already"),
    N_("the form row,statement,vote has one vote per row and statement"),
    N_("Keep the latest; every vote cast can be given in the form participant,statement,vote,at."),
)
SIGN_SWAPPED: Final = FaultKind(
    "dialogue.sign_swapped",
    N_("the votes count {agree} agreements where {file} counts as many disagreements"),
    N_("1 is agree and −1 is disagree"),
    N_("These votes come from a database that has it the other way: --map 1=-1 --map -1=1"),
)
NO_TIMES: Final = FaultKind(
    "dialogue.note_no_times",
    N_("the votes have no times"),
    N_("of several votes of one participant on one statement the last in the file counts"),
    N_("Give the column timestamp (or at) if the order in the file is another."),
)
NO_VOTES: Final = FaultKind(
    "dialogue.note_no_votes",
    N_("there is no vote in the file"),
    N_("a report then says “not enough data” for everything"),
    N_("Was the export finished? Try it again."),
)
IGNORED_COLUMN: Final = FaultKind(
    "dialogue.note_ignored_column",
    N_("the column “{column}” is not used"),
    N_("who, what, how and when is all that is read"),
    N_("Nothing needs to be done."),
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it came: its name for messages, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """Votes and statements that belong together, and what was noted while reading.

    A note has the form of a fault, but nothing was refused.
    """

    log: VoteLog
    statements: tuple[Statement, ...]
    notes: tuple[Fault, ...]


def read_conversation(
    votes: InputFile,
    statements: InputFile | None = None,
    mapping: Mapping[str, int | None] | None = None,
) -> Conversation:
    """Return votes and statements, checked against each other.

    Without a statements file each statement voted on has its id and an empty text. Raises
    ``RefusedError`` with the faults of both files.
    """
    faults: list[Fault] = []
    texts = StatementsFile((), (), {})
    if statements is not None:
        try:
            texts = read_statements_file(statements.data, statements.name)
        except RefusedError as error:
            faults += error.faults
    known = None
    if statements is not None and not faults:
        known = frozenset(statement.id for statement in texts.statements)
    try:
        table, cast = _read(votes, VoteOptions(mapping or {}, known), statements)
    except RefusedError as error:
        raise RefusedError((*error.faults, *faults)) from None
    if faults:
        raise RefusedError(faults)
    _refuse_swapped_sign(cast, texts, votes.name, statements)
    log = cast.log()
    listed = texts.statements if statements is not None else _untold(log)
    return Conversation(log, listed, (*_notes(table, cast), *texts.notes))


def read_votes(
    data: bytes,
    name: str = "votes.csv",
    *,
    statements: Iterable[str] | None = None,
    mapping: Mapping[str, int | None] | None = None,
) -> VoteLog:
    """Return every vote of the file in its order; times are in milliseconds (0 if none are given).

    Understands ``votes.csv`` and ``participants-votes.csv`` of the incumbent, and Comity's own
    ``participant,statement,vote[,at]`` and ``row,statement,vote``. With ``statements``, a vote on
    another one is a fault. ``mapping`` gives the vote that a value of the file stands for, None
    for not a vote. Raises ``RefusedError`` with all faults of the file (1,000 at most).
    """
    known = None if statements is None else frozenset(statements)
    return _read(InputFile(name, data), VoteOptions(mapping or {}, known), None)[1].log()


def _untold(log: VoteLog) -> tuple[Statement, ...]:
    return tuple(Statement(label, "") for label in log.statements)


def _read(
    file: InputFile, options: VoteOptions, statements: InputFile | None
) -> tuple[Table, CastVotes]:
    table, faults = read_table(file.data, file.name), FaultList(file.name)
    cast = _read_form(table, options, faults)
    if options.known is not None:
        other = "the statements file" if statements is None else statements.name
        _find_unknown_statements(cast, options.known, (file.name, other), faults)
    faults.refuse_any()
    return table, cast


def _read_form(table: Table, options: VoteOptions, faults: FaultList) -> CastVotes:
    participant, statement = table.find(*PARTICIPANT), table.find(*STATEMENT)
    vote = table.find("vote")
    if participant is not None and statement is not None and vote is not None:
        columns = LongColumns(participant, statement, vote, table.find(*TIME))
        cast = read_long(table, columns, options, faults)
        if table.keys[participant] == "row":
            _find_second_votes(cast, table.name, faults)
        return cast
    first = _first_statement(table)
    if participant is not None and first is not None:
        return read_wide(table, first, participant, options, faults)
    faults.add(_fault_of_columns(table, (participant, statement, vote)))
    return CastVotes.none()


def _first_statement(table: Table) -> int | None:
    """Return the first column of a statement if this is one line per participant, else None."""
    if table.find("n-important", "vote") is not None:
        return None
    first = 1 + max(table.find(name) or 0 for name in (*PARTICIPANT, *WIDE_ONLY))
    rest = table.columns[first:]
    is_wide = "n-votes" in table.keys or (
        len(rest) > 0 and all(column.isascii() and column.isdecimal() for column in rest)
    )
    return first if is_wide else None


def _fault_of_columns(table: Table, positions: tuple[int | None, ...]) -> Fault:
    place = Place(table.name, line=1)
    if "n-important" in table.keys:
        return IS_IMPORTANCE_FILE.at(place)
    if table.find("comment-body", "text") is not None and "vote" not in table.keys:
        return IS_STATEMENTS_FILE.at(place)
    named = zip(positions, ("voter-id", "comment-id", "vote"), strict=True)
    missing = ", ".join(column for position, column in named if position is None)
    return VOTES_COLUMNS.at(place, found=shown(", ".join(table.columns)), missing=missing)


def _find_unknown_statements(
    cast: CastVotes, known: frozenset[str], names: tuple[str, str], faults: FaultList
) -> None:
    """Add one fault per statement voted on that is not known, at the line of its first vote."""
    unknown = [index for index, label in enumerate(cast.statements) if label not in known]
    if not unknown or not len(cast.statement):
        return
    counts = np.bincount(cast.statement, minlength=len(cast.statements))
    file, statements_file = names
    for index in unknown:
        if counts[index] == 0 or faults.full:
            continue
        line = int(cast.line[np.argmax(cast.statement == index)])
        found = {"statement": cast.statements[index], "count": int(counts[index])}
        faults.add(UNKNOWN_STATEMENT.at(Place(file, line), file=statements_file, **found))


def _find_second_votes(cast: CastVotes, name: str, faults: FaultList) -> None:
    cell = cast.participant * max(1, len(cast.statements)) + cast.statement
    order = np.argsort(cell, kind="stable")
    again = order[1:][cell[order[1:]] == cell[order[:-1]]]
    for index in np.sort(again)[:1000].tolist():
        row = cast.participants[int(cast.participant[index])]
        statement = cast.statements[int(cast.statement[index])]
        line = int(cast.line[index])
        faults.add(VOTE_TWICE.at(Place(name, line), row=row, statement=statement))


def _refuse_swapped_sign(
    cast: CastVotes, texts: StatementsFile, name: str, statements: InputFile | None
) -> None:
    """Refuse votes whose agreements are clearly the other file's disagreements."""
    pairs = [texts.counted.get(label, (-1, -1)) for label in cast.statements]
    told = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    has = told[:, 0] >= 0
    size = len(cast.statements)
    agree = np.bincount(cast.statement[cast.value == 1], minlength=size)[has]
    disagree = np.bincount(cast.statement[cast.value == -1], minlength=size)[has]
    same = int(np.abs(agree - told[has, 0]).sum() + np.abs(disagree - told[has, 1]).sum())
    swapped = int(np.abs(agree - told[has, 1]).sum() + np.abs(disagree - told[has, 0]).sum())
    if statements is None or agree.sum() + disagree.sum() < ENOUGH_TO_TELL or same <= 4 * swapped:
        return
    fault = SIGN_SWAPPED.at(Place(name), agree=int(agree.sum()), file=statements.name)
    raise RefusedError([fault])


def _notes(table: Table, cast: CastVotes) -> tuple[Fault, ...]:
    place = Place(table.name, line=1)
    notes = [NO_VOTES.at(place)] if not len(cast.value) else []
    is_log = "vote" in table.keys and "row" not in table.keys
    if is_log and table.find(*TIME) is None:
        notes.append(NO_TIMES.at(place))
    if is_log:
        used = {*PARTICIPANT, *STATEMENT, *TIME, "vote", "datetime"}
        others = [
            column for column, key in zip(table.columns, table.keys, strict=True) if key not in used
        ]
        notes += [IGNORED_COLUMN.at(place, column=shown(column)) for column in others[:20]]
    return tuple(notes)
