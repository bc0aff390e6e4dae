"""Translations of statements: whose they are, who reviewed them, and of which original.

They shape no number. A translation names its original by a digest of the text: when the original
changes, the translation is stale, and readers are shown the original.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as pattern
from typing import Final, Literal, NamedTuple, TypeAlias

from comity.canonical import sha256_hex
from comity.dialogue.published_table import write_lines
from comity.dialogue.reading_fields import shown
from comity.dialogue.votes import Statement
from comity.documents import FaultList, Table, read_table
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse
from comity.language import clean_text, is_known_tag

__all__ = [
    "Origin",
    "Translation",
    "read_translations",
    "source_of",
    "translation_faults",
    "translation_lines",
]

Origin: TypeAlias = Literal["human", "machine"]

HEADER: Final = ("statement", "language", "text", "origin", "reviewer", "source")
DIGEST: Final = pattern("[0-9a-f]{64}")
MARKUP: Final = pattern("<[A-Za-z/!?]")
LONGEST_NAME: Final = 200
# A translation is about as long as its original; some languages need much more than others.
SPARE, TIMES = 1000, 4

COLUMNS: Final = FaultKind(
    "dialogue.translation_columns",
    N_("the first line names {found}"),
    N_("a file of translations has statement, language, text, origin, and source or original"),
    N_("Missing: {missing}. Add the column, or correct its name."),
)
UNKNOWN_STATEMENT: Final = FaultKind(
    "dialogue.translation_statement",
    N_("it translates statement “{statement}”"),
    N_("only statements of this conversation are translated"),
    N_("Correct the id, or remove the line."),
)
WRONG_LANGUAGE: Final = FaultKind(
    "dialogue.translation_language",
    N_("language is “{value}”"),
    N_(
        "a translation is in another language than its original, named by a tag such as ar, en or "
        "zh-Hant (BCP 47)"
    ),
    N_("Correct it, or remove the line."),
)
TWICE: Final = FaultKind(
    "dialogue.translation_twice",
    N_("statement {statement} already has a translation into {language} on line {first}"),
    N_("a statement has one translation into each language"),
    N_("Remove one of the lines."),
)
WRONG_TEXT: Final = FaultKind(
    "dialogue.translation_text",
    N_("the text {reason}"),
    N_(
        "a translation is plain text about as long as its original: no markup, no invisible "
        "characters"
    ),
    N_("Correct the text."),
)
WRONG_ORIGIN: Final = FaultKind(
    "dialogue.translation_origin",
    N_("{column} is “{value}”"),
    N_(
        "the origin is “human”, or “machine” and the name of the system; names have at most 200 "
        "characters, all of them visible"
    ),
    N_("For example: machine ExampleTranslate 4"),
)
WRONG_SOURCE: Final = FaultKind(
    "dialogue.translation_source",
    N_("source is “{value}”"),
    N_(
        "a translation names its original: by the SHA-256 of the text in UTF-8, 64 hexadecimal "
        "digits, or by the text itself in the column original"
    ),
    N_("Add a column original with the text that was translated."),
)


@dataclass(frozen=True, slots=True)
class Translation:
    """One statement in one other language.

    ``by`` is the system of a machine, or the translator; "" where a human is not named. ``source``
    is the SHA-256 of the original it was made from. Without ``reviewer`` nobody has reviewed it.
    """

    statement: str
    language: str
    text: str
    origin: Origin
    by: str
    reviewer: str
    source: str


def source_of(statement: Statement) -> str:
    """Return the digest by which a translation names this statement's text."""
    return sha256_hex(statement.text.encode())


def translation_faults(translation: Translation, statement: Statement) -> tuple[Fault, ...]:
    """Return all that speaks against entering ``translation`` as one of ``statement``."""
    place = Place(f"statement {statement.id}")
    faults = []
    if not _in_another_language(translation.language, statement):
        faults.append(WRONG_LANGUAGE.at(place, value=shown(translation.language)))
    reason = _wrong_text(translation.text, statement)
    if reason:
        faults.append(WRONG_TEXT.at(place, reason=reason))
    names = {"origin": translation.by, "reviewer": translation.reviewer}
    wrong = [column for column, name in names.items() if not _is_name(name)]
    if translation.origin == "machine" and not translation.by:
        wrong.append("origin")
    faults += [
        WRONG_ORIGIN.at(place, column=column, value=shown(names[column])) for column in wrong
    ]
    return tuple(faults)


def read_translations(
    data: bytes, name: str, statements: Sequence[Statement]
) -> tuple[Translation, ...]:
    """Return the translations of a file, by statement (in the order given) and language.

    Raises ``RefusedError`` with all faults of the file.
    """
    table = read_table(data, name)
    reading = _Reading(table, _columns(table), {each.id: each for each in statements})
    for line, fields in table.records(reading.faults):
        reading.take(line, fields)
    reading.faults.refuse_any()
    place = {each.id: at for at, each in enumerate(statements)}
    found = (translation for _line, translation in reading.found.values())
    return tuple(sorted(found, key=lambda each: (place[each.statement], each.language)))


def translation_lines(
    translations: Sequence[Translation], statements: Sequence[Statement]
) -> bytes:
    """Return the translations as published: none of a rejected statement, which has no words."""
    rejected = {each.id for each in statements if each.moderated < 0}
    return write_lines(
        HEADER,
        (
            (
                each.statement,
                each.language,
                each.text,
                f"{each.origin} {each.by}".strip(),
                each.reviewer,
                each.source,
            )
            for each in translations
            if each.statement not in rejected
        ),
    )


class _Columns(NamedTuple):
    statement: int
    language: int
    text: int
    origin: int
    reviewer: int | None
    source: int | None
    original: int | None


def _columns(table: Table) -> _Columns:
    found = {name: table.find(name) for name in (*HEADER, "original")}
    missing = [name for name in HEADER[:4] if found[name] is None]
    if found["source"] is None and found["original"] is None:
        missing.append("source")
    if missing:
        named = shown(", ".join(table.columns))
        place = Place(table.name, 1)
        raise refuse(COLUMNS.at(place, found=named, missing=", ".join(missing)))
    return _Columns(
        statement=found["statement"] or 0,
        language=found["language"] or 0,
        text=found["text"] or 0,
        origin=found["origin"] or 0,
        reviewer=found["reviewer"],
        source=found["source"],
        original=found["original"],
    )


class _Reading:
    """One file being read: what was found, with its line, and what is at fault."""

    def __init__(self, table: Table, columns: _Columns, statements: dict[str, Statement]) -> None:
        self.table = table
        self.columns = columns
        self.statements = statements
        self.faults = FaultList(table.name)
        self.found: dict[tuple[str, str], tuple[int, Translation]] = {}

    def take(self, line: int, fields: list[str]) -> None:
        """Keep the translation of a line, or add its faults."""
        before = len(self.faults)
        columns = self.columns
        statement = self._statement(line, fields[columns.statement].strip())
        language = self._language(line, fields[columns.language].strip(), statement)
        text = self._text(line, fields[columns.text], statement)
        origin, by = self._origin(line, fields[columns.origin])
        reviewer = self._name(line, "reviewer", _field(fields, columns.reviewer))
        source = self._source(line, fields)
        if len(self.faults) > before or statement is None:
            return
        key = (statement.id, language.casefold())
        if key in self.found:
            told = {"statement": statement.id, "language": language, "first": self.found[key][0]}
            self.faults.add(TWICE.at(self._place(line, "language"), **told))
            return
        made = Translation(statement.id, language, text, origin, by, reviewer, source)
        self.found[key] = (line, made)

    def _place(self, line: int, column: str) -> Place:
        return Place(self.table.name, line, column)

    def _statement(self, line: int, label: str) -> Statement | None:
        statement = self.statements.get(label)
        if statement is None:
            place = self._place(line, "statement")
            self.faults.add(UNKNOWN_STATEMENT.at(place, statement=shown(label)))
        return statement

    def _language(self, line: int, tag: str, statement: Statement | None) -> str:
        if not _in_another_language(tag, statement):
            place = self._place(line, "language")
            self.faults.add(WRONG_LANGUAGE.at(place, value=shown(tag)))
        return tag

    def _text(self, line: int, field: str, statement: Statement | None) -> str:
        reason = _wrong_text(field, statement)
        if reason:
            self.faults.add(WRONG_TEXT.at(self._place(line, "text"), reason=reason))
        return clean_text(field).text.strip()

    def _origin(self, line: int, field: str) -> tuple[Origin, str]:
        kind, _, name = field.strip().partition(" ")
        by = self._name(line, "origin", name)
        if kind == "machine" and by:
            return "machine", by
        if kind != "human":
            place = self._place(line, "origin")
            self.faults.add(WRONG_ORIGIN.at(place, column="origin", value=shown(field)))
        return "human", by

    def _name(self, line: int, column: str, field: str) -> str:
        name = clean_text(field).text.strip()
        if not _is_name(field):
            place = self._place(line, column)
            self.faults.add(WRONG_ORIGIN.at(place, column=column, value=shown(name)))
        return name

    def _source(self, line: int, fields: list[str]) -> str:
        digest = _field(fields, self.columns.source).strip().lower()
        original = _field(fields, self.columns.original)
        if not digest and original:
            return sha256_hex(clean_text(original).text.encode())
        if not DIGEST.fullmatch(digest):
            place = self._place(line, "source")
            self.faults.add(WRONG_SOURCE.at(place, value=shown(digest)))
        return digest


def _in_another_language(tag: str, statement: Statement | None) -> bool:
    own = (statement.language or "").casefold() if statement else ""
    return is_known_tag(tag) and tag.casefold() != own


def _wrong_text(field: str, statement: Statement | None) -> str:
    """Return what is wrong with the text of a translation, "" where nothing is."""
    clean = clean_text(field)
    text = clean.text.strip()
    most = SPARE + TIMES * len(statement.text) if statement else len(text)
    if not text:
        return phrase(N_("is empty"))
    if clean.removed:
        found = ", ".join(clean.removed_controls)
        return phrase(N_("holds the control characters {found}"), found=found)
    if MARKUP.search(text):
        return phrase(N_("holds markup"))
    if len(text) > most:
        return phrase(N_("has {length} characters, more than {most}"), length=len(text), most=most)
    return ""


def _is_name(field: str) -> bool:
    clean = clean_text(field)
    name = clean.text.strip()
    return not clean.removed and len(name) <= LONGEST_NAME and name.isprintable()


def _field(fields: Sequence[str], position: int | None) -> str:
    return "" if position is None else fields[position]
