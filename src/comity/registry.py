"""Published functions by name and version: what ``verify`` may rerun."""

from types import MappingProxyType
from typing import Final

from comity.record.recompute import Registry

__all__ = ["REGISTRY"]

REGISTRY: Final[Registry] = MappingProxyType({})
