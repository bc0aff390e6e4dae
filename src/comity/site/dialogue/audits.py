"""Who has attested the counts of a report on protected ballots: on this site, or in files.

Auditors with a mandate say so on the site; their word is in the record. Of others the operator
keeps files: ``auditors.txt`` in the configuration folder names who may attest, a line each as for
``comity dialogue audited``: ``KEY=NAME=PARTY``. The attestations, signed notes, lie in the data
folder below ``attestations/`` and the report's id. Nobody is believed but for their signature.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.core.cache import cache

from comity.canonical import sha256_hex
from comity.dialogue import Audit, Auditor, audit
from comity.edge import read_bounded, verify_signature
from comity.fault import N_
from comity.record import MANIFEST, RecordFormatError, parse_vkey
from comity.render import Html, Voice, joined, not_audited, tag, visible
from comity.site.configuration import Configuration
from comity.site.dialogue.files import bundle_members
from comity.site.dialogue.queries import (
    AuditorLine,
    PublishedView,
    RestatementView,
    auditor_lines,
    votes_erased_since,
    words_erased_since,
)
from comity.site.record.queries import newest
from comity.site.record.words import role_words

__all__ = ["Audited", "audit_html", "audit_of", "audit_text", "is_audited", "known_auditors"]

AUDITORS: Final = "auditors.txt"
ATTESTATIONS: Final = "attestations"
LARGEST: Final = 100_000
MOST: Final = 50

COUNTED_AGAIN: Final = N_(
    "The counts were audited: the sealed votes were counted again by {auditors}."
)
SO_FAR: Final = N_("Attested so far by {auditors}; two of different parties are needed.")
DIFFER: Final = N_("The sealed votes give other counts, says {auditors}.")
TAKEN_OUT: Final = N_(
    "On {day} somebody took their votes out: nobody can count the sealed votes again since."
)
NO_LONGER: Final = N_(
    "On {day} something that this report was made from was erased. It stands as published and is "
    "no longer recomputable from what the organisation holds."
)
NOT_RECOUNTED: Final = N_(
    "The organisation counted the votes that are left; nobody outside it has counted them again."
)
ENOUGH: Final = 2
Published: TypeAlias = PublishedView | RestatementView
Named: TypeAlias = tuple[str, str]
"""Name and party, as they are shown."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What is known of a report's audit; ``digest`` changes when that does.

    ``audit`` is what files show, ``lines`` what auditors said on this site. ``erased`` is the day
    on which votes, or else words, were first erased since, and ``sealed_gone`` tells whether they
    were protected votes.
    """

    audit: Audit | None
    digest: str = ""
    lines: Sequence[AuditorLine] = ()
    erased: date | None = None
    sealed_gone: bool = False

    @property
    def agreeing(self) -> Sequence[AuditorLine]:
        """Return those who attest the counts of one and the same sealed bundle, of most parties."""
        sealed = {line.sealed for line in self.lines if line.agrees}
        some = [
            [line for line in self.lines if line.agrees and line.sealed == one]
            for one in sorted(sealed)
        ]
        return max(some, key=lambda lines: len({one.party.id for one in lines}), default=[])

    @property
    def differing(self) -> Sequence[AuditorLine]:
        """Return those who say that the counts differ."""
        return [line for line in self.lines if not line.agrees]


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


def audit_of(published: Published, configuration: Configuration) -> Audited:
    """Return who attested the counts of ``published``, and what was erased since.

    A restatement has an audit of its own; its page says itself when votes were taken out since.
    Nobody is asked to attest open ballots.
    """
    lines, votes, words = _told(published.id)
    erased = votes or words
    sealed_gone = votes is not None and not published.open_ballots
    seen = repr((lines, erased, sealed_gone))
    if published.open_ballots:
        return Audited(None, sha256_hex(seen.encode()), erased=erased)
    folder = configuration.data_folder / ATTESTATIONS / published.id
    if not folder.is_dir():
        return Audited(None, sha256_hex(seen.encode()), lines, erased, sealed_gone)
    notes = [read_bounded(path, LARGEST) for path in sorted(folder.glob("*"))[:MOST]]
    listed = _auditors_file(configuration.config_folder / AUDITORS)
    manifest = bundle_members(published, configuration.bundle_folder)[MANIFEST]
    found = audit(manifest, notes, known_auditors(listed), verify_signature)
    digest = sha256_hex(repr((notes, listed, seen)).encode())
    return Audited(found, digest, lines, erased, sealed_gone)


def _told(report: str) -> tuple[Sequence[AuditorLine], date | None, date | None]:
    """Return what auditors said, and when votes and words were erased: read once an entry."""
    key = sha256_hex(f"told {report} {newest()}".encode())
    kept: Any = cache.get_or_set(
        key,
        lambda: (auditor_lines(report), votes_erased_since(report), words_erased_since(report)),
    )
    lines, votes, words = kept
    return lines, votes, words


def is_audited(found: Audited) -> bool:
    """Tell whether two auditors of different parties have attested the counts."""
    here = len({line.party.id for line in found.agreeing}) >= ENOUGH
    return here or (found.audit is not None and found.audit.state == "audited")


def audit_text(published: Published, found: Audited, speaker: Voice) -> str:
    """Return in what state the audit is, with each auditor's party; nothing for open ballots."""

    def listed(people: Sequence[Named]) -> str:
        return speaker.listing(
            [
                speaker.say("{name} ({party})", name=visible(name), party=visible(party))
                for name, party in people
            ]
        )

    return speaker.gap.join(
        speaker.say(sentence, auditors=listed(people), day=_day(found, speaker))
        for sentence, people in _sentences(published, found, speaker)
    )


def audit_html(published: Published, found: Audited, speaker: Voice) -> Html:
    """Return the same as markup, each name isolated from the words round it."""

    def listed(people: Sequence[Named]) -> Html:
        names = [
            speaker.say_html("{name} ({party})", name=tag("bdi", name), party=tag("bdi", party))
            for name, party in people
        ]
        return Html(speaker.listing(names))

    said = (
        speaker.say_html(sentence, auditors=listed(people), day=_day(found, speaker))
        for sentence, people in _sentences(published, found, speaker)
    )
    return joined(said, speaker.gap)


def _sentences(
    published: Published, found: Audited, speaker: Voice
) -> Iterator[tuple[str, Sequence[Named]]]:
    """Yield the sentences, in English where they are not said yet, and who is named in them."""
    agreeing = _agreeing(found, speaker)
    waiting = _waiting(published, speaker)
    if is_audited(found):
        yield COUNTED_AGAIN, agreeing
    elif waiting is not None:
        yield waiting, ()
        if agreeing:
            yield SO_FAR, agreeing
    if found.differing:
        yield DIFFER, [_named(line, speaker) for line in found.differing]
    if found.erased is not None:
        yield TAKEN_OUT if found.sealed_gone else NO_LONGER, ()


def _waiting(published: Published, speaker: Voice) -> str | None:
    if isinstance(published, RestatementView):
        return NOT_RECOUNTED
    return not_audited(published.report, speaker)


def _agreeing(found: Audited, speaker: Voice) -> Sequence[Named]:
    """Return who attests the counts, each once: on this site, then by files."""
    here = [_named(line, speaker) for line in found.agreeing]
    filed = [] if found.audit is None else [(one.name, one.party) for one in found.audit.auditors]
    return [*here, *(one for one in filed if one not in here)]


def _named(line: AuditorLine, speaker: Voice) -> Named:
    name = line.name or role_words("auditor", speaker)
    return name, line.party.name(speaker.language.tag)


def _day(found: Audited, speaker: Voice) -> str:
    return "" if found.erased is None else speaker.date(found.erased)


def _auditors_file(path: Path) -> str:
    return read_bounded(path, LARGEST).decode("utf-8", "replace") if path.is_file() else ""
