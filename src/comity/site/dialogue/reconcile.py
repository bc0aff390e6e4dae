"""Rebuilds reports and restatements from entries and bundles, and names each row that differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comity.canonical import decode, sha256_hex
from comity.dialogue import RESTATEMENT_MEMBER
from comity.edge import read_bounded
from comity.fault import RefusedError
from comity.oversight import SUMMARY
from comity.record import (
    MANIFEST,
    Manifest,
    encode_entry,
    leaf_hash,
    parse_manifest,
    publish_payload,
    read_bundle,
)
from comity.record.passkeys import sign_off_named
from comity.site.dialogue.actions import ACT, REPORT, RESTATE, bundle_file, symbol_fits
from comity.site.dialogue.models import PublishedReport, Restatement
from comity.site.oversight.reconcile import RecordedSignOff
from comity.site.record.comparison import Difference, as_bytes, as_text, compared, guarded
from comity.site.record.reconcile import Label
from comity.site.record.recorded import Recorded, recorded_acts
from comity.site.record.stored import Row, stored_rows

__all__ = [
    "RecordedReport",
    "labels_of",
    "reconcile_reports",
    "recorded_reports",
    "report_restated",
]

COLUMNS: Final = (
    "symbol",
    "title",
    "digest",
    "bundle_size",
    "simulated",
    "published_at",
    "signoff_id",
    "signoff_subject",
    "signoff_digest",
    "entry_id",
)
LARGEST: Final = 200_000_000
DATED: Final = len("-2027-01-01")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is published alike: its act, its rows, and which columns hold which of its members."""

    name: str
    act: str
    model: type[PublishedReport] | type[Restatement]
    members: Mapping[str, str]
    columns: Sequence[str] = ()


KINDS: Final = (
    _Kind("report", ACT, PublishedReport, {"report": REPORT, "summary": SUMMARY}),
    _Kind(
        "restatement", RESTATE, Restatement, {"restatement": RESTATEMENT_MEMBER}, ("restates_id",)
    ),
)


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """A publication that the record tells of, and the bundle that its entry commits to.

    ``digest`` is None where the entry's content is not there; ``manifest`` where the bundle is
    not, and ``wrong`` says why. ``symbol`` is what was signed off, as long as that is known.
    """

    entry: Recorded
    digest: str | None
    manifest: Manifest | None
    size: int
    wrong: str
    sign_off: RecordedSignOff | None

    @property
    def id(self) -> str:
        """Return the report's id."""
        return self.entry.statement.subject.rpartition(":")[2]

    @property
    def symbol(self) -> str | None:
        """Return the symbol, as long as the record tells it."""
        signed = {} if self.sign_off is None else self.sign_off.content
        found = signed.get("symbol")
        return found if isinstance(found, str) else None


def recorded_reports(
    bundles: Path, sign_offs: Sequence[RecordedSignOff]
) -> Sequence[RecordedReport]:
    """Return what the record says was published, reports first, each with what its bundle says."""
    return [_recorded(one, bundles, sign_offs) for kind in KINDS for one in recorded_acts(kind.act)]


def report_restated(restatement: str) -> str:
    """Return the report whose figures a restatement with this id shows anew."""
    return restatement[:-DATED]


def labels_of(
    reports: Sequence[RecordedReport], sign_offs: Sequence[RecordedSignOff]
) -> dict[int, Label]:
    """Return what the rows of publications and their sign-offs say beyond the entries' bytes."""
    labels = {one.entry.row: Label("", None, opened=True) for one in sign_offs}
    for report in reports:
        title = None if report.manifest is None else report.manifest.title
        labels[report.entry.row] = Label(report.symbol, title)
        if report.sign_off is not None:
            labels[report.sign_off.entry.row] = Label("", title, opened=True)
    return labels


def reconcile_reports(reports: Sequence[RecordedReport]) -> Iterator[Difference]:
    """Yield what differs between the rows of what was published and ``reports``."""
    for kind in KINDS:
        yield from _reconciled(
            kind, [one for one in reports if one.entry.statement.act == kind.act]
        )


def _reconciled(kind: _Kind, reports: Sequence[RecordedReport]) -> Iterator[Difference]:
    wanted = (*COLUMNS, *kind.members, *kind.columns)
    found = stored_rows(kind.model.objects.order_by("pk"), wanted)
    rows = {row["pk"]: row for row in found}
    for report in reports:
        if report.wrong:
            says = f"entry {report.entry.name} commits to one that is whole"
            yield Difference(kind.name, report.id, "bundle", report.wrong, says)
        yield from _named(kind, report)
        row = rows.pop(report.id, None)
        if row is None:
            says = f"entry {report.entry.name} says it was published"
            yield Difference(kind.name, report.id, "", "there is no row", says)
        else:
            yield from guarded(kind.name, report.id, _row, kind, row, report)
    for key in rows:
        stands = "there is a row"
        yield Difference(kind.name, as_text(key), "", stands, "no entry says it was published")


def _named(kind: _Kind, report: RecordedReport) -> Iterator[Difference]:
    """Yield that the entry names another sign-off by passkey than the one before it."""
    named = sign_off_named(report.entry.content)
    signed = None if report.sign_off is None else report.sign_off.entry
    is_it = signed is not None and leaf_hash(encode_entry(signed.statement)).hex() == named
    if named is not None and not is_it:
        says = "no entry is that" if signed is None else f"entry {signed.name} is another"
        yield Difference(kind.name, report.id, "sign_off", f"the entry names {named}", says)


def _row(kind: _Kind, row: Row, report: RecordedReport) -> Iterator[Difference]:
    entry = f"entry {report.entry.name}"
    recorded = _from_entry(report)
    if "restates_id" in kind.columns:
        recorded["restates_id"] = report_restated(report.id)
    yield from compared(kind.name, report.id, row, entry, recorded)
    if report.manifest is not None:
        bundle = f"the bundle that {entry} commits to"
        yield from compared(kind.name, report.id, row, bundle, _from_bundle(report))
        yield from _members(kind, row, report, report.manifest)
    if not symbol_fits(as_text(row["symbol"]), report.id):
        found = f"the row says “{as_text(row['symbol'])}”"
        yield Difference(kind.name, report.id, "symbol", found, "this belongs to another report")


def _members(
    kind: _Kind, row: Row, report: RecordedReport, manifest: Manifest
) -> Iterator[Difference]:
    """Yield each column that holds other bytes than the member of the bundle it repeats."""
    bundle = f"the bundle that entry {report.entry.name} commits to"
    for column, path in kind.members.items():
        stands, kept = as_bytes(row[column]), manifest.files.get(path)
        if (sha256_hex(stands) if stands or column != "summary" else None) != kept:
            found = f"the row holds {len(stands)} bytes with another SHA-256"
            yield Difference(kind.name, report.id, column, found, f"{bundle} has {kept}")


def _from_entry(report: RecordedReport) -> dict[str, object]:
    statement = report.entry.statement
    recorded: dict[str, object] = {
        "published_at": datetime.fromisoformat(statement.at),
        "signoff_subject": statement.subject,
        "entry_id": report.entry.row,
    }
    if report.digest is not None:
        recorded |= {"digest": report.digest, "signoff_digest": report.digest}
    if report.symbol is not None:
        recorded["symbol"] = report.symbol
    if report.sign_off is not None and report.sign_off.id is not None:
        recorded["signoff_id"] = report.sign_off.id
    return recorded


def _from_bundle(report: RecordedReport) -> dict[str, object]:
    manifest = report.manifest
    if manifest is None:
        return {}
    return {
        "title": manifest.title,
        "simulated": manifest.simulated,
        "bundle_size": report.size,
    }


def _recorded(
    entry: Recorded, bundles: Path, sign_offs: Sequence[RecordedSignOff]
) -> RecordedReport:
    digest = _digest(entry)
    signed = _sign_off(entry, digest, sign_offs)
    if digest is None:
        return RecordedReport(entry, None, None, 0, "", signed)
    try:
        data = read_bounded(bundle_file(bundles, digest), LARGEST)
        members = read_bundle(data).members
        manifest = parse_manifest(members[MANIFEST])
    except (RefusedError, KeyError):
        wrong = "it is missing or cannot be read"
        return RecordedReport(entry, digest, None, 0, wrong, signed)
    if sha256_hex(members[MANIFEST]) != digest:
        return RecordedReport(entry, digest, None, 0, "its manifest is another", signed)
    return RecordedReport(entry, digest, manifest, len(data), _wrong(members, manifest), signed)


def _wrong(members: Mapping[str, bytes], manifest: Manifest) -> str:
    """Name a member that is not what the manifest lists."""
    if members.keys() != {MANIFEST, *manifest.files}:
        return f"it lacks or adds {min(members.keys() ^ {MANIFEST, *manifest.files})}"
    listed = manifest.files.items()
    changed = (path for path, digest in listed if sha256_hex(members[path]) != digest)
    first = next(changed, None)
    return "" if first is None else f"{first} in it was changed"


def _digest(entry: Recorded) -> str | None:
    """Return the digest of the manifest that the entry commits to, or None where it is gone."""
    if entry.content is None:
        return None
    content: Any = decode(entry.content)
    digest = content.get("manifest") if isinstance(content, Mapping) else None
    named = sign_off_named(entry.content)
    known = isinstance(digest, str) and publish_payload(digest, named) == entry.content
    return digest if known else None


def _sign_off(
    entry: Recorded, digest: str | None, sign_offs: Sequence[RecordedSignOff]
) -> RecordedSignOff | None:
    """Return the last sign-off of this report before its publication."""
    about = entry.statement.subject
    fitting = (
        one
        for one in sign_offs
        if one.entry.row < entry.row
        and one.entry.statement.subject == about
        and (digest is None or one.content.get("digest", digest) == digest)
    )
    return max(fitting, key=lambda one: one.entry.row, default=None)
