"""Statements files: the incumbent's ``comments.csv`` and Comity's own."""

from dataclasses import dataclass, replace
from re import compile as pattern
from typing import Final

from comity.dialogue.reading_fields import Labels, shown
from comity.dialogue.votes import Statement, ascending
from comity.documents import LONGEST_LIST, FaultList, Table, read_table
from comity.fault import N_, Fault, FaultKind, Place
from comity.language import clean_text

__all__ = ["StatementsFile", "read_statements", "read_statements_file"]

LANGUAGE_TAG: Final = pattern(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
REPLACEMENT: Final = "\ufffd"
MODERATED: Final = {"-1": -1, "0": 0, "1": 1, "": 0}
YES_NO: Final = {"1": True, "true": True, "0": False, "false": False, "": False}

STATEMENT_COLUMNS: Final = FaultKind(
    "dialogue.statements_columns",
    N_("the first line names {found}"),
    N_("a statements file has comment-id and comment-body, or statement and text"),
    N_("Missing: {missing}. Export the statements (comments.csv), or rename the columns."),
)
IS_VOTES_FILE: Final = FaultKind(
    "dialogue.statements_are_votes",
    N_("this file holds votes, not statements"),
    N_("a statements file has comment-id and comment-body, or statement and text"),
    N_("Give the votes first: comity dialogue report VOTES.csv --statements COMMENTS.csv"),
)
STATEMENT_TWICE: Final = FaultKind(
    "dialogue.statement_twice",
    N_("statement {statement} already stands on line {first}"),
    N_("each statement has an id of its own"),
    N_("Remove the line, or give it another id if it is another statement."),
)
BAD_FLAG: Final = FaultKind(
    "dialogue.statement_flag",
    N_("{column} is “{value}”"),
    N_("{column} is one of {allowed}"),
    N_("Correct it, or leave the field empty."),
)
BAD_LANGUAGE: Final = FaultKind(
    "dialogue.statement_language",
    N_("language is “{value}”"),
    N_("a language is a tag such as ar, en or zh-Hant (BCP 47)"),
    N_("Correct it, or leave the field empty."),
)
CONTROLS_REMOVED: Final = FaultKind(
    "dialogue.note_controls",
    N_("statement {statement} held invisible control characters: {characters}"),
    N_("they can make a text read as something else, and are left out"),
    N_("Compare the statement with its source."),
)
BROKEN_TEXT: Final = FaultKind(
    "dialogue.note_broken_text",
    N_("statement {statement} holds the sign for an unreadable character (U+FFFD)"),
    N_("it is kept as it is"),
    N_("The text was damaged before it came here: export it again if you can."),
)
EMPTY_TEXT: Final = FaultKind(
    "dialogue.note_empty_text",
    N_("statement {statement} has no text"),
    N_("it is kept as it is"),
    N_("Add the text if it was lost."),
)


@dataclass(frozen=True, slots=True)
class StatementsFile:
    """The statements of a file, ascending by id, what was noted, and agree and disagree counts.

    ``counted`` gives what the file itself says of each statement's votes, empty if it says nothing.
    """

    statements: tuple[Statement, ...]
    notes: tuple[Fault, ...]
    counted: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Columns:
    id: int
    text: int
    moderated: int | None
    meta: int | None
    language: int | None
    author: int | None
    agrees: int | None
    disagrees: int | None


def read_statements(data: bytes, name: str = "comments.csv") -> tuple[Statement, ...]:
    """Return the statements of a file, ascending by id.

    Texts come in NFC and without deceptive control characters; markup in them stays as it is.
    Raises ``RefusedError`` with all faults of the file.
    """
    return read_statements_file(data, name).statements


def read_statements_file(data: bytes, name: str) -> StatementsFile:
    """Return the statements of a file with all that was noted on the way."""
    faults, notes = FaultList(name), list[Fault]()
    table = read_table(data, name)
    columns = _columns(table, faults)
    faults.refuse_any()
    ids = Labels(name, table.columns[columns.id], faults)
    line_of: dict[int, int] = {}
    statements: list[Statement] = []
    counted: dict[str, tuple[int, int]] = {}
    for line, fields in table.records(faults):
        number = ids.number(fields[columns.id], line)
        if number < 0:
            continue
        label = ids.label(number)
        if number in line_of:
            place = Place(name, line)
            faults.add(STATEMENT_TWICE.at(place, statement=label, first=line_of[number]))
            continue
        line_of[number] = line
        statement = Statement(label, _text(fields[columns.text], label, Place(name, line), notes))
        statements.append(_with_flags(statement, table, columns, (line, fields), faults))
        counted |= _counts(label, columns, fields)
    faults.refuse_any()
    order = ascending([statement.id for statement in statements])
    return StatementsFile(
        tuple(statements[index] for index in order), tuple(notes[:LONGEST_LIST]), counted
    )


def _columns(table: Table, faults: FaultList) -> _Columns:
    ids, text = table.find("comment-id", "statement"), table.find("comment-body", "text")
    if ids is not None and text is not None:
        return _Columns(
            id=ids,
            text=text,
            moderated=table.find("moderated"),
            meta=table.find("meta", "is-meta"),
            language=table.find("language", "lang"),
            author=table.find("author-id", "author"),
            agrees=table.find("agrees"),
            disagrees=table.find("disagrees"),
        )
    place = Place(table.name, line=1)
    if table.find("vote", "n-votes") is not None:
        faults.add(IS_VOTES_FILE.at(place))
    else:
        pairs = ((ids, "comment-id"), (text, "comment-body"))
        missing = ", ".join(column for position, column in pairs if position is None)
        found = shown(", ".join(table.columns))
        faults.add(STATEMENT_COLUMNS.at(place, found=found, missing=missing))
    return _Columns(0, 0, None, None, None, None, None, None)


def _text(field: str, label: str, place: Place, notes: list[Fault]) -> str:
    clean = clean_text(field)
    if clean.removed:
        characters = ", ".join(clean.removed_controls)
        notes.append(CONTROLS_REMOVED.at(place, statement=label, characters=characters))
    if REPLACEMENT in clean.text:
        notes.append(BROKEN_TEXT.at(place, statement=label))
    if not clean.text.strip():
        notes.append(EMPTY_TEXT.at(place, statement=label))
    return clean.text


def _with_flags(
    statement: Statement,
    table: Table,
    columns: _Columns,
    record: tuple[int, list[str]],
    faults: FaultList,
) -> Statement:
    """Return the statement with moderation, meta, language and author of its line."""
    line, fields = record

    def field(position: int | None) -> str:
        return "" if position is None else fields[position].strip()

    def place(position: int | None) -> Place:
        return Place(table.name, line, None if position is None else table.columns[position])

    moderated, meta = field(columns.moderated), field(columns.meta).lower()
    language, author = field(columns.language), field(columns.author)
    if moderated not in MODERATED:
        found = {"column": "moderated", "value": shown(moderated), "allowed": "1, 0, −1"}
        faults.add(BAD_FLAG.at(place(columns.moderated), **found))
    if meta not in YES_NO:
        found = {"column": "meta", "value": shown(meta), "allowed": "1, 0"}
        faults.add(BAD_FLAG.at(place(columns.meta), **found))
    if language and not LANGUAGE_TAG.fullmatch(language):
        faults.add(BAD_LANGUAGE.at(place(columns.language), value=shown(language)))
    return replace(
        statement,
        moderated=MODERATED.get(moderated, 0),
        meta=YES_NO.get(meta, False),
        language=language or None,
        author=author or None,
    )


def _counts(label: str, columns: _Columns, fields: list[str]) -> dict[str, tuple[int, int]]:
    if columns.agrees is None or columns.disagrees is None:
        return {}
    agrees, disagrees = fields[columns.agrees].strip(), fields[columns.disagrees].strip()
    if not all(
        text.isascii() and text.isdecimal() and len(text) <= 9 for text in (agrees, disagrees)
    ):
        return {}
    return {label: (int(agrees), int(disagrees))}
