"""The state of the instance: whether its public rows still are what the record says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from comity.edge import write_atomically
from comity.site.configuration import Configuration
from comity.site.dialogue.reconcile import reconcile_reports
from comity.site.oversight.reconcile import reconcile_sign_offs
from comity.site.record.queries import head
from comity.site.record.reconcile import Difference, reconcile_record

__all__ = ["Health", "check_health", "last_health"]

FILE: Final = "health.json"
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Health:
    """When rows were last compared with the record, how many entries there were, what differed."""

    at: datetime
    entries: int
    differences: Sequence[Difference]


def check_health(configuration: Configuration, now: datetime) -> Health:
    """Rebuild every public row from the record, compare, and keep what was found for the page."""
    found = [
        *islice(reconcile_record(configuration.log_folder), MOST),
        *islice(reconcile_sign_offs(), MOST),
        *islice(reconcile_reports(configuration.bundle_folder), MOST),
    ]
    at = head()
    health = Health(now, at.size if at else 0, found[:MOST])
    members = {
        "at": now.isoformat(),
        "entries": health.entries,
        "differences": [[one.row, one.column] for one in health.differences],
    }
    write_atomically(configuration.data_folder / FILE, json.dumps(members).encode())
    return health


def last_health(configuration: Configuration) -> Health | None:
    """Return what the last comparison found, or None if there was none."""
    file = configuration.data_folder / FILE
    try:
        members: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return Health(
            datetime.fromisoformat(members["at"]),
            members["entries"],
            [Difference(row, column) for row, column in members["differences"]],
        )
    except (OSError, ValueError, KeyError):
        return None
