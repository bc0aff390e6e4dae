"""Who has attested the counts of a report on protected ballots, from files the operator keeps.

``auditors.txt`` in the configuration folder names who may attest, a line each as for ``comity
dialogue audited``: ``KEY=NAME=PARTY``. The attestations, signed notes, lie in the data folder below
``attestations/`` and the report's id. Nobody is believed but for their signature.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.canonical import sha256_hex
from comity.dialogue import Audit, Auditor, audit
from comity.edge import read_bounded, verify_signature
from comity.fault import N_
from comity.record import MANIFEST, RecordFormatError, parse_vkey
from comity.render import Html, Voice, joined, not_audited, tag, visible
from comity.site.configuration import Configuration
from comity.site.dialogue.files import bundle_members
from comity.site.dialogue.queries import PublishedView

__all__ = ["Audited", "audit_html", "audit_of", "audit_text", "is_audited", "known_auditors"]

AUDITORS: Final = "auditors.txt"
ATTESTATIONS: Final = "attestations"
LARGEST: Final = 100_000
MOST: Final = 50

COUNTED_AGAIN: Final = N_(
    "The counts were audited: the sealed votes were counted again by {auditors}."
)
SO_FAR: Final = N_("Attested so far by {auditors}; two of different parties are needed.")


@dataclass(frozen=True, slots=True)
class Audited:
    """What is known of a report's audit; ``digest`` changes when that does."""

    audit: Audit | None
    digest: str = ""


def known_auditors(text: str) -> Sequence[Auditor]:
    """Return the auditors that lines of ``text`` name; one that names nobody is passed over."""
    found = []
    for line in text.splitlines():
        # A key of Ed25519 fills its base64 without an equals sign.
        parts = [part.strip() for part in line.split("=", 2)]
        if len(parts) == 3 and all(parts):
            with suppress(RecordFormatError):
                found.append(Auditor(parse_vkey(parts[0]), parts[1], parts[2]))
    return found


def audit_of(published: PublishedView, configuration: Configuration) -> Audited:
    """Return who attested the counts of ``published``; nothing is asked of open ballots."""
    folder = configuration.data_folder / ATTESTATIONS / published.id
    if published.open_ballots or not folder.is_dir():
        return Audited(None)
    notes = [read_bounded(path, LARGEST) for path in sorted(folder.glob("*"))[:MOST]]
    listed = _auditors_file(configuration.config_folder / AUDITORS)
    manifest = bundle_members(published, configuration.bundle_folder)[MANIFEST]
    found = audit(manifest, notes, known_auditors(listed), verify_signature)
    return Audited(found, sha256_hex(repr((notes, listed)).encode()))


def is_audited(found: Audited) -> bool:
    """Tell whether two auditors of different parties have attested the counts."""
    return found.audit is not None and found.audit.state == "audited"


def audit_text(published: PublishedView, found: Audited, speaker: Voice) -> str:
    """Return in what state the audit is, with each auditor's party; nothing for open ballots."""
    names = [
        speaker.say("{name} ({party})", name=visible(each.name), party=visible(each.party))
        for each in _auditors(found)
    ]
    sentences = _sentences(published, found, speaker)
    return speaker.gap.join(
        speaker.say(each, auditors=speaker.listing(names)) for each in sentences
    )


def audit_html(published: PublishedView, found: Audited, speaker: Voice) -> Html:
    """Return the same as markup, each name isolated from the words round it."""
    names = [
        speaker.say_html(
            "{name} ({party})", name=tag("bdi", each.name), party=tag("bdi", each.party)
        )
        for each in _auditors(found)
    ]
    listed = Html(speaker.listing(names))
    sentences = _sentences(published, found, speaker)
    said = (speaker.say_html(each, auditors=listed) for each in sentences)
    return joined(said, speaker.gap)


def _sentences(published: PublishedView, found: Audited, speaker: Voice) -> Sequence[str]:
    """Return the sentences, in English where they are not said yet, with the auditors open."""
    if is_audited(found):
        return (COUNTED_AGAIN,)
    waiting = not_audited(published.report, speaker)
    if waiting is None:
        return ()
    return (waiting, SO_FAR) if _auditors(found) else (waiting,)


def _auditors(found: Audited) -> Sequence[Auditor]:
    return () if found.audit is None else found.audit.auditors


def _auditors_file(path: Path) -> str:
    return read_bounded(path, LARGEST).decode("utf-8", "replace") if path.is_file() else ""
