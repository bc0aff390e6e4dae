"""From the files of a conversation to a folder with its report: json, html and bundle."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from comity.canonical import decode, sha256_hex
from comity.cli.beside_report import (
    NOTHING,
    Given,
    arrival_inputs,
    asked_inputs,
    beside,
    refuse_vain,
)
from comity.cli.own_bundle import after_entry, entered_bundle, room_for
from comity.cli.question import Prepared, Question, prepare
from comity.dialogue import (
    ARRIVALS,
    REPORT_MEMBER,
    SLATE_MEMBER,
    STATEMENTS,
    TRANSLATED,
    TRANSLATIONS,
    arrival,
    cells,
    counts,
    flags,
    open_inputs,
    public_inputs,
    read_translations,
    report,
    report_cells,
    sealed_inputs,
    slate,
    statements_download,
    translation_lines,
    translations,
)
from comity.edge import Entered, find_home, make_room, read_bounded, write_atomically
from comity.render import LANGUAGES, VerifyNote, report_html, translated

__all__ = ["Given", "Request", "Written", "write_report"]

OPEN: Final = (("dialogue.counts", 1), ("dialogue.report", 1))
PROTECTED: Final = (("dialogue.report_cells", 1),)
CAME: Final = ("dialogue.arrival", 1)
FLAGGED: Final = ("dialogue.flags", 1)
LISTED: Final = ("dialogue.slate", 1)
IN_OTHER_WORDS: Final = ("dialogue.translations", 1)
LARGEST_FILE: Final = 500_000_000
BUNDLE: Final = "report.zip"
INSTANCE: Final = "instance.toml"
TABLE: Final = "report.csv"

NOT_AUDITED: Final = (
    "The ballots are protected: no vote is in these files. Counted by you, not yet audited; for "
    "auditors: comity dialogue seal"
)
GROUPS: Final = {
    "none": "no stable opinion groups",
    "not_run": "opinion groups not sought",
    "not_enough_data": "not enough data for opinion groups",
}

Progress: TypeAlias = Callable[[str, int, int], None]
Tell: TypeAlias = Callable[[int, int], None]
Function: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Request:
    """What ``comity dialogue report`` was asked for."""

    question: Question
    out: Path
    language: str
    given: Given = NOTHING


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, for people and for machines."""

    out: Path
    participants: int
    votes: int
    common_ground: int
    groups: str
    k: int
    entry: int
    origin: str
    ballots: str
    kept: str = ""

    def in_words(self) -> str:
        """Return short lines: what it is, what was found, where, and how to check it.

        Where the folder held an earlier bundle, a line more says how that is named now.
        """
        audit = "" if self.ballots == "open" else f"\n{NOT_AUDITED}"
        kept = f"\nThe earlier {BUNDLE} is kept as {self.out / self.kept}" if self.kept else ""
        return (
            f"Computed, not published: {self.participants:,} participants, {self.votes:,} votes, "
            f"{self.common_ground} statements of common ground, {self._groups()}.\n"
            f"Entered in your own record as entry {self.entry} of {self.origin}.\n"
            f"{self.out / 'report.html'} to read, {self.out / 'report.json'} for machines, "
            f"{TABLE} for spreadsheets.\n"
            f"Check it, offline: comity verify {self.out / BUNDLE}{audit}{kept}"
        )

    def _groups(self) -> str:
        if self.groups == "stable":
            return f"{self.k} stable opinion groups"
        return GROUPS[self.groups]

    def as_json(self) -> str:
        """Return the same as JSON."""
        return json.dumps(asdict(self) | {"out": str(self.out)})


def write_report(request: Request, progress: Progress | None = None) -> Written:
    """Compute the report, enter it in the user's own record and write its files.

    Where this computer serves an organisation, report.html bears its disclaimer. The bundle is
    written first: what report.html and report.json say can then be verified. With
    protected ballots it holds no votes. An earlier bundle in the folder stands in the record as
    well: it is kept under another name.
    """
    disclaimer = _disclaimer(request.language)
    files, functions = _made(request, _tell(progress))
    make_room(request.out, 2 * room_for(files))
    kept = _name_to_keep(request.out / BUNDLE)
    question, now = request.question, datetime.now(UTC)
    bundle, entered = entered_bundle(
        files, functions, question.name, now, simulated=question.simulated
    )
    page = _page(request, files, _note(entered, now), disclaimer)
    found: Any = decode(files[REPORT_MEMBER])
    with after_entry(entered, request.out):
        if kept:
            (request.out / BUNDLE).replace(request.out / kept)
        write_atomically(request.out / BUNDLE, bundle)
        write_atomically(request.out / "report.json", files[REPORT_MEMBER])
        write_atomically(request.out / "report.html", page)
        write_atomically(request.out / TABLE, statements_download(found))
    return _written(request.out, found, entered, kept)


def _name_to_keep(earlier: Path) -> str:
    """Return the name for an earlier bundle, by its digest: no two of them share one."""
    if not earlier.exists():
        return ""
    return f"report-{sha256_hex(read_bounded(earlier, LARGEST_FILE))[:12]}.zip"


def _made(request: Request, progress: Tell | None) -> tuple[dict[str, bytes], list[Function]]:
    """Return inputs and outputs of the bundle, and the functions that made them."""
    refuse_vain(request.given, request.question)
    prepared = prepare(request.question)
    words = _translation_lines(request.given.translations, prepared)
    if request.question.ballots == "protected":
        files, functions = _protected_files(prepared, progress), [*PROTECTED]
    else:
        files, functions = _open_files(request, prepared, progress), [*OPEN]
        if ARRIVALS in files:
            files, functions = {**files, **arrival(files)}, [*functions, CAME]
        if not request.question.quick:
            files |= {**slate(files), **flags(files)}
            functions += [LISTED, FLAGGED]
    if words is not None:
        files[TRANSLATIONS] = words
        files |= translations({path: files[path] for path in (STATEMENTS, TRANSLATIONS)})
        functions.append(IN_OTHER_WORDS)
    return files, functions


def _translation_lines(path: Path | None, prepared: Prepared) -> bytes | None:
    """Return the translations as they are published; what is wrong is said before long work."""
    if path is None:
        return None
    data = read_bounded(path, LARGEST_FILE)
    given = read_translations(data, str(path), prepared.statements)
    return translation_lines(given, prepared.statements)


def _disclaimer(language: str) -> tuple[str, str]:
    """Return the disclaimer of the organisation that this computer serves; empty where of none."""
    from comity.site.instance import read_instance  # noqa: PLC0415 - reports need no site

    file = find_home().folder / INSTANCE
    known = read_instance(file).profile if file.exists() else None
    return ("", "") if known is None else known.disclaimer_in(LANGUAGES[language].tag)


def _page(
    request: Request, files: Mapping[str, bytes], note: VerifyNote, disclaimer: tuple[str, str]
) -> bytes:
    language = LANGUAGES[request.language]
    found: Any = decode(files[REPORT_MEMBER])
    listed: Any = decode(files[SLATE_MEMBER]) if SLATE_MEMBER in files else None
    words: Any = decode(files[TRANSLATED]) if TRANSLATED in files else None
    shown = translated(found, words, language)
    return report_html(
        shown, language, note, slate=listed, beside=beside(files), disclaimer=disclaimer
    ).encode()


def _written(out: Path, found: Any, entered: Entered, kept: str) -> Written:
    return Written(
        out=out,
        participants=found["participation"]["participants"],
        votes=found["participation"]["votes"],
        common_ground=len(found["common_ground"]),
        groups=found["groups"]["outcome"],
        k=found["groups"]["k"],
        entry=entered.index,
        origin=entered.origin,
        ballots=found["conversation"]["ballots"],
        kept=kept,
    )


def _open_files(request: Request, prepared: Prepared, progress: Tell | None) -> dict[str, bytes]:
    inputs = open_inputs(
        prepared.log,
        prepared.statements,
        prepared.parameters,
        prepared.rule,
        _row_seed(),
        prepared.people,
    )
    inputs |= arrival_inputs(request.question, prepared)
    if not request.question.quick:
        inputs |= asked_inputs(request.given, inputs)
    return {**inputs, **counts(inputs), **report(inputs, progress)}


def _protected_files(prepared: Prepared, progress: Tell | None) -> dict[str, bytes]:
    sealed = sealed_inputs(
        prepared.log,
        prepared.statements,
        prepared.parameters,
        prepared.rule,
        _row_seed(),
        prepared.people,
    )
    inputs = public_inputs(sealed, cells(sealed, progress))
    return {**inputs, **report_cells(inputs)}


def _row_seed() -> int:
    # Row numbers are drawn anew and their seed is kept nowhere: they must not tell who came when.
    return secrets.randbits(128)


def _note(entered: Entered, now: datetime) -> VerifyNote:
    return VerifyNote(
        key=entered.fingerprint, origin=entered.origin, entry=entered.index, computed=now.date()
    )


def _tell(progress: Progress | None) -> Tell | None:
    if progress is None:
        return None
    return lambda done, total: progress("Testing the opinion groups", done, total)
