"""Texts voted in parts, and the order of amendments: what a rule says, and what the chair says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.standards.rules import Division

__all__ = ["Divided", "TextPart", "divided", "proposed_order"]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text that was voted by itself; an operative part is what the text decides."""

    adopted: bool
    operative: bool


@dataclass(frozen=True, slots=True)
class Divided:
    """What follows from the votes on parts; ``put_as_whole`` are parts, counted from 1."""

    outcome: str
    put_as_whole: tuple[int, ...]


def divided(rule: Division, parts: Sequence[TextPart]) -> Divided:
    """Return whether the whole is rejected, adopted in its parts, or what is put to the vote."""
    kept = tuple(index for index, part in enumerate(parts, 1) if part.adopted)
    operative = [part for part in parts if part.operative]
    if not kept or (
        rule.whole_falls_with_operative
        and operative
        and not any(part.adopted for part in operative)
    ):
        return Divided("whole_rejected", ())
    if rule.rest_put_as_whole:
        return Divided("vote_on_rest", kept)
    return Divided("parts_adopted", kept)


def proposed_order(base: int, amendments: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return amendments of one number, the furthest from ``base`` first, equals together.

    It is a proposal: which amendment is furthest in substance the chair decides, on the record.

    >>> proposed_order(10, {"zero": 0, "five": 5, "twenty": 20})
    (('twenty', 'zero'), ('five',))
    """
    distances = sorted({abs(value - base) for value in amendments.values()}, reverse=True)
    return tuple(
        tuple(sorted(name for name, value in amendments.items() if abs(value - base) == distance))
        for distance in distances
    )
