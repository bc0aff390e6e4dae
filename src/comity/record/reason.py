"""Why a step holds or not, as a value: a key for machines, a template, and what stands in it.

The template is English and a key of the catalogues at the same time; who shows a reason chooses
the language. A value may be a reason itself, such as the difference that a changed file makes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias, Union

from comity.fault import N_, Fault

__all__ = ["REASON_KINDS", "Reason", "ReasonKind", "Value", "english", "fault_reason", "in_words"]

REASON_KINDS: Final[dict[str, "ReasonKind"]] = {}
"""Every kind of reason by its key."""

Value: TypeAlias = Union[str, int, "Reason"]
"""What may stand in a reason: text and numbers as they are, or a reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its key, its template in ``str.format`` style, and the values."""

    key: str
    words: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """Return the reason in English."""
        return in_words(self, english)


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """A kind of reason, declared once: ``KIND = ReasonKind("digest", N_("… {path} …"))``."""

    key: str
    words: str

    def __post_init__(self) -> None:
        """Enter the kind in the list of all kinds; two kinds may not share a key."""
        if self.key in REASON_KINDS:
            raise ValueError(f"reason {self.key} is declared twice")
        REASON_KINDS[self.key] = self

    def of(self, **values: Value) -> Reason:
        """Return the reason of this kind with the values that its template names."""
        return Reason(self.key, self.words, MappingProxyType(values))


class _Values(dict[str, str]):
    """The values of a reason: one that is missing must not hide the rest."""

    def __missing__(self, name: str) -> str:
        return "…"


PLACED = ReasonKind("refused", N_("{place}: {found}; {rule}"))
PLACED_AND_MORE = ReasonKind("refused_and_more", N_("{place}: {found}; {rule} (and {more} more)"))
LINE = ReasonKind("file_line", N_("{file}, line {line}"))


def english(template: str) -> str:
    """Return a template as it is: what stands in the source is English."""
    return template


def in_words(reason: Value, translate: Callable[[str], str]) -> str:
    """Return ``reason`` as one clause, each template as ``translate`` gives it."""
    if not isinstance(reason, Reason):
        return str(reason)
    shown = _Values({name: in_words(value, translate) for name, value in reason.values.items()})
    return translate(reason.words).format_map(shown) if reason.words else ""


def fault_reason(faults: Sequence[Fault]) -> Reason:
    """Return the first of ``faults`` as a reason, with how many follow."""
    first = faults[0]
    place: Value = first.place.name
    if first.place.line is not None:
        place = LINE.of(file=place, line=first.place.line)
    found, rule = (
        Reason(f"{first.code}.{name}", words, MappingProxyType(dict(first.values)))
        for name, words in (("found", first.found), ("rule", first.rule))
    )
    if len(faults) == 1:
        return PLACED.of(place=place, found=found, rule=rule)
    return PLACED_AND_MORE.of(place=place, found=found, rule=rule, more=len(faults) - 1)
