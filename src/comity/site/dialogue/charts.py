"""The charts of a report as pictures to take away, with title, n and where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.render import (
    Picture,
    Voice,
    bare_words,
    map_picture,
    marked_words,
    origin_line,
    share_chart,
    standalone,
)
from comity.site.dialogue.queries import PublishedView
from comity.site.dialogue.translations import in_language

__all__ = ["Chart", "charts_of", "map_chart"]

# A title has three lines at most and a note five, and Chinese signs are twice as wide.
LONGEST_TITLE: Final = 110
LONGEST_NOTE: Final = 210
LONGEST_ORIGINAL: Final = 120
ISOLATED: Final = "\u200e"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a report: ``number`` from 1, None for the map.

    ``note`` tells of a title that is a translation that it is one, and gives the original;
    ``name_in_list`` is the title with a word beside a translation.
    """

    number: int | None
    title: str
    picture: Picture
    n: int
    note: str = ""
    name_in_list: str = ""

    @property
    def name(self) -> str:
        """Return what the files of the chart are called after the report."""
        return "map" if self.number is None else f"chart-{self.number}"

    def svg(self, published: PublishedView, speaker: Voice) -> str:
        """Return the chart as an SVG file with the line that says where it comes from."""
        return standalone(
            self.picture,
            title=_shortened(self.title, LONGEST_TITLE),
            note=_shortened(self.note, LONGEST_NOTE),
            source=f"{self.picture.label}. {_source(published, self.n, speaker)}",
            language=speaker.language.tag,
        )


def charts_of(published: PublishedView, speaker: Voice) -> Sequence[Chart]:
    """Return the chart of each finding, common ground first, in the order of the report."""
    report = in_language(published.report, published.digest, speaker.language)
    known = {str(one["id"]): one for one in report["statements"]}
    ids = dict.fromkeys(str(one) for one in [*report["common_ground"], *report["differences"]])
    shown = [known[one] for one in ids if _drawable(known[one])]
    return [_chart(report, one, number, speaker) for number, one in enumerate(shown, start=1)]


def map_chart(published: PublishedView, speaker: Voice) -> Chart | None:
    """Return the map of opinions, or None where none may be shown."""
    report = published.report
    if not report["map"]["shown"]:
        return None
    people = report["participation"]["participants"]
    return Chart(None, published.title, map_picture(report, speaker), people)


def _drawable(statement: Mapping[str, Any]) -> bool:
    return statement["moderated"] >= 0 and statement["seen"] is not None


def _chart(
    report: Mapping[str, Any], statement: Mapping[str, Any], number: int, speaker: Voice
) -> Chart:
    direction = statement["direction"] or "agree"
    picture = share_chart(report, statement, direction, speaker)
    bare = speaker.say("Statement {id}", id=statement["id"])
    return Chart(
        number,
        " ".join(bare_words(statement).split()) or bare,
        picture,
        statement["seen"],
        note=" ".join(origin_line(statement, speaker, LONGEST_ORIGINAL).split()),
        name_in_list=" ".join(marked_words(statement, speaker).split()) or bare,
    )


def _shortened(title: str, longest: int) -> str:
    wide = any("\u2e80" < sign < "\uffef" for sign in title)
    most = longest // 2 if wide else longest
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"


def _source(published: PublishedView, n: int, speaker: Voice) -> str:
    """Return symbol, n, entry and place; a simulated one says so on every picture."""
    values = {
        "symbol": published.symbol,
        "n": speaker.n(n),
        "place": f"{ISOLATED}{published.permalink}{ISOLATED}",
    }
    if published.entry is None:
        said = speaker.say("{symbol}, {n}, {place}", **values)
    else:
        entry = speaker.number(published.entry)
        said = speaker.say(
            "{symbol}, {n}, entry {entry} of the record, {place}", entry=entry, **values
        )
    return f"{speaker.say('Simulated')} · {said}" if published.simulated else said
