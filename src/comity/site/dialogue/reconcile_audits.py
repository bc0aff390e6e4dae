"""Compares auditors' attestations with their entries: each by a mandate that covered it then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from comity.canonical import decode, encode, sha256_hex
from comity.people import holds
from comity.record import encode_entry, leaf_hash
from comity.site.dialogue.actions import ATTEST, GIVE, WITHDRAW
from comity.site.dialogue.models import Attestation
from comity.site.dialogue.reconcile import RecordedReport, report_restated
from comity.site.members.permissions import role_table
from comity.site.members.queries import mandate_with
from comity.site.oversight.reconcile import RecordedSignOff
from comity.site.record.comparison import Difference, as_text, compared, guarded
from comity.site.record.reconcile import Label
from comity.site.record.recorded import Recorded, recorded_acts
from comity.site.record.stored import Row, stored_rows

__all__ = ["count_attestations", "labels_of_audits", "reconcile_attestations"]

SAID: Final = ("outcome", "sealed", "public", "note")
ROW: Final = ("report_id", "restatement_id", *SAID, "actor", "mandate", "signoff_id", "entry_id")
KIND: Final = "attestation"


def count_attestations() -> int:
    """Return how many attestations are compared."""
    return Attestation.objects.count()


def labels_of_audits(reports: Sequence[RecordedReport]) -> dict[int, Label]:
    """Return what the rows of entries about reports say beyond their bytes: symbol and title."""
    named = {
        report.entry.statement.subject: Label(
            report.symbol, None if report.manifest is None else report.manifest.title
        )
        for report in reports
    }
    about = [one for one in recorded_acts(ATTEST, GIVE, WITHDRAW) if one.statement.subject in named]
    return {one.row: named[one.statement.subject] for one in about}


def reconcile_attestations(sign_offs: Sequence[RecordedSignOff]) -> Iterator[Difference]:
    """Yield what differs between the rows of attestations and what auditors entered and signed."""
    signed = {leaf_hash(encode_entry(one.entry.statement)).hex(): one for one in sign_offs}
    entered = {one.row: one for one in recorded_acts(ATTEST)}
    for row in stored_rows(Attestation.objects.order_by("entry_id"), ROW):
        one = entered.pop(row["entry_id"], None)
        if one is None:
            yield Difference(KIND, as_text(row["pk"]), "", "there is a row", "no entry tells of it")
        else:
            yield from guarded(KIND, f"entry {one.name}", _row, row, one, signed)
    for one in entered.values():
        says = f"entry {one.name} tells of it"
        yield Difference(KIND, f"entry {one.name}", "", "there is no row", says)


def _row(row: Row, one: Recorded, signed: Mapping[str, RecordedSignOff]) -> Iterator[Difference]:
    name, statement = f"entry {one.name}", one.statement
    about, _, audited = statement.subject.rpartition(":")
    restated = about == "dialogue:restatement"
    recorded: dict[str, object] = {
        "report_id": report_restated(audited) if restated else audited,
        "restatement_id": audited if restated else None,
        "actor": statement.actor,
        "mandate": statement.mandate,
    }
    if one.content is not None:
        content: Any = decode(one.content)
        recorded |= {column: content[column] for column in SAID}
        recorded |= _signed(content, signed)
    yield from compared(KIND, name, row, name, recorded)
    by = mandate_with(statement.mandate or "")
    if by is None or str(by.role) != statement.actor:
        found = f"there is no mandate {statement.mandate} of {statement.actor}"
        yield Difference(KIND, name, "mandate", found, "an auditor attests by a mandate")
        return
    at = datetime.fromisoformat(statement.at)
    covered = holds(by, holder=by.holder, act=ATTEST, at=at)
    if not covered or not role_table().allows(by.role.title, ATTEST):
        found = f"mandate {by.id} of {by.role} did not cover {ATTEST} then"
        yield Difference(KIND, name, "mandate", found, "who acts needs a mandate valid then")


def _signed(content: Mapping[str, Any], signed: Mapping[str, RecordedSignOff]) -> dict[str, object]:
    """Return the sign-off that the row has to name: the one that the entry names, of its words.

    Once the name of who signed was erased, the record no longer tells the sign-off's id.
    """
    if content["v"] == 1:
        return {"signoff_id": None}
    one = signed.get(content["sign_off"])
    if one is None:
        return {"signoff_id": f"one whose entry is {content['sign_off']}"}
    words = {"v": 1, **{column: content[column] for column in SAID}}
    if one.content and one.content["digest"] != sha256_hex(encode(words)):
        return {"signoff_id": "one of these words"}
    return {} if one.id is None else {"signoff_id": one.id}
