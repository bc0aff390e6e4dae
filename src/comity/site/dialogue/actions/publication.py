"""How something signed off is published: a sign-off, an entry that may name it, and a bundle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.canonical import decode
from comity.edge import entry_time, make_folder, write_atomically
from comity.oversight import SignOff
from comity.people import Acting, Mandate
from comity.record import (
    Entry,
    Manifest,
    RuleReference,
    public_payload,
    publish_payload,
    write_bundle,
)
from comity.site.dialogue.actions.conversation import about
from comity.site.members.standing import require_in_force
from comity.site.oversight.actions import record_sign_off
from comity.site.oversight.models import SignOffRow
from comity.site.oversight.proving import sign_off_to_name
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log
from comity.subject import Subject

__all__ = ["Publication", "bundle_file", "enter_publication", "store_bundle"]


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published by ``act``: its subject with the digest of its manifest, and its JSON.

    ``report`` is the id of the report that it is, or belongs to; ``result`` names a rule.
    """

    act: str
    report: str
    subject: Subject
    symbol: str
    manifest: Manifest
    result: bytes


def enter_publication(
    *, log: Log, what: Publication, sign_off: SignOff, now: datetime
) -> Mapping[str, Any]:
    """Enter the sign-off and then the publication of ``what``; return the columns of its row.

    Call it in the transaction of the act (``records = one``).
    """
    subject, digest = what.subject, what.subject.digest or ""
    named = {"symbol": what.symbol, "title": what.manifest.title}
    signed = record_sign_off(log=log, sign_off=sign_off, act=what.act, subject=subject, **named)
    mandate = _mandate_of(signed, sign_off.mandate, what.report, now)
    word = sign_off_to_name(signed)
    entry = append_entry(
        log=log,
        statement=_entry(what, mandate, now, named=word),
        content=Content(publish_payload(digest, word)),
        **named,
    )
    return {
        "id": subject.id,
        **named,
        "digest": digest,
        "simulated": what.manifest.simulated,
        "published_at": entry.at,
        "signoff": signed,
        "signoff_subject": signed.subject,
        "signoff_digest": signed.digest,
        "entry": entry,
    }


def bundle_file(folder: Path, digest: str) -> Path:
    """Return where the bundle whose manifest has this digest lies."""
    return folder / f"{digest}.zip"


def store_bundle(members: Mapping[str, bytes], folder: Path, digest: str) -> int:
    """Write the bundle under its digest before any row names it; return its size."""
    bundle = write_bundle(members)
    make_folder(folder)
    write_atomically(bundle_file(folder, digest), bundle)
    return len(bundle)


def _mandate_of(signed: SignOffRow, told: Mandate, report: str, now: datetime) -> Mandate:
    """Return the mandate under which a sign-off takes effect; refuse one not in force."""
    signer = Acting(signed.signer, signed.name, (told,))
    return require_in_force(signer, act=signed.act, at=now, about=about(report))


def _entry(what: Publication, mandate: Mandate, now: datetime, *, named: str | None) -> Entry:
    """Return the entry of the publication; ``named`` is the sign-off by passkey that it names."""
    result: Any = decode(what.result)
    rule = result["rule"]
    return Entry(
        act=what.act,
        actor=str(mandate.role),
        subject=str(what.subject),
        at=entry_time(now),
        payload=public_payload(publish_payload(what.subject.digest or "", named)),
        mandate=mandate.id,
        rule=RuleReference(str(rule["id"]), str(rule["version"]), rule["sha256"]),
    )
