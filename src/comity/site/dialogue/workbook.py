"""A report as a workbook: what it is about first, then its tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from comity.documents import Column, Sheet, Workbook, write_xlsx
from comity.render import Voice, class_word, marked_words, visible
from comity.site.dialogue.about import Told, about_lines
from comity.site.dialogue.beside import beside_published
from comity.site.dialogue.parts import classes_shown
from comity.site.dialogue.queries import PublishedView
from comity.site.dialogue.translations import in_language
from comity.site.dialogue.workbook_beside import beside_sheets

__all__ = ["report_workbook"]

Row: TypeAlias = "list[str | int | float | None]"

SHARES: Final = ("agree_share", "disagree_share", "pass_share")
TEXT_WIDTH: Final = 70


def report_workbook(published: PublishedView, told: Told, speaker: Voice) -> bytes:
    """Return the workbook in the language of ``speaker``, all but rejected statements in it.

    Equal arguments give equal bytes. Raises ``RefusedError`` where no writer is installed.
    """
    beside = beside_published(published.digest)
    report = in_language(published.report, published.digest, speaker.language)
    tables = _Tables(report, speaker)
    book = Workbook(
        title=published.title,
        author=told.organisation,
        created=_fixed(published.at),
        sheets=(
            _about(published, told, speaker),
            *tables.sheets(),
            *beside_sheets(beside, speaker),
        ),
        right_to_left=speaker.language.direction == "rtl",
    )
    return write_xlsx(book)


def _fixed(at: datetime) -> datetime:
    """Return the time of publication without what a workbook cannot hold."""
    return at.replace(microsecond=0)


def _about(published: PublishedView, told: Told, speaker: Voice) -> Sheet:
    columns = (Column(speaker.say("What"), "text", 34), Column("", "any", 90))
    lines = about_lines(published, told, speaker)
    cells = ((label, visible(value) if isinstance(value, str) else value) for label, value in lines)
    return Sheet(speaker.say("About"), columns, cells)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The sheets of a report's tables, in the language of ``speaker``."""

    report: Mapping[str, Any]
    speaker: Voice

    def sheets(self) -> Iterator[Sheet]:
        """Yield all statements, then what groups, other tiers and classes say to each."""
        yield self._statements()
        if self.report["groups"]["outcome"] == "stable":
            yield self._parts(self.speaker.say("Opinion groups"), self._of_groups())
        if self.report.get("tiers"):
            tiers = self._of_names(self.report["tiers"])
            yield self._parts(self.speaker.say("Other tiers"), tiers)
        for each in classes_shown(self.report):
            name = self.speaker.say("By {column}", column=each["by"])
            yield self._parts(name, self._of_names(each["list"]))

    def _statements(self) -> Sheet:
        say = self.speaker.say
        columns = [
            Column(say("Number")),
            Column(say("Statement"), "text", TEXT_WIDTH),
            Column(say("Result"), "text", 24),
            *self._count_columns(),
        ]
        rows = (
            [one["id"], _text(one, self.speaker), class_word(one, self.speaker), *_counts(one)]
            for one in self._shown()
        )
        if any("translation" in one for one in self._shown()):
            columns.append(Column(say("As it was written"), "text", TEXT_WIDTH))
            rows = ([*row, _as_written(one)] for row, one in zip(rows, self._shown(), strict=True))
        return Sheet(say("Statements"), columns, rows)

    def _parts(self, name: str, rows: Iterator[Row]) -> Sheet:
        say = self.speaker.say
        columns = [
            Column(say("Number")),
            Column(say("Statement"), "text", TEXT_WIDTH),
            Column(say("Who"), "text", 18),
            *self._count_columns(),
        ]
        return Sheet(name, columns, rows)

    def _count_columns(self) -> list[Column]:
        say = self.speaker.say
        shares = [
            (say("Agree, share"), say("Agree, from"), say("Agree, to")),
            (say("Disagree, share"), say("Disagree, from"), say("Disagree, to")),
            (say("Pass, share"), say("Pass, from"), say("Pass, to")),
        ]
        counts = (say("Agree"), say("Disagree"), say("Pass"), say("Votes"))
        return [
            *(Column(head, "count") for head in counts),
            *(Column(head, "share") for three in shares for head in three),
        ]

    def _shown(self) -> Iterator[Mapping[str, Any]]:
        return (one for one in self.report["statements"] if one["moderated"] >= 0)

    def _of_groups(self) -> Iterator[Row]:
        for one in self._shown():
            for group in one["groups"]:
                name = self.speaker.say("Group {label}", label=group["group"])
                yield [one["id"], _text(one, self.speaker), name, *_counts(group)]

    def _of_names(self, names: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
        for place, one in enumerate(self.report["statements"]):
            if one["moderated"] >= 0:
                for each in names:
                    counts = _counts(each["statements"][place])
                    text = _text(one, self.speaker)
                    yield [one["id"], text, visible(str(each["name"])), *counts]


def _text(statement: Mapping[str, Any], speaker: Voice) -> str:
    """Return the words in the reader's language where there is a translation, marked as such."""
    return (
        marked_words(statement, speaker) if "translation" in statement else _as_written(statement)
    )


def _as_written(statement: Mapping[str, Any]) -> str:
    return visible(str(statement["text"] or ""))


def _counts(cell: Mapping[str, Any]) -> Row:
    """Return counts and shares of a cell; what is hidden or too little stays empty."""
    shares = [cell.get(name) or {} for name in SHARES]
    return [
        *(cell.get(name) for name in ("agree", "disagree", "pass", "seen")),
        *(share.get(name) for share in shares for name in ("value", "low", "high")),
    ]
