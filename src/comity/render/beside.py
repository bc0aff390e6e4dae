"""What is computed beside a report and shown in it: flags, times of arrival, how it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """The values of ``flags.json`` and its like, each None where it was not computed."""

    flags: Mapping[str, Any] | None = None
    arrival: Mapping[str, Any] | None = None
    routing: Mapping[str, Any] | None = None
