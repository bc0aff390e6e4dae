"""What pages may know of published reports, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q

from comity.canonical import decode
from comity.language import changed_sentences
from comity.oversight import Reviewed, decode_reviewed
from comity.record import fingerprint_lines, parse_vkey
from comity.site.dialogue.models import PublishedReport
from comity.site.dialogue.queries.withdrawing import Withdrawal, withdrawal_of, withdrawals

__all__ = [
    "MachineText",
    "PublishedLine",
    "PublishedView",
    "latest_reports",
    "machine_texts",
    "report_with",
    "reports_after",
    "reports_page",
]

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A published report as a list shows it."""

    id: str
    symbol: str
    title: str
    at: datetime
    participants: int
    votes: int
    common_ground: int
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class MachineText:
    """A published text that a machine drafted, and how many of its sentences a person changed.

    ``system`` names system, version and model.
    """

    id: str
    symbol: str
    title: str
    at: datetime
    signer: str
    system: str
    changed: int
    sentences: int


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A published report with all its page shows; ``entry`` is None until it is sequenced."""

    id: str
    symbol: str
    title: str
    at: datetime
    report: Mapping[str, Any]
    report_bytes: bytes
    summary: Reviewed | None
    digest: str
    bundle_size: int
    simulated: bool
    signer: str
    role: str
    strength: str
    entry: int | None
    vkey: str
    withdrawn: Withdrawal | None = None

    @property
    def participants(self) -> int:
        """Return how many people took part."""
        return int(self.report["participation"]["participants"])

    @property
    def votes(self) -> int:
        """Return how many votes they cast."""
        return int(self.report["participation"]["votes"])

    @property
    def common_ground(self) -> int:
        """Return on how many statements there is common ground."""
        return len(self.report["common_ground"])

    @property
    def open_ballots(self) -> bool:
        """Return whether the votes themselves are published, without names."""
        return bool(self.report["conversation"]["ballots"] == "open")

    @property
    def command(self) -> str:
        """Return the line that recomputes the report from its bundle, under this site's key."""
        return f"comity verify {self.id}.zip --key {self.vkey}"

    @property
    def permalink(self) -> str:
        """Return the address without host and language: it leads each reader to their own."""
        return f"/dialogue/reports/{self.id}/"

    @property
    def origin(self) -> str:
        """Return the name of the record it is entered in."""
        return parse_vkey(self.vkey).name

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the site's key in groups of four, to compare aloud."""
        return fingerprint_lines(parse_vkey(self.vkey))[1]


def latest_reports(count: int) -> Sequence[PublishedView]:
    """Return the reports published last, newest first."""
    rows = PublishedReport.objects.select_related("signoff", "entry__log").order_by("-published_at")
    found = list(rows[:count])
    gone = withdrawals(*(row.id for row in found))
    return [_view(row, gone.get(row.id)) for row in found]


def reports_page(number: int) -> tuple[Sequence[PublishedLine], int]:
    """Return page ``number`` (from 1) of the reports, newest first, and the number of pages."""
    rows = PublishedReport.objects.order_by("-published_at")
    pages = max(1, -(-rows.count() // PAGE))
    start = (min(max(number, 1), pages) - 1) * PAGE
    return _lines(rows[start : start + PAGE]), pages


def reports_after(last: str, count: int) -> Sequence[PublishedLine]:
    """Return so many reports that were published before ``last``, newest first.

    They begin with the newest where there is no such report.
    """
    rows = PublishedReport.objects.order_by("-published_at", "-pk")
    at = rows.filter(pk=last).values_list("published_at", flat=True).first()
    if at is not None:
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=last))
    return _lines(rows[:count])


def report_with(report_id: str) -> PublishedView | None:
    """Return the report with this id, or None."""
    rows = PublishedReport.objects.select_related("signoff", "entry__log").filter(pk=report_id)
    row = rows.first()
    return None if row is None else _view(row, withdrawal_of(row.id))


def machine_texts() -> Sequence[MachineText]:
    """Return the published texts that a machine drafted, newest first."""
    rows = PublishedReport.objects.exclude(summary=b"").order_by("-published_at")
    return [_machine_text(row) for row in rows.select_related("signoff")]


def _machine_text(row: PublishedReport) -> MachineText:
    reviewed = decode_reviewed(bytes(row.summary))
    changed, sentences = changed_sentences(reviewed.draft, reviewed.text)
    return MachineText(
        id=row.id,
        symbol=row.symbol,
        title=row.title,
        at=row.published_at,
        signer=row.signoff.name,
        system=f"{reviewed.machine.system} {reviewed.machine.version} ({reviewed.machine.model})",
        changed=changed,
        sentences=sentences,
    )


def _lines(rows: Iterable[PublishedReport]) -> Sequence[PublishedLine]:
    found = list(rows)
    gone = withdrawals(*(row.id for row in found))
    return [_line(row, gone.get(row.id)) for row in found]


def _line(row: PublishedReport, withdrawn: Withdrawal | None) -> PublishedLine:
    report = _json(row)
    return PublishedLine(
        id=row.id,
        symbol=row.symbol,
        title=row.title,
        at=row.published_at,
        participants=report["participation"]["participants"],
        votes=report["participation"]["votes"],
        common_ground=len(report["common_ground"]),
        withdrawn=withdrawn,
    )


def _view(row: PublishedReport, withdrawn: Withdrawal | None) -> PublishedView:
    return PublishedView(
        id=row.id,
        symbol=row.symbol,
        title=row.title,
        at=row.published_at,
        report=_json(row),
        report_bytes=bytes(row.report),
        summary=decode_reviewed(bytes(row.summary)) if row.summary else None,
        digest=row.digest,
        bundle_size=row.bundle_size,
        simulated=row.simulated,
        signer=row.signoff.name,
        role=row.signoff.role,
        strength=row.signoff.strength,
        entry=row.entry.idx,
        vkey=row.entry.log.vkey,
        withdrawn=withdrawn,
    )


def _json(row: PublishedReport) -> Mapping[str, Any]:
    return _decoded(bytes(row.report))


@lru_cache(maxsize=32)
def _decoded(report: bytes) -> Mapping[str, Any]:
    value: Any = decode(report)
    members: Mapping[str, Any] = value
    return members
