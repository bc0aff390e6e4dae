"""Published functions by name and version: what ``verify`` may run again, and how exactly.

A change in any published value gives a function a new version; the old one stays here. Tolerances
are those of numbers rounded to six decimals: one unit of the last, and no more.
"""

from types import MappingProxyType
from typing import Final

from comity.dialogue import FUNCTIONS as DIALOGUE
from comity.oversight import FUNCTIONS as OVERSIGHT
from comity.record import Registry
from comity.standards import FUNCTIONS as STANDARDS

__all__ = ["REGISTRY"]

REGISTRY: Final[Registry] = MappingProxyType(
    {
        (function.name, function.version): function
        for function in (*DIALOGUE, *OVERSIGHT, *STANDARDS)
    }
)
