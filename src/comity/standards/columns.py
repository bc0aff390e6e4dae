"""Columns of a file that are not known: passed over, unless they look like a known one."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

__all__ = ["misspelt"]


def misspelt(keys: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the columns of ``keys`` that look like one of ``known`` which is not there.

    >>> misspelt(["party", "form", "officer"], ["party", "from", "to"])
    ['form']
    """
    there = set(keys)
    missing = [each for each in known if each not in there]
    strange = sorted(there - set(known))
    return [each for each in strange if any(_alike(each, one) for one in missing)]


def _alike(one: str, other: str) -> bool:
    """Tell whether three quarters of the letters of two words are the same, in their order."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 4 * 2 * sum(block.size for block in blocks) >= 3 * (len(one) + len(other))
