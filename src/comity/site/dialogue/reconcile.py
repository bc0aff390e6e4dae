"""Compares published reports with their bundles and with what the record says was published."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from comity.canonical import sha256_hex
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_manifest, publish_payload, read_bundle
from comity.site.dialogue.actions import REPORT, bundle_file, symbol_fits
from comity.site.dialogue.models import PublishedReport
from comity.site.record.reconcile import Difference, differences

__all__ = ["reconcile_reports"]


def reconcile_reports(bundles: Path) -> Iterator[Difference]:
    """Yield what differs between the rows of reports, their bundles in ``bundles``, and entries."""
    rows = PublishedReport.objects.select_related("entry", "signoff").order_by("id")
    for row in rows.iterator():
        name = f"dialogue_published_report {row.id}"
        yield from differences(name, _columns(row), _from_entry(row))
        try:
            file = bundle_file(bundles, row.digest)
            data = file.read_bytes()
            members = read_bundle(data).members
            yield from differences(name, _columns(row), _from_bundle(data, members))
        except (OSError, RefusedError, KeyError):
            yield Difference(name, "bundle")


def _columns(row: PublishedReport) -> Mapping[str, object]:
    return {
        "id": row.id,
        "symbol": row.symbol,
        "symbol fits": symbol_fits(row.symbol, row.id),
        "title": row.title,
        "report": sha256_hex(bytes(row.report)),
        "digest": row.digest,
        "bundle_size": row.bundle_size,
        "simulated": row.simulated,
        "published_at": row.published_at,
        "payload": publish_payload(row.digest),
        "signoff_subject": row.signoff_subject,
    }


def _from_entry(row: PublishedReport) -> Mapping[str, object]:
    entry = row.entry
    return {
        "symbol": entry.symbol,
        "symbol fits": True,
        "title": entry.title,
        "published_at": entry.at,
        "payload": b"" if entry.payload is None else bytes(entry.payload),
        "signoff_subject": entry.subject,
    }


def _from_bundle(data: bytes, members: Mapping[str, bytes]) -> Mapping[str, object]:
    manifest = parse_manifest(members[MANIFEST])
    return {
        "id": manifest.subject.id,
        "title": manifest.title,
        "report": sha256_hex(members[REPORT]),
        "digest": sha256_hex(members[MANIFEST]),
        "bundle_size": len(data),
        "simulated": manifest.simulated,
    }
