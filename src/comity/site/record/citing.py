"""How to cite an entry of the record: who, what, when, which entry, and where it stands."""

from typing import Final

from comity.fault import N_
from comity.render import Html, Voice, joined, tag
from comity.site.record.queries import EntryLine
from comity.site.record.words import act_words

__all__ = ["CITED_ENTRY", "entry_citation", "entry_permalink"]

CITED_ENTRY: Final = N_("Entry {entry} of the record {origin}.")
CITED_ACT: Final = N_("{organisation}, “{act}”, {date}.")
CITED_TITLE: Final = N_("{organisation}, “{act}”, {title}, {date}.")
CITED_ABOUT: Final = N_("{organisation}, “{act}”, {title}, {symbol}, {date}.")


def entry_citation(line: EntryLine, organisation: str, origin: str, speaker: Voice) -> Html:
    """Return the line to cite an entry by, each name isolated from the words round it."""
    values = {
        "organisation": organisation,
        "act": act_words(line.act, speaker),
        "title": line.title,
        "symbol": line.symbol,
        "date": speaker.date(line.at.date()),
        "entry": speaker.number(line.index),
        "origin": origin,
    }
    isolated = {name: tag("bdi", value) for name, value in values.items()}
    titled = CITED_ABOUT if line.symbol else CITED_TITLE
    about = titled if line.title else CITED_ACT
    place = tag("bdi", entry_permalink(line.index), dir="ltr")
    said = (speaker.say_html(part, **isolated) for part in (about, CITED_ENTRY))
    return joined([*said, place], speaker.gap)


def entry_permalink(index: int) -> str:
    """Return the address without host and language: it leads each reader to their own."""
    return f"/record/entries/{index}/"
