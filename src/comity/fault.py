"""One value for every refusal: what is wrong, where, by which rule, and how to mend it.

Wording is English here and a key at the same time: ``render`` looks it up in the catalogues.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = [
    "KINDS",
    "N_",
    "Fault",
    "FaultKind",
    "Phrase",
    "Place",
    "RefusedError",
    "phrase",
    "refuse",
    "worded",
]

KINDS: Final[dict[str, "FaultKind"]] = {}
"""Every kind of fault by code; ``docs/reference/faults`` is made from it."""


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark ``message`` for the catalogues and return it unchanged."""
    return message


class Phrase(str):
    """Words within a fault, in English, and the template and values they are translated by."""

    __slots__ = ("template", "values")
    template: str
    values: "Mapping[str, str | Phrase]"


def phrase(template: str, **values: object) -> Phrase:
    """Return words that a fault or an error takes as a value; ``template`` is in ``N_()``.

    A value may be words itself, or an error that was raised with words.
    """
    shown = {name: worded(value) for name, value in values.items()}
    made = Phrase(template.format_map(shown))
    made.template, made.values = template, MappingProxyType(shown)
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: a file or field, and as far as known the line (from 1) and the column."""

    name: str
    line: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal: templates of what was found, the rule and the remedy, and their values.

    Of the values those that are a ``Phrase`` are words, too.
    """

    code: str
    place: Place
    found: str
    rule: str
    remedy: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault, declared once beside the code that finds it: ``KIND = FaultKind(...)``.

    ``found``, ``rule`` and ``remedy`` are templates in ``str.format`` style, each in ``N_()``.
    """

    code: str
    found: str
    rule: str
    remedy: str

    def __post_init__(self) -> None:
        """Enter the kind in the list of all kinds; two kinds may not share a code."""
        if self.code in KINDS:
            raise ValueError(f"fault code {self.code} is declared twice")
        KINDS[self.code] = self

    def at(self, place: Place, **values: object) -> Fault:
        """Return the fault of this kind at ``place``, with the values its templates name."""
        shown = {name: worded(value) for name, value in values.items()}
        return Fault(self.code, place, self.found, self.rule, self.remedy, MappingProxyType(shown))


class RefusedError(Exception):
    """Something was refused as a whole: all faults found, in order, and nothing was written.

    ``wrote`` tells of the rare case in which something was, as one of the faults says.
    """

    def __init__(self, faults: Iterable[Fault], *, wrote: bool = False) -> None:
        """Take at least one fault."""
        self.faults = tuple(faults)
        self.wrote = wrote
        super().__init__("; ".join(f"{fault.code} at {fault.place}" for fault in self.faults))


def refuse(*faults: Fault) -> RefusedError:
    """Return the error to raise for ``faults``."""
    return RefusedError(faults)


def worded(value: object) -> str:
    """Return a value as a fault takes it, an error by the words that it was raised with."""
    if isinstance(value, Exception) and value.args and isinstance(value.args[0], Phrase):
        value = value.args[0]
    return value if isinstance(value, Phrase) else _bounded(str(value))


def _bounded(text: str) -> str:
    # A fault quotes hostile input: never more than a line of it.
    return text if len(text) <= 120 else text[:119] + "…"
