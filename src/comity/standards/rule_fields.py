"""The fields of a rule file, each read with what is wrong about it and how to mend it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from comity.canonical import Json
from comity.fault import N_, Fault, FaultKind, Phrase, Place, phrase
from comity.standards.plain_lines import is_plain_line
from comity.standards.rules import COMPARISONS, Share

__all__ = ["LARGEST_PART", "Fields", "RuleFaults"]

LARGEST_PART: Final = 10_000
"""The largest number in a share; a rule's text has none larger."""
LARGEST_COUNT: Final = 1_000_000
LONGEST_TEXT: Final = 500
NAME: Final = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*")
DAY: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")

WRONG_MEMBER: Final = FaultKind(
    "standards.rule_member",
    N_("{member} is {value}"),
    N_("it must be {wanted}"),
    N_("Correct it and check the file again: comity rules check FILE."),
)
UNKNOWN_MEMBER: Final = FaultKind(
    "standards.rule_unknown_member",
    N_("{member} is not known"),
    N_("a rule file holds what its schema names and nothing else"),
    N_("Remove it; what it should say may be expressed by: {known}."),
)
FRACTION: Final = FaultKind(
    "standards.rule_fraction",
    N_("{member} is the share {value}"),
    N_("{wanted}"),
    N_("Write the share as the rule's text says it, for example [2, 3] for two thirds."),
)
POSSIBLE: Final[Mapping[str, str]] = {
    "at_least": N_("a share to reach is more than nothing and at most the whole"),
    "more_than": N_("a share to exceed is at least nothing and less than the whole"),
    "at_most": N_("a share not to exceed is at least nothing and less than the whole"),
    "less_than": N_("a share not to reach is more than nothing and at most the whole"),
}
TWO_NUMBERS: Final = N_("a share is two whole numbers, the second from 1 to {largest}")

Members: TypeAlias = Mapping[str, Json]


@dataclass(slots=True)
class RuleFaults:
    """Collects what is wrong in one rule file."""

    name: str
    found: list[Fault] = field(default_factory=list)

    def wrong(self, member: str, value: Json, wanted: Phrase) -> None:
        """Note that ``member`` is not what is wanted."""
        shown = phrase(N_("missing")) if value is None else repr(value)
        place = Place(self.name, column=member)
        self.found.append(WRONG_MEMBER.at(place, member=member, value=shown, wanted=wanted))

    def unknown(self, member: str, known: Iterable[str]) -> None:
        """Note that ``member`` is none of those that are known."""
        place = Place(self.name, column=member)
        self.found.append(UNKNOWN_MEMBER.at(place, member=member, known=", ".join(sorted(known))))

    def fraction(self, member: str, value: Json, wanted: Phrase) -> None:
        """Note that a share is impossible."""
        place = Place(self.name, column=member)
        shown = "/".join(map(str, value)) if isinstance(value, list) else repr(value)
        self.found.append(FRACTION.at(place, member=member, value=shown, wanted=wanted))


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of one object of a rule file; ``path`` is its place, such as ``tests[1]``."""

    members: Members
    path: str
    faults: RuleFaults

    def at(self, key: str) -> str:
        """Return the place of the member ``key``."""
        return f"{self.path}.{key}" if self.path else key

    def only(self, known: Iterable[str]) -> None:
        """Find fault with members that are none of ``known``."""
        for key in sorted(set(self.members) - set(known)):
            self.faults.unknown(self.at(key), known)

    def wrong(self, key: str, wanted: Phrase) -> None:
        """Note that the member ``key`` is not what is wanted."""
        self.faults.wrong(self.at(key), self.members.get(key), wanted)

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.members.get(key)
        if isinstance(value, str) and value.strip() and _is_short_line(value):
            return value
        self.wrong(key, phrase(N_("a line of at most {most} characters"), most=LONGEST_TEXT))
        return ""

    def name(self, key: str) -> str:
        """Return a name that entries of the record can carry."""
        value = self.members.get(key)
        if isinstance(value, str) and len(value) <= 80 and NAME.fullmatch(value):
            return value
        self.wrong(key, phrase(N_("a name of small letters, digits and hyphens")))
        return ""

    def day(self, key: str) -> str:
        """Return a date as it is written, such as 2026-11-27."""
        value = self.members.get(key)
        if isinstance(value, str) and DAY.fullmatch(value):
            return value
        self.wrong(key, phrase(N_("a date such as 2026-11-27")))
        return ""

    def whole(self, key: str, least: int, default: int | None = None) -> int:
        """Return a whole number of at least ``least``; ``default`` where it is not there."""
        value = self.members.get(key, default)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and whole and least <= value <= LARGEST_COUNT:
            return value
        self.wrong(key, phrase(N_("a whole number from {a} to {b}"), a=least, b=LARGEST_COUNT))
        return least

    def switch(self, key: str) -> bool:
        """Return true or false; false where it is not there."""
        value = self.members.get(key, False)
        if isinstance(value, bool):
            return value
        self.wrong(key, phrase(N_("true or false")))
        return False

    def one_of(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the known words; ``default`` where it is not there."""
        value = self.members.get(key, default)
        if isinstance(value, str) and value in known:
            return value
        self.wrong(key, phrase(N_("one of: {known}"), known=", ".join(known)))
        return known[0]

    def some_of(
        self, key: str, known: tuple[str, ...], default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return words of those known, each once; ``default`` where it is not there."""
        value = self.members.get(key, list(default))
        words = [str(each) for each in value] if isinstance(value, list) else ["–"]
        if all(each in known for each in words) and len(set(words)) == len(words):
            return tuple(words)
        self.wrong(key, phrase(N_("a list of some of: {known}"), known=", ".join(known)))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is not there."""
        value = self.members.get(key, [])
        if isinstance(value, list) and all(
            isinstance(each, str) and each and _is_short_line(each) for each in value
        ):
            return tuple(str(each) for each in value)
        self.wrong(
            key, phrase(N_("a list of lines of at most {most} characters"), most=LONGEST_TEXT)
        )
        return ()

    def section(self, key: str) -> "Fields | None":
        """Return the object under ``key``, or None where it is not there."""
        if key not in self.members:
            return None
        value = self.members[key]
        if isinstance(value, Mapping):
            return Fields(value, self.at(key), self.faults)
        self.wrong(key, phrase(N_("an object")))
        return None

    def comparison(self) -> tuple[str, Share | None, int | None]:
        """Return how two sides are compared, and the share or the count that is wanted."""
        named = [each for each in COMPARISONS if each in self.members]
        if len(named) != 1:
            self.faults.wrong(
                self.path,
                ", ".join(named) or None,
                phrase(N_("compared by exactly one of: {known}"), known=", ".join(COMPARISONS)),
            )
            return "at_least", Share(1, 1), None
        value = self.members[named[0]]
        if isinstance(value, int) and not isinstance(value, bool):
            return named[0], None, self.whole(named[0], 0)
        return named[0], self.share(named[0], value), None

    def share(self, key: str, value: Json) -> Share:
        """Return a share that can be met and can be missed."""
        pair = _pair(value)
        if pair is None:
            two = phrase(TWO_NUMBERS, largest=LARGEST_PART)
            self.faults.fraction(self.at(key), value, two)
            return Share(1, 1)
        num, den = pair
        least = 1 if key in {"at_least", "less_than"} else 0
        most = den if key in {"at_least", "less_than"} else den - 1
        if not least <= num <= most:
            self.faults.fraction(self.at(key), value, phrase(POSSIBLE[key]))
        return Share(num, den)


def _pair(value: Json) -> tuple[int, int] | None:
    """Return two whole numbers of which the second can divide, or None for anything else."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    num, den = (each if _is_whole(each) else -1 for each in value)
    return (num, den) if 1 <= den <= LARGEST_PART else None


def _is_short_line(text: str) -> bool:
    return len(text) <= LONGEST_TEXT and is_plain_line(text)


def _is_whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
