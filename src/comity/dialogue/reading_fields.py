"""The fields of a votes or statements file: ids, votes and times, each read or found at fault."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeAlias
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.votes import VoteLog, ascending
from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place

__all__ = [
    "BAD_TIME",
    "EARLIEST_MILLISECONDS",
    "LATEST",
    "BadVoteMapError",
    "CastVotes",
    "Labels",
    "VoteOptions",
    "moment",
    "read_vote_map",
    "shown",
    "vote_of",
]

Int64: TypeAlias = NDArray[np.int64]
Int32: TypeAlias = NDArray[np.int32]

LONGEST_ID: Final = 200
# Whole numbers below are seconds (until the year 5138), from here on milliseconds (since 1973).
EARLIEST_MILLISECONDS: Final = 10**11
LATEST: Final = 10**14
VOTES: Final = MappingProxyType({"1": 1, "0": 0, "-1": -1})

BAD_ID: Final = FaultKind(
    "dialogue.id",
    N_("{column} is “{value}”"),
    N_("an id has 1 to 200 characters, all of them visible"),
    N_("Give the id that the other lines or the other file use."),
)
BAD_VOTE: Final = FaultKind(
    "dialogue.vote",
    N_("vote is “{value}”"),
    N_("a vote is 1 (agree), 0 (pass) or −1 (disagree)"),
    N_("If {value} means for example “strongly agree”, use --map {value}=1."),
)
NO_VOTE: Final = FaultKind(
    "dialogue.vote_missing",
    N_("the vote is missing"),
    N_("a line says who votes how: 1 (agree), 0 (pass) or −1 (disagree)"),
    N_("Remove the line if the statement was not voted on."),
)
BAD_TIME: Final = FaultKind(
    "dialogue.time",
    N_("{column} is “{value}”"),
    N_("a time is in whole seconds or milliseconds since 1970, or like 2026-03-01T12:00:00Z"),
    N_("Correct it, or remove the column: then a later line counts as the later vote."),
)
BAD_MAP: Final = FaultKind(
    "dialogue.vote_map",
    N_("the value map says “{found}”"),
    N_("it is written VALUE=VOTE; VOTE is 1, 0, −1 or nothing (not a vote)"),
    N_("For example: --map 2=1 --map -2=-1 --map 9="),
)


class BadVoteMapError(ValueError):
    """A value map gives something else than 1, 0, -1 or None, or maps the empty field."""


@dataclass(frozen=True, slots=True)
class VoteOptions:
    """How a votes file is read.

    ``mapping`` gives the vote a value of the file stands for, None for not a vote; an empty field
    is never a vote and cannot be mapped. ``known`` are the ids of all statements, if known.
    """

    mapping: Mapping[str, int | None] = field(default_factory=dict)
    known: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Refuse a mapping that is none."""
        if any(
            not key.strip() or vote not in (1, 0, -1, None) for key, vote in self.mapping.items()
        ):
            raise BadVoteMapError(f"{dict(self.mapping)} maps values to votes")

    @property
    def votes(self) -> dict[str, int | None]:
        """Return the vote of each value a file may hold."""
        return {**VOTES, **{value.strip(): vote for value, vote in self.mapping.items()}}


@dataclass(frozen=True, slots=True, eq=False)
class CastVotes:
    """The votes of a file in its order, with the line of each: arrays of one length."""

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    participant: Int64
    statement: Int64
    value: Int64
    time: Int64
    line: Int64

    @classmethod
    def none(cls) -> "CastVotes":
        """Return no votes at all."""
        empty = np.zeros(0, dtype=np.int64)
        return cls((), (), empty, empty, empty, empty, empty)

    def log(self) -> VoteLog:
        """Return the votes as a log: labels in ascending order, those without a vote left out."""
        people, person = _renumbered(self.participants, self.participant)
        texts, text = _renumbered(self.statements, self.statement)
        return VoteLog(
            participants=people,
            statements=texts,
            participant=person,
            statement=text,
            value=self.value.astype(np.int8),
            time=self.time,
        )


class Labels:
    """The distinct ids of one column, numbered by first appearance."""

    def __init__(self, name: str, column: str, faults: FaultList) -> None:
        """Read ids of ``column`` in the file ``name``; what is none goes to ``faults``."""
        self._place = (name, column)
        self._faults = faults
        self._labels: list[str] = []
        self._by_label: dict[str, int] = {}
        self._by_spelling: dict[str, int] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the ids in the order of their numbers."""
        return tuple(self._labels)

    def label(self, number: int) -> str:
        """Return the id with that number."""
        return self._labels[number]

    def number(self, spelling: str, line: int | None) -> int:
        """Return the number of the id, or -1 (and a fault) if it is none."""
        found = self._by_spelling.get(spelling)
        if found is not None:
            return found
        label = spelling.strip()
        if not label.isascii():
            label = normalize("NFC", label)
        if not 0 < len(label) <= LONGEST_ID or not label.isprintable():
            name, column = self._place
            self._faults.add(
                BAD_ID.at(Place(name, line, column), column=column, value=shown(label))
            )
            return -1
        number = self._by_label.setdefault(label, len(self._labels))
        if number == len(self._labels):
            self._labels.append(label)
        self._by_spelling[spelling] = number
        return number


def read_vote_map(items: Iterable[str]) -> dict[str, int | None]:
    """Return the value map of command-line items such as ``2=1``; ``9=`` means not a vote.

    Raises ``RefusedError`` for items of another form.
    """
    faults = FaultList("--map")
    mapping: dict[str, int | None] = {}
    targets = {"1": 1, "+1": 1, "0": 0, "-1": -1, "−1": -1, "": None}
    for item in items:
        value, equals, vote = (part.strip() for part in item.rpartition("="))
        if not value or not equals or vote not in targets:
            faults.add(BAD_MAP.at(Place("--map"), found=shown(item)))
        else:
            mapping[value] = targets[vote]
    faults.refuse_any()
    return mapping


def vote_of(
    spelling: str, votes: dict[str, int | None], place: Place, faults: FaultList
) -> int | None:
    """Return the vote, or None (and a fault) if the field holds none."""
    text = spelling.strip()
    if text in votes:
        return votes[text]
    faults.add(BAD_VOTE.at(place, value=shown(text)) if text else NO_VOTE.at(place))
    return None


def moment(text: str) -> int | None:
    """Return milliseconds since 1970 of whole seconds, milliseconds or ISO 8601 with its zone."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        number = int(text)
        if number >= LATEST:
            return None
        return number if number >= EARLIEST_MILLISECONDS else number * 1000
    try:
        parsed = datetime.fromisoformat(text)
        if parsed.tzinfo is None:
            return None
        milliseconds = int(parsed.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return milliseconds if 0 <= milliseconds < LATEST else None


def shown(text: str) -> str:
    """Return hostile text fit to stand in a message: on one line, nothing invisible."""
    return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text[:200])


def _renumbered(labels: tuple[str, ...], index: Int64) -> tuple[tuple[str, ...], Int32]:
    """Return the labels that ``index`` uses in ascending order, and the index into those."""
    counts = np.bincount(index, minlength=len(labels)).tolist()
    used = [place for place, count in enumerate(counts) if count]
    order = [used[at] for at in ascending([labels[place] for place in used])]
    new_place = np.zeros(len(labels), dtype=np.int32)
    new_place[order] = np.arange(len(order), dtype=np.int32)
    return tuple(labels[place] for place in order), new_place[index]
