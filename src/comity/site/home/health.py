"""The state of the instance: whether its public rows are what the record says, and its disk."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from shutil import disk_usage
from typing import Any, Final

from comity.canonical import Json
from comity.edge import load_key, locked, make_folder, read_bounded, write_atomically
from comity.fault import RefusedError
from comity.record import VerifierKey
from comity.registry import REGISTRY
from comity.site.configuration import Configuration
from comity.site.dialogue.models import PublishedReport, Restatement
from comity.site.dialogue.reconcile import labels_of, reconcile_reports, recorded_reports
from comity.site.dialogue.reconcile_audits import (
    count_attestations,
    labels_of_audits,
    reconcile_attestations,
)
from comity.site.dialogue.reconcile_ballots import count_ballots, reconcile_ballots
from comity.site.dialogue.reconcile_conversations import (
    count_conversations,
    reconcile_conversations,
)
from comity.site.dialogue.reconcile_live import count_live, reconcile_live
from comity.site.dialogue.reconcile_said import count_said, reconcile_said
from comity.site.dialogue.reconcile_translations import (
    count_translations,
    reconcile_translations,
)
from comity.site.dialogue.recorded import labels_of_conversations, recorded_conversations
from comity.site.members.founded import reconcile_official
from comity.site.members.reconcile import count_people, reconcile_people
from comity.site.members.recorded import (
    labels_of_people,
    recorded_mandates,
    recorded_people,
)
from comity.site.oversight.models import SignOffRow
from comity.site.oversight.reconcile import reconcile_sign_offs, recorded_sign_offs
from comity.site.oversight.reconcile_signatures import reconcile_signatures
from comity.site.record.comparison import KINDS, Difference
from comity.site.record.models import Entry, WitnessedHead
from comity.site.record.reconcile import Reach, reconcile_record
from comity.site.record.signed_log import published_note
from comity.site.record.stored import read_only
from comity.site.record.witnesses import policy_in_use

__all__ = [
    "Disk",
    "Reconciliation",
    "check_health",
    "disk_of",
    "forget_health",
    "functions_in_use",
    "last_health",
    "reconcile",
    "reconciliation_json",
]

FILE: Final = "health.json"
LOCK: Final = "health.lock"
VERSION: Final = 1
MOST: Final = 1_000
LARGEST: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What a comparison found: how many rows it checked, which differ (at most 1,000), when."""

    checked: int
    differences: Sequence[Difference]
    at: datetime


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes that are free where the data lie, and of how many."""

    free: int
    total: int

    @property
    def is_low(self) -> bool:
        """Return whether less than a tenth, and less than 5 GB, is left."""
        return self.free < min(self.total // 10, 5_000_000_000)


def reconcile(configuration: Configuration, now: datetime) -> Reconciliation:
    """Rebuild every public row from entries, contents and bundles, and compare; only read.

    A server may write meanwhile: all rows are read as they stood at one moment.
    """
    # First the file, then the rows: the sequencer writes them the other way round.
    note = published_note(configuration.log_folder)
    with read_only():
        sign_offs = recorded_sign_offs()
        reports = recorded_reports(configuration.bundle_folder, sign_offs)
        people = recorded_people()
        mandates = recorded_mandates(people)
        conversations = recorded_conversations()
        labels = labels_of(reports, sign_offs) | labels_of_people(people)
        labels |= labels_of_conversations(conversations) | labels_of_audits(reports)
        policy = policy_in_use(configuration.witness_file)
        reach = Reach(configuration.log_folder, note, _own_key(configuration), labels, policy)
        found = [
            *islice(reconcile_record(reach), MOST),
            *islice(reconcile_sign_offs(sign_offs, mandates), MOST),
            *islice(reconcile_signatures(sign_offs), MOST),
            *islice(reconcile_reports(reports), MOST),
            *islice(reconcile_attestations(sign_offs), MOST),
            *islice(reconcile_people(people, mandates), MOST),
            *islice(reconcile_official(mandates), MOST),
            *islice(reconcile_conversations(conversations), MOST),
            *islice(reconcile_said(conversations), MOST),
            *islice(reconcile_translations(conversations), MOST),
            *islice(reconcile_ballots(conversations), MOST),
            *islice(reconcile_live(conversations), MOST),
        ]
        rows = (Entry, SignOffRow, PublishedReport, Restatement, WitnessedHead)
        checked = sum(table.objects.count() for table in rows)
        checked += count_people() + count_conversations() + count_translations()
        checked += count_ballots() + count_attestations()
        checked += count_said() + count_live()
    return Reconciliation(checked, found[:MOST], now)


def check_health(
    configuration: Configuration,
    now: datetime,
    tell: Callable[[Reconciliation], None] = lambda _found: None,
) -> Reconciliation:
    """Compare every public row with the record, ``tell`` what was found and keep it for the page.

    One process at a time does so; a second one waits for the first. What was found is told before
    it is kept: a full disk must not hide it.
    """
    make_folder(configuration.data_folder)
    with locked(configuration.data_folder / LOCK):
        found = reconcile(configuration, now)
        tell(found)
        data = json.dumps(reconciliation_json(found), ensure_ascii=False, indent=1).encode()
        write_atomically(configuration.data_folder / FILE, data)
    return found


def last_health(configuration: Configuration) -> Reconciliation | None:
    """Return what the last comparison found, or None if there was none that can be read."""
    try:
        data = read_bounded(configuration.data_folder / FILE, LARGEST)
        members: Mapping[str, Any] = json.loads(data)
        at = datetime.fromisoformat(members["at"])
        found = [Difference(**one) for one in members["differences"]]
        known = at.tzinfo is not None and all(one.kind in KINDS for one in found)
        return Reconciliation(int(members["checked"]), found, at) if known else None
    except (RefusedError, ValueError, KeyError, TypeError):
        return None


def forget_health(configuration: Configuration) -> None:
    """Forget what the last comparison found: it was of other rows."""
    (configuration.data_folder / FILE).unlink(missing_ok=True)


def reconciliation_json(found: Reconciliation) -> dict[str, Json]:
    """Return ``found`` as it is kept and as ``comity record reconcile --json`` prints it."""
    return {
        "v": VERSION,
        "at": found.at.isoformat(timespec="seconds"),
        "checked": found.checked,
        "differences": [asdict(one) for one in found.differences],
    }


def disk_of(configuration: Configuration) -> Disk | None:
    """Return the room on the disk of the data, or None where that cannot be asked."""
    try:
        usage = disk_usage(configuration.data_folder)
    except OSError:
        return None
    return Disk(usage.free, usage.total)


def functions_in_use() -> Sequence[str]:
    """Return the functions that published results may be recomputed with, with their versions."""
    return [f"{name} {version}" for name, version in sorted(REGISTRY)]


def _own_key(configuration: Configuration) -> VerifierKey | None:
    """Return the key this computer signs with, or None where it is kept elsewhere."""
    try:
        return load_key(configuration.key_file).key
    except RefusedError:
        return None
