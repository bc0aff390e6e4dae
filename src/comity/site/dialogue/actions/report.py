"""What may be done with conversations."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import Q

from comity.canonical import sha256_hex
from comity.fault import N_, FaultKind, Place, RefusedError
from comity.oversight import SUMMARY, SignOff, decode_reviewed
from comity.record import (
    MANIFEST,
    Manifest,
    parse_manifest,
)
from comity.site.dialogue.actions.publication import (
    Publication,
    enter_publication,
    store_bundle,
)
from comity.site.dialogue.actions.stale import refuse_other_than_draft
from comity.site.dialogue.models import PublishedReport
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = [
    "ACT",
    "REPORT",
    "publish_report",
    "symbol_fits",
]

ACT: Final = "dialogue.publish_report"
REPORT: Final = "outputs/report.json"

WRONG_FILE: Final = FaultKind(
    "dialogue.file_differs",
    N_("its bytes are not those the manifest names"),
    N_("what is published is what was computed"),
    N_("Compute the report again and publish the result as it is."),
)
NO_SUMMARY: Final = FaultKind(
    "dialogue.summary_unreadable",
    N_("the summary cannot be read"),
    N_("a summary holds the text as signed and the machine’s draft it came from"),
    N_("Open the draft again and sign it off anew."),
)
NO_REPORT: Final = FaultKind(
    "dialogue.report_missing",
    N_("the bundle holds no report"),
    N_("a published report comes with the file it is shown from"),
    N_("Compute the report again and publish the result as it is."),
)
WRONG_SYMBOL: Final = FaultKind(
    "dialogue.report_symbol",
    N_("the symbol does not belong to the report {id}"),
    N_("a symbol is the organisation’s series and then the id: A24/DIA/1 for dia-1"),
    N_("Give the report the symbol that goes with its id."),
)
TAKEN: Final = FaultKind(
    "dialogue.report_exists",
    N_("a report with this symbol or id is published already"),
    N_("a published report is never replaced; a later one stands beside it"),
    N_("Give the new report its own symbol."),
)


def publish_report(
    *,
    log: Log,
    members: Mapping[str, bytes],
    sign_off: SignOff,
    symbol: str,
    folder: Path,
    now: datetime,
) -> str:
    """Publish the report that ``members`` hold, and return its id.

    ``members`` are manifest, inputs and outputs of the bundle; ``sign_off`` must bind the SHA-256
    of the manifest. Rows and entries are written in one transaction, the bundle into
    ``folder`` before it ends. The report of a conversation on this site is its draft as it stands
    now. On ``RefusedError`` nothing is published (``records = one``).
    """
    manifest = parse_manifest(members[MANIFEST])
    digest = sha256_hex(members[MANIFEST])
    subject = Subject("dialogue", "report", manifest.subject.id, digest)
    _check(manifest, members, symbol)
    with transaction.atomic():
        refuse_other_than_draft(subject.id, members)
        what = Publication(ACT, subject.id, subject, symbol, manifest, members[REPORT])
        columns = enter_publication(log=log, what=what, sign_off=sign_off, now=now)
        PublishedReport.objects.create(
            **columns,
            report=members[REPORT],
            summary=members.get(SUMMARY, b""),
            bundle_size=store_bundle(members, folder, digest),
        )
    return subject.id


def symbol_fits(symbol: str, report_id: str) -> bool:
    """Return whether ``symbol`` is the series and then the id: ``A24/DIA/1`` for ``dia-1``."""
    _, _, rest = symbol.partition("/")
    return rest.lower().replace("/", "-") == report_id


def _check(manifest: Manifest, members: Mapping[str, bytes], symbol: str) -> None:
    """Raise ``RefusedError`` with all that speaks against publishing these members."""
    faults = [
        WRONG_FILE.at(Place(path))
        for path, digest in manifest.files.items()
        if sha256_hex(members.get(path, b"")) != digest
    ]
    if REPORT not in manifest.files:
        faults.append(NO_REPORT.at(Place(REPORT)))
    if (manifest.subject.pillar, manifest.subject.kind) != ("dialogue", "report"):
        faults.append(NO_REPORT.at(Place(str(manifest.subject))))
    if SUMMARY in members and not _readable(members[SUMMARY]):
        faults.append(NO_SUMMARY.at(Place(SUMMARY)))
    if not symbol_fits(symbol, manifest.subject.id):
        faults.append(WRONG_SYMBOL.at(Place(symbol), id=manifest.subject.id))
    same = Q(symbol=symbol) | Q(pk=manifest.subject.id)
    if PublishedReport.objects.filter(same).exists():
        faults.append(TAKEN.at(Place(symbol)))
    if faults:
        raise RefusedError(faults)


def _readable(summary: bytes) -> bool:
    try:
        decode_reviewed(summary)
    except ValueError:
        return False
    return True
