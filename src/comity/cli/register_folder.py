"""A folder with the status of an instrument: status.json, and a bundle that recomputes it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from comity.cli.own_bundle import Computed, after_entry, entered_computed, room_for
from comity.cli.register_files import Instrument
from comity.edge import Entered, make_room, write_atomically
from comity.record import RuleReference
from comity.standards import (
    ACTS_MEMBER,
    QUESTION_MEMBER,
    RULE_MEMBER,
    STATUS_MEMBER,
    register_status,
    status_question,
)

__all__ = ["WrittenStatus", "write_status"]

BUNDLE: Final = "status.zip"
DOCUMENT: Final = "status.json"
FUNCTION: Final = ("standards.register_status", 1)


@dataclass(frozen=True, slots=True)
class WrittenStatus:
    """Where a status was written and entered."""

    out: Path
    entered: Entered

    def in_words(self) -> str:
        """Return where it is and how to check it."""
        return (
            f"Entered in your own record as entry {self.entered.index} of {self.entered.origin}.\n"
            f"{self.out / DOCUMENT} for machines.\n"
            f"Check it, offline: comity verify {self.out / BUNDLE}"
        )


def write_status(instrument: Instrument, at: date, out: Path) -> WrittenStatus:
    """Compute the status on the day ``at``, enter it in the user's own record and write it."""
    inputs = {
        ACTS_MEMBER: instrument.acts_data,
        RULE_MEMBER: instrument.rule_data,
        QUESTION_MEMBER: status_question(at),
    }
    files = {**inputs, **register_status(inputs)}
    rule = instrument.rule
    make_room(out, 2 * room_for(files))
    made = Computed(
        "standards",
        "register_status",
        f"{rule.title}, {at.isoformat()}",
        (FUNCTION,),
        RuleReference(rule.id, str(rule.version), rule.sha256),
    )
    bundle, entered = entered_computed(files, made, datetime.now(UTC))
    with after_entry(entered, out):
        write_atomically(out / BUNDLE, bundle)
        write_atomically(out / DOCUMENT, files[STATUS_MEMBER])
    return WrittenStatus(out, entered)
