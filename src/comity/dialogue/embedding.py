"""Whose pages may show a conversation in a frame: origins, each written in one way only."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place

__all__ = ["MOST_ORIGINS", "origin_faults"]

MOST_ORIGINS: Final = 20
HIGHEST_PORT: Final = 65_535
LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN: Final = re.compile(
    rf"https://{LABEL}(?:\.{LABEL}){{1,9}}(?::([1-9][0-9]{{0,4}}))?", re.ASCII
)

BAD_ORIGIN: Final = FaultKind(
    "dialogue.embed_origin",
    N_("{origin} is no origin that can be allowed"),
    N_("an origin is https:// and a host name in small letters, with a port where it has one"),
    N_("Write it without path, star or slash at the end, such as https://www.example.org"),
)
TOO_MANY: Final = FaultKind(
    "dialogue.embed_many",
    N_("{count} origins are named"),
    N_("at most {most} origins may show a conversation in a frame, each named once"),
    N_("Leave out those that no longer need it."),
)


def origin_faults(origins: Sequence[str]) -> Iterator[Fault]:
    """Yield why ``origins`` cannot be the list; nothing of one that passes breaks out of it."""
    if len(origins) > MOST_ORIGINS or len(set(origins)) < len(origins):
        yield TOO_MANY.at(Place("origins"), count=len(origins), most=MOST_ORIGINS)
    for origin in origins[:MOST_ORIGINS]:
        found = ORIGIN.fullmatch(origin)
        if found is None or int(found[1] or 1) > HIGHEST_PORT:
            yield BAD_ORIGIN.at(Place("origins"), origin=origin)
