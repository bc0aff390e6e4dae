"""Auditors of protected ballots: given the sealed votes, and what they sign afterwards.

Both are entered in the record, so that anybody sees who was given the votes and what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from django.db import transaction

from comity.canonical import encode, sha256_hex
from comity.dialogue import parse_attestation
from comity.edge import entry_time
from comity.fault import N_, FaultKind, Place, refuse
from comity.oversight import SignOff
from comity.people import Acting, Mandate
from comity.record import Entry as RecordEntry
from comity.record import RecordFormatError, parse_note, public_payload
from comity.site.dialogue.actions.conversation import about
from comity.site.dialogue.models import Attestation, PublishedReport, Restatement
from comity.site.dialogue.sealed import sealed_bundle, sealed_manifest
from comity.site.members.standing import require_in_force
from comity.site.oversight.actions import record_sign_off
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log
from comity.subject import Subject

__all__ = [
    "ATTEST",
    "GIVE",
    "Finding",
    "Outcome",
    "attest_report",
    "give_sealed_bundle",
    "to_attest",
]

ATTEST: Final = "dialogue.attest_report"
GIVE: Final = "dialogue.give_sealed_bundle"
Outcome: TypeAlias = Literal["agrees", "differs"]

NO_REPORT: Final = FaultKind(
    "dialogue.audit_unpublished",
    N_("there is no published report {report}"),
    N_("what is audited are the counts of a published report on protected ballots"),
    N_("Wait until it is published."),
)
NO_SEALED: Final = FaultKind(
    "dialogue.sealed_missing",
    N_("there are no sealed votes of {report}"),
    N_("auditors are given the votes of protected ballots as they were counted"),
    N_("Open ballots anybody recounts. Once votes were taken out, nobody counts them again."),
)
NO_NOTE: Final = FaultKind(
    "dialogue.attestation_unreadable",
    N_("this is no attestation: {reason}"),
    N_("who attests that the counts agree sends what comity dialogue attest has written"),
    N_("Paste the whole file. Where the command refused to sign, say that the counts differ."),
)
OTHER_BUNDLES: Final = FaultKind(
    "dialogue.attestation_other",
    N_("the attestation is about other bundles"),
    N_("an attestation names the sealed votes and the public bundle of this report"),
    N_("Download both bundles again, and run comity dialogue attest on them."),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What an auditor found; ``note`` is the signed note where the counts agree."""

    outcome: Outcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Audited:
    """What is audited: a report, or the figures that ``restated`` shows anew of one."""

    report: PublishedReport
    restated: Restatement | None
    bundle: bytes

    @property
    def shown(self) -> PublishedReport | Restatement:
        """Return what was published."""
        return self.restated or self.report

    @property
    def subject(self) -> Subject:
        """Return it as the record names it."""
        kind = "report" if self.restated is None else "restatement"
        return Subject("dialogue", kind, self.shown.pk)


@transaction.atomic
def give_sealed_bundle(
    *, log: Log, report: str, acting: Acting | None, folder: Path, now: datetime
) -> bytes:
    """Return the sealed votes of ``report`` for an auditor (``records = one``).

    ``report`` is the id of a report, or of a restatement of one. The entry names the auditor's
    party and the digest of what was given.
    """
    mandate = require_in_force(acting, act=GIVE, at=now, about=about(_report_of(report)))
    audited = _audited(report, folder)
    content = encode({"v": 1, "sealed": sha256_hex(sealed_manifest(audited.bundle))})
    _enter(log, audited, GIVE, mandate, content, now)
    return audited.bundle


def to_attest(*, report: str, finding: Finding, folder: Path) -> Subject:
    """Return what an auditor signs: the report with the digest of their words; writes nothing.

    Raises ``RefusedError`` where they agree without a note that names both bundles.
    """
    audited = _audited(report, folder)
    return _signed_subject(audited, _words(finding, audited))


@transaction.atomic
def attest_report(
    *, log: Log, report: str, finding: Finding, sign_off: SignOff, folder: Path, now: datetime
) -> None:
    """Take an auditor's signed word on the counts of a report or restatement (``records = one``).

    That they agree is believed only with a note that names both bundles: it comes of counting. An
    auditor may speak again; their last word is the one that holds.
    """
    told = sign_off.mandate
    auditor = Acting(told.holder, sign_off.name, (told,))
    mandate = require_in_force(auditor, act=ATTEST, at=now, about=about(_report_of(report)))
    audited = _audited(report, folder)
    said = _words(finding, audited)
    signed = record_sign_off(
        log=log,
        sign_off=sign_off,
        act=ATTEST,
        subject=_signed_subject(audited, said),
        symbol=audited.shown.symbol,
        title=audited.shown.title,
    )
    content = encode({**said, "v": 2, "sign_off": bytes(signed.entry.leaf_hash).hex()})
    Attestation.objects.create(
        report=audited.report,
        restatement=audited.restated,
        outcome=said["outcome"],
        sealed=said["sealed"],
        public=said["public"],
        note=said["note"],
        actor=str(mandate.role),
        mandate=mandate.id,
        signoff=signed,
        entry=_enter(log, audited, ATTEST, mandate, content, now),
    )


def _words(finding: Finding, audited: _Audited) -> dict[str, Any]:
    """Return what an auditor says: the outcome, of which bundles, by which note."""
    sealed, public = sha256_hex(sealed_manifest(audited.bundle)), audited.shown.digest
    note = _checked(finding, sealed, public)
    return {
        "v": 1,
        "outcome": finding.outcome,
        "sealed": sealed,
        "public": public,
        "note": note,
    }


def _report_of(audited: str) -> str:
    """Return the report that is audited, or whose restatement is."""
    restates = Restatement.objects.filter(pk=audited).values_list("restates_id", flat=True)
    return restates.first() or audited


def _audited(audited: str, folder: Path) -> _Audited:
    restated = Restatement.objects.filter(pk=audited).select_related("restates").first()
    row = restated.restates if restated else PublishedReport.objects.filter(pk=audited).first()
    if row is None:
        raise refuse(NO_REPORT.at(Place(audited), report=audited))
    bundle = sealed_bundle(folder, row.pk, audited if restated else "")
    if bundle is None:
        raise refuse(NO_SEALED.at(Place(audited), report=audited))
    return _Audited(row, restated, bundle)


def _checked(finding: Finding, sealed: str, public: str) -> str:
    """Return the SHA-256 of an auditor's note, having read that it is about these bundles."""
    if finding.outcome == "differs":
        return ""
    # A form sends other ends of lines than a note has.
    text = finding.note.replace("\r", "").strip()
    data = f"{text}\n".encode()
    try:
        said = parse_attestation(parse_note(data).text)
    except (RecordFormatError, ValueError) as error:
        raise refuse(NO_NOTE.at(Place("note"), reason=error)) from error
    if (said.sealed, said.public) != (sealed, public):
        raise refuse(OTHER_BUNDLES.at(Place("note")))
    return sha256_hex(data)


def _enter(
    log: Log, audited: _Audited, act: str, mandate: Mandate, content: bytes, now: datetime
) -> Entry:
    statement = RecordEntry(
        act=act,
        actor=str(mandate.role),
        subject=str(audited.subject),
        at=entry_time(now),
        payload=public_payload(content),
        mandate=mandate.id,
    )
    named = {"symbol": audited.shown.symbol, "title": audited.shown.title}
    return append_entry(log=log, statement=statement, content=Content(content), **named)


def _signed_subject(audited: _Audited, said: Mapping[str, Any]) -> Subject:
    return replace(audited.subject, digest=sha256_hex(encode(said)))
